"""What the last sentence of a span says: whether a thought ends with it, or it waits for more."""

import re

import numpy as np

from bot.worth import lexicon
from bot.worth.bounds import RAREST, asks
from bot.worth.heard import Heard, Row
from bot.worth.lexicon import any_of, either
from bot.worth.reasons import Reason

_END_CHARS = 40
_EXAMPLE_CHARS = 30
_SHORT_CHARS = 10
_SOON_MS = 12_000
"""What is named and spoken of again within this time was announced."""
_NEW_MS = 30_000
_TAKEN_UP_CHARS = 10
_TELLING = 2.0
_CASE_CHARS = 8
"""A case is named so near the beginning."""

_HIS = either(lexicon.HIS, lexicon.HIS_EN)
_EXAMPLES = any_of(lexicon.EXAMPLES)
_CONCLUDES = either(lexicon.CONCLUDES, lexicon.CONCLUDES_EN)
_TURNS = either(lexicon.TURNS, lexicon.TURNS_EN)
_HANGS = re.compile(
    rf"{any_of(lexicon.CONDITIONS).pattern}(?!.*[{lexicon.FOLLOWS}])[^。!?]*$|{any_of(lexicon.WAITS).pattern}[\s,]*$"
)
_AWAITS = any_of(lexicon.AWAITS)
_SUPPOSES = either(lexicon.SUPPOSES, lexicon.SUPPOSES_EN)
_THEN = re.compile(f"[{lexicon.THEN}]|[,?]")
_THING = any_of(lexicon.OF)
_IS = any_of(lexicon.IS)
_WINDS_UP = any_of(lexicon.WINDS_UP)
_LISTED = either(lexicon.LISTED, lexicon.LISTED_EN)
_CASES = either(lexicon.CASES, lexicon.CASES_EN)
_CARRIES_ON = either(lexicon.CARRIES_ON, lexicon.CARRIES_ON_EN)


def endings(heard: Heard) -> dict[Reason, Row]:
    """For each sentence what it says of a span that ends with it."""
    numbers = range(len(heard))
    turning = [bool(_TURNS.match(heard.talk.folded, each.start)) for each in heard.sentences]
    said = [heard.talk.folded[int(head) : each.end] for head, each in zip(heard.heads, heard.sentences, strict=True)]
    after = [*said[1:], ""][: len(heard)]
    found = {
        Reason.LISTED: [bool(_LISTED.match(text)) for text in after],
        Reason.CASES: [
            bool(_CASES.search(one[:_CASE_CHARS]) and _CASES.search(other[:_CASE_CHARS]))
            for one, other in zip(said, after, strict=True)
        ],
        Reason.CARRIES_ON: [bool(_CARRIES_ON.match(text)) for text in heard.texts],
        Reason.ASKS: [asks(text) for text in heard.texts],
        Reason.CONCLUDES: [bool(_CONCLUDES.search(text)) for text in heard.texts],
        Reason.HANGS: [_hangs(heard, nth) for nth in numbers],
        Reason.BEGINS_ANEW: turning,
        Reason.TURNED_FROM: [*turning[1:], True][: len(heard)],
        Reason.WINDS_UP: [bool(_WINDS_UP.search(text.rstrip(", "))) for text in heard.texts],
        Reason.ANNOUNCES: [_announcing(heard, nth) for nth in numbers],
        Reason.GOES_INTO: [*(_taken_up(heard, nth) for nth in numbers[1:]), False][: len(heard)],
        Reason.BRIEF: [
            len(text) < _SHORT_CHARS * heard.wide(int(heard.heads[nth])) for nth, text in enumerate(heard.texts)
        ],
    }
    return {reason: np.array(row, np.float64) for reason, row in found.items()}


def _hangs(heard: Heard, nth: int) -> bool:
    """Whether a sentence waits for more."""
    text = heard.texts[nth].rstrip(", ")
    if text.endswith("呢"):
        return not asks(text)
    said = heard.talk.folded[int(heard.heads[nth]) : heard.sentences[nth].end].rstrip(", ")
    clause = max(text.rfind(each) for each in " \n,") + 1
    supposed = _SUPPOSES.match(said)
    return (
        bool(_HANGS.search(text[-_END_CHARS:]))
        or bool(_AWAITS.search(text))
        or (supposed is not None and not _THEN.search(said, supposed.end()))
        or (bool(_THING.search(text)) and not _IS.search(text, clause, len(text) - 3))
        or (len(text) < _EXAMPLE_CHARS and bool(_EXAMPLES.match(text)))
    )


def _taken_up(heard: Heard, nth: int) -> bool:
    """Whether a sentence begins with a word that was said for the first time shortly before it, or what is his."""
    sentence, head = heard.sentences[nth], int(heard.heads[nth])
    if _HIS.match(heard.talk.folded, head):
        return True
    since = heard.talk.offset_at(sentence.start_ms - _NEW_MS)
    return any(
        head <= sentence.start + at < head + _TAKEN_UP_CHARS * heard.wide(head)
        and heard.weights[word] >= _TELLING
        and heard.came_up(word, since, sentence.start)
        for at, word in heard.words[nth]
    )


def _announcing(heard: Heard, nth: int) -> float:
    """How weighty the weightiest word in it is that is new and spoken of right after: 0 to 1."""
    sentence = heard.sentences[nth]
    until = heard.talk.offset_at(sentence.end_ms + _SOON_MS)
    weights = [
        min(heard.weights[word], RAREST) / RAREST
        for at, word in heard.words[nth]
        if heard.weights[word] >= _TELLING
        and heard.is_new(word, sentence.start + at)
        and heard.is_said(word, sentence.end, until)
    ]
    return max(weights, default=0.0)
