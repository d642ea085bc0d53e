"""`tyyni agents`: who has a link of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tyyni.serve.agents import AGENTS_FILE, add_agent, read_agents, remove_agent, renew_key
from tyyni.serve.settings import load_settings

app = typer.Typer(
    help="Agents with a link of their own: their page shows their calls only. A running service takes each "
    "change at once.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="As supervisors see it on the floor.")]
Url = Annotated[
    str | None, typer.Option(help="Where agents reach the service, such as https://tyyni.example.")
]


@app.command()
def add(
    name: Name, team: Annotated[str, typer.Option(help="The agent's team.")] = "", url: Url = None
) -> None:
    """Add an agent and print the personal link, once: it is kept nowhere."""
    _print_link(add_agent(_file(), name, team), url)


@app.command(name="list")
def list_agents() -> None:
    """Print every agent and team."""
    for agent in read_agents(_file()):
        typer.echo(f"{agent.name}\t{agent.team}")


@app.command()
def remove(name: Name) -> None:
    """Remove an agent: the link and the browser that opened it come in no more."""
    remove_agent(_file(), name)


@app.command()
def link(name: Name, url: Url = None) -> None:
    """Print a new link of an agent; the old one stops working."""
    _print_link(renew_key(_file(), name), url)


def _file() -> Path:
    return load_settings().data_dir / AGENTS_FILE


def _print_link(key: str, url: str | None) -> None:
    base = url.rstrip("/") if url is not None else load_settings().base_url
    typer.echo(f"{base}/agent?token={key}")
