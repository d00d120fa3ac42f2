"""What is offered while somebody types: moments for what they remember, and names for where to look.

A moment that is offered is written nowhere: what stands for it is an offer (`bot.offers`), so that it opens later, also
after a restart, and becomes a clip only then.

Who types on is asked no further for what stood there before: a keystroke that still waits is dropped, and a search
that is under way ends as soon as it can. Typing waits for its turn for less long than a question does, and gets
nothing where that was not enough. What was typed in the last seconds is remembered, as people go back a letter.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from bot.access import Access
from bot.clips import hash_letters
from bot.errors import NajiError, NotFoundError
from bot.model import Clip, ClipId, Episode, Hit, Place, PlacedCue
from bot.narrowing import in_shows
from bot.offers import Offer
from bot.ports import Snapshot, Store
from bot.questions import Question, read
from bot.quotes import Quotes
from bot.search.fold import deep_key, plain_key
from bot.search.language import Request
from bot.search.patience import Patience
from bot.withholding import Withholding

WAIT_S = 1.0
"""How long a keystroke waits for its turn: a platform that waits three seconds has to be answered, too."""
SEARCH_S = 0.1
"""How long the search for a keystroke may take before it does with what it has."""
FEWEST_CHARS = 2
"""A single character is said everywhere: nothing is looked for yet."""
REMEMBERED_S = 10.0
"""How long what was offered is offered again without a look: a withdrawn line is gone from it that soon."""
REMEMBERED = 256
AROUND_MS = 10_000
"""How far around a moment the words are read that it is shown among."""
SHOWN_CHARS = 200
"""How much of them on either side is given: more than is ever shown."""
LONGEST_NAME = 100
"""Characters of a stem that is still handy as a value; an episode with a longer one goes by its number."""

OFFERED = "clip:"
"""What an offer is written behind, where a text may stand in its place."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A moment that is offered.

    Attributes:
        reference: what stands for it where a text may: `clip:` and its offer, some 45 characters.
        before, after: the words around the hit's.
        several_shows: whether its show has to be named.
    """

    reference: str
    hit: Hit
    before: str
    after: str
    several_shows: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is offered for where to look.

    Attributes:
        value: what is meant by it in `bot.options.Options`.
        name: what people read.
        episode: that it is of, if it is one's.
    """

    value: str
    name: str
    episode: Episode | None = None


@dataclass(slots=True)
class _Typing:
    """What somebody's last keystroke asked for."""

    task: asyncio.Task[tuple[Suggestion, ...]] | None = None
    is_searching: bool = False
    is_over: bool = False


class Suggestions:
    """Suggests.

    Args:
        store: the library.
        access: draws the scope of a place.
        quotes: finds; typing takes turns with its questions.
        now_s: a clock that never goes back, in seconds.
    """

    def __init__(self, store: Store, access: Access, quotes: Quotes, *, now_s: Callable[[], float] = monotonic) -> None:
        self._store = store
        self._access = access
        self._quotes = quotes
        self._now_s = now_s
        self._typing: dict[str, _Typing] = {}
        self._offered: OrderedDict[object, tuple[float, tuple[Suggestion, ...]]] = OrderedDict()
        self._speakers: OrderedDict[str, tuple[float, Sequence[str]]] = OrderedDict()

    async def suggest(self, question: Question, limit: int) -> tuple[Suggestion, ...]:
        """The best moments for what was typed so far; none where it is no question yet, or no longer what is typed."""
        key = (question.place.key, question.text.strip(), question.options, limit)
        offered_at, offered = self._offered.get(key, (0.0, None))
        if offered is not None and self._now_s() - offered_at < REMEMBERED_S:
            self._supersede(question.asker)
            return offered
        try:
            _, request = read(question)
        except NajiError:
            request = None
        if request is None or len(plain_key(question.text)) < FEWEST_CHARS:
            self._supersede(question.asker)
            return ()
        found = await self._latest(question, request, limit)
        if found is None:
            return ()
        self._offered[key] = self._now_s(), found
        self._offered.move_to_end(key)
        while len(self._offered) > REMEMBERED:
            self._offered.popitem(last=False)
        return found

    async def shows(self, place: Place, typed: str, limit: int) -> tuple[Name, ...]:
        """The shows here that hold what was typed in their name."""

        def look(snapshot: Snapshot) -> tuple[Name, ...]:
            scope = self._access.scope(snapshot, place)
            names = (Name(show.slug, show.title or show.slug) for show in snapshot.shows() if show.id in scope.shows)
            return _holding(typed, names, limit)

        return await self._store.read(look)

    async def episodes(self, place: Place, show: str, typed: str, limit: int) -> tuple[Name, ...]:
        """The episodes here, the latest first, that hold what was typed in their number, title or stem.

        Args:
            place: where it is typed.
            show: what is given for the show; empty for all.
            typed: so far.
            limit: at most.
        """

        def look(snapshot: Snapshot) -> tuple[Name, ...]:
            scope = self._access.scope(snapshot, place)
            try:
                scope = in_shows(scope, snapshot.shows(), (show,)) if show else scope
            except NotFoundError:
                return ()
            return _holding(typed, map(_named, reversed(snapshot.episodes(scope))), limit)

        return await self._store.read(look)

    async def speakers(self, place: Place, typed: str, limit: int) -> tuple[Name, ...]:
        """Those who speak here and hold what was typed in their name."""
        read_at, names = self._speakers.get(place.key, (0.0, ()))
        if not names or self._now_s() - read_at >= REMEMBERED_S:
            names = await self._store.read(lambda snapshot: snapshot.speakers(self._access.scope(snapshot, place)))
            self._speakers[place.key] = self._now_s(), names
            while len(self._speakers) > REMEMBERED:
                self._speakers.popitem(last=False)
        return _holding(typed, (Name(name, name) for name in names), limit)

    async def _latest(self, question: Question, request: Request, limit: int) -> tuple[Suggestion, ...] | None:
        """What is found, unless the same person has typed on by then."""
        self._supersede(question.asker)
        typing = self._typing[question.asker] = _Typing()
        typing.task = asyncio.create_task(self._look(typing, question, request, limit))
        try:
            await asyncio.wait({typing.task})
        finally:
            typing.task.cancel()
            if self._typing.get(question.asker) is typing:
                del self._typing[question.asker]
        if typing.is_over or typing.task.cancelled():
            return None
        try:
            return typing.task.result()
        except NajiError:
            return None

    def _supersede(self, asker: str) -> None:
        """Drop what this person typed before, where it still waits; let it end soon where it is under way."""
        typing = self._typing.pop(asker, None)
        if typing is not None and typing.task is not None:
            typing.is_over = True
            if not typing.is_searching:
                typing.task.cancel()

    async def _look(self, typing: _Typing, question: Question, request: Request, limit: int) -> tuple[Suggestion, ...]:
        async with self._quotes.turns.turn(wait_s=WAIT_S, search_s=SEARCH_S, gives_way=True) as patience:
            typing.is_searching = True
            both = Patience(lambda: typing.is_over or not patience.lasts(), brief=patience.brief)
            return await self._store.read(partial(self._found, request, question.place, limit, both))

    def _found(
        self, request: Request, place: Place, limit: int, patience: Patience, snapshot: Snapshot
    ) -> tuple[Suggestion, ...]:
        hits, scope, withholding = self._quotes.found(snapshot, request, place, limit, patience)
        if not hits:
            return ()
        key, several = snapshot.clip_key(), len(scope.shows) > 1
        return tuple(_offered(snapshot, key, hit, withholding, several_shows=several) for hit in hits)


