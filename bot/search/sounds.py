"""What sounds alike, as graded costs.

A spoken unit is an initial and a final, whatever script it was written in. The costs are those that Mandarin
confusion studies and `docs/search.md` report for recognisers: they are phonetic, and name no word.
A sound is packed in 16 bits: script (2), tone (3), initial (5), final (6).
"""

from enum import IntEnum
from functools import cache, lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray


class Script(IntEnum):
    """What a unit was written in."""

    HAN = 0
    LATIN = 1
    DIGIT = 2
    OTHER = 3
    """Scripts without a reading here: only the same surface matches."""


INITIALS = (
    "", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s",
    "v", "th",
)  # fmt: skip
"""Those of Mandarin, and two that only English has. English w and y are the medials u and i."""

# Each final as medial, nucleus, coda. "I" is the vowel of zhi and zi, "0" the weak vowel of a lone consonant.
_FINAL_PARTS = {
    "": ("", "0", ""),
    "a": ("", "a", ""),
    "o": ("", "o", ""),
    "e": ("", "e", ""),
    "ai": ("", "a", "i"),
    "ei": ("", "e", "i"),
    "ao": ("", "a", "u"),
    "ou": ("", "o", "u"),
    "an": ("", "a", "n"),
    "en": ("", "e", "n"),
    "ang": ("", "a", "g"),
    "eng": ("", "e", "g"),
    "ong": ("", "o", "g"),
    "er": ("", "e", "r"),
    "i": ("", "i", ""),
    "ia": ("i", "a", ""),
    "ie": ("i", "e", ""),
    "io": ("i", "o", ""),
    "iai": ("i", "a", "i"),
    "iao": ("i", "a", "u"),
    "iu": ("i", "o", "u"),
    "ian": ("i", "a", "n"),
    "in": ("", "i", "n"),
    "iang": ("i", "a", "g"),
    "ing": ("", "i", "g"),
    "iong": ("i", "o", "g"),
    "u": ("", "u", ""),
    "ua": ("u", "a", ""),
    "uo": ("u", "o", ""),
    "ue": ("u", "e", ""),
    "uai": ("u", "a", "i"),
    "ui": ("u", "e", "i"),
    "uan": ("u", "a", "n"),
    "un": ("u", "e", "n"),
    "uang": ("u", "a", "g"),
    "ueng": ("u", "e", "g"),
    "v": ("", "v", ""),
    "ve": ("v", "e", ""),
    "van": ("v", "a", "n"),
    "vn": ("", "v", "n"),
    "I": ("", "I", ""),
    "on": ("", "o", "n"),
    "unn": ("", "u", "n"),
    "ar": ("", "a", "r"),
    "or": ("", "o", "r"),
}
FINALS = tuple(_FINAL_PARTS)
WEAK_FINAL = FINALS.index("")
FINAL_BITS, INITIAL_BITS, TONE_BITS = 6, 5, 3
SYLLABLES = 1 << (FINAL_BITS + INITIAL_BITS)
"""How many (initial, final) pairs a packed sound can tell apart."""
SYLLABLE_MASK = SYLLABLES - 1

UNIT = 100
"""All costs are whole hundredths of one unit, so that sums are exact and fit 16 bits."""
SAME_SOUND = 6
OTHER_TONE = 8
OTHER_SCRIPT = 10
_FAR = 90

_INITIAL_COSTS = {
    12: ("z zh", "c ch", "s sh"),
    20: ("v f",),
    25: ("n l", "x sh", "q ch", "j zh", "th s"),
    30: ("l r", "f h", "x s"),
    35: ("b p", "d t", "g k", "j q", "z c", "zh ch", "j z", "q c", "th d", "th f", "th t", "v b", "r zh"),
    40: ("m n", "th sh", "th z", "z s", "c s", "zh sh", "ch sh", "q x", "j x", "r sh", "j ch", "q zh"),
    45: ("h ", "g ", "v "),
    50: ("h k", "r ", "n ", "l ", "h g", "b m", "d n", "d l", "t l", "d z", "t c", "f b", "f p"),
}
_NUCLEUS_COSTS = {
    10: ("0 I",),
    20: ("0 e",),
    30: ("i v", "0 i", "0 u", "I e", "I i"),
    40: ("u o",),
    45: ("a o", "a e", "e o", "0 o"),
    50: ("i e", "u v", "u e"),
    60: ("0 a", "0 v", "i a", "u a", "I u"),
}
_CODA_COSTS = {
    10: ("n g",),
    25: ("r ", "r u"),
    35: ("i ", "u ", "r i"),
    45: ("n ", "g "),
    60: ("i u", "n i", "g i", "n u", "g u", "n r", "g r"),
}
_MEDIAL_COSTS = {20: ("i v",), 27: ("i ", "u ", "v "), 50: ("i u", "u v")}
_CLOSE_FINALS = {8: ("o uo",), 15: ("e uo", "eng ong"), 20: ("ie ei", "ui ei", "un en", "iu ou", "ian in", "iong ong")}


