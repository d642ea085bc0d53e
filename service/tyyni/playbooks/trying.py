"""`tyyni playbook try`: which cues and prompts a sentence brings, and why every other one stays silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz

from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.hypothesis import spoken_form
from tyyni.coach.playbook import Playbook, Rule
from tyyni.coach.spoken import LANGUAGES
from tyyni.coach.words import Cue, CueSpotter
from tyyni.playbooks.rehearsal import Line, Rehearsal, Script, rehearse, spoken_line
from tyyni.playbooks.stage import Silence
from tyyni.units import Party

TRIED_AT_MS = 60_000
"""A sentence is tried a minute into the call: the opening is over."""

TURN_MS = 5_000
"""Until then both talk by turns, so that neither silence nor a monologue calls for a prompt."""

AFTERWARDS_MS = 6_000
"""What waits for another prompt's place on the screen comes within this time."""

HELD_BACK = {
    "draft": "it is a draft",
    "rest": "it was shown a short while ago",
    "most_per_call": "it was shown as often as a call allows",
    "cue_answered": "what was said has had its prompt",
    "agent_speaks": "the agent is speaking",
    "budget": "enough prompts were shown",
    "pause": "the screen rests between prompts",
    "screen": "another prompt is on the screen",
    "outranked": "another prompt was more urgent",
}
"""What held a prompt back (`Coach.held_back`, `rehearsal.OUTRANKED`), in words."""

