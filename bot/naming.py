"""Which episodes somebody means by a name, and in which order the episodes of a show stand.

| typed | means |
|---|---|
| `2023-05-01-tea` | the stem, the transcript's file name without its suffix |
| `4`, `EP4`, `第 4 集`, `4-7` | these numbers |
| `第四集`, `S2E3`, `episode four` | what would be heard as such, see `bot.search.mentions` |
| `tea` | a title, or else a part of a title or stem; not where a search is kept to episodes (`ep:`) |

The first of these that names any counts. A name that begins its line with `show:` keeps to a show, as in a search.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date

from bot.model import Episode
from bot.references import go_on, season_of
from bot.search.fold import deep_key
from bot.search.language import NO_FILTERS, Filters, numbers_in, parse
from bot.search.mentions import mentions_in


def read_name(typed: str) -> tuple[str, Filters]:
    """The name without the filters that stand beside it, and these; a name that only looks like a search is whole."""
    request = parse(typed)
    if request.filters == NO_FILTERS:
        return typed.strip(), NO_FILTERS
    return " ".join(each.text for each in request.wanted.alternatives).strip(), request.filters


def numbered(episodes: Sequence[Episode], typed: str) -> Sequence[Episode]:
    """The episodes with this stem, else those with this number or one of this range, else those said so."""
    name = _folded(typed)
    found = [episode for episode in episodes if _folded(episode.stem) == name]
    if not found and (numbers := numbers_in(typed)):
        found = [episode for episode in episodes if episode.facts.number in numbers]
    return found or _said(episodes, name)


def meant(episodes: Sequence[Episode], typed: str) -> Sequence[Episode]:
    """The episodes that are meant, as `numbered`, else those with this title, else those with a part of one."""
    if found := numbered(episodes, typed):
        return found
    key = deep_key(typed)
    if not key:
        return ()
    titled = [episode for episode in episodes if deep_key(episode.facts.title or "") == key]
    return titled or [
        episode for episode in episodes if key in deep_key(episode.facts.title or "") or key in deep_key(episode.stem)
    ]


def in_order(episodes: Sequence[Episode]) -> Sequence[Episode]:
    """The episodes of one show as they came out: by season where numbers begin anew, by number, by day, by stem.

    Those without a number stand where their day says, if all have one; otherwise behind the others.
    """
    seasons = not go_on(episodes)
    dated = all(episode.facts.published for episode in episodes)
    numbers = [episode.facts.number for episode in episodes]
    by_day = dated and None in numbers

    def place(episode: Episode) -> tuple[date, int, bool, int, date, str]:
        day, number = episode.facts.published or date.max, episode.facts.number
        season = (season_of(episode) or 0) if seasons else 0
        return (day if by_day else date.min, season, number is None, number or 0, day, episode.stem)

    return sorted(episodes, key=place)


def _said(episodes: Sequence[Episode], name: str) -> Sequence[Episode]:
    """The episodes that all of a name says, as it would be said: 第四集, S2E3."""
    for mention in mentions_in(name):
        if (mention.start, mention.end) == (0, len(name)) and mention.number is not None:
            return [
                episode
                for episode in episodes
                if episode.facts.number == mention.number and mention.season in (None, season_of(episode))
            ]
    return ()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()
