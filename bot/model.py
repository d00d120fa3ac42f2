"""The glossary as types. One word for one thing, everywhere.

A *show* has *episodes*; an episode's transcript is a row of *cues*, each with a time and a text. Searching sees the
episode as one stream of *units*, one per spoken syllable (see `bot.search.units`); the stream is indexed in
*passages* of consecutive units. A *hit* is a place that matched; a *clip* is a span of an episode with a short id
of its own. A *place* is where somebody asks; its *scope* is the shows that may answer there.

All instants are aware UTC `datetime`s; all positions inside an episode are integer milliseconds from its start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, NewType

import numpy as np
from numpy.typing import NDArray

from bot.amends import Amendment, CorrectionMove, applied
from bot.reasons import Why
from bot.segments import Segment

ShowId = NewType("ShowId", int)
EpisodeId = NewType("EpisodeId", int)
PassageId = NewType("PassageId", int)
"""Rises by one from passage to passage inside an episode."""
ClipId = NewType("ClipId", str)
SearchId = NewType("SearchId", str)


WordTimes = tuple[tuple[int, int], ...]
"""Words of a text by rising offset: where each begins in the text, and when, in ms."""


# ---------------------------------------------------------------- library


@dataclass(frozen=True, slots=True)
class Show:
    """A podcast.

    Attributes:
        slug: `[a-z0-9-]{1,32}`, how commands and configuration name it.
        title: as the operator wrote it, if at all.
        link_template: where a moment can be heard, see `bot.links`.
    """

    id: ShowId
    slug: str
    title: str | None = None
    link_template: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """What is known of an episode beside its transcript; every part of it may be missing.

    Attributes:
        number: the episode's number in its show.
        published: the day of publication.
        audio_url: the audio file.
        link_template: where a moment can be heard, over the show's own template.
    """

    number: int | None = None
    title: str | None = None
    published: date | None = None
    audio_url: str | None = None
    link_template: str | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode in the store. Its lasting identity is (show slug, stem); `id` may change when it is replaced.

    Attributes:
        stem: the transcript's file name without its suffix, or the feed's guid.
        untimed: whether its transcript has no times. The times of its cues then only order them, by how long their
            words may take to say: nobody is shown one, and its links lead to its beginning.
        season: as its feed has it.
    """

    id: EpisodeId
    show: Show
    stem: str
    facts: EpisodeFacts
    untimed: bool = False
    season: int | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A timed piece of a transcript: `[start_ms, end_ms)` and the words as they were heard.

    Attributes:
        speaker: as people write the name.
        words: where the transcript times single words, for each such word its offset in `text` and when it begins
            in ms: offsets rise and lie inside the text, times never fall and lie inside the cue.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None
    words: WordTimes = ()


@dataclass(frozen=True, slots=True)
class PlacedCue:
    """A cue in the store.

    Attributes:
        ordinal: its position in the episode, from 0.
        first_unit: the position of its first unit in the episode's stream.
        unit_count: how many units it holds; a cue of pure punctuation holds none.
    """

    ordinal: int
    cue: Cue
    first_unit: int
    unit_count: int


# ---------------------------------------------------------------- index


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage about to be stored. `units` is packed by `bot.search` and opaque to everything else."""

    first_unit: int
    unit_count: int
    units: bytes


@dataclass(frozen=True, slots=True)
class EpisodeIndex:
    """All that searching needs of an episode, ready to be written.

    Attributes:
        passages: in the order of the stream, without gaps.
        cue_first_units: for each cue of the episode, the position of its first unit; one more entry at the end
            holds the number of units in all.
        grams: shape (n,), uint32, ascending.
        ordinals: shape (n,), uint16, the ordinal of the passage that holds the gram at the same position; ascending
            among equal grams, each (gram, ordinal) once.
        format: which version of `bot.search` made it; a higher one is newer.
    """

    passages: Sequence[PassageDraft]
    cue_first_units: Sequence[int]
    grams: NDArray[np.uint32]
    ordinals: NDArray[np.uint16]
    format: int = 1


@dataclass(frozen=True, slots=True)
class ClipMove:
    """Where a clip's words stand in a new version of its episode.

    Attributes:
        span_ms: None where they are gone.
        words: how the new version has them; None where as before.
    """

    clip_id: ClipId
    span_ms: tuple[int, int] | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeDraft:
    """An episode about to be written, in place of the one with the same show and stem.

    Attributes:
        fingerprint: of the source's bytes and its facts: where it has not changed, neither has the episode.
        moves, corrections: what became of the clips and corrections of the replaced episode, each of them.
        untimed: see `Episode`.
        source: absolute path of the file that it was read from; empty where it was none.
        named: what the file's name says: it counts where nothing else says anything.
    """

    show_slug: str
    stem: str
    facts: EpisodeFacts
    cues: Sequence[Cue]
    index: EpisodeIndex
    fingerprint: str
    show_title: str | None = None
    show_link_template: str | None = None
    moves: Sequence[ClipMove] = ()
    corrections: Sequence[CorrectionMove] = ()
    untimed: bool = False
    source: str = ""
    named: EpisodeFacts = EpisodeFacts()


@dataclass(frozen=True, slots=True)
class WeightedGram:
    """A gram of a query; its contribution to a passage is `weight` times its rarity in the scope."""

    gram: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that share grams with a query, best first: by falling score, then by rising id.

    Attributes:
        ids: shape (n,), int64, of `PassageId`.
        scores: shape (n,), int64; integer, so that the order never depends on the order of summation.
        episodes: shape (n,), int64, of `EpisodeId`: which each is of.
        frequencies: for each gram of the query, in how many passages of the scope it stands.
        passage_count: how many passages the scope holds.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.int64]
    episodes: NDArray[np.int64]
    frequencies: dict[int, int]
    passage_count: int


class Passage(NamedTuple):
    """A stretch of an episode's unit stream, as stored."""

    id: PassageId
    episode_id: EpisodeId
    first_unit: int
    unit_count: int
    units: bytes


