"""The queries of a batch: a text or an object on each line."""

import json
from collections.abc import Iterable, Iterator

from bot.errors import UsageError


def batch_queries(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The queries of a batch with their line numbers, from 1; empty lines are passed over.

    Raises:
        UsageError: `batch.line`, when its turn comes.
    """
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff")
        if text:
            yield number, _query_of(text, number) if text.startswith("{") else text


def _query_of(text: str, number: int) -> str:
    try:
        query = json.loads(text)["query"]
    # Brackets alone run deeper than Python's stack.
    except (ValueError, KeyError, RecursionError) as error:
        raise UsageError("batch.line", line=number) from error
    if not isinstance(query, str):
        raise UsageError("batch.line", line=number)
    return query
