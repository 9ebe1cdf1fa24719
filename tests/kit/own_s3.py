"""A small server that speaks as much of S3 as a storage of files asks for: objects are put, read, listed and removed.

It keeps them in memory, in one bucket, looks at no signature, and can be away or refuse everything.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import socket
import threading
import zlib
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET: Final = "golf"
SECRET: Final = "open-sesame"


class OwnS3(ThreadingHTTPServer):
    """The objects by their keys, and what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[str] = []
        """The methods of all requests, with their keys."""
        self.refuses = False
        """Whether it lets nobody in."""
        self._calls: set[socket.socket] = set()

    @property
    def options(self) -> dict[str, Any]:
        """ARCHIVE_STORAGE_OPTIONS of a site that keeps its files here."""
        return {
            "bucket_name": BUCKET,
            "endpoint_url": f"http://127.0.0.1:{self.server_port}",
            "access_key": "golf",
            "secret_key": SECRET,
            "region_name": "eu-central-1",
            "addressing_style": "path",
            "file_overwrite": True,
        }

    def stop(self) -> None:
        """Be away: calls that are open are cut off, and whoever calls anew is turned down at once."""
        self.shutdown()
        self.server_close()
        for call in tuple(self._calls):
            with contextlib.suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._calls.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._calls.discard(request)
        super().shutdown_request(request)


@contextlib.contextmanager
def own_s3() -> Iterator[OwnS3]:
    """A server that answers, until the end of the block."""
    server = OwnS3()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: OwnS3
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content, trailer = self._body()
        if self._is_asked_well() and self._is_whole(content, trailer):
            self.server.objects[self.key] = content
            self._answer(200, etag=content)

    def do_GET(self) -> None:
        if not self._is_asked_well():
            return
        if not self.key:
            self._list()
        elif self._is_there():
            content = self.server.objects[self.key]
            self._answer(200, content, etag=content)

    def do_HEAD(self) -> None:
        if self._is_asked_well() and self._is_there():
            content = self.server.objects[self.key]
            self._answer(200, content, etag=content)

    def do_DELETE(self) -> None:
        if self._is_asked_well():
            self.server.objects.pop(self.key, None)
            self._answer(204)

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}").lstrip("/")

    def _is_asked_well(self) -> bool:
        """Whether this is for the bucket, from somebody who may; else that is answered."""
        self.server.asked.append(f"{self.command} {self.key}")
        if self.server.refuses or not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
            return self._fault(403, "AccessDenied", "Access Denied")
        if unquote(urlsplit(self.path).path).split("/")[1] != BUCKET:
            return self._fault(404, "NoSuchBucket", "The specified bucket does not exist")
        return True

    def _is_there(self) -> bool:
        return self.key in self.server.objects or self._fault(
            404, "NoSuchKey", "The specified key does not exist."
        )

    def _is_whole(self, content: bytes, trailer: dict[str, str]) -> bool:
        """Whether what came is what was sent, by the checksums that were sent with it."""
        said = dict(self.headers.items()) | trailer
        sent = {name.lower(): value for name, value in said.items()}
        found = {
            "content-md5": hashlib.md5(content).digest(),
            "x-amz-checksum-crc32": zlib.crc32(content).to_bytes(4, "big"),
            "x-amz-checksum-sha256": hashlib.sha256(content).digest(),
        }
        right = all(
            sent[name] == base64.b64encode(checksum).decode()
            for name, checksum in found.items()
            if name in sent
        )
        return right or self._fault(400, "BadDigest", "The checksum did not match")

    def _body(self) -> tuple[bytes, dict[str, str]]:
        """What was sent, and the headers after it where it came in chunks."""
        body = self.rfile
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            raise NotImplementedError("chunks of HTTP's own")
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body.read(int(self.headers.get("Content-Length", 0))), {}
        parts = []
        while size := int(body.readline().split(b";")[0], 16):
            parts.append(body.read(size))
            body.readline()
        trailer = {}
        while line := body.readline().decode().strip():
            name, _colon, value = line.partition(":")
            trailer[name] = value.strip()
        return b"".join(parts), trailer

    def _list(self) -> None:
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        found = [
            (key, len(one)) for key, one in sorted(self.server.objects.items()) if key.startswith(prefix)
        ]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size></Contents>" for key, size in found
        )
        head = f"<Name>{BUCKET}</Name><KeyCount>{len(found)}</KeyCount><IsTruncated>false</IsTruncated>"
        self._answer(200, _xml(f"<ListBucketResult>{head}{rows}</ListBucketResult>"))

    def _fault(self, status: int, code: str, message: str) -> bool:
        self._answer(status, _xml(f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"))
        return False

    def _answer(self, status: int, content: bytes = b"", *, etag: bytes | None = None) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        if etag is not None:
            self.send_header("ETag", f'"{hashlib.md5(etag).hexdigest()}"')
            self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_about: Any) -> None:
        """Say nothing."""


def _xml(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{inside}'.encode()
