"""Scopes in SQL: the condition that every scoped read has, and its values."""

import json
from collections.abc import Iterable
from functools import lru_cache

from bot.model import Scope, ShowId

IN_SCOPE = (
    "show.id IN (SELECT value FROM json_each(:scope))"
    " AND (:episodes IS NULL OR episode.id IN (SELECT value FROM json_each(:episodes)))"
)


def in_scope(scope: Scope) -> dict[str, object]:
    """The values of `IN_SCOPE`."""
    return {"scope": _shows(scope.shows), "episodes": None if scope.episodes is None else to_json(scope.episodes)}


@lru_cache(maxsize=8)
def _shows(shows: frozenset[ShowId]) -> str:
    """As JSON, kept for a while: a search asks with the same ones a dozen times."""
    return to_json(shows)


def to_json(values: Iterable[int]) -> str:
    """Integers, numpy's too, as `json_each` takes them."""
    return json.dumps([int(value) for value in values])
