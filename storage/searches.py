"""Saved searches as JSON, and back with suspicion: a row that somebody or something damaged is no search."""

from functools import cache
from typing import TYPE_CHECKING

from bot.saved import SavedHit, SavedSearch

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def dump_search(search: SavedSearch) -> str:
    """The search as JSON."""
    return _adapter().dump_json(search).decode()


def load_search(payload: str) -> SavedSearch | None:
    """The search that `dump_search` wrote; None where the payload is anything else."""
    from pydantic import ValidationError

    try:
        search = _adapter().validate_json(payload, strict=True)
    except ValidationError:
        return None
    return search if search.created.tzinfo and all(_is_sound(hit) for hit in search.hits) else None


@cache
def _adapter() -> "TypeAdapter[SavedSearch]":
    """Made at the first kept search: pydantic takes a tenth of a second to import, and many starts keep none."""
    from pydantic import TypeAdapter

    return TypeAdapter(SavedSearch)


def _is_sound(hit: SavedHit) -> bool:
    """Whether the marks rise, are disjoint and lie inside the text."""
    edges = [edge for mark in hit.marks for edge in mark]
    inside = not edges or (edges[0] >= 0 and edges[-1] <= len(hit.text))
    return inside and edges == sorted(edges) and all(start < end for start, end in hit.marks)