def offer_in(text: str) -> Offer | None:
    """The offer that a text stands for; None where it is what somebody remembers."""
    text = text.strip()
    return Offer.read(text.removeprefix(OFFERED)) if text.startswith(OFFERED) else None


def _offered(snapshot: Snapshot, key: bytes, hit: Hit, withholding: Withholding, *, several_shows: bool) -> Suggestion:
    """A hit with its reference and the words around it, none where something near may not be shown: one read."""
    cues = snapshot.cues_between(hit.episode.id, max(hit.start_ms - AROUND_MS, 0), hit.end_ms + AROUND_MS)
    text = _joined(cues)
    begins = len(_joined([placed for placed in cues if placed.cue.end_ms <= hit.start_ms]))
    at = text.find(hit.text, begins)
    is_open = at >= 0 and withholding.is_idle(hit.episode.id)
    before, after = (text[:at], text[at + len(hit.text) :]) if is_open else ("", "")
    known = snapshot.clip_id_at(hit.episode.id, hit.start_ms, hit.end_ms, hit.text)
    clip_id = known or ClipId(hash_letters(key, hit.episode, hit.start_ms, hit.text)[:6])
    return Suggestion(
        _reference(Clip(clip_id, hit.episode, hit.start_ms, hit.end_ms, hit.text)),
        hit,
        before[-SHOWN_CHARS:],
        after[:SHOWN_CHARS],
        several_shows,
    )


def _reference(clip: Clip) -> str:
    return f"{OFFERED}{Offer.of(clip)}"


def _joined(cues: Sequence[PlacedCue]) -> str:
    """The words of cues as a hit has them: cues of pure punctuation are not in it."""
    return " ".join(placed.cue.text for placed in cues if placed.unit_count)


def _named(episode: Episode) -> Name:
    """An episode by its stem, which no other of its show has; by its number where the stem is too long to carry."""
    number = episode.facts.number
    value = episode.stem if len(episode.stem) <= LONGEST_NAME or number is None else str(number)
    return Name(value, f"{'' if number is None else number} {episode.facts.title or ''} {episode.stem}", episode)


def _holding(typed: str, names: Iterable[Name], limit: int) -> tuple[Name, ...]:
    """The names that hold what was typed, those that begin with it first; as they come where nothing was typed."""
    key = deep_key(typed)
    keyed = ((deep_key(each.name), each) for each in names if len(each.value) <= LONGEST_NAME)
    holding = [(not name.startswith(key), each) for name, each in keyed if key in name]
    return tuple(each for _, each in sorted(holding, key=lambda entry: entry[0])[:limit])
