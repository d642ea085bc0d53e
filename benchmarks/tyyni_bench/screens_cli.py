"""`tyyni bench screens`, as typed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tyyni_bench.results import check_extra
from tyyni_bench.screens import ALL_SHOTS, take_all


def screens(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")],
    only: Annotated[
        list[str] | None,
        typer.Option(help="Only this picture (may be given more than once): " + ", ".join(ALL_SHOTS)),
    ] = None,
    model: Annotated[str, typer.Option(help="A model of `tyyni models list`.")] = "base",
) -> None:
    """Take pictures of every page, while the demo's calls are played into a service of its own (two minutes).

    The pictures of the README are made by this.

    \b
    tyyni bench screens client/web/screens
    """
    check_extra()
    unknown = sorted(set(only or ()) - set(ALL_SHOTS))
    if unknown:
        raise typer.BadParameter(f"no picture {', '.join(unknown)}; there are {', '.join(ALL_SHOTS)}")
    folder.mkdir(parents=True, exist_ok=True)
    for path in asyncio.run(take_all(folder, model, only or ())):
        Console().print(path, soft_wrap=True)
