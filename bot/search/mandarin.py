"""Han to syllables: readings in context, and pinyin to initials and finals.

The readings are pypinyin's dictionaries (`bot.search.readings`); the longest phrase that fits decides how its
characters are read. Looking them up directly, packed, is five times as fast as pypinyin's own segmenter with its
styles (`docs/search.md`).
"""

import unicodedata
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.search.readings import characters, of_phrase, phrases
from bot.search.sounds import FINALS, INITIALS, NO_SOUND, pack

_WITH_Y = {
    "i": "i", "a": "ia", "e": "ie", "ao": "iao", "ou": "iu", "an": "ian", "in": "in", "ang": "iang",
    "ing": "ing", "ong": "iong", "u": "v", "ue": "ve", "uan": "van", "un": "vn", "o": "io", "ai": "iai",
}  # fmt: skip
_WITH_W = {
    "u": "u", "a": "ua", "o": "uo", "ai": "uai", "ei": "ui", "an": "uan", "en": "un", "ang": "uang", "eng": "ueng",
}  # fmt: skip
_AFTER_JQX = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}
_SPELT_OTHERWISE = {"ü": "v", "üe": "ve", "üan": "van", "ün": "vn", "uen": "un", "uei": "ui", "iou": "iu", "lve": "ve"}
_SYLLABIC = {"m": ("m", ""), "n": ("n", ""), "ng": ("n", ""), "hm": ("h", ""), "hng": ("h", "")}


@lru_cache(maxsize=4096)
def split_syllable(pinyin: str) -> tuple[str, str] | None:
    """The initial and final of one toneless syllable; None where it is none. Source: ISO 7098, tables of syllables."""
    if pinyin in _SYLLABIC:
        return _SYLLABIC[pinyin]
    if pinyin.startswith("y"):
        return _known("", _WITH_Y.get(pinyin[1:]))
    if pinyin.startswith("w"):
        return _known("", _WITH_W.get(pinyin[1:]))
    initial = pinyin[:2] if pinyin[:2] in ("zh", "ch", "sh") else pinyin[:1]
    if initial not in INITIALS or initial in ("v", "th"):
        initial = ""
    final = pinyin[len(initial) :]
    final = _SPELT_OTHERWISE.get(final, final)
    if initial in ("j", "q", "x"):
        final = _AFTER_JQX.get(final, final)
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        final = "I"
    return _known(initial, final)


def _known(initial: str, final: str | None) -> tuple[str, str] | None:
    return (initial, final) if final in FINALS and final else None


_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_NEUTRAL = 5


@lru_cache(maxsize=4096)
def spell(reading: str) -> tuple[str, int]:
    """A reading such as `lǜ` as ASCII letters and its tone, here `("lv", 4)`; the neutral tone is 5."""
    letters: list[str] = []
    tone = _NEUTRAL
    for mark in unicodedata.normalize("NFD", reading):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "\u0308":
            letters[-1] = "v"
        elif mark.isascii():
            letters.append(mark)
    return "".join(letters), tone


@lru_cache(maxsize=4096)
def sound_of(reading: str) -> int:
    """The packed sound of a reading with its tone mark; `NO_SOUND` where it is no syllable."""
    letters, tone = spell(reading)
    parts = split_syllable(letters)
    return pack(*parts, tone=tone) if parts else NO_SOUND


@cache
def readings() -> frozenset[str]:
    """Every reading, with its tone mark, that a Han character has."""
    return frozenset(reading for several in characters().values() for reading in several.split(","))


@cache
def syllables() -> dict[str, int]:
    """Every toneless syllable that a reading has, spelt in ASCII (lü is lv), and its sound."""
    spelt = {spell(reading)[0] for reading in readings()}
    return {letters: pack(*parts) for letters in spelt if (parts := split_syllable(letters))}


@lru_cache(maxsize=65_536)
def _sounds_of_character(character: str) -> tuple[int, ...]:
    several = characters().get(character, "")
    return tuple(dict.fromkeys(map(sound_of, several.split(","))))


@lru_cache(maxsize=65_536)
def _sounds_of_phrase(phrase: str) -> tuple[int, ...]:
    return tuple(map(sound_of, of_phrase(phrase)))


@cache
def _phrase_lengths() -> dict[str, tuple[int, ...]]:
    """For the first two characters of a phrase, how long the phrases are that begin so, the longest first."""
    found: dict[str, int] = {}
    for phrase in phrases():
        begin = phrase[:2]
        found[begin] = found.get(begin, 0) | 1 << len(phrase)
    # Most begin the same few lengths of phrases: those stand in memory once.
    lengths = {
        bits: tuple(length for length in range(bits.bit_length(), 0, -1) if bits >> length & 1)
        for bits in set(found.values())
    }
    return {begin: lengths[bits] for begin, bits in found.items()}


def read(run: str) -> list[int]:
    """The sounds of a run of Simplified Han characters, each read in its context; as many as characters."""
    sounds: list[int] = []
    lengths, known = _phrase_lengths(), phrases()
    at = 0
    while at < len(run):
        for length in lengths.get(run[at : at + 2], ()):
            phrase = run[at : at + length]
            if phrase in known:
                sounds.extend(_sounds_of_phrase(phrase))
                at += length
                break
        else:
            sounds.append(_sounds_of_character(run[at])[0])
            at += 1
    return sounds


def usual_sounds() -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The code of every character that has a reading, rising, and how each is read alone."""
    codes = np.frombuffer("".join(characters()).encode("utf-32-le"), "<u4")
    usual = {several: sound_of(several.partition(",")[0]) for several in set(characters().values())}
    sounds = np.array([usual[several] for several in characters().values()], np.uint16)
    order = np.argsort(codes)
    return codes[order], sounds[order]


def other_readings(character: str) -> tuple[int, ...]:
    """The sounds that a character also has, the commonest first, at most three."""
    return tuple(sound for sound in _sounds_of_character(character) if sound != NO_SOUND)[:3]
