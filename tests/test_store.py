"""The check that every byte of a model is what the catalogue says."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_model import CONTENT, small_model, write_files

from tyyni_models import store
from tyyni_models.catalogue import Catalogue
from tyyni_models.errors import ModelError


@pytest.fixture(autouse=True)
def _small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small_model()
    monkeypatch.setattr(store, "load_catalogue", lambda: Catalogue({model.name: model}, model.name))


def test_models_lie_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TYYNI_MODELS", str(tmp_path))
    assert store.models_root() == tmp_path
    monkeypatch.delenv("TYYNI_MODELS")
    assert store.models_root().parts[-2:] == ("tyyni", "models")


def test_a_whole_model_is_verified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TYYNI_MODELS", str(tmp_path))
    folder = write_files(tmp_path / "small-one")
    assert store.verified_model_dir("small-one") == folder
    assert store.model_state(small_model()) == "verified"


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(ModelError, match="model_unknown"):
        store.verified_model_dir("nobody")


def test_a_missing_file_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    assert store.model_state(small_model(), tmp_path) == "absent"
    (write_files(tmp_path / "small-one") / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json.*13 bytes.*no file.*tyyni models fetch") as caught:
        store.verified_model_dir("small-one", tmp_path)
    assert caught.value.code == "model_missing"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (CONTENT["model.bin"][:-1], "size expected 102400 bytes, found 102399 bytes"),
        (CONTENT["model.bin"][:-1] + b"?", "sha256 expected "),
    ],
)
def test_an_altered_file_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    write_files(tmp_path / "small-one", {**CONTENT, "model.bin": data})
    with pytest.raises(ModelError, match=f"model.bin: {told}") as caught:
        store.verified_model_dir("small-one", tmp_path)
    assert caught.value.code == "model_altered"
    state = store.model_state(small_model(), tmp_path)
    assert isinstance(state, store.Fault)
    assert state.file.name == "model.bin"
