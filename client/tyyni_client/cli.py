"""`tyyni-agent`: the client of a call on the command line."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import rich
import typer
from rich.markup import escape
from rich.table import Table

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.capture import Line
from tyyni_client.capture import listen as listen_to_lines
from tyyni_client.connection import CallConnection, CallPlan
from tyyni_client.devices import find_device, input_devices
from tyyni_client.keys import find_token
from tyyni_client.lines import Lines
from tyyni_client.recording import open_recording
from tyyni_client.replay import play as play_recording
from tyyni_client.screen import Screen

app = typer.Typer(
    no_args_is_help=True, help="The agent's side of Tyyni: bring a call, live or recorded, to the service."
)

SCREEN_LANGUAGES: dict[str, wire.ScreenLanguage] = {"fi": "fi", "pl": "pl", "en": "en"}

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
SERVICE = "ws://127.0.0.1:8765/ws/call"


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
    plan = CallPlan(call.parties, spoken, voice_analysis, call.name[:60], _languages(spoken, languages))
    display = _display(plain, _screen_language(screen_language), call.duration_ms)
    key = token or find_token(url)

    async def run() -> None:
        with display as shown:
            async with CallConnection(url, plan, shown, token=key) as connection:
                await play_recording(call, connection, true_speed=not flat_out)

    asyncio.run(run())


@app.command()
def devices(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
) -> None:
    """List the devices that sound can be taken from."""
    found = input_devices()
    if as_json:
        typer.echo(json.dumps([asdict(device) for device in found], ensure_ascii=False))
        return
    table = Table("", "index", "name", "channels", "rate", "sound system")
    for device in found:
        table.add_row(
            "*" if device.default else "",
            str(device.index),
            escape(device.name),
            str(device.channels),
            f"{device.rate_hz} Hz",
            device.host_api,
        )
    rich.print(table)
    typer.echo("* is the default." if found else "There is no input device: is a sound server running?")


@app.command()
def listen(
    caller: Annotated[str, typer.Option(metavar="DEVICE", help="Where the caller's voice comes from.")],
    microphone: Annotated[str, typer.Option(metavar="DEVICE", help="The agent's microphone.")],
    voice_analysis: Annotated[
        bool,
        typer.Option(
            "--voice-analysis/--no-voice-analysis",
            help="Whether the caller has been told that the tone of voice is analysed. There is no default.",
        ),
    ],
    token: Token = None,
    url: Url = SERVICE,
    language: Annotated[
        str, typer.Option(help="Spoken language: fi, pl, en, or auto: heard in the first seconds of speech.")
    ] = "fi",
    languages: Languages = None,
    screen_language: ScreenLanguage = "en",
    label: Annotated[
        str, typer.Option(help="What supervisors see this call as, such as an extension; 60 characters.")
    ] = "",
    plain: Plain = False,
) -> None:
    """Coach a live call: the agent's microphone and the caller's side, until Ctrl-C.

    A DEVICE is an index, or words of a name, of `tyyni-agent devices`.

    The caller's side must be a device that sound can be taken from. On Linux (PulseAudio or PipeWire) that is
    the monitor of the output that plays the caller. `pactl list short sources` names it; give it, and the
    microphone, a device name of its own in ~/.asoundrc:

    \b
        pcm.caller_side { type pulse device "NAME-OF-THE-OUTPUT.monitor" }
        pcm.headset { type pulse device "NAME-OF-THE-MICROPHONE" }

    then `--caller caller_side --microphone headset`. (The variable PULSE_SOURCE chooses one source for the
    whole program, so it cannot tell two parties apart.) On Debian this needs the packages libportaudio2 and
    libasound2-plugins. On Windows and macOS there is usually no such device: a virtual sound cable, which the
    telephone program plays into, works like any other device.
    """
    there = input_devices()
    chosen = {Party.CALLER: find_device(caller, there), Party.AGENT: find_device(microphone, there)}
    if chosen[Party.CALLER] == chosen[Party.AGENT]:
        raise TyyniError(
            "devices_same",
            f"--caller and --microphone are both {chosen[Party.CALLER]}: each party needs a device of its own",
        )
    parties = (Party.CALLER, Party.AGENT)
    plan = CallPlan(parties, language, voice_analysis, label[:60], _languages(language, languages))
    display = _display(plain, _screen_language(screen_language))
    key = token or find_token(url)

    async def run() -> None:
        stop = _stop_on_signals()
        with display as shown:
            async with CallConnection(url, plan, shown, token=key) as connection:
                lines = [Line(party, device, shown.on_capture) for party, device in chosen.items()]
                await listen_to_lines(connection, lines, stop)

    asyncio.run(run())


def _stop_on_signals() -> asyncio.Event:
    """Return what Ctrl-C and SIGTERM set; a second Ctrl-C breaks off at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def stop_gently(number: int, _frame: object) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop_gently)
    return stop


def _display(
    plain: bool, language: wire.ScreenLanguage, duration_ms: int | None = None
) -> AbstractContextManager[Lines | Screen]:
    """Return what shows the call: a picture on a terminal, lines for a pipe."""
    if plain or not sys.stdout.isatty():
        return nullcontext(Lines(typer.echo, language))
    return Screen(language, duration_ms=duration_ms)


def _languages(language: str, named: str | None) -> tuple[str, ...] | None:
    """Return the languages that an "auto" call may be in; None: the service's own choice."""
    if named is None:
        return None
    if language != wire.AUTO:
        raise TyyniError("languages_invalid", f"--languages {named}: only with --language {wire.AUTO}")
    return tuple(code.strip() for code in named.split(","))


def _screen_language(named: str) -> wire.ScreenLanguage:
    if named not in SCREEN_LANGUAGES:
        raise TyyniError("language_unknown", f"--screen-language {named}: expected fi, pl or en")
    return SCREEN_LANGUAGES[named]


def main() -> None:
    """Run the command; what a user can mend is said in one line, with its code."""
    try:
        app()
    except TyyniError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
