"""The catalogue: what ships, and what a broken one is told."""

from __future__ import annotations

import pytest

from tyyni_models.catalogue import CatalogueModel, load_catalogue, parse_catalogue
from tyyni_models.errors import ModelError

GOOD = """
default = "one"
[models.one]
repository = "someone/one"
revision = "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"
languages = "Finnish"
licence = "MIT"
[models.one.files]
"config.json" = { size_bytes = 1, sha256 = "HASH" }
"model.bin" = { size_bytes = 2, sha256 = "HASH" }
"tokenizer.json" = { size_bytes = 3, sha256 = "HASH" }
[[models.one.wheels]]
requirement = "one-data==1.0"
members = { "model.bin" = "one_data/model.bin" }
""".replace("HASH", "a" * 64)


def test_the_shipped_catalogue_has_every_model_with_the_default_among_them() -> None:
    catalogue = load_catalogue()
    assert set(catalogue.models) == {
        "tiny",
        "tiny.en",
        "base",
        "small",
        "medium",
        "large-v3",
        "large-v3-turbo",
    }
    assert catalogue.default == "base"
    sizes = [model.size_bytes for model in catalogue.models.values()]
    assert sizes == sorted(sizes)


def test_base_is_the_revision_and_the_bytes_that_were_measured() -> None:
    base = load_catalogue().find("base")
    assert base.revision == "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66"
    weights = next(file for file in base.files if file.name == "model.bin")
    assert (weights.size_bytes, weights.sha256[:8]) == (145_217_532, "d01c3014")


@pytest.mark.parametrize("model", load_catalogue().models.values(), ids=lambda model: model.name)
def test_wheels_carry_whole_models(model: CatalogueModel) -> None:
    carried = {name for wheel in model.wheels for name in wheel.members}
    assert carried in (set(), {file.name for file in model.files})


def test_an_unknown_model_is_told_which_there_are() -> None:
    with pytest.raises(ModelError, match=r"'huge'.*tiny.*large-v3 \[model_unknown\]"):
        load_catalogue().find("huge")


def test_a_good_catalogue_is_read() -> None:
    model = parse_catalogue(GOOD).find("one")
    assert model.size_bytes == 6
    assert model.wheels[0].members == {"model.bin": "one_data/model.bin"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('sha256 = "aaaa', 'sha256 = "main', "config.json needs its SHA-256"),
        ("size_bytes = 2", "size_bytes = 0", "model.bin needs its SHA-256 and its size"),
        ('"config.json"', '"../config.json"', "bare file name"),
        ('"tokenizer.json"', '"vocabulary.txt"', "lack tokenizer.json"),
        ("ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66", "main", "commit of 40"),
        ("one-data==1.0", "one-data", "one-data must be pinned"),
        ('default = "one"', 'default = "two"', "'two' is not in the catalogue"),
        ('default = "one"', "", "lacks the key 'default'"),
        ('licence = "MIT"', "", "lacks the key 'licence'"),
        ("requirement =", "package =", "no valid TOML of models"),
        ("[models.one]", "[models.one", "no valid TOML"),
    ],
)
def test_a_broken_catalogue_says_where(old: str, new: str, told: str) -> None:
    with pytest.raises(ModelError, match=told) as caught:
        parse_catalogue(GOOD.replace(old, new, 1))
    assert caught.value.code == "catalogue_broken"


def test_a_catalogue_whose_models_are_no_table_says_so() -> None:
    with pytest.raises(ModelError, match="no valid TOML of models"):
        parse_catalogue('models = 3\ndefault = "one"')
