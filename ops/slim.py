"""Takes out of installed packages what this site never reads, so that its image stays small (docs/deploy.md).

`python slim.py SITE_PACKAGES STATICFILES` while the image is built, once static files are collected. The versions of
all packages stay on record. That nothing is missed afterwards is seen by `smoke.py`, without which there is no image.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LANGUAGES: Final = {"en", "de", "es", "fr"}
"""Those of the site (LANGUAGES in golf_project/settings.py)."""
AWS_SERVICES: Final = {"s3", "sts", "sso", "sso-oidc", "signin"}
"""Files are kept in S3, and keys to it come from the others. botocore and boto3 describe four hundred more."""
UNREAD: Final = (
    "**/tests",
    "twisted/**/test",
    # What daphne, which asks for Twisted, has no use for.
    "twisted/conch",
    "twisted/mail",
    "twisted/words",
    "twisted/spread",
    "twisted/trial",
    "autobahn/**/test",
    "django/contrib/gis/gdal",
    "django/contrib/gis/geos",
    "django/contrib/gis/db",
    "django/contrib/gis/static",
    "django/contrib/gis/templates",
    # A program for who develops autobahn.
    "autobahn/_flatc",
    # Pictures in formats that the site takes none of, and colour profiles; Pillow does without.
    "PIL/_avif*.so",
    "PIL/_imagingcms*.so",
    "PIL/_webp*.so",
    "pillow.libs/libavif*",
    "pillow.libs/liblcms2*",
    "pillow.libs/libsharpyuv*",
    "pillow.libs/libwebp*",
    # What NumPy loads when it is asked for, and tables of CPU players never ask for.
    "numpy/_core/_*_tests*.so",
    "numpy/_core/_simd*.so",
    "numpy/_core/lib",
    "numpy/_pyinstaller",
    "numpy/distutils",
    "numpy/f2py",
    "numpy/fft",
    "numpy/linalg/lapack_lite*.so",
    "numpy/ma",
    "numpy/polynomial",
    "numpy/random/_examples",
    "numpy/random/lib",
    "numpy/testing",
    # Quicker ways to do what is hardly ever done; each has a plain one beside it.
    "charset_normalizer/*.so",
    "wcwidth/_wcwidth_c*.so",
    # These have been collected.
    "ninja/static",
    "django/contrib/admin/static",
    "django_countries/static",
    "allauth/**/static",
    # Only pip reads what a package has put where; licences and versions stay.
    "*.dist-info/RECORD",
    "**/*.po",
    "**/*.pyi",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.h",
)
"""Tests, geography, and what only compilers and people read."""
UNASKED: Final = (
    "*.map*",
    # There is one kind of pages about the API, and it is not this.
    "ninja/redoc*",
    # For a site with DEBUG; the `.min.js` beside them are what is loaded here.
    "admin/js/vendor/jquery/jquery.*",
    "admin/js/vendor/select2/select2.full.*",
    "admin/js/vendor/xregexp/xregexp.*",
)
"""Static files that no page of a site in production asks for."""
HASHED_ALONE: Final = ("admin", "ninja")
"""Folders of static files that are only ever asked for by the names with their hashes."""
HASH: Final = re.compile(r"\.[0-9a-f]{12}(?=\.)")


def slim(packages: Path, static: Path) -> int:
    """Take out all that is not read; the bytes that this has freed."""
    freed = 0
    gone = {*_unread(packages), *_languages(packages), *_aws(packages), *_unasked(static), *_plain(static)}
    for path in sorted(gone):
        if path.exists():
            freed += _size(path)
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return freed + sum(map(_stripped, _libraries(packages)))


def _unread(packages: Path) -> Iterator[Path]:
    for pattern in UNREAD:
        yield from packages.glob(pattern)


def _languages(packages: Path) -> Iterator[Path]:
    """Catalogues and formats of languages that the site does not speak; `django.conf.locale` itself lists all."""
    for folder in packages.glob("**/locale"):
        for language in folder.iterdir():
            if language.is_dir() and language.name not in LANGUAGES | {"__pycache__"}:
                yield language


def _aws(packages: Path) -> Iterator[Path]:
    for service in packages.glob("boto*/data/*"):
        if service.is_dir() and service.name not in AWS_SERVICES:
            yield service


def _unasked(static: Path) -> Iterator[Path]:
    for pattern in UNASKED:
        for path in static.rglob(pattern):
            if ".min." not in path.name:
                yield path


def _plain(static: Path) -> Iterator[Path]:
    """Files by their plain names, as they are and compressed, where the same lie there by their hashed names."""
    for folder in HASHED_ALONE:
        hashed = [path for path in static.joinpath(folder).rglob("*") if HASH.search(path.name)]
        for path in hashed:
            yield path.with_name(HASH.sub("", path.name))


def _libraries(packages: Path) -> Iterator[Path]:
    """Extension modules. What wheels bring along in a folder `.libs` has been patched, which stripping would break."""
    for path in packages.rglob("*.so"):
        if not any(part.endswith(".libs") for part in path.parts):
            yield path


def _stripped(library: Path) -> int:
    """The bytes that its symbols took, which only a debugger reads; 0 where there is no `strip`."""
    strip = shutil.which("strip")
    if strip is None:
        return 0
    before = _size(library)
    subprocess.run([strip, "--strip-unneeded", library], check=True)
    return before - _size(library)


def _size(path: Path) -> int:
    return sum(
        part.stat().st_size for part in (path.rglob("*") if path.is_dir() else [path]) if part.is_file()
    )


if __name__ == "__main__":
    print(f"slim: {slim(Path(sys.argv[1]), Path(sys.argv[2])) / 1e6:.1f} MB less")