def _table(names: tuple[str, ...], costs: dict[int, tuple[str, ...]]) -> NDArray[np.int16]:
    position = {name: i for i, name in enumerate(names)}
    table = np.full((len(names), len(names)), _FAR, np.int16)
    np.fill_diagonal(table, 0)
    for cost, pairs in costs.items():
        for pair in pairs:
            one, other = pair.split(" ")
            table[position[one], position[other]] = table[position[other], position[one]] = cost
    return table


@cache
def initial_costs() -> NDArray[np.int16]:
    """Shape (32, 32): what taking one initial for another costs."""
    table = np.full((1 << INITIAL_BITS,) * 2, _FAR, np.int16)
    table[: len(INITIALS), : len(INITIALS)] = _table(INITIALS, _INITIAL_COSTS)
    return table


@cache
def final_costs() -> NDArray[np.int16]:
    """Shape (64, 64): what taking one final for another costs, from its medial, nucleus and coda."""
    medial, nucleus, coda = (
        (names, _table(names, costs))
        for names, costs in (
            (("", "i", "u", "v"), _MEDIAL_COSTS),
            (("0", "a", "o", "e", "i", "u", "v", "I"), _NUCLEUS_COSTS),
            (("", "i", "u", "n", "g", "r"), _CODA_COSTS),
        )
    )
    table = np.full((1 << FINAL_BITS,) * 2, UNIT, np.int16)
    np.fill_diagonal(table, 0)
    for one, other in combinations(FINALS, 2):
        cost = sum(
            int(costs[names.index(a), names.index(b)])
            for (names, costs), a, b in zip(
                (medial, nucleus, coda), _FINAL_PARTS[one], _FINAL_PARTS[other], strict=True
            )
        )
        i, j = FINALS.index(one), FINALS.index(other)
        table[i, j] = table[j, i] = min(cost, UNIT)
    for cost, pairs in _CLOSE_FINALS.items():
        for pair in pairs:
            i, j = (FINALS.index(name) for name in pair.split(" "))
            table[i, j] = table[j, i] = cost
    return table


def pack(initial: str, final: str, *, tone: int = 0, script: Script = Script.HAN) -> int:
    """The 16 bits of a sound; tone 0 says that none is known.

    Raises:
        ValueError: for an initial or final that does not exist.
    """
    syllable = INITIALS.index(initial) << FINAL_BITS | FINALS.index(final)
    return script << 14 | tone << 11 | syllable


@cache
def first_letters() -> NDArray[np.uint32]:
    """Shape (2048,): the code of the letter that each syllable begins with in pinyin, zh as z; 0 where it has none."""
    table = np.zeros(SYLLABLES, np.uint32)
    for i, initial in enumerate(INITIALS):
        for j, final in enumerate(FINALS):
            begin = initial or {"i": "y", "I": "y", "v": "y", "u": "w"}.get(final[:1], final)
            table[i << FINAL_BITS | j] = ord(begin[:1] or "\0")
    return table


KEPT_COSTS = 512
"""Sounds whose costs are kept, an eighth of a megabyte each: all that there are would be 260 MB. Those of another are
made anew in a tenth of a millisecond."""
NO_SOUND = Script.OTHER << 14
"""The sound of a unit that has no reading."""


@lru_cache(maxsize=KEPT_COSTS)
def substitution_costs(sound: int) -> NDArray[np.int16]:
    """Shape (65536,): what it costs to have heard each sound where this one was said, in hundredths."""
    if sound >> 14 == Script.OTHER:
        return np.full(1 << 16, UNIT, np.int16)
    final, initial = sound & (1 << FINAL_BITS) - 1, sound >> FINAL_BITS & (1 << INITIAL_BITS) - 1
    tone, script = sound >> 11 & 7, sound >> 14
    syllable = (initial_costs()[initial][:, None] + final_costs()[final][None, :]) // 2 + SAME_SOUND
    # Two planes for each script, by whether the tone is another; then all eight tones.
    planes = np.array([0, OTHER_TONE], np.int16)[None, :, None] + syllable.reshape(1, 1, -1)
    scripts = np.array([0, 0, 0, UNIT], np.int16)
    for other in (Script.HAN, Script.LATIN, Script.DIGIT):
        crosses = Script.LATIN in (script, other) and script != other
        scripts[other] = OTHER_SCRIPT if crosses else 0
    tones = [int(bool(tone and other and tone != other)) for other in range(8)]
    costs: NDArray[np.int16] = np.minimum(planes + scripts[:, None, None], np.int16(UNIT)).take(tones, axis=1)
    return costs.reshape(-1)
