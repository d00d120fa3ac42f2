"""Trimming clips: a cue more or less at either end, or from one time to another; the result is a clip of its own.

Which span comes of it is decided by pure functions over *pieces*: cues, and parts of those that are too long to be
stepped by. A button carries the clip that was opened first and the steps from there in one number, so that going back
and forth ends where it began.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bot.access import Access
from bot.amending import amended_clip
from bot.clips import FIRST_LINES, OpenedClip, named, open_clip, opened, read_and_keep, spoken
from bot.errors import NotFoundError, UsageError
from bot.excerpts import whole_word_at
from bot.model import Clip, Cue, Place, PlacedCue
from bot.ports import Snapshot, Store
from bot.withholding import Withholding

LONGEST_MS = 60_000
LONGEST_PIECE_MS = 15_000
"""A longer cue is stepped through in parts: a block of a minute is as long as a clip may be."""
PIECE_MS = 10_000
MOST_STEPS = 60
"""In either direction at either end: a cue of a second each, as long as a clip may be."""

_BASE = 1_000
_PACKED = 1_000_000
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")


class Steps(NamedTuple):
    """How many pieces a clip is longer at either end; where negative, shorter."""

    start: int = 0
    end: int = 0


NO_STEPS = Steps()
SINGLE_STEPS = (Steps(1, 0), Steps(-1, 0), Steps(0, -1), Steps(0, 1))
"""Earlier and later at the start, earlier and later at the end."""


class Piece(NamedTuple):
    """A cue or a part of one: `[start_ms, end_ms)`, and where it stands in the joined text."""

    start_ms: int
    end_ms: int
    first: int
    end: int


class Span(NamedTuple):
    """Where a clip stands: its times, and its characters in the joined text."""

    start_ms: int
    end_ms: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A trimmed clip.

    Attributes:
        opened: the result, with the words around it.
        steps: from the clip that was opened first.
        further: the single steps from here that lead somewhere.
    """

    opened: OpenedClip
    steps: Steps
    further: frozenset[Steps]


class Trimming:
    """Trims: each call is one read and the writing of the result's row.

    Args:
        store: the library.
        access: draws the scope of a place.
    """

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access

    async def step(self, clip_id: str, steps: Steps, place: Place) -> Trimmed:
        """The clip with so many pieces more or less.

        Raises:
            NotFoundError: as `bot.clips.open_clip`.
            UsageError: `trim.limit`: it would be longer than a minute, shorter than a piece, or outside its episode.
        """

        def look(snapshot: Snapshot) -> Trimmed:
            text, pieces, span, clip = self._read(snapshot, clip_id, place)
            found = stepped(pieces, span, steps)
            if found is None:
                raise UsageError("trim.limit")
            further = frozenset(
                each
                for each in SINGLE_STEPS
                if stepped(pieces, span, Steps(steps.start + each.start, steps.end + each.end))
            )
            return Trimmed(self._opened(snapshot, clip, found, text, place), steps, further)

        return await read_and_keep(self._store, look, lambda trimmed: trimmed.opened.clip)

    async def cut(self, clip_id: str, start: str, end: str, place: Place) -> OpenedClip:
        """What is said near a clip from one time to another, as somebody typed them: `mm:ss` or `h:mm:ss`.

        Raises:
            NotFoundError: as `bot.clips.open_clip`.
            UsageError: `trim.time` with `value`, `trim.order`, `trim.limit`, `trim.nothing` where nothing is said.
        """
        start_ms, end_ms = read_time(start), read_time(end)
        if start_ms >= end_ms:
            raise UsageError("trim.order")
        if end_ms - start_ms > LONGEST_MS:
            raise UsageError("trim.limit")

        def look(snapshot: Snapshot) -> OpenedClip:
            clip = self._shown(snapshot, clip_id, place)
            text, pieces = pieces_of(snapshot.cues_between(clip.episode.id, start_ms, end_ms))
            found = between(pieces, start_ms, end_ms)
            if clip.episode.untimed or found is None:
                raise UsageError("trim.nothing")
            return self._opened(snapshot, clip, found, text, place)

        return await read_and_keep(self._store, look, lambda shown: shown.clip)

    async def clip(self, clip_id: str, place: Place) -> Clip:
        """The clip as it stands, for a form to be filled in.

        Raises:
            NotFoundError: as `bot.clips.open_clip`.
        """
        return await self._store.read(lambda snapshot: self._shown(snapshot, clip_id, place))

    def _read(self, snapshot: Snapshot, clip_id: str, place: Place) -> tuple[str, Sequence[Piece], Span, Clip]:
        clip = self._shown(snapshot, clip_id, place)
        reach = LONGEST_MS + LONGEST_PIECE_MS
        cues = snapshot.cues_between(clip.episode.id, max(clip.start_ms - reach, 0), clip.end_ms + reach)
        text, pieces = pieces_of(cues)
        return text, pieces, placed(cues, clip), clip

    def _opened(self, snapshot: Snapshot, clip: Clip, span: Span, text: str, place: Place) -> OpenedClip:
        words = text[span.first : span.end].strip()
        made = named(snapshot, clip.episode, span.start_ms, span.end_ms, words)
        withholding = Withholding(snapshot, place)
        if not withholding.shows(amended_clip(snapshot, made)):
            raise NotFoundError("clip.withheld", id=clip.id)
        return opened(snapshot, made, self._access.scope(snapshot, place), FIRST_LINES, withholding)

    def _shown(self, snapshot: Snapshot, clip_id: str, place: Place) -> Clip:
        return open_clip(snapshot, clip_id, self._access.scope(snapshot, place), 0, Withholding(snapshot, place)).clip