@dataclass(frozen=True, slots=True)
class PassageRun:
    """The passages of one episode: ids `first` to `first + count - 1`."""

    episode_id: EpisodeId
    first: PassageId
    count: int


@dataclass(frozen=True, slots=True)
class UnitRun:
    """The units `[first, end)` of an episode's stream."""

    episode_id: EpisodeId
    first: int
    end: int


# ---------------------------------------------------------------- who and where


class Platform(StrEnum):
    """What a person asks through."""

    CONSOLE = "console"
    DISCORD = "discord"
    TELEGRAM = "telegram"


class PlaceKind(StrEnum):
    """What a place is, as far as private shows care."""

    OPERATOR = "operator"
    """The operator's own terminal: every show answers."""
    GROUP = "group"
    """A Discord server, Telegram group or channel that has the bot as a member."""
    DIRECT = "direct"
    """A private chat with the bot."""
    ABROAD = "abroad"
    """Inline queries and user-installed use where the bot is no member."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asks: `id` is the Discord guild's or channel's, the Telegram chat's, or empty."""

    platform: Platform
    kind: PlaceKind
    id: str = ""

    @property
    def key(self) -> str:
        """A stable name for the store, such as `telegram:-1001234`."""
        return f"{self.platform.value}:{self.id}"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a post goes.

    Attributes:
        place: whose scope decides what may be posted there.
        channel: the Discord channel's or thread's id, or the Telegram chat's id with `/` and a topic's id behind it
            where there is one.
    """

    place: Place
    channel: str


@dataclass(frozen=True, slots=True)
class PrivateAccess:
    """Where a private show answers: ids of Discord guilds and of Telegram chats."""

    discord_guilds: frozenset[str] = frozenset()
    telegram_chats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """The shows that may answer here and now. Every reading use case asks for one; an empty one answers nothing.

    Attributes:
        shows: of these shows.
        episodes: and of these episodes; None for all of the shows'.
    """

    shows: frozenset[ShowId]
    episodes: frozenset[EpisodeId] | None = None


# ---------------------------------------------------------------- search


class Tier(StrEnum):
    """How a hit matched. A lower tier never stands above a higher one."""

    EXACT = "exact"
    """As typed, but for case, width, spaces and punctuation."""
    FOLDED = "folded"
    """The same words in the other script or notation: Traditional or Simplified, numerals, an alias."""
    SOUND = "sound"
    """It sounds the same or nearly so."""
    LOOSE = "loose"
    """Some of it: offered, not claimed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that matched.

    Attributes:
        start_ms, end_ms: the span to hear: the matched words with a short lead-in, at most 60 s.
        text: the words of that span as they were heard.
        marks: where the match stands in `text`: rising, disjoint `[start, end)` offsets.
        score: 0 to 1, comparable inside one tier of one search only.
        about: what of the query was asked about, the words that only ask left out; empty where nobody has said.
        holds_about: whether a loose hit holds what was asked about: it is no answer for sure, but it speaks of it.
        explain: works out how it matched; None where a hit was kept without it.
        amended: the accepted corrections of `text`, rising and disjoint.
        alias: by which it was found, the spelling that was typed and the one that was put in.
        speaker: who says what matched first, if that is known.
        aside: what most of it lies in that is not the show, such as an advertisement.
    """

    episode: Episode
    start_ms: int
    end_ms: int
    text: str
    marks: tuple[tuple[int, int], ...]
    tier: Tier
    score: float
    about: str = ""
    holds_about: bool = False
    explain: Callable[[], Why] | None = field(default=None, compare=False, repr=False)
    amended: tuple[Amendment, ...] = ()
    alias: tuple[str, str] | None = None
    speaker: str | None = None
    aside: Segment | None = None

    @property
    def matched(self) -> str:
        """The words that matched, as they were heard or corrected."""
        text, marks = applied(self.text, self.marks, self.amended, lambda amendment, _: amendment.right)
        return " … ".join(text[start:end] for start, end in marks)


@dataclass(frozen=True, slots=True)
class Clip:
    """A span of an episode with a short permanent id.

    Attributes:
        words: the clip's text as heard; a re-imported episode is searched for it to move the clip along.
        amended: the accepted corrections of `words`, rising and disjoint; no part of what the clip is.
    """

    id: ClipId
    episode: Episode
    start_ms: int
    end_ms: int
    words: str
    amended: tuple[Amendment, ...] = ()
