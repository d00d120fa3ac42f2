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
    of the same season is meant; a neighbour is one in numbers, in the same season unless numbers go on over seasons.

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
    number, season = mention.number, mention.season
    if mention.step:
        if own.facts.number is None:
            return None
        number = own.facts.number + mention.step
        season = None if go_on(episodes) else season_of(own)
    numbered = [each for each in episodes if each.facts.number == number]
    if season is not None or len(numbered) > 1:
        numbered = [each for each in numbered if season_of(each) == (season_of(own) if season is None else season)]
    return numbered[0] if len(numbered) == 1 else None


def go_on(episodes: Sequence[Episode]) -> bool:
    """Whether numbers go on from one season to the next: where they begin anew, several episodes have the same."""
    numbers = [each.facts.number for each in episodes if each.facts.number is not None]
    return len(set(numbers)) == len(numbers)


def season_of(episode: Episode) -> int | None:
    """The season of an episode, by its feed or else by its file's name."""
    return season_in(episode.stem) if episode.season is None else episode.season
