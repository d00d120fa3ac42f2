"""TTML, the W3C's "Timed Text Markup Language 2" (also DFXP, IMSC and Apple's podcast transcripts): `p` with times.

A `p` counts from the start of its `div`, that from its `body`. Times are clocks (`00:01:02.500`, with frames
`00:01:02:12`), counts (`62.5s`, `100ms`, `10f`, `900t`) or, as Apple writes them, seconds or `1:02.5`. A `span` with a
time inside a `p` is a word; agents are speakers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.transcripts.gather import parted
from bot.transcripts.times import in_ms, parse_number, parse_time
from bot.transcripts.transcript import CUE_SHAPE, Problem, Reading, TimedText, clean
from bot.transcripts.trees import Element, attribute, local_name
from bot.transcripts.words import joined

MAX_DEPTH = 200
"""libxml2 goes 256 deep."""

_COUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)(h|ms|m|s|f|t)")
_FRAMES = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9]):([0-9]{2,3})(?:\.[0-9]{1,3})?")
_UNITS_MS = {"h": Fraction(3_600_000), "m": Fraction(60_000), "s": Fraction(1000), "ms": Fraction(1)}
_RATE = re.compile(r"[0-9]{1,9}")
_MULTIPLIER = re.compile(r"([0-9]{1,5})[ :]([0-9]{1,5})")

Piece = tuple[str, int | None, bool]
"""Text, when it begins, and whether it is a word by its markup, so that none of the next belongs to it."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a document counts: in ms, how long a frame and a tick are."""

    frame_ms: Fraction
    tick_ms: Fraction

    def position(self, text: str | None) -> int | None:
        """Milliseconds of a time, or None where there is none."""
        bare = (text or "").strip()
        if count := _COUNT.fullmatch(bare):
            unit_ms = _UNITS_MS.get(count[2]) or (self.frame_ms if count[2] == "f" else self.tick_ms)
            return in_ms(float(count[1]), float(unit_ms))
        if frames := _FRAMES.fullmatch(bare):
            seconds = int(frames[1]) * 3600 + int(frames[2]) * 60 + int(frames[3])
            return seconds * 1000 + round(int(frames[4]) * self.frame_ms)
        clock = parse_time(bare)
        return parse_number(bare, 1000) if clock is None else clock


def read(root: Element) -> Reading:
    """The paragraphs of a document in its order."""
    clock = _clock(root)
    agents = dict(_agents(root))
    timed: list[TimedText] = []
    problems: list[Problem] = []
    for paragraph in root.iter("{*}p"):
        base_ms = sum(clock.position(each.get("begin")) or 0 for each in paragraph.iterancestors())
        line = int(paragraph.sourceline or 1)
        pieces = list(_pieces(paragraph, base_ms, clock))
        text, words = joined(_spaced(pieces))
        known = [start_ms for _, start_ms in words]
        begin_ms = clock.position(paragraph.get("begin"))
        start_ms = begin_ms + base_ms if begin_ms is not None else next(iter(known), None)
        if start_ms is None:
            if text:
                problems.append(Problem.at(line, CUE_SHAPE, text))
            continue
        end_ms = _end(paragraph, clock, start_ms, base_ms)
        agent = attribute(paragraph, "agent") or attribute(paragraph, "speaker")
        speaker = agents.get(agent.split()[0], agent) if agent and agent.split() else None
        timed.append(TimedText(line, start_ms, end_ms, text, text, speaker, words))
    has_ends = any(one.end_ms != one.start_ms for one in timed)
    return Reading(tuple(timed), tuple(problems), has_ends=has_ends)


def _clock(root: Element) -> _Clock:
    rate = Fraction(_number(root, "frameRate") or 30)
    if multiplier := _MULTIPLIER.fullmatch((attribute(root, "frameRateMultiplier") or "").strip()):
        above, below = int(multiplier[1]), int(multiplier[2])
        rate = rate * above / below if above and below else rate
    ticks = _number(root, "tickRate")
    return _Clock(1000 / rate, Fraction(1000, ticks) if ticks else 1000 / rate)


def _number(root: Element, name: str) -> int:
    value = (attribute(root, name) or "").strip()
    return int(value) if _RATE.fullmatch(value) else 0


def _agents(root: Element) -> Iterator[tuple[str, str]]:
    for agent in root.iter("{*}agent"):
        key = attribute(agent, "id")
        names = [clean("".join(name.itertext())) for name in agent.iter("{*}name")]
        if key and any(names):
            yield key, next(filter(None, names))


def _end(paragraph: Element, clock: _Clock, start_ms: int, base_ms: int) -> int:
    end_ms, lasts_ms = clock.position(paragraph.get("end")), clock.position(paragraph.get("dur"))
    if end_ms is not None:
        return end_ms + base_ms
    return start_ms + (lasts_ms or 0)


def _pieces(element: Element, base_ms: int, clock: _Clock, depth: int = 0) -> Iterator[Piece]:
    """The text of an element with the times of its spans; one inside another counts for itself."""
    yield element.text or "", None, False
    for child in element if depth < MAX_DEPTH else ():
        name = local_name(child)
        if name == "br":
            yield " ", None, False
        elif name == "span":
            begin_ms = clock.position(child.get("begin"))
            is_word = attribute(child, "unit") == "word"
            inside = list(_pieces(child, base_ms, clock, depth + 1))
            if begin_ms is not None and all(start_ms is None for _, start_ms, _ in inside):
                yield "".join(text for text, _, _ in inside), begin_ms + base_ms, is_word
            else:
                yield from inside
        yield child.tail or "", None, False


def _spaced(pieces: list[Piece]) -> Iterator[tuple[str, int | None]]:
    """Words that follow each other without white space, as Apple writes them, parted where people part them."""
    before, was_word = "", False
    for text, start_ms, is_word in pieces:
        if is_word and was_word and parted(before, text):
            yield " ", None
        yield text, start_ms
        if text:
            before, was_word = text, is_word