SHOWN_FROM_LIKENESS = 0.6
MOST_SHOWN = 3
"""Cues that were not heard are named to a reader when a phrase of theirs comes this near, and so many of them."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A cue or step of the party that the sentence does not hold."""

    cue: CuePhrases
    phrase: str
    """Its phrase that comes nearest, letter by letter."""
    likeness: float
    """0..1, of that phrase: a hint for who edits phrases, not what decides."""
    why: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a sentence."""

    playbook: Playbook
    language: str
    rehearsal: Rehearsal
    unheard: tuple[Unheard, ...]
    """The nearest first."""


def try_sentence(
    playbook: Playbook, sentence: str, *, language: str, party: Party, heat: float | None
) -> Tried:
    """Return what a sentence brings a minute into a call; ``heat`` None: what the words make."""
    rehearsal = rehearse(playbook, _script(sentence, language, party, heat))
    heard = {cue.id for cue in rehearsal.cues}
    others = [cue for cue in playbook.cues if cue.id not in heard and party in (cue.party, Party.MIXED)]
    unheard = [_unheard(cue, sentence, language, party) for cue in others]
    return Tried(playbook, language, rehearsal, tuple(sorted(unheard, key=lambda one: -one.likeness)))


def report(tried: Tried) -> dict[str, list[dict[str, Any]]]:
    """Return what fired and what did not, for programs.

    ``{"fired": [{"id", "sources", "kind": "prompt"|"step"|"cue", ...}], "not_fired": [the same, with "why"]}``
    """
    cues = {cue.id: cue for cue in tried.playbook.cues}
    rules = {rule.id: rule for rule in tried.playbook.rules}
    heard = [
        {
            **_known(cues[cue.id], _kind(cue.party)),
            "quote": cue.quote,
            "phrase": cue.phrase,
            "likeness": round(cue.confidence, 2),
            "heat_points": cue.heat_points,
        }
        for cue in tried.rehearsal.cues
    ]
    prompts = [
        {**_known(rules[prompt.rule], "prompt"), "text": prompt.text, "text_why": prompt.why}
        for prompt in tried.rehearsal.prompts
    ]
    silent = [
        {
            **_known(rules[id_], "prompt"),
            "why": why_silent(rules[id_], silence),
            "unmet": list(silence.unmet),
            "held_back": silence.held_back,
        }
        for id_, silence in _nearest_first(tried.rehearsal)
    ]
    unheard = [
        {
            **_known(one.cue, _kind(one.cue.party)),
            "why": one.why,
            "nearest_phrase": one.phrase,
            "likeness": round(one.likeness, 2),
        }
        for one in tried.unheard
    ]
    return {"fired": heard + prompts, "not_fired": silent + unheard}


def lines(tried: Tried) -> list[str]:
    """Return the same for a reader, a line each: what fired first, then the rules that came nearest."""
    told = []
    for cue in tried.rehearsal.cues:
        heat = f", heat {cue.heat_points:+g}" if cue.heat_points else ""
        told.append(f"{_kind(cue.party):<7} {cue.id}: {_likeness(cue)}{heat}")
    for prompt in tried.rehearsal.prompts:
        text = next(text for code, text in prompt.text.items() if code == tried.language)
        told.append(f"prompt  {prompt.rule} ({', '.join(prompt.sources)}): {text}")
    if not told:
        told.append("nothing: no cue, no prompt")
    near = [one for one in tried.unheard if one.likeness >= SHOWN_FROM_LIKENESS][:MOST_SHOWN]
    told += [
        f'unheard {one.cue.id}: {one.why}; nearest phrase "{one.phrase}" ({one.likeness:.0%})' for one in near
    ]
    rules = {rule.id: rule for rule in tried.playbook.rules}
    told += [
        f"silent  {id_}: {why_silent(rules[id_], silence)}"
        for id_, silence in _nearest_first(tried.rehearsal)
    ]
    return told


def why_silent(rule: Rule, silence: Silence) -> str:
    """Return in words why a rule did not speak."""
    if silence.held_back:
        return HELD_BACK.get(silence.held_back, silence.held_back)
    return "asks for " + ", ".join(f"{name} = {_shown(getattr(rule.when, name))}" for name in silence.unmet)


def _script(sentence: str, language: str, party: Party, heat: float | None) -> Script:
    turns = range(TRIED_AT_MS // TURN_MS)
    parties = (Party.CALLER, Party.AGENT)
    before = [Line(parties[at % 2], "", at * TURN_MS, (at + 1) * TURN_MS) for at in turns]
    tried = spoken_line(party, sentence, TRIED_AT_MS)
    return Script(
        language=language,
        lines=(*before, tried),
        heat=() if heat is None else ((0, heat),),
        from_ms=TRIED_AT_MS,
        until_ms=tried.end_ms + AFTERWARDS_MS,
    )


def _unheard(cue: CuePhrases, sentence: str, language: str, party: Party) -> Unheard:
    phrases = cue.says.get(language, ())
    likeness = {
        phrase: fuzz.partial_ratio(phrase.casefold(), sentence.casefold()) / 100
        if len(phrase) <= len(sentence)
        else fuzz.ratio(phrase.casefold(), sentence.casefold()) / 100
        for phrase in phrases
    }
    nearest = max(likeness, key=lambda phrase: likeness[phrase], default="")
    how_near = likeness.get(nearest, 0.0)
    why = "no phrase of it was heard"
    if cue.unless and _says(replace(cue, unless={}), sentence, language, party):
        why = "a do-not-trigger phrase takes it back"
    elif _says(cue, _without_negations(sentence, language), language, party):
        why = "a negation takes it back"
    return Unheard(cue, nearest, how_near, why)


def _says(cue: CuePhrases, sentence: str, language: str, party: Party) -> bool:
    words = spoken_line(party, sentence, 0).words()
    return bool(CueSpotter((cue,), language).hear(party, 1, words, final=True))


def _without_negations(sentence: str, language: str) -> str:
    negations = LANGUAGES[language].negations
    return " ".join(word for word in sentence.split() if spoken_form(word) not in negations)


def _known(entry: Rule | CuePhrases, kind: str) -> dict[str, Any]:
    return {"id": entry.id, "sources": list(entry.sources), "kind": kind}


def _kind(party: Party) -> str:
    return "step" if party is Party.AGENT else "cue"


def _likeness(cue: Cue) -> str:
    return f'"{cue.quote}" is {cue.confidence:.0%} "{cue.phrase}"'


def _nearest_first(rehearsal: Rehearsal) -> Sequence[tuple[str, Silence]]:
    return sorted(rehearsal.silent.items(), key=lambda item: len(item[1].unmet))


def _shown(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
