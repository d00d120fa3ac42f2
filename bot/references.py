"""Which episodes of the same show are meant where episodes are named in what is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Episode, Scope
from bot.ports import Snapshot
from bot.search.file_names import season_in
from bot.search.mentions import Mention, mentions_in


@dataclass(frozen=True, slots=True)
class Reference:
    """An episode that is named.

    Attributes:
        said: how it is named, as it was heard.
        episode: of the same show, and another one than it is named in.
    """

    said: str
    episode: Episode


def references_in(snapshot: Snapshot, episode: Episode, text: str) -> tuple[Reference, ...]:
    """The episodes that are named in what is said in an episode which may be shown: see `resolved`."""
    mentions = mentions_in(text)
    if not mentions:
        return ()
    return resolved(text, mentions, episode, snapshot.episodes(Scope(frozenset({episode.show.id}))))


def resolved(
    text: str, mentions: Sequence[Mention], own: Episode, episodes: Sequence[Episode]
) -> tuple[Reference, ...]:
    """The episodes that are meant, each once, in the order in which they are named first.

    What is not known or may be several is left out: without a season said, of episodes with the same number the one
    of the same season is meant; a neighbour is one in numbers, in the same season.

    Args:
        text: what is said.
        mentions: of it.
        own: the episode in which it is said.
        episodes: of its show.
    """
    found: dict[int, Reference] = {}
    for mention in mentions:
        meant = _meant(mention, own, episodes)
        if meant is not None and meant.id != own.id:
            found.setdefault(meant.id, Reference(text[mention.start : mention.end], meant))
    return tuple(found.values())


def _meant(mention: Mention, own: Episode, episodes: Sequence[Episode]) -> Episode | None:
    own_season, number, season = season_in(own.stem), mention.number, mention.season
    if mention.step:
        if own.facts.number is None:
            return None
        number, season = own.facts.number + mention.step, own_season
    numbered = [each for each in episodes if each.facts.number == number]
    if season is not None or len(numbered) > 1:
        numbered = [each for each in numbered if season_in(each.stem) == (own_season if season is None else season)]
    return numbered[0] if len(numbered) == 1 else None
