"""A model of a few kilobytes, a hub that serves it and the wheels that carry it, to test the fetch with."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tyyni_models.catalogue import CatalogueModel, DataWheel, ModelFile

CONTENT = {
    "config.json": b'{"alignment_heads": []}',
    "model.bin": bytes(range(256)) * 400,
    "tokenizer.json": b'{"model": {}}',
}
PARTS = (CONTENT["model.bin"][:60_000], CONTENT["model.bin"][60_000:])
REVISION = "0123456789" * 4


def small_model(content: dict[str, bytes] = CONTENT) -> CatalogueModel:
    """Return the catalogue's entry of the small model."""
    files = tuple(
        ModelFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in content.items()
    )
    wheels = (
        DataWheel("small-model-part1==1.0", {name: f"small_model_part1/{name}" for name in content}),
        DataWheel("small-model-part2==1.0", {"model.bin": "small_model_part2/model.bin"}),
    )
    return CatalogueModel("small-one", "someone/small-one", REVISION, "Finnish", "MIT", files, wheels)


def write_files(folder: Path, content: dict[str, bytes] = CONTENT) -> Path:
    """Write files to a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


def write_wheels(folder: Path) -> None:
    """Write the two wheels that carry the small model, its weights cut in two."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_wheel(folder, "small_model_part1", {**CONTENT, "model.bin": PARTS[0]})
    _write_wheel(folder, "small_model_part2", {"model.bin": PARTS[1]})


def _write_wheel(folder: Path, package: str, members: dict[str, bytes]) -> None:
    metadata = f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0\n"
    tag = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"{package}-1.0-py3-none-any.whl", "w") as wheel:
        for name, data in members.items():
            wheel.writestr(f"{package}/{name}", data)
        wheel.writestr(f"{package}/__init__.py", "raise RuntimeError('never imported')")
        wheel.writestr(f"{package}-1.0.dist-info/METADATA", metadata)
        wheel.writestr(f"{package}-1.0.dist-info/WHEEL", tag)
        wheel.writestr(f"{package}-1.0.dist-info/RECORD", "")


class FakeHub:
    """What a hub serves and how it misbehaves; ``asked`` lists (file, Range header)."""

    def __init__(self) -> None:
        self.url = ""
        self.content = dict(CONTENT)
        self.break_after_bytes: list[int] = []
        """For each request in turn: close the connection after that many bytes; then behave."""
        self.knows_ranges = True
        self.asked: list[tuple[str, str | None]] = []

    def answer(self, path: str, asked_range: str | None) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a path."""
        prefix = f"/someone/small-one/resolve/{REVISION}/"
        name = path.removeprefix(prefix)
        self.asked.append((name, asked_range))
        if not path.startswith(prefix) or name not in self.content:
            return 404, {}, b""
        body = self.content[name]
        if asked_range and self.knows_ranges:
            first = int(asked_range.removeprefix("bytes=").removesuffix("-"))
            return 206, {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}, body[first:]
        return 200, {}, body


@contextmanager
def running(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve a hub on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = hub.answer(self.path, self.headers.get("Range"))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            cut = hub.break_after_bytes.pop(0) if hub.break_after_bytes else len(body)
            self.wfile.write(body[:cut])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Heard:
    """`FetchProgress` that keeps its lines, and of each file: name, total, bytes at start, bytes added."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.files: list[list[object]] = []

    def say(self, line: str) -> None:
        """Keep a line."""
        self.lines.append(line)

    @contextmanager
    def file(self, name: str, total_bytes: int, done_bytes: int) -> Iterator[Callable[[int], None]]:
        """Keep a file's progress."""
        added = [0]
        self.files.append([name, total_bytes, done_bytes, added])

        def advance(more_bytes: int) -> None:
            added[0] += more_bytes

        yield advance
