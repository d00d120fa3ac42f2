"""The episodes of the library: listing them with what may be their numbers, and saying by hand what they are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from bot.access import Access
from bot.errors import NotFoundError, UsageError
from bot.given import NOTHING_GIVEN, GivenFacts
from bot.links import check_url
from bot.model import Episode, Place
from bot.ports import Snapshot, Store
from bot.search.file_names import number_offered
from bot.search.mentions import announced
from bot.transcripts.facts import MAX_NUMBER, MAX_OFFSET_S, MAX_TEXT_CHARS
from bot.transcripts.ingest import ENGINE, Indexer, Outcome, import_sources
from bot.transcripts.sources import Source
from bot.transcripts.transcript import clean

OPENING_MS = 120_000
"""How much of an episode is looked at for its number: greetings are over by then."""
OPENING_CHARS = 1500
TAKEN_BACK = "-"
"""Is typed for a value that is said no more."""
_NUMBER = re.compile(r"[0-9]{1,10}")
_TYPED_NUMBER = re.compile(r"(?:ep|#)?([0-9]{1,9})", re.IGNORECASE)
_OFFSET = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,3})?")


class Offer(StrEnum):
    """What says an episode's number."""

    SAID = "said"
    """Its opening."""
    NAME = "name"
    """A number alone at the beginning of its file's name."""


@dataclass(frozen=True, slots=True)
class ListedEpisode:
    """An episode, and the number that it may have where none is known: offered, never assumed."""

    episode: Episode
    offered: int | None = None
    by: Offer | None = None


@dataclass(frozen=True, slots=True)
class SetEpisode:
    """An episode of which something was said by hand.

    Attributes:
        waits: whether its offset counts only when its transcript is imported again.
    """

    episode: Episode
    waits: bool = False


class Episodes:
    """The use cases.

    Args:
        store: the library.
        access: draws the scope of a place.
        indexer: see `bot.transcripts.ingest`.
    """

    def __init__(self, store: Store, access: Access, indexer: Indexer = ENGINE) -> None:
        self._store = store
        self._access = access
        self._indexer = indexer

    async def list(self, place: Place, slugs: Sequence[str] = ()) -> Sequence[ListedEpisode]:
        """The episodes of the shows that may answer here, by show and number.

        Raises:
            NotFoundError: `show.none` for a slug that is no show here.
        """

        def look(snapshot: Snapshot) -> Sequence[ListedEpisode]:
            episodes = snapshot.episodes(self._access.asked_scope(snapshot, place, slugs))
            taken = {(each.show.id, each.facts.number) for each in episodes}
            listed = (_listed(snapshot, each) for each in episodes)
            return [
                each if (each.episode.show.id, each.offered) not in taken else ListedEpisode(each.episode)
                for each in listed
            ]

        return await self._store.read(look)

    async def set(self, place: Place, typed: str, slugs: Sequence[str], changes: Mapping[str, str]) -> SetEpisode:
        """Say by hand what an episode is; it counts before all else from now on, over imports and restarts.

        Args:
            place: the operator's.
            typed: the episode: its file's name without suffix, or its number.
            slugs: the show, where several have such an episode; empty for any.
            changes: of `number`, `title`, `published`, `audio` and `offset` those that change, as typed; `TAKEN_BACK`
                for what is said no more.

        Raises:
            UsageError: `episode.number`, `episode.title`, `episode.published`, `episode.audio`, `episode.offset`,
                `episode.several` or `episode.untimed`.
            NotFoundError: `show.none` or `episode.unknown`.
        """
        said = {_FIELDS[name]: _READERS[name](value.strip()) for name, value in changes.items()}

        def look(snapshot: Snapshot) -> tuple[Episode, GivenFacts, str | None]:
            scope = self._access.asked_scope(snapshot, place, slugs)
            episode = _found(snapshot.episodes(scope), typed.strip())
            slug, stem = episode.show.slug, episode.stem
            return episode, snapshot.given_facts(slug).get(stem, NOTHING_GIVEN), snapshot.sources(slug).get(stem)

        episode, before, source = await self._store.read(look)
        if episode.untimed and said.get("offset_ms") is not None:
            raise UsageError("episode.untimed", stem=episode.stem)
        now = replace(before, **said)  # type: ignore[arg-type] # each reader gives what its field holds
        slug, stem = episode.show.slug, episode.stem
        await self._store.give_facts(slug, stem, now)
        waits = now.offset_ms != before.offset_ms and not await self._timed_anew(slug, stem, source)
        return SetEpisode(await self._store.read(lambda snapshot: self._again(snapshot, place, episode)), waits)

    async def _timed_anew(self, slug: str, stem: str, source: str | None) -> bool:
        """Read the transcript with its new offset; whether it could be read."""
        if source is None:
            return False
        found = Source(Path(source), slug, stem)
        summary = await import_sources(self._store, [found], lambda _: None, self._indexer)
        return not summary.counts[Outcome.FAILED]

    def _again(self, snapshot: Snapshot, place: Place, episode: Episode) -> Episode:
        found = snapshot.find_episode(episode.show.slug, episode.stem, self._access.scope(snapshot, place))
        return found or episode


