"""Scopes in SQL: the condition that every scoped read has, and its values."""

import json
from collections.abc import Iterable

from bot.model import Scope

IN_SCOPE = (
    "show.id IN (SELECT value FROM json_each(:scope))"
    " AND (:episodes IS NULL OR episode.id IN (SELECT value FROM json_each(:episodes)))"
)


def in_scope(scope: Scope) -> dict[str, object]:
    """The values of `IN_SCOPE`."""
    return {"scope": to_json(scope.shows), "episodes": None if scope.episodes is None else to_json(scope.episodes)}


def to_json(values: Iterable[int]) -> str:
    """Integers, numpy's too, as `json_each` takes them."""
    return json.dumps([int(value) for value in values])
