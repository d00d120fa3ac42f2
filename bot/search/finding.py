"""From a query to its matches: as it stands first, and by what else may have been meant where that claims nothing."""

from collections.abc import Sequence

from bot.model import Scope
from bot.ports import Index, Snapshot
from bot.search.amend import with_amended
from bot.search.lookup import candidates
from bot.search.patience import Patience
from bot.search.query import Plan, guess
from bot.search.rank import BRIEFLY, THOROUGHLY, Care, Match, rank


def find(
    snapshot: Snapshot, index: Index, query: Plan, scope: Scope, *, limit: int, patience: Patience
) -> Sequence[Match]:
    """The best scenes, best first, accepted corrections among them.

    Guesses (slipped pinyin, initials) are looked for beside the query, never in its place: place by place the better
    reading wins.

    Args:
        snapshot: the library.
        index: what of it may be found.
        query: what to look for.
        scope: where.
        limit: scenes at most.
        patience: without it nothing is guessed.
    """
    care = BRIEFLY if patience.brief else THOROUGHLY
    matches = _found(snapshot, index, query, scope, limit, care)
    if any(match.is_claimed for match in matches):
        return matches
    guessed = guess(query)
    if guessed and not patience.lasts():
        return matches
    return _found(snapshot, index, guessed, scope, limit, care) if guessed else matches


def _found(snapshot: Snapshot, index: Index, query: Plan, scope: Scope, limit: int, care: Care) -> Sequence[Match]:
    found = candidates(index, query, scope)
    return with_amended(snapshot, index, query, found, scope, rank(index, query, found, limit=limit, care=care))
