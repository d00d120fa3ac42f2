"""An episode at a glance: finding the one that is meant, its card, and the places that the card leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.access import Access
from bot.amending import amended_clip
from bot.clips import FIRST_LINES, OpenedClip, hash_letters, named, opened, read_and_keep
from bot.digest import Digest, Digests
from bot.errors import NotFoundError, UsageError
from bot.feed_model import Chapter
from bot.feed_ports import FeedShelf
from bot.model import Episode, EpisodeId, Place, Scope
from bot.naming import in_order, meant, read_name
from bot.narrowing import in_shows
from bot.ports import Snapshot, Store
from bot.questions import MAX_QUERY_CHARS
from bot.search.language import NO_FILTERS, Key, filter_of
from bot.search.present import CONTEXT_UNITS, LEAD_IN_MS, LONGEST_HIT_MS
from bot.search.spans import Speech, speak_all
from bot.turns import Turns
from bot.withheld import Said
from bot.withholding import Withholding

MOST_LISTED = 10
"""Episodes that are offered where a name may mean several."""
KEY_LETTERS = 12
"""Of the keyed hash that buttons carry for an episode: 60 bits."""


@dataclass(frozen=True, slots=True)
class NamedEpisode:
    """An episode and what a button carries for it: it outlives new versions of the transcript, and tells nothing."""

    key: str
    episode: Episode


@dataclass(frozen=True, slots=True)
class Card:
    """An episode at a glance.

    Attributes:
        previous, next: the episodes beside it in its show; None at either end.
        people: who takes part, as its feed has them, and then who else speaks, as far as their names are known.
        chapters: in order; the feed's.
        page: the address of its page; None where that is not known.
        several_shows: whether more than one show answers at the place.
    """

    named: NamedEpisode
    digest: Digest
    previous: NamedEpisode | None = None
    next: NamedEpisode | None = None
    people: tuple[str, ...] = ()
    chapters: Sequence[Chapter] = ()
    page: str | None = None
    several_shows: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Several episodes that a name may mean.

    Attributes:
        typed: the name.
        episodes: the first of them.
        more: how many others there are.
    """

    typed: str
    episodes: tuple[NamedEpisode, ...]
    more: int
    several_shows: bool


@dataclass(frozen=True, slots=True)
class OpenedPhrase:
    """The first place of a phrase, opened, and the way back to its card."""

    opened: OpenedClip
    key: str


