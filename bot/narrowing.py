"""Where a search looks, as somebody asked: shows, episodes, speakers and days, found in what may answer them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.errors import NotFoundError
from bot.model import Episode, Scope, Show, ShowId
from bot.names import plain_name
from bot.naming import numbered
from bot.ports import Snapshot
from bot.search.fold import deep_key
from bot.search.language import Filters, Request
from bot.search.wanted import Wanted

KNOWN_NAMED = 5
"""Shows that are named to somebody who asked for another."""


def narrow(snapshot: Snapshot, request: Request, scope: Scope) -> tuple[Wanted, Scope]:
    """What to look for and where: the part of the scope that the request's filters leave.

    Raises:
        NotFoundError: what `in_shows` says, `episode.none` with `episode`, `speaker.none` with
            `speaker`, or `episode.not_then`, where none here is meant.
    """
    filters = request.filters
    scope = in_shows(scope, snapshot.shows(), filters.shows) if filters.shows else scope
    if filters.episodes or filters.before or filters.after:
        kept = _in_episodes(snapshot.episodes(scope), filters)
        scope = Scope(frozenset(episode.show.id for episode in kept), frozenset(episode.id for episode in kept))
    names = _voices(snapshot.speakers(scope), filters.speakers) if filters.speakers else frozenset()
    return replace(request.wanted, speakers=names), scope


def in_shows(scope: Scope, shows: Iterable[Show], typed: Sequence[str]) -> Scope:
    """The part of the scope in these shows, one at least: by slug, else by a part of the title.

    Raises:
        NotFoundError: `show.not_here` with `show` and `known`, `show.none` with `show` where none may answer.
    """
    here = [show for show in shows if show.id in scope.shows]
    if not here:
        raise NotFoundError("show.none", show=typed[0])
    found: set[ShowId] = set()
    for name in typed:
        meant = [show for show in here if show.slug == name.casefold()] or [
            show for show in here if deep_key(name) in deep_key(show.title or show.slug)
        ]
        if not meant:
            known = ", ".join(show.title or show.slug for show in here[:KNOWN_NAMED])
            raise NotFoundError("show.not_here", show=name, known=known)
        found.update(show.id for show in meant)
    return replace(scope, shows=frozenset(found))


def _in_episodes(episodes: Sequence[Episode], filters: Filters) -> Sequence[Episode]:
    found = [episode for typed in filters.episodes for episode in _named(episodes, typed)]
    meant = frozenset(episode.id for episode in found)
    kept = [episode for episode in episodes if not meant or episode.id in meant]
    dated = [episode for episode in kept if _is_between(episode, filters)]
    if not dated:
        raise NotFoundError("episode.not_then")
    return dated


def _is_between(episode: Episode, filters: Filters) -> bool:
    """Whether it was published then; one whose day is not known is in no span of days."""
    day = episode.facts.published
    if filters.before is None and filters.after is None:
        return True
    if day is None:
        return False
    return (filters.before is None or day < filters.before) and (filters.after is None or day > filters.after)


def _named(episodes: Sequence[Episode], typed: str) -> Sequence[Episode]:
    """The episodes that are meant, see `bot.naming.numbered`.

    Raises:
        NotFoundError: `episode.none` with `episode`.
    """
    found = numbered(episodes, typed)
    if not found:
        raise NotFoundError("episode.none", episode=typed)
    return found


def _voices(names: Sequence[str], typed: Sequence[str]) -> frozenset[str]:
    """The names that are meant: the same, else those that hold what was typed.

    Raises:
        NotFoundError: `speaker.none` with `speaker`.
    """
    found: set[str] = set()
    for name in typed:
        key = _name_key(name)
        meant = {each for each in names if _name_key(each) == key} or {each for each in names if key in _name_key(each)}
        if not meant:
            raise NotFoundError("speaker.none", speaker=name)
        found |= meant
    return frozenset(found)


def _name_key(name: str) -> str:
    """What names are compared by. Those kept by an older import are as the transcript has them."""
    return deep_key(plain_name(name.strip()))
