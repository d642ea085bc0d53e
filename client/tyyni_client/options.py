"""Options that several commands of `tyyni-agent` have, and what they mean."""

from __future__ import annotations

from typing import Annotated

import typer

from tyyni import wire
from tyyni.errors import TyyniError

SCREEN_LANGUAGES: dict[str, wire.ScreenLanguage] = {"fi": "fi", "pl": "pl", "en": "en"}
SERVICE = "ws://127.0.0.1:8765/ws/call"

Token = Annotated[
    str | None,
    typer.Option(
        envvar="TYYNI_TOKEN",
        help="The agents' token of `tyyni serve`; a service of your own on this machine needs none.",
        show_default=False,
    ),
]
Url = Annotated[str, typer.Option(help="The service.")]
Languages = Annotated[
    str | None,
    typer.Option(
        help="With --language auto: those it may be, such as fi,pl; else all that the service has cues for.",
        show_default=False,
    ),
]
ScreenLanguage = Annotated[str, typer.Option(help="Language of the prompts: fi, pl or en.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="One line for each thing that matters; so it is whenever piped.")
]


def languages_of(language: str, named: str | None) -> tuple[str, ...] | None:
    """Return the languages that an "auto" call may be in; None: the service's own choice.

    Raises:
        TyyniError: ``languages_invalid``.
    """
    if named is None:
        return None
    if language != wire.AUTO:
        raise TyyniError("languages_invalid", f"--languages {named}: only with --language {wire.AUTO}")
    return tuple(code.strip() for code in named.split(","))


def screen_language_of(named: str) -> wire.ScreenLanguage:
    """Return the language of the screen.

    Raises:
        TyyniError: ``language_unknown``.
    """
    if named not in SCREEN_LANGUAGES:
        raise TyyniError("language_unknown", f"--screen-language {named}: expected fi, pl or en")
    return SCREEN_LANGUAGES[named]
