"""An episode's talk as one text with times, and where its sentences end.

Recognisers write no full stops in Mandarin, and put spaces where somebody breathed or a subtitle ended. So a sentence's
end is judged by what stands before it and after it: each says something, as log-odds that were judged by hand and then
rounded, and enough of it is an end.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model import PlacedCue
from bot.search.fold import fold_text
from bot.search.spans import speak_all
from bot.worth.lexicon import (
    CLOSES,
    DANGLES,
    FILLERS,
    GOES_ON,
    IS_ASKED,
    NO_OPENING,
    OPENS_AFTER_GAP,
    OPENS_ANYWHERE,
    TOPIC_PARTICLES,
    any_of,
)

END = 1.6
"""Log-odds from which on a sentence is taken to end."""
SURE = 3.0
"""Log-odds of an end that is written as one."""
LONG_PAUSE_MS = 700
"""Between two cues: longer than a breath."""
LONGEST_SENTENCE_MS = 20_000
"""What goes on for longer is cut where an end is likeliest: nobody says so much in one sentence."""

_QUESTION_CHARS = 18
"""What is asked stands so near its end."""
_FEWEST_BEFORE = 4
"""Characters: less than this is the beginning of a sentence, not one."""
_CHARS_A_STOP = 200
"""Who writes full stops writes one in 50 characters of Mandarin, one in 100 of English."""
_NO_END = 1.5
"""The most where ends are written, and none is, and nobody paused."""
_LABEL = re.compile(r"(?<![^\s。！？!?])(?!\d)([^\s:：,，。、!！?？]{1,16})(?::\s|：)")
_FEWEST_LABELS = 3
"""A word with a colon after it that comes as often is somebody's name."""
_STOP = re.compile(
    r"[。!?…]+[\"'」』”’)]*|(?<=[a-z\d\"')%\u3400-\u9fff])(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bvs)(?<!\bmrs)(?<!\be\.g)(?<!\bi\.e)"
    r"(?<!\b[a-z]\.[a-z])\.+[\"'”’)]*(?=\s|$)"
)
_COMMA = re.compile(r"[,、;:]")
_OPENING = [
    (weight, any_of(words), needs_gap)
    for groups, needs_gap in ((OPENS_ANYWHERE, False), (OPENS_AFTER_GAP, True))
    for weight, words in groups
]
_NO_OPENING = any_of(NO_OPENING)
_CLOSING = [(weight, any_of(words, at_end=True)) for weight, words in CLOSES]
_DANGLING = any_of(DANGLES, at_end=True)
_GOING_ON = any_of(GOES_ON)
_TOPIC = any_of(TOPIC_PARTICLES, at_end=True)
_IS_ASKED = any_of(IS_ASKED)
_CUTS = re.compile(
    rf"{_STOP.pattern}|[,、;:]\s*|\s+|(?=(?:{any_of('|'.join(words for _, words in OPENS_ANYWHERE)).pattern}))"
    r"|(?<=[吗嘛吧啰啦喔耶呢啊了])(?=[\u3400-\u9fff])"
)
_FILLING = re.compile(
    rf"(?:(?:{any_of(FILLERS).pattern}|\b(?:um|uh|yeah|okay|ok|so|and|well|you know|i mean|right)\b)[\s,，、.]*)+"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of speech as one text.

    Attributes:
        text: the cues' words, a line feed between two cues.
        folded: the same with every character folded, see `bot.search.fold`; as long.
        offsets: rising offsets of the text at which times are known, from 0 to its length.
        times_ms: when each of these is said; as many.
        pauses: offsets of the borders between cues with a long silence, or where another person begins to speak.
        voices: rising offsets at which another person begins to speak, where the transcript tells.
        is_written: whether the ends of sentences are written: nothing else is one then, but at one of the `pauses`.
    """

    text: str
    folded: str
    offsets: Sequence[int]
    times_ms: Sequence[int]
    pauses: frozenset[int]
    voices: Sequence[int]
    is_written: bool

    def time_ms(self, offset: int) -> int:
        """When the character at an offset is said."""
        return self.times_ms[max(bisect_right(self.offsets, offset) - 1, 0)]

    def offset_at(self, time_ms: int) -> int:
        """The offset of the first character that is said at a time or after it, where cues do not overlap."""
        return self.offsets[min(bisect_left(self.times_ms, time_ms), len(self.offsets) - 1)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands between two ends of sentences: offsets `[start, end)` in the text, and its times.

    Attributes:
        bound: log-odds that a sentence ends right before it.
    """

    start: int
    end: int
    start_ms: int
    end_ms: int
    bound: float


def talk_of(cues: Sequence[PlacedCue]) -> Talk:
    """The text of these cues, which are in order, with the times of its syllables."""
    parts: list[str] = []
    offsets: list[int] = []
    times_ms: list[int] = []
    pauses: set[int] = set()
    length = 0
    speaker = named = None
    voices: list[int] = []
    for spoken in speak_all(cues):
        cue = spoken.placed.cue
        if times_ms and (cue.start_ms - times_ms[-1] >= LONG_PAUSE_MS or cue.speaker != speaker):
            pauses.add(length - 1)
        # Who says a cue without a name is not told: as like as not whoever was speaking.
        if cue.speaker is not None and cue.speaker != named:
            voices.append(length)
            named = cue.speaker
        speaker = cue.speaker
        starts, times = spoken.units.starts.tolist(), spoken.times_ms.tolist()
        if not starts or starts[0]:
            offsets.append(length)
            times_ms.append(cue.start_ms)
        offsets += [length + start for start in starts]
        times_ms += times[: len(starts)]
        parts.append(cue.text)
        length += len(cue.text) + 1
        offsets.append(length - 1)
        times_ms.append(cue.end_ms)
    text = "\n".join(parts)
    whole = folded(text)
    is_written = len(_STOP.findall(whole)) * _CHARS_A_STOP > len(whole)
    return Talk(text, whole, offsets, times_ms, frozenset(pauses), sorted({*voices, *_labels(text)}), is_written)


def _labels(text: str) -> Iterator[int]:
    """Where a name and a colon stand in the text itself, and the name is not the last one."""
    found = list(_LABEL.finditer(text))
    often = Counter(match[1] for match in found)
    last = None
    for match in found:
        if often[match[1]] >= _FEWEST_LABELS and match[1] != last:
            last = match[1]
            yield match.start()


def folded(text: str) -> str:
    """The text folded, one character for each."""
    whole, moved = fold_text(text)
    if moved is None:
        return whole
    return "".join(one if len(one := fold_text(each)[0]) == 1 else each for each in text)


def sentences(talk: Talk) -> list[Sentence]:
    """The sentences of a talk, in order, without the white space around them."""
    if not talk.text:
        return []
    ends = [(0, SURE), *_ends(talk), (len(talk.text), SURE)]
    found = []
    for (start, bound), (end, _) in pairwise(ends):
        for from_, weight, to in _parts(talk, start, bound, end):
            if (sentence := _sentence(talk, from_, to, weight)) is not None:
                found.append(sentence)
    return found


def _sentence(talk: Talk, start: int, end: int, bound: float) -> Sentence | None:
    words = talk.text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = end - (len(words) - len(words.rstrip()))
    return Sentence(first, last, talk.time_ms(first), talk.time_ms(last), bound) if first < last else None


def _parts(talk: Talk, start: int, bound: float, end: int) -> Iterator[tuple[int, float, int]]:
    """A sentence, cut where an end is likeliest while it is too long."""
    if _is_short(talk, start, end):
        yield start, bound, end
        return
    cuts = [
        (ends_at(talk, start, match.start(), match.end()), match.end())
        for match in _CUTS.finditer(talk.folded, start + _FEWEST_BEFORE, end - _FEWEST_BEFORE)
    ]
    yield from _pieces(talk, (start, bound, end), cuts)


def _pieces(
    talk: Talk, part: tuple[int, float, int], cuts: Sequence[tuple[float, int]]
) -> Iterator[tuple[int, float, int]]:
    start, bound, end = part
    if _is_short(talk, start, end):
        yield part
        return
    middle = (start + end) // 2
    within = [cut for cut in cuts if start + _FEWEST_BEFORE < cut[1] <= end - _FEWEST_BEFORE]
    weight, at = max(within, key=lambda cut: (cut[0], -abs(cut[1] - middle)), default=(0.0, middle))
    yield from _pieces(talk, (start, bound, at), within)
    yield from _pieces(talk, (at, weight, end), within)


def _is_short(talk: Talk, start: int, end: int) -> bool:
    return talk.time_ms(end) - talk.time_ms(start) <= LONGEST_SENTENCE_MS or end - start < 2 * _FEWEST_BEFORE


def _ends(talk: Talk) -> Iterator[tuple[int, float]]:
    """Before which offsets a sentence ends, rising, and how sure that is."""
    last = 0
    for match in _CUTS.finditer(talk.folded):
        at = match.end()
        if last < at < len(talk.text) and (weight := ends_at(talk, last, match.start(), at)) >= END:
            yield at, weight
            last = at


def ends_at(talk: Talk, start: int, before: int, after: int) -> float:
    """The log-odds that a sentence that began at `start` ends between these offsets, where only a pause stands."""
    text = talk.folded
    gap = text[before:after]
    if _STOP.search(text, max(before - 1, 0), min(after + 1, len(text))) and not set(gap).isdisjoint('。!?…."'):
        return SURE
    left, right = text[max(before - 8, start) : before], text[after : after + 10]
    weight = 0.9 * bool(_COMMA.search(gap)) or 0.7 * bool(gap)
    paused = not talk.pauses.isdisjoint(range(before, after + 1))
    weight += 2.0 * paused
    if not _NO_OPENING.match(right):
        weight += max(
            (gain for gain, pattern, needs_gap in _OPENING if (gap or not needs_gap) and pattern.match(right)),
            default=0.0,
        )
    weight += _closing(text[start:before], left)
    weight -= 4.0 * bool(_DANGLING.search(left))
    weight -= 2.5 * (before - start < _FEWEST_BEFORE)
    if talk.is_written and not paused:
        weight = min(weight, _NO_END)
    return min(weight - 3.0 * bool(_GOING_ON.match(right)), SURE)


def _closing(whole: str, left: str) -> float:
    """What the end of a sentence says: a particle only names a topic where nothing was asked."""
    if _TOPIC.search(left):
        return 1.5 if _IS_ASKED.search(whole[-_QUESTION_CHARS:]) else -1.5
    return next((gain for gain, pattern in _CLOSING if pattern.search(left)), 0.0)


def head_of(talk: Talk, sentence: Sentence) -> int:
    """The offset at which a sentence begins to say something: behind `那`, `好`, "so" and the like."""
    found = _FILLING.match(talk.folded, sentence.start, sentence.end)
    return found.end() if found and found.end() < sentence.end else sentence.start


def cut_of(talk: Talk, head: int, sentence: Sentence) -> int:
    """Where a sentence can be cut that says something from `head` on: a Latin one would lose its capital."""
    first = talk.text[head]
    return head if first.isupper() or not first.isascii() else sentence.start
