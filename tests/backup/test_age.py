"""What is encrypted comes back as it was, and whatever else was done to it is noticed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golf_project.backup import age

KEY = "a key of my own"


def encrypted(content: bytes, piece: int = 10_000) -> bytes:
    target = io.BytesIO()
    writer = age.Writer(target, KEY)
    for start in range(0, len(content), piece):
        writer.write(content[start : start + piece])
    writer.finish()
    return target.getvalue()


def read(data: bytes, key: str = KEY) -> bytes:
    return b"".join(age.decrypted(io.BytesIO(data), key))


@pytest.mark.parametrize("size", [0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK, 200_000])
def test_it_comes_back_as_it_was(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    data = encrypted(content[:size])
    assert read(data) == content[:size]
    assert age.is_encrypted(data)
    assert not age.is_encrypted(content)


def test_nobody_reads_it_with_another_key_or_from_its_bytes() -> None:
    data = encrypted(b"the queen of hearts" * 10_000)
    with pytest.raises(age.Unreadable, match="another key"):
        read(data, "another")
    assert b"queen" not in data
    assert data != encrypted(b"the queen of hearts" * 10_000)


BIG = encrypted(b"x" * 150_000)


@settings(max_examples=30)
@given(st.integers(0, len(BIG) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    data = bytearray(BIG)
    data[at] ^= flip
    with pytest.raises(age.Unreadable):
        read(bytes(data))


@settings(max_examples=30)
@given(st.integers(0, len(BIG) - 1))
def test_a_missing_end_is_noticed(size: int) -> None:
    with pytest.raises(age.Unreadable):
        read(BIG[:size])


def test_chunks_in_another_order_or_at_the_end_are_noticed() -> None:
    body = len(BIG) - (150_000 + 3 * age.TAG)
    size = age.CHUNK + age.TAG
    swapped = (
        BIG[:body] + BIG[body + size : body + 2 * size] + BIG[body : body + size] + BIG[body + 2 * size :]
    )
    for data in (swapped, BIG + b"x", BIG + BIG[body:]):
        with pytest.raises(age.Unreadable):
            read(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"age-encryption.org/v1\n-> X25519 abc\n", b"\n" * 300])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(age.Unreadable):
        read(data)


def test_it_does_not_work_for_an_hour_because_a_file_says_so() -> None:
    with pytest.raises(age.Unreadable):
        read(BIG.replace(b" 15\n", b" 30\n", 1))


def test_the_program_age_opens_it(tmp_path: Path) -> None:
    """It asks at a terminal only, so a terminal it gets."""
    program, script = shutil.which("age"), shutil.which("script")
    if program is None or script is None:
        pytest.skip("no program age here")
    (tmp_path / "x.age").write_bytes(encrypted(b"the queen of hearts"))
    words = [
        script,
        "--quiet",
        "--command",
        f"{program} --decrypt --output {tmp_path}/x {tmp_path}/x.age",
        "/dev/null",
    ]
    subprocess.run(words, input=f"{KEY}\n".encode(), capture_output=True, check=True, timeout=60)
    assert (tmp_path / "x").read_bytes() == b"the queen of hearts"
