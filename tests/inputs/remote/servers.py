"""Servers on the loopback that remote sources are read from: a store that speaks S3, and a web server that fails."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from threading import Thread
from urllib.parse import urlsplit

from moto.server import ThreadedMotoServer


@dataclass
class Page:
    """A file of the web server, and how the server behaves when asked for it."""

    content: bytes
    ranges: bool = True
    length: bool = True
    etag: str = ""
    type: str = "application/octet-stream"
    moved: str = ""
    faults: list[str] = field(default_factory=list)
    """What happens instead, an answer each: a status, `stall` before or `stall N` and `cut N` after so many bytes.

    `always FAULT` stays, and `ok` is no fault.
    """


@dataclass
class Web:
    """A running web server."""

    address: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """The path and the range of each request."""
    stalled: float = 3.0

    def put(self, path: str, content: bytes, **behaviour: object) -> str:
        """Its address, once it is there."""
        self.pages[path] = Page(content, **behaviour)  # type: ignore[arg-type]
        return f"{self.address}{path}"


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # of so many connections at once, none waits for a second try
    daemon_threads = True


@contextmanager
def web_server() -> Iterator[Web]:
    web = Web()
    server = _Server(("127.0.0.1", 0), _handler(web))
    web.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, wanted = urlsplit(self.path).path, self.headers.get("Range", "")
            web.asked.append((path, wanted))
            page = web.pages.get(path)
            if page is None:
                self.send_error(404)
                return
            fault = page.faults.pop(0) if page.faults else ""
            if fault.startswith("always "):
                page.faults.insert(0, fault)
                fault = fault.removeprefix("always ")
            if fault == "stall":
                time.sleep(web.stalled)
                return
            if fault.isdigit():
                self.send_error(int(fault))
                return
            if page.moved:
                self.send_response(302)
                self.send_header("Location", page.moved)
                self.end_headers()
                return
            self._give(page, wanted, fault)

        def _give(self, page: Page, wanted: str, fault: str) -> None:
            content, size = page.content, len(page.content)
            if wanted and page.ranges:
                first, _, last = wanted.removeprefix("bytes=").partition("-")
                if int(first) >= size:
                    self.send_error(416)
                    return
                content = content[int(first) : int(last) + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{int(first) + len(content) - 1}/{size}")
            else:
                self.send_response(200)
            self.send_header("Content-Type", page.type)
            if page.etag:
                self.send_header("ETag", page.etag)
            if page.length:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if fault.startswith("cut "):
                content = content[: int(fault.removeprefix("cut "))]
            if fault.startswith("stall "):
                self.wfile.write(content[: int(fault.removeprefix("stall "))])
                self.wfile.flush()
                time.sleep(web.stalled)
                return
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def s3_server() -> Iterator[str]:
    """The endpoint of a store with one bucket, `logs`."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        put(f"{endpoint}/logs", b"")
        yield endpoint
    finally:
        server.stop()


def put(address: str, content: bytes) -> None:
    """Store an object."""
    key = "Credential=testing/20250101/us-east-1/s3/aws4_request"
    headers = {"Content-Type": "application/octet-stream", "Authorization": f"AWS4-HMAC-SHA256 {key}"}
    with urllib.request.urlopen(urllib.request.Request(address, content, headers, method="PUT")):
        pass


def index(web: Web, folder: str) -> None:
    """A page with links to what is in a folder, as web servers make it."""
    names = sorted(path.removeprefix(folder) for path in web.pages if str(PurePosixPath(path).parent) + "/" == folder)
    links = "".join(f'<li><a href="{name}">{name}</a></li>' for name in names if name)
    web.put(folder, f"<html><ul>{links}</ul></html>".encode(), type="text/html")