# ---------------------------------------------------------------- pure


def packed(steps: Steps) -> int:
    """Steps as one number, as a button has room for one; 0 for none."""
    if steps == NO_STEPS:
        return 0
    return _PACKED + (steps.start + MOST_STEPS) * _BASE + steps.end + MOST_STEPS


def unpacked(position: int) -> Steps:
    """The steps that `packed` packed; none for any other number."""
    if not _PACKED <= position < 2 * _PACKED:
        return NO_STEPS
    start, end = divmod(position - _PACKED, _BASE)
    return Steps(start - MOST_STEPS, end - MOST_STEPS)


def read_time(typed: str) -> int:
    """A time as somebody typed it, in ms.

    Raises:
        UsageError: `trim.time` with `value`.
    """
    match = _TIME.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()))
    if match is None or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):  # noqa: PLR2004 - minutes, seconds
        raise UsageError("trim.time", value=typed)
    return (int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])) * 1000


def pieces_of(cues: Sequence[PlacedCue]) -> tuple[str, Sequence[Piece]]:
    """The text of cues, joined by spaces, and their pieces in it."""
    pieces: list[Piece] = []
    length = 0
    for each in cues:
        pieces += (
            Piece(start_ms, end_ms, length + first, length + end)
            for start_ms, end_ms, first, end in _parts(each.cue)
            if each.cue.text[first:end].strip()
        )
        length += len(each.cue.text) + 1
    return spoken(cues), pieces


def _parts(cue: Cue) -> Sequence[Piece]:
    """A cue in parts of about the same length, its time spread evenly over its characters; no Latin word is cut."""
    length, duration_ms = len(cue.text), cue.end_ms - cue.start_ms
    if duration_ms <= LONGEST_PIECE_MS or not length:
        return (Piece(cue.start_ms, cue.end_ms, 0, length),)
    count = -(-duration_ms // PIECE_MS)
    cuts = sorted({0, length, *(whole_word_at(cue.text, length * nth // count) for nth in range(1, count))})
    return [
        Piece(cue.start_ms + duration_ms * first // length, cue.start_ms + duration_ms * end // length, first, end)
        for first, end in pairwise(cuts)
    ]


def placed(cues: Sequence[PlacedCue], clip: Clip) -> Span:
    """Where a clip stands in the joined text of cues; all of those that it meets where its words are not found.

    Of several places that have its words the one counts that is said nearest to its start, time being spread evenly.
    """
    meets: list[tuple[int, Cue]] = []
    length = 0
    for each in cues:
        if each.cue.start_ms < max(clip.end_ms, clip.start_ms + 1) and each.cue.end_ms > clip.start_ms:
            meets.append((length, each.cue))
        length += len(each.cue.text) + 1
    if not meets:
        return Span(clip.start_ms, clip.end_ms, 0, 0)
    (first, begins), (last, ends) = meets[0], meets[-1]
    share = max(clip.start_ms - begins.start_ms, 0) / max(begins.end_ms - begins.start_ms, 1)
    near = first + share * len(begins.text)
    text = spoken(cues)
    solid = [at for at in range(first, len(text)) if not text[at].isspace()]
    stream, words = "".join(text[at] for at in solid), "".join(clip.words.split())
    found = [match.start() for match in re.finditer(f"(?={re.escape(words)})", stream)] if words else []
    if not found:
        return Span(clip.start_ms, clip.end_ms, first, last + len(ends.text))
    at = min(found, key=lambda at: abs(solid[at] - near))
    return Span(clip.start_ms, clip.end_ms, solid[at], solid[at + len(words) - 1] + 1)


def stepped(pieces: Sequence[Piece], span: Span, steps: Steps) -> Span | None:
    """The span moved by so many pieces at either end; None where it would leave the limits.

    What a span has of the piece that it begins or ends in counts as a piece: the first step outwards takes the rest.
    """
    starts = {piece.first: piece.start_ms for piece in pieces} | {span.first: span.start_ms}
    ends = {piece.end: piece.end_ms for piece in pieces} | {span.end: span.end_ms}
    first = _moved(sorted(starts), span.first, -steps.start)
    end = _moved(sorted(ends), span.end, steps.end)
    if first is None or end is None or first >= end or starts[first] >= ends[end]:
        return None
    found = Span(starts[first], ends[end], first, end)
    grows = found.end_ms - found.start_ms > max(span.end_ms - span.start_ms, LONGEST_MS)
    return None if grows else found


def _moved(places: Sequence[int], place: int, by: int) -> int | None:
    at = places.index(place) + by
    return places[at] if 0 <= at < len(places) else None


def between(pieces: Sequence[Piece], start_ms: int, end_ms: int) -> Span | None:
    """The pieces of which most lies between two times, else the one that holds most of it; None where none is there."""
    shares = [(min(piece.end_ms, end_ms) - max(piece.start_ms, start_ms), piece) for piece in pieces]
    meeting = [(share, piece) for share, piece in shares if share > 0]
    if not meeting:
        return None
    inside = [piece for share, piece in meeting if 2 * share >= piece.end_ms - piece.start_ms]
    kept = inside or [max(meeting, key=lambda each: each[0])[1]]
    return Span(start_ms, end_ms, kept[0].first, kept[-1].end)
