"""Files encrypted with a passphrase in the format `age-encryption.org/v1`, so that the program `age` reads them, too.

The file key is wrapped by scrypt; the content goes in chunks through ChaCha20-Poly1305, so that neither a changed byte
nor a missing end stays unnoticed. The format: https://c2sp.org/age
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION: Final = b"age-encryption.org/v1"
CHUNK: Final = 64 * 1024
TAG: Final = 16
WORK_FACTOR: Final = 15
"""Of a passphrase: 2 ** 15 rounds take 32 MB and a tenth of a second. Keys are random here, so no more is needed."""
MOST_WORK: Final = 20


class Unreadable(Exception):
    """Not in this format, changed on the way, or encrypted with another key."""


class Writer(io.RawIOBase):
    """Encrypts what is written into `target`, which it does not close. Nobody reads it without its end: `finish`."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        self._target = target
        self._waiting = bytearray()
        self._count = 0
        file_key, nonce = os.urandom(16), os.urandom(16)
        target.write(_header(file_key, passphrase) + nonce)
        self._cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take in all of it; the last chunk stays back, as it has to be marked."""
        with memoryview(data) as view:
            self._waiting += view
            size = view.nbytes
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return size

    def finish(self) -> None:
        """Write the end. What is closed without it cannot be read."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._count, last=last), chunk, None))
        self._count += 1


def decrypted(source: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """The content, in chunks. Unreadable at the first that is not as it was written, or where the end is missing."""
    file_key = _file_key(source, passphrase)
    cipher = ChaCha20Poly1305(_derived(file_key, _exactly(source, 16), b"payload"))
    count, chunk = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        last = not following
        try:
            content = cipher.decrypt(_nonce(count, last=last), chunk, None)
        except InvalidTag:
            raise Unreadable("it has been changed, or its end is missing") from None
        yield content
        if last:
            return
        count, chunk = count + 1, following


def is_encrypted(start: bytes) -> bool:
    """Whether a file that begins so is in this format."""
    return start.startswith(VERSION)


def _header(file_key: bytes, passphrase: str) -> bytes:
    salt = os.urandom(16)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, WORK_FACTOR)).encrypt(bytes(12), file_key, None)
    lines = [VERSION, b"-> scrypt %s %d" % (_coded(salt), WORK_FACTOR), _coded(wrapped), b"---"]
    text = b"\n".join(lines)
    return text + b" " + _coded(_mac(file_key, text)) + b"\n"


def _file_key(source: BinaryIO, passphrase: str) -> bytes:
    """The key in the header; Unreadable where the passphrase is another, or the header was changed."""
    lines = [source.readline(200).rstrip(b"\n") for _line in range(4)]
    try:
        version, recipient, body, end = lines
        arrow, kind, salt, work = recipient.split(b" ")
        mark, mac = end.split(b" ")
        if (version, arrow, kind, mark) != (VERSION, b"->", b"scrypt", b"---") or not 1 <= int(
            work
        ) <= MOST_WORK:
            raise ValueError
        key = _stretched(passphrase, _decoded(salt), int(work))
        wrapped, expected = _decoded(body), _decoded(mac)
    except ValueError:
        raise Unreadable("it is not a file that was encrypted with a passphrase") from None
    try:
        file_key = ChaCha20Poly1305(key).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise Unreadable("it was encrypted with another key") from None
    if not hmac.compare_digest(_mac(file_key, b"\n".join([*lines[:3], b"---"])), expected):
        raise Unreadable("its header has been changed")
    return file_key


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    salt = VERSION + b"/scrypt" + salt
    memory = 2 * 128 * 8 * 2**work
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**work, r=8, p=1, maxmem=memory, dklen=32)


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _mac(file_key: bytes, text: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), text, "sha256")


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11) + bytes([last])


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise Unreadable("its end is missing")
    return data


def _coded(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