class Cards:
    """The use cases.

    Args:
        store: the library.
        access: draws the scope of a place.
        turns: who reads much when: a card is worked out in turn with the searches.
        feeds: what feeds say of episodes; None where there are none, as for the sample show.
    """

    def __init__(self, store: Store, access: Access, turns: Turns, feeds: FeedShelf | None = None) -> None:
        self._store = store
        self._access = access
        self._turns = turns
        self._feeds = feeds
        self._digests = Digests()

    async def find(self, typed: str, place: Place, show: str = "") -> Card | Choice:
        """The card of the episode that is meant, or a choice of several.

        Args:
            typed: see `bot.naming`.
            place: where it was typed.
            show: a slug or a part of a title; empty for any.

        Raises:
            UsageError: `card.empty`, `query.long`, or `query.filter` for a show that says nothing.
            NotFoundError: `card.none` with `typed`, or what `bot.narrowing.in_shows` says.
            BusyError: `search.busy`.
        """
        name, filters = read_name(typed)
        names = [each for each in (*filters.episodes, name) if each]
        if not names:
            raise UsageError("card.empty")
        if len(typed) > MAX_QUERY_CHARS:
            raise UsageError("query.long", chars=len(typed), limit=MAX_QUERY_CHARS)
        filters |= filter_of(Key.SHOW, show.strip()) if show.strip() else NO_FILTERS

        def look(snapshot: Snapshot) -> Card | Choice:
            scope = self._access.scope(snapshot, place)
            within = in_shows(scope, snapshot.shows(), filters.shows) if filters.shows else scope
            episodes = snapshot.episodes(within)
            found = list({each.id: each for one in names for each in meant(episodes, one)}.values())
            if not found:
                raise NotFoundError("card.none", typed=typed.strip())
            if len(found) == 1:
                return self._card(snapshot, found[0], scope, Withholding(snapshot, place))
            listed = tuple(_named(snapshot, each) for each in found[:MOST_LISTED])
            return Choice(" ".join(names), listed, len(found) - len(listed), len(within.shows) > 1)

        async with self._turns.turn():
            found = await self._store.read(look)
        return await self._told(found) if isinstance(found, Card) else found

    async def open(self, key: str, place: Place) -> Card:
        """The card of the episode for which a button carries this key.

        Raises:
            NotFoundError: `card.gone` where there is none, or none for this place.
            BusyError: `search.busy`.
        """

        def look(snapshot: Snapshot) -> Card:
            scope = self._access.scope(snapshot, place)
            episode = next((each for each in snapshot.episodes(scope) if _named(snapshot, each).key == key), None)
            if episode is None:
                raise NotFoundError("card.gone")
            return self._card(snapshot, episode, scope, Withholding(snapshot, place))

        async with self._turns.turn():
            card = await self._store.read(look)
        return await self._told(card)

    async def open_phrase(self, episode: str, units: range, place: Place) -> OpenedPhrase:
        """The words at these units with those around them, kept as a clip from now on.

        Args:
            episode: the id of this version of the episode: in another one other words stand there.
            units: one at least.
            place: where the button was pressed.

        Raises:
            NotFoundError: `phrase.gone`.
        """

        def look(snapshot: Snapshot) -> OpenedPhrase:
            scope = self._access.scope(snapshot, place)
            ids = {EpisodeId(int(episode))} if episode.isascii() and episode.isdigit() else set()
            found = snapshot.episodes_by_id(ids, scope)
            if not found:
                raise NotFoundError("phrase.gone")
            shown = _opened_at(snapshot, found[0], units, scope, Withholding(snapshot, place))
            return OpenedPhrase(shown, _named(snapshot, found[0]).key)

        return await read_and_keep(self._store, look, lambda shown: shown.opened.clip)

    def _card(self, snapshot: Snapshot, episode: Episode, scope: Scope, withholding: Withholding) -> Card:
        show = in_order(snapshot.episodes(Scope(frozenset({episode.show.id}))))
        at = next(nth for nth, each in enumerate(show) if each.id == episode.id)
        return Card(
            named=_named(snapshot, episode),
            digest=_shown(snapshot, episode, self._digests.of(snapshot, episode, scope, len(show)), withholding),
            previous=_named(snapshot, show[at - 1]) if at else None,
            next=_named(snapshot, show[at + 1]) if at + 1 < len(show) else None,
            several_shows=len(scope.shows) > 1,
        )

    async def _told(self, card: Card) -> Card:
        """The card with what the feed says of its episode."""
        episode, speakers = card.named.episode, card.digest.speakers
        if self._feeds is None:
            return replace(card, people=speakers)
        told = await self._feeds.show(episode.show.slug)
        details, kept = told.details(episode.stem), told.items.get(episode.stem)
        people = dict.fromkeys((*(person.name for person in details.persons), *speakers))
        return replace(
            card, people=tuple(people), chapters=details.chapters, page=kept.item.link if kept is not None else None
        )


def _shown(snapshot: Snapshot, episode: Episode, digest: Digest, withholding: Withholding) -> Digest:
    """The digest without the phrases that must not be shown where they are said first."""
    if withholding.is_idle(episode.id):
        return digest
    phrases = []
    for phrase in digest.phrases:
        cues = [placed.cue for placed in snapshot.cues_at(episode.id, phrase.unit, phrase.unit + phrase.units)]
        said = Said(min(cue.start_ms for cue in cues), max(cue.end_ms for cue in cues), phrase.words)
        if withholding.allows(episode.id, said):
            phrases.append(phrase)
    return replace(digest, phrases=tuple(phrases))


def _named(snapshot: Snapshot, episode: Episode) -> NamedEpisode:
    # No clip begins at the beginning with no words: the hash is no clip's.
    return NamedEpisode(hash_letters(snapshot.clip_key(), episode, 0, "")[:KEY_LETTERS], episode)


def _opened_at(
    snapshot: Snapshot, episode: Episode, units: range, scope: Scope, withholding: Withholding
) -> OpenedClip:
    cues = snapshot.cues_at(episode.id, units.start - CONTEXT_UNITS, units.stop)
    if not cues or cues[-1].first_unit + cues[-1].unit_count < units.stop:
        raise NotFoundError("phrase.gone")
    speech = Speech(speak_all(cues))
    begin = speech.first_within(units.start, LEAD_IN_MS)
    start_ms = speech.start_ms(begin)
    end_ms = max(min(speech.end_ms(units.stop - 1), start_ms + LONGEST_HIT_MS), start_ms + 1)
    words, offsets = speech.text(begin, units.stop)
    marks = ((offsets[units.start][0], offsets[units.stop - 1][1]),)
    clip = named(snapshot, episode, start_ms, end_ms, words)
    if not withholding.shows(amended_clip(snapshot, clip)):
        raise NotFoundError("phrase.gone")
    return opened(snapshot, clip, scope, FIRST_LINES, withholding, marks)
