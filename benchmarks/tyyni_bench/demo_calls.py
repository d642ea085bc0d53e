"""Makes the demo's calls: `python -m tyyni_bench.demo_calls` speaks the scripts, writes sound and sidecars.

Two-channel 8 kHz FLAC (0 caller, 1 agent), as a telephone line carries it; beside each a NAME.json with what is
known of the call: each word and cue at the synthesiser's own times, and where the caller is hot. The voices
are synthetic and the anger is prosody raised by this script, so the calls prove nothing about accuracy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import soundfile

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party, ms_to_samples
from tyyni_bench.demo_script import SCRIPTS, Script, Turn, phrase_end, read_script
from tyyni_bench.sidecar import SaidWords, Sidecar, SpokenCue, Stretch
from tyyni_bench.synthesis import MOODS, Speech, speak
from tyyni_bench.telephone import LINE_RATE_HZ, through_telephone

OUT = Path(__file__).parents[2] / "client" / "tyyni_client" / "demo_calls"
"""They lie with the client, which plays them."""

CHANNELS = {Party.CALLER: 0, Party.AGENT: 1}
MADE_OF = "synthetic voices, prosody raised by a script, telephone band: shows the flow, not accuracy"
NOISE_DBFS = -65.0
"""Faint line noise: heard as a live line, far below speech."""
LEAD_MS = 600
TAIL_MS = 1_500
"""Silence before the first word and after the last: long enough for the last utterance to end."""


@dataclass(frozen=True, slots=True)
class PlacedTurn:
    """A turn at its place in the call; ``start_ms`` is where the samples begin, not the first word."""

    turn: Turn
    speech: Speech
    start_ms: int

    @property
    def first_word_ms(self) -> int:
        """When the first word begins."""
        return self.start_ms + self.speech.words[0].start_ms

    @property
    def last_word_ms(self) -> int:
        """When the last word ends."""
        return self.start_ms + self.speech.words[-1].end_ms


def place_turns(script: Script, said: Callable[[str], None]) -> list[PlacedTurn]:
    """Speak each turn and put it where its pause says; ``said`` is told about each."""
    placed: list[PlacedTurn] = []
    for number, turn in enumerate(script.turn, start=1):
        speech = speak(
            turn.text, script.voices[turn.party], MOODS[turn.mood], level_dbfs=script.levels_dbfs[turn.party]
        )
        first_word_ms = max(one.last_word_ms for one in placed) + turn.after_ms if placed else LEAD_MS
        placed.append(PlacedTurn(turn, speech, first_word_ms - speech.words[0].start_ms))
        said(f"{script.name}: {number} of {len(script.turn)} turns")
    return placed


def mix(script: Script, placed: Sequence[PlacedTurn]) -> Pcm16:
    """Return the call's sound, int16, 8 kHz, shape (n, 2), each party on its own telephone line."""
    length = ms_to_samples(max(one.last_word_ms for one in placed) + TAIL_MS)
    channels = np.zeros((length, len(CHANNELS)), dtype=np.int32)
    for one in placed:
        first = ms_to_samples(one.start_ms)
        samples = one.speech.samples[max(-first, 0) :]
        at = max(first, 0)
        channels[at : at + len(samples), CHANNELS[one.turn.party]] += samples[: length - at]
    dry = np.clip(channels, -32768, 32767).astype(np.int16)
    lines = [through_telephone(dry[:, n], NOISE_DBFS, script.seed + n) for n in CHANNELS.values()]
    return np.stack(lines, axis=1)


def describe(script: Script, placed: Sequence[PlacedTurn]) -> Sidecar:
    """Return the sidecar of a call."""
    words: list[SaidWords] = []
    cues: list[SpokenCue] = []
    for one in placed:
        times = [
            SaidWords(one.turn.party, word.text, one.start_ms + word.start_ms, one.start_ms + word.end_ms)
            for word in one.speech.words
        ]
        words += times
        for cue in one.turn.cues:
            last = phrase_end(one.turn.text, cue.phrase)
            assert last is not None, "read_script has checked it"
            cues.append(SpokenCue(one.turn.party, times[last].end_ms, id=cue.id))
    return Sidecar(
        language=script.language,
        parties=CHANNELS,
        made_of=MADE_OF,
        words=sorted(words, key=lambda word: (word.start_ms, word.party)),
        cues=sorted(cues, key=lambda cue: cue.end_ms),
        hot=hot_stretches(placed),
    )


def hot_stretches(placed: Sequence[PlacedTurn]) -> list[Stretch]:
    """Return where the caller is hot: from one hot turn to the next, unless a calmer one lies between."""
    stretches: list[Stretch] = []
    goes_on = False
    for one in placed:
        if one.turn.party is not Party.CALLER:
            continue
        hot = one.turn.mood == "hot"
        if hot:
            start_ms = stretches.pop().start_ms if goes_on else one.first_word_ms
            stretches.append(Stretch(start_ms, one.last_word_ms))
        goes_on = hot
    return stretches


def make_call(script: Script, out: Path, said: Callable[[str], None]) -> Path:
    """Write NAME.flac and NAME.json of a script into ``out``; return the recording's path."""
    placed = place_turns(script, said)
    path = out / f"{script.name}.flac"
    soundfile.write(path, mix(script, placed), LINE_RATE_HZ, subtype="PCM_16")
    sidecar = msgspec.json.format(msgspec.json.encode(describe(script, placed)), indent=1)
    path.with_suffix(".json").write_bytes(sidecar + b"\n")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the calls; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tyyni_bench.demo_calls", description="Make the demo's calls."
    )
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the calls")
    parser.add_argument("--only", choices=[path.stem for path in sorted(SCRIPTS.glob("*.toml"))])
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(SCRIPTS.glob(f"{options.only or '*'}.toml")):
        try:
            made = make_call(read_script(path), options.out, _progress)
        except TyyniError as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
        print(f"\r{made} ({made.stat().st_size / 1e6:.1f} MB)", file=sys.stderr)
    return 0


def _progress(text: str) -> None:
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
