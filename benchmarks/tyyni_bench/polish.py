"""How a Polish word is said, in the phones of a Czech voice: no free Polish voice is understood.

Czech lies nearer to Polish than any other voice of Debian's: its hushing and soft consonants, the rolled r and
the plain vowels. It sounds like a Czech who reads Polish well. Measured with the base model, ten sentences of a
customer call (84 words) through a telephone line, word error rate: festvox-czech-dita 0.32, -machac 0.46 and
-ph 0.54, against 1.10 for the American festvox-us-slt-hts in CMU phones.
"""

from __future__ import annotations

import re

from tyyni_bench.festival import Phones

LETTERS: dict[str, str] = {
    "dzi": "dź i", "dź": "dź", "dż": "dż", "dz": "dz", "ch": "h", "cz": "cz", "sz": "sz", "rz": "rz",
    "ci": "ć i", "si": "ś i", "zi": "ź i", "ni": "ń i",
    "ó": "u", "ż": "ż", "v": "w", "x": "k s", "q": "k",
}  # fmt: skip
"""Spelling to sounds, longest first; letters not named here are their own sound."""

VOWELS = frozenset("aeiouyąę")
VOICED_OF = {
    "p": "b",
    "t": "d",
    "k": "g",
    "s": "z",
    "ś": "ź",
    "sz": "ż",
    "c": "dz",
    "ć": "dź",
    "cz": "dż",
    "f": "w",
}
VOICELESS_OF = {voiced: voiceless for voiceless, voiced in VOICED_OF.items()} | {"rz": "sz"}
VOICELESS = frozenset(VOICED_OF) | {"h"}
VOICING = frozenset(VOICELESS_OF) - {"w", "rz"}
"""Sounds that make the consonant before them voiced; w and rz give way instead."""

PHONES: dict[str, str] = {
    "a": "a", "e": "e", "i": "i:", "o": "o", "u": "u", "y": "i", "b": "b", "c": "c", "ć": "t~", "cz": "c~",
    "d": "d", "dz": "dz", "dź": "d~", "dż": "dz~", "f": "f", "g": "g", "h": "ch", "j": "j", "k": "k", "l": "l",
    "ł": "u:", "m": "m", "n": "n", "ń": "n~", "ng": "n*", "p": "p", "r": "r", "rz": "z~", "s": "s", "ś": "s~",
    "sz": "s~", "t": "t", "w": "v", "z": "z", "ź": "z~", "ż": "z~",
}  # fmt: skip
"""Sound: phone of Festival's Czech. The long i and u, which Polish has no use for, stand for the tense i (the
plain one is like y) and for ł."""

CZECH_SETUP = """
(set! czech-randomize nil)
(set! czech-phoneme-durations* (append '((i: 0.085) (u: 0.045)) czech-phoneme-durations*))
(set! czech-phoneset-translation* '(("u:" "u")))
"""
"""No chance in the intonation; i: as long as a short vowel; u: a glide's length, and the short vowel's sound."""


def czech_phones(word: str) -> Phones:
    """Return the phones of a Polish word, punctuation aside.

    >>> czech_phones("Łódź,"), czech_phones("przed")
    (('u:', 'u', 't~'), ('p', 's~', 'e', 't'))
    """
    sounds = assimilated(nasals_apart(spelled_out(re.sub(r"\W", "", word.lower()))))
    return tuple(PHONES[sound] for sound in sounds)


def spelled_out(word: str) -> list[str]:
    """Return the sounds that the letters stand for; i before a vowel only softens.

    >>> spelled_out("dziecko"), spelled_out("nie"), spelled_out("pies")
    (['dź', 'e', 'c', 'k', 'o'], ['ń', 'e'], ['p', 'j', 'e', 's'])
    """
    sounds: list[str] = []
    at = 0
    while at < len(word):
        size = next(size for size in (3, 2, 1) if size == 1 or word[at : at + size] in LETTERS)
        piece = word[at : at + size]
        at += size
        before_vowel = at < len(word) and word[at] in VOWELS | {"ó"}
        found = LETTERS.get(piece, piece).split()
        if before_vowel and found[-1] == "i":
            found = found[:-1] if len(found) > 1 else ["j"]
        sounds += found
    return sounds


def nasals_apart(sounds: list[str]) -> list[str]:
    """Return sounds with ą and ę as a vowel and the nasal that fits what follows.

    >>> nasals_apart(["b", "ę", "d", "ą"]), nasals_apart(["ś", "ę"])
    (['b', 'e', 'n', 'd', 'o', 'ł'], ['ś', 'e'])
    """
    apart: list[str] = []
    for sound, following in zip(sounds, [*sounds[1:], ""], strict=True):
        if sound not in "ąę":
            apart.append(sound)
            continue
        apart.append("o" if sound == "ą" else "e")
        if following in ("p", "b"):
            apart.append("m")
        elif following in ("k", "g"):
            apart.append("ng")
        elif following in ("ć", "dź"):
            apart.append("ń")
        elif following and following not in ("l", "ł"):
            apart.append("n")
        elif not following and sound == "ą":
            apart.append("ł")
    return apart


def assimilated(sounds: list[str]) -> list[str]:
    """Return sounds with voicing as it is said: the last consonant of a cluster decides, a final one is voiceless.

    >>> assimilated(["p", "rz", "e", "d"]), assimilated(["k", "w", "a", "s"])
    (['p', 'sz', 'e', 't'], ['k', 'f', 'a', 's'])
    """
    said = list(sounds)
    for index in range(len(said) - 1, -1, -1):
        following = said[index + 1] if index + 1 < len(said) else ""
        if following in VOICELESS or not following:
            said[index] = VOICELESS_OF.get(said[index], said[index])
        elif following in VOICING:
            said[index] = VOICED_OF.get(said[index], said[index])
    for index in range(1, len(said)):
        if said[index] in ("w", "rz") and said[index - 1] in VOICELESS:
            said[index] = VOICELESS_OF[said[index]]
    return said