def _listed(snapshot: Snapshot, episode: Episode) -> ListedEpisode:
    if episode.facts.number is not None:
        return ListedEpisode(episode)
    cues = snapshot.cues_between(episode.id, 0, OPENING_MS)
    said = announced(" ".join(placed.cue.text for placed in cues)[:OPENING_CHARS])
    if said is not None:
        return ListedEpisode(episode, said, Offer.SAID)
    named = number_offered(episode.stem)
    return ListedEpisode(episode, named, Offer.NAME if named is not None else None)


def _found(episodes: Sequence[Episode], typed: str) -> Episode:
    """The episode with this stem, else the one with this number.

    Raises:
        UsageError: `episode.several`.
        NotFoundError: `episode.unknown`.
    """
    number = _TYPED_NUMBER.fullmatch(typed)
    found = [each for each in episodes if each.stem == typed]
    if not found and number:
        found = [each for each in episodes if each.facts.number == int(number[1])]
    if not found:
        raise NotFoundError("episode.unknown", typed=typed)
    if len(found) > 1:
        several = ", ".join(f"{each.show.slug} / {each.stem}" for each in found)
        raise UsageError("episode.several", typed=typed, several=several)
    return found[0]


# ---------------------------------------------------------------- what is typed


def _number(typed: str) -> int | None:
    if typed == TAKEN_BACK:
        return None
    if not _NUMBER.fullmatch(typed) or int(typed) > MAX_NUMBER:
        raise UsageError("episode.number", value=typed)
    return int(typed)


def _title(typed: str) -> str | None:
    if typed == TAKEN_BACK:
        return None
    title = clean(typed)
    if not title or len(title) > MAX_TEXT_CHARS:
        raise UsageError("episode.title", value=typed, limit=MAX_TEXT_CHARS)
    return title


def _published(typed: str) -> date | None:
    if typed == TAKEN_BACK:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise UsageError("episode.published", value=typed) from error


def _audio(typed: str) -> str | None:
    if typed == TAKEN_BACK:
        return None
    try:
        check_url(typed)
    except UsageError as error:
        raise UsageError("episode.audio", value=typed) from error
    return typed


def _offset(typed: str) -> int | None:
    if typed == TAKEN_BACK:
        return None
    if not _OFFSET.fullmatch(typed) or abs(float(typed)) > MAX_OFFSET_S:
        raise UsageError("episode.offset", value=typed, limit=MAX_OFFSET_S)
    return round(float(typed) * 1000)


_READERS = {"number": _number, "title": _title, "published": _published, "audio": _audio, "offset": _offset}
_FIELDS = {
    "number": "number", "title": "title", "published": "published", "audio": "audio_url", "offset": "offset_ms",
}  # fmt: skip
CHANGES = tuple(_READERS)
"""What can be said of an episode."""
