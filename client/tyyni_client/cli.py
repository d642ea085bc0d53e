"""`tyyni-agent`: the client of a call on the command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from tyyni.errors import TyyniError
from tyyni_client.connection import CallConnection, CallPlan
from tyyni_client.display import show_call
from tyyni_client.headset_cli import devices, listen, sound_test
from tyyni_client.keys import find_token
from tyyni_client.options import (
    SERVICE,
    Languages,
    Plain,
    ScreenLanguage,
    Token,
    Url,
    languages_of,
    screen_language_of,
)
from tyyni_client.recording import open_recording
from tyyni_client.replay import play as play_recording

app = typer.Typer(
    no_args_is_help=True, help="The agent's side of Tyyni: bring a call, live or recorded, to the service."
)
app.command()(devices)
app.command("test")(sound_test)
app.command()(listen)


@app.callback()
def tyyni_agent() -> None:
    """Bring a call to the service and show what it says."""


@app.command()
def play(
    recording: Annotated[
        Path, typer.Argument(help="WAV or FLAC: stereo (caller, agent), or one mono voice.")
    ],
    token: Token = None,
    agent_recording: Annotated[
        Path | None, typer.Option(help="The agent's voice, when each party has a mono file.")
    ] = None,
    url: Url = SERVICE,
    language: Annotated[
        str | None,
        typer.Option(
            help="Spoken language: fi, pl, en, or auto: heard in the first seconds of speech; else the sidecar's."
        ),
    ] = None,
    languages: Languages = None,
    screen_language: ScreenLanguage = "en",
    flat_out: Annotated[bool, typer.Option("--flat-out", help="As fast as the service keeps up.")] = False,
    voice_analysis: Annotated[bool, typer.Option(help="Consent to read the caller's tone.")] = True,
    plain: Plain = False,
) -> None:
    """Play a recorded call at true speed and print prompts, heat and text as they come."""
    call = open_recording(recording, agent_recording)
    spoken = language or call.language
    if spoken is None:
        raise TyyniError("language_missing", f"{recording} has no sidecar: say --language fi, pl, en or auto")
    plan = CallPlan(call.parties, spoken, voice_analysis, call.name[:60], languages_of(spoken, languages))
    spoken_to = screen_language_of(screen_language)
    key = token or find_token(url)

    async def run() -> None:
        async with (
            show_call(spoken_to, plain=plain, duration_ms=call.duration_ms) as shown,
            CallConnection(url, plan, shown, token=key) as connection,
        ):
            shown.speak_through(connection.do)
            await play_recording(call, connection, true_speed=not flat_out)

    asyncio.run(run())


def main() -> None:
    """Run the command; what a user can mend is said in one line, with its code."""
    try:
        app()
    except TyyniError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
