"""Spoken words made comparable: forms, stems and likeness in Finnish, Polish and English.

Colloquial forms are read as the written ones ("mä oon" as "minä olen", "hasn't" as "has not"), so that a
phrase of the playbook need be written only once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import snowballstemmer

from tyyni.coach.hypothesis import spoken_form

STEM_FROM_CHARS = 3
STEM_OF_FORM = 0.5
"""Words are not alike because they share a stem shorter than this, or than half of the word: the Finnish
algorithm makes "hyv" of both "hyvin" (well) and "hyvitämme" (we compensate)."""

WORDS_CACHED = 65_536
"""Different words that are kept stemmed; a stem takes about 50 µs in pure Python."""


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """What is particular to one language."""

    stemmer: str
    """Name of the Snowball algorithm."""
    written: Mapping[str, tuple[str, ...]]
    """The written words for a colloquial form."""
    negations: frozenset[str]
    fillers: frozenset[str]
    """Words that may stand anywhere and change nothing."""
    conditionals: frozenset[str]
    """Words after which something is only supposed."""
    claims: frozenset[str]
    """Verbs that deny what follows when they are negated: "I am not saying that"."""
    exact: frozenset[str] = frozenset()
    """Words that are one letter or an ending away from others of another person: they are never taken for one
    ("olen tyhmä" is not "olet tyhmä")."""
    that_after: tuple[str, ...] = ()
    """Beginnings of words after which the colloquial Finnish "et" is "että" (that), not "you do not"."""
    letters: Mapping[int, str] = field(default_factory=dict)
    """Letters that recognition confuses, to what is compared instead (`str.translate`)."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word as it is compared."""

    form: str
    stem: str
    """Empty when the stem is too short to tell anything."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _beginnings(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _written(table: str) -> dict[str, tuple[str, ...]]:
    pairs = (entry.split("=") for entry in table.split())
    return {spoken: tuple(words.split("+")) for spoken, words in pairs}


_POLISH_MARKS = dict(zip(map(ord, "ąćęłńóśźż"), "acelnoszz", strict=True))

LANGUAGES: Mapping[str, SpokenLanguage] = {
    "fi": SpokenLanguage(
        stemmer="finnish",
        written=_written(
            "mä=minä mää=minä mie=minä sä=sinä sää=sinä mun=minun sun=sinun mulle=minulle mulla=minulla "
            "mut=minut sut=sinut mua=minua sua=sinua tää=tämä tän=tämän nää=nämä "
            "oon=olen oot=olet oo=ole ootte=olette ollu=ollut ois=olisi tuu=tule pitäs=pitäisi pitäis=pitäisi "
            "emmä=en+minä etsä=et+sinä onks=on onko=on ootsä=olet+sinä eiks=ei eikö=ei eikä=ei eihän=ei "
            "enkä=en ettekä=ette ettekö=ette etteks=ette ootin=odotin ootan=odotan ootanu=odottanut "
            "takas=takaisin takasin=takaisin"
        ),
        negations=_words("en et ei emme ette eivät älä älkää"),
        fillers=_words(
            "niinku niinkun niinkuin siis tota tuota noin nyt ihan vaan vain kyllä kyl öö no sitten sit nytten "
            "tosi todella tosiaan minä sinä te vielä vieläkään taas aivan oikeasti oikeesti hei jo enää edes "
            "kauhean kauheen hirveän hirveen oikein minua minulle minun minut teille teitä meille siellä täällä "
            "tässä se sen sitä kohta"
        ),
        conditionals=_words("jos mikäli entä jospa"),
        claims=_words("sano väitä tarkoita syytä"),
        exact=_words(
            "olen olet olemme olette minä sinä minun sinun minut sinut minua sinua minulle sinulle minulla sinulla"
        ),
        that_after=_beginnings(
            "sano kerto kerro luul tied tiet toivo tuntu näytt luva lupa lupas väit kuul huoma ymmär varma "
            "niin siis sitä siitä hyvä kiva harmi pelk must vanno meinas uskon oletin"
        ),
    ),
    "pl": SpokenLanguage(
        stemmer="polish",
        written={},
        negations=_words("nie nigdy ani"),
        fillers=_words(
            "no właśnie po prostu jakby naprawdę teraz tak bardzo już jeszcze przecież znowu zupełnie całkiem "
            "pan pani jednak wciąż nadal strasznie też mi to się tu tutaj tam "
            "mnie panu pana panią państwo państwa was wam do go ją je tę tej ten ta w ogóle".translate(
                _POLISH_MARKS
            )
        ),
        conditionals=_words(
            "jeśli jeżeli gdyby gdybym gdybyś gdybyście jakby jeśliby".translate(_POLISH_MARKS)
        ),
        claims=_words("mówię twierdzę uważam nazywam sugeruję zarzucam".translate(_POLISH_MARKS)),
        exact=_words("jestem jesteś jest jesteśmy jesteście".translate(_POLISH_MARKS)),
        # Small models drop these marks now and then.
        letters=_POLISH_MARKS,
    ),
    "en": SpokenLanguage(
        stemmer="english",
        written=_written(
            "im=i+am ive=i+have youre=you+are youve=you+have thats=that+is dont=do+not doesnt=does+not "
            "didnt=did+not isnt=is+not wasnt=was+not arent=are+not hasnt=has+not havent=have+not wont=will+not "
            "cant=can+not cannot=can+not couldnt=could+not wouldnt=would+not gonna=going+to wanna=want+to "
            "gotta=got+to gimme=give+me"
        ),
        negations=_words("not never neither nor"),
        fillers=_words(
            "um uh erm like just really well actually literally so now very quite simply honestly seriously "
            "totally completely again already still even also too please bloody damn all absolutely"
        ),
        conditionals=_words("if unless whether suppose"),
        claims=_words("saying claiming calling suggesting accusing"),
        exact=_words("piss pissed"),
    ),
}

_ENGLISH_ENDINGS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "s": "is", "d": "would"}
_ENGLISH_SHORTENED = {"ca": "can", "wo": "will", "sha": "shall"}


THAT_COLLOQUIAL, THAT = "et", "että"

PARTICIPLE = re.compile(r"\w{2,}(?:n|ll|rr|ss)[uy]")
"""Finnish participles lose their t in speech ("lähettäny"), here given back."""


def split_spoken(text: str, language: str, after: str = "") -> tuple[SpokenWord, ...]:
    """Return what a recognised word says: none for mere punctuation, two for a contraction.

    Args:
        text: the word.
        language: fi, pl or en.
        after: the form of the word before it.

    >>> [word.form for word in split_spoken("hasn't", "en")]
    ['has', 'not']
    >>> [word.form for word in split_spoken("Mä", "fi")]
    ['minä']
    >>> [split_spoken("et", "fi", after)[0].form for after in ("sanoit", "sinä")]
    ['että', 'et']
    """
    if text == THAT_COLLOQUIAL and after.startswith(LANGUAGES[language].that_after):
        text = THAT
    return tuple(compared(form, language) for form in _written_forms(text, language))


def _written_forms(text: str, language: str) -> tuple[str, ...]:
    if language == "en":
        stem, apostrophe, ending = text.casefold().replace("’", "'").strip(".,;:!?\"' ").rpartition("'")
        if apostrophe and ending == "t" and stem.endswith("n"):
            base = spoken_form(stem[:-1])
            return (_ENGLISH_SHORTENED.get(base, base), "not")
        if apostrophe and ending in _ENGLISH_ENDINGS:
            return (spoken_form(stem), _ENGLISH_ENDINGS[ending])
    form = spoken_form(text)
    if language == "fi" and PARTICIPLE.fullmatch(form):
        form += "t"
    return LANGUAGES[language].written.get(form, (form,) if form else ())


@lru_cache(maxsize=WORDS_CACHED)
def compared(form: str, language: str) -> SpokenWord:
    """Return a written form as it is compared."""
    # A stemmer holds the word it works on: one of its own keeps calls in other threads apart.
    known = LANGUAGES[language]
    stem = snowballstemmer.stemmer(known.stemmer).stemWord(form)
    letters = dict(known.letters)
    telling = form.translate(letters) not in known.exact and len(stem) >= max(
        STEM_FROM_CHARS, len(form) * STEM_OF_FORM
    )
    return SpokenWord(form.translate(letters), stem.translate(letters) if telling else "")
