"""`tyyni-agent`: the client of a call on the command line."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni_client.connection import CallConnection, CallPlan
from tyyni_client.lines import Lines
from tyyni_client.recording import open_recording
from tyyni_client.replay import play as play_recording

app = typer.Typer(
    no_args_is_help=True, help="The agent's side of Tyyni: play a recorded call to the service."
)

SCREEN_LANGUAGES: dict[str, wire.ScreenLanguage] = {"fi": "fi", "pl": "pl", "en": "en"}


@app.callback()
def tyyni_agent() -> None:
    """Bring a call to the service and show what it says."""


@app.command()
def play(
    recording: Annotated[
        Path, typer.Argument(help="WAV or FLAC: stereo (caller, agent), or one mono voice.")
    ],
    token: Annotated[str, typer.Option(envvar="TYYNI_TOKEN", help="The agents' token of `tyyni serve`.")],
    agent_recording: Annotated[
        Path | None, typer.Option(help="The agent's voice, when each party has a mono file.")
    ] = None,
    url: Annotated[str, typer.Option(help="The service.")] = "ws://127.0.0.1:8765/ws/call",
    language: Annotated[
        str | None, typer.Option(help="Spoken language: fi, pl, en; else the sidecar's.")
    ] = None,
    screen_language: Annotated[str, typer.Option(help="Language of the prompts: fi, pl or en.")] = "en",
    flat_out: Annotated[bool, typer.Option("--flat-out", help="As fast as the service keeps up.")] = False,
    voice_analysis: Annotated[bool, typer.Option(help="Consent to read the caller's tone.")] = True,
) -> None:
    """Play a recorded call at true speed and print prompts, heat and text as they come."""
    call = open_recording(recording, agent_recording)
    spoken = language or call.language
    if spoken is None:
        raise TyyniError("language_missing", f"{recording} has no sidecar: say --language fi, pl or en")
    if screen_language not in SCREEN_LANGUAGES:
        raise TyyniError("language_unknown", f"--screen-language {screen_language}: expected fi, pl or en")
    plan = CallPlan(call.parties, spoken, voice_analysis, call.name[:60])
    lines = Lines(typer.echo, SCREEN_LANGUAGES[screen_language])

    async def run() -> None:
        async with CallConnection(url, plan, lines, token=token) as connection:
            await play_recording(call, connection, true_speed=not flat_out)

    asyncio.run(run())


def main() -> None:
    """Run the command; what a user can mend is said in one line, with its code."""
    try:
        app()
    except TyyniError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
