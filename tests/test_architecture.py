"""What keeps the tree honest: import directions, purity, tests for each source file, the flow table."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "tyyni": ROOT / "service" / "tyyni",
    "tyyni_models": ROOT / "models" / "tyyni_models",
    "tyyni_client": ROOT / "client" / "tyyni_client",
    "tyyni_bench": ROOT / "benchmarks" / "tyyni_bench",
}
WIRE = {"tyyni.wire", *(f"tyyni.wire.{part}" for part in ("audio", "base", "call", "floor", "people"))}
GROUND = {"tyyni", "tyyni.units", "tyyni.errors", "tyyni.audio", *WIRE}
COACH = "tyyni.coach"
LIGHT = {"msgspec", "numpy"}
"""The only third-party libraries the ground may need: it is part of the light client install."""
IMPURE = {
    "asyncio", "datetime", "logging", "os", "pathlib", "queue", "random", "secrets", "socket", "subprocess",
    "sys", "threading", "time", "uuid",
}  # fmt: skip


def modules() -> dict[str, Path]:
    found = {}
    for package, folder in PACKAGES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            name = ".".join([package, *(part for part in parts if part != "__init__")])
            found[name] = path
    return found


MODULES = modules()


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
    return names


def ours(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] in PACKAGES}


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def may_import(importer: str, imported: str) -> bool:
    """Say whether the design lets one module import another."""
    if importer in GROUND:
        return imported in GROUND
    if within(importer, COACH):
        return imported in GROUND or within(imported, COACH) or imported == "tyyni_models.contracts"
    if within(importer, "tyyni_models"):
        return within(imported, "tyyni_models")
    if within(importer, "tyyni_client"):
        return imported in GROUND or within(imported, "tyyni_client")
    if within(importer, "tyyni.playbooks"):
        pure = imported in GROUND or imported == "tyyni_models.contracts"
        return pure or within(imported, COACH, "tyyni.playbooks")
    if within(importer, "tyyni.history"):
        told = imported in GROUND or within(imported, COACH, "tyyni.history")
        # The command finds the history where the service's settings say it lies.
        return told or (importer == "tyyni.history.cli" and imported == "tyyni.serve.settings")
    return True


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    wrong = {imported for imported in ours(MODULES[name]) if not may_import(name, imported)}
    # The command line composes: it mounts every part's commands, and only it may.
    assert not wrong or name in {"tyyni.cli", "tyyni.__main__"}


@pytest.mark.parametrize("name", [n for n in MODULES if n in GROUND or within(n, COACH)])
def test_pure_part_does_no_io_and_knows_no_clock(name: str) -> None:
    roots = {imported.split(".")[0] for imported in imports(MODULES[name])}
    assert not roots & IMPURE
    called = {
        node.func.id
        for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"open", "print", "input"}


@pytest.mark.parametrize("name", sorted(GROUND))
def test_ground_is_light(name: str) -> None:
    foreign = {imported.split(".")[0] for imported in imports(MODULES[name])} - set(PACKAGES)
    import sys

    assert foreign - sys.stdlib_module_names <= LIGHT


def test_only_one_place_may_catch_everything() -> None:
    pattern = re.compile(r"except\s+(Base)?Exception\b|except\s*:")
    catching = {name for name, path in MODULES.items() if pattern.search(path.read_text("utf-8"))}
    assert catching <= {"tyyni.serve.session"}


def test_every_module_with_code_has_a_test_file() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    missing = []
    for name, path in MODULES.items():
        stem = name.rsplit(".", 1)[-1]
        if path.name == "__init__.py" or stem in UNTESTED_ALONE:
            continue
        if within(name, "tyyni.history.migrations"):
            continue  # tests/test_tables.py runs them all and compares what they make with the tables
        package = name.split(".")[-2]
        if not {stem, f"{package}_{stem}"} & tested:
            missing.append(name)
    assert not missing
    assert not UNTESTED_ALONE & tested, "it has a test file now: take it off the list"


OWN_PART = "tyyni.history.own"
MAY_READ_OWN_PART = {"tyyni.history.export", "tyyni.history.resumable"}
"""When the agent asks for it, and to give the agent's own screen back what it had."""


def test_the_agents_own_part_of_the_history_is_read_only_where_it_is_meant_to_be() -> None:
    naming_it = {name: path for name, path in MODULES.items() if OWN_PART in path.read_text("utf-8")}
    reading = {name for name, path in naming_it.items() if OWN_PART in ours(path)}
    assert reading <= MAY_READ_OWN_PART
    private = {"prompts", "steps", "doings"}
    naming = {
        name
        for name, path in MODULES.items()
        if within(name, "tyyni.history") and _attributes_of(path, "tables") & private
    }
    # `rows` writes both; of the doings `reading` takes requests for help, what `digests` adds up of
    # one call `insights` sums over five agents or more.
    assert naming <= {
        OWN_PART,
        *(f"tyyni.history.{part}" for part in ("rows", "reading", "digests", "insights")),
    }


def _attributes_of(path: Path, module: str) -> set[str]:
    return {
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module
    }


UNTESTED_ALONE = {
    "base",  # records without behaviour
    "call_parts",  # protocols and records without behaviour
    "contracts",  # protocols and records without behaviour
    "latency_results",  # records without behaviour
    "link",  # records without behaviour
    "people",  # records without behaviour
    "records",  # records without behaviour
}


def test_readme_flow_table_names_every_module_of_the_flow() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    flow = [n for n in MODULES if (n in GROUND or within(n, COACH, "tyyni.serve", "tyyni.history"))]
    flow = [name for name in flow if not within(name, "tyyni.history.migrations")]
    parts = [name for name in flow if MODULES[name].name != "__init__.py"]
    unnamed = [name for name in parts if f"`{name.removeprefix('tyyni.')}`" not in readme]
    assert not unnamed


def test_nothing_names_this_machine_or_an_index() -> None:
    listed = [path for path in ROOT.rglob("*") if path.suffix in {".lock", ".json", ".toml"}]
    skipped = {".venv", "node_modules", ".git", ".hypothesis", ".mypy_cache", "pages"}
    for path in listed:
        if skipped & set(path.parts):
            continue
        text = path.read_text("utf-8")
        assert "python" + "hosted" not in text, path
        assert "registry." + "npm" not in text, path
