"""`tyyni-agent devices`, `test` and `listen`: the commands that need sound devices."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from dataclasses import asdict
from typing import Annotated

import rich
import typer
from rich.markup import escape
from rich.table import Table

from tyyni.units import Party
from tyyni_client.capture import CaptureNews, Line
from tyyni_client.capture import listen as listen_to_lines
from tyyni_client.choosing import Choice, Dialogue, choose
from tyyni_client.connection import CallConnection, CallPlan
from tyyni_client.display import show_call
from tyyni_client.inputs import all_inputs
from tyyni_client.keys import find_token
from tyyni_client.meters import live_meters
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
from tyyni_client.remembered import Remembered, forget, recall, remember
from tyyni_client.sound_check import PATIENCE_S, check_sound
from tyyni_client.texts import Texts

Caller = Annotated[
    str | None,
    typer.Option(metavar="DEVICE", help="Where the caller's voice comes from; else what is remembered."),
]
Microphone = Annotated[
    str | None, typer.Option(metavar="DEVICE", help="The agent's microphone; else what is remembered.")
]
Remember = Annotated[
    bool, typer.Option("--remember", help="Remember devices, --agent and --team that are given as options.")
]
Forget = Annotated[bool, typer.Option("--forget", help="Forget what is remembered, and choose anew.")]


def devices(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
) -> None:
    """List the devices that sound can be taken from."""
    found = all_inputs()
    if as_json:
        typer.echo(json.dumps([asdict(device) for device in found], ensure_ascii=False))
        return
    table = Table("", "index", "name", "channels", "rate", "sound system")
    for device in found:
        table.add_row(
            "*" if device.default else "",
            str(device.index),
            escape("\n".join(filter(None, (device.name, device.description)))),
            str(device.channels),
            f"{device.rate_hz} Hz",
            device.host_api,
        )
    rich.print(table)
    typer.echo("* is the default." if found else "There is no input device: is a sound server running?")


def sound_test(
    caller: Caller = None,
    microphone: Microphone = None,
    screen_language: ScreenLanguage = "en",
    keep: Remember = False,
    forget_first: Forget = False,
    patience_s: Annotated[
        float, typer.Option("--seconds", help="How long it waits for you to say something.")
    ] = PATIENCE_S,
) -> None:
    """Choose both devices, say something, and see that your voice comes from the microphone alone."""
    texts = Texts(screen_language_of(screen_language))
    before = _recalled(forget_first)
    choice = _choice(caller, microphone, before, texts)
    _try_sound(choice, texts, patience_s)
    if choice.asked or keep:
        remember(choice.remembering(before, "", ""))


def listen(
    voice_analysis: Annotated[
        bool,
        typer.Option(
            "--voice-analysis/--no-voice-analysis",
            help="Whether the caller has been told that the tone of voice is analysed. There is no default.",
        ),
    ],
    caller: Caller = None,
    microphone: Microphone = None,
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
    agent: Annotated[
        str, typer.Option(help="Who takes the call, as supervisors see it; else what is remembered.")
    ] = "",
    team: Annotated[str, typer.Option(help="The agent's team; else what is remembered.")] = "",
    keep: Remember = False,
    forget_first: Forget = False,
    plain: Plain = False,
) -> None:
    """Coach a live call: the agent's microphone and the caller's side, until Ctrl-C.

    A DEVICE is an index, or words of a name, of `tyyni-agent devices`. Without these options the devices of last
    time are taken; the first time they are asked for, tried ("say something") and remembered.

    The caller's side is a device that sound can be taken from:

    Linux (PulseAudio or PipeWire): the monitor of the output that plays the caller, such as `--caller "headset
    monitor"`. On Debian this needs the packages libportaudio2, libasound2-plugins and pulseaudio-utils.

    Windows: the loopback of the output that plays the caller (pip install 'tyyni\\[headset]').

    macOS: a virtual sound cable (such as BlackHole) that the telephone program plays into.
    """
    shown_in = screen_language_of(screen_language)
    allowed = languages_of(language, languages)
    texts, before = Texts(shown_in), _recalled(forget_first)
    choice = _choice(caller, microphone, before, texts)
    if choice.asked:
        _try_sound(choice, texts, PATIENCE_S)
    remembered = choice.remembering(before, agent, team)
    if choice.asked or keep:
        remember(remembered)
    plan = CallPlan(
        (Party.CALLER, Party.AGENT),
        language,
        voice_analysis,
        label[:60],
        allowed,
        remembered.agent[:60],
        remembered.team[:60],
    )
    key = token or find_token(url)

    async def run() -> None:
        stop = _stop_on_signals()
        async with (
            show_call(shown_in, plain=plain) as shown,
            CallConnection(url, plan, shown, token=key) as connection,
        ):
            shown.speak_through(connection.do)
            lines = [Line(party, device, shown.on_capture) for party, device in choice.devices.items()]
            await listen_to_lines(connection, lines, stop)

    asyncio.run(run())


def _recalled(forget_first: bool) -> Remembered:
    if forget_first:
        forget()
    return recall()


def _choice(caller: str | None, microphone: str | None, before: Remembered, texts: Texts) -> Choice:
    there = all_inputs()
    person = Dialogue(typer.echo, typer.prompt) if sys.stdin.isatty() and sys.stdout.isatty() else None
    return choose({Party.CALLER: caller, Party.AGENT: microphone}, before, there, person, texts)


def _try_sound(choice: Choice, texts: Texts, patience_s: float) -> None:
    """Let the agent say something; tell what came of it."""
    typer.echo(texts.say("check.say_something"))

    async def run() -> str:
        with live_meters(texts) as show:
            lines = [Line(party, device, _not_told) for party, device in choice.devices.items()]
            return await check_sound(lines, show, patience_s)

    typer.echo(texts.say(f"check.{asyncio.run(run())}"))


def _not_told(_: CaptureNews) -> None:
    """The meters show what a device does."""


def _stop_on_signals() -> asyncio.Event:
    """Return what Ctrl-C and SIGTERM set; a second Ctrl-C breaks off at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def stop_gently(number: int, _frame: object) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop_gently)
    return stop
