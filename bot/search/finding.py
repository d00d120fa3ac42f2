"""From a query to its matches: as it stands first, and by what else may have been meant where that claims nothing."""

from bot.model import Scope
from bot.ports import Index
from bot.search.lookup import candidates
from bot.search.query import Plan, guess
from bot.search.rank import Match, rank


def find(index: Index, query: Plan, scope: Scope, *, limit: int) -> list[Match]:
    """The best `limit` scenes, best first.

    Guesses (slipped pinyin, initials) are looked for beside the query, never in its place: place by place the better
    reading wins.
    """
    matches = rank(index, query, candidates(index, query, scope), limit=limit)
    if any(match.is_claimed for match in matches):
        return matches
    guessed = guess(query)
    return rank(index, guessed, candidates(index, guessed, scope), limit=limit) if guessed else matches
