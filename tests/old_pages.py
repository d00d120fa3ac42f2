"""Pages as programs wrote them until November 2026, in plain Python: what stands in stores that were made before."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby, pairwise
from pathlib import Path

from storage.pages import GRAM_BITS, LONG, PART, Head, Page, Shape


def varints(numbers: Sequence[int]) -> bytes:
    """Rising numbers as the steps between them, seven bits a byte, the low ones first."""
    written = bytearray()
    for before, number in pairwise([0, *numbers]):
        step = number - before
        while step > 0x7F:
            written.append(step & 0x7F | 0x80)
            step >>= 7
        written.append(step)
    return bytes(written)


def old_page(bucket: int, pairs: Sequence[tuple[int, int]], shape: Shape) -> Page:
    """The page of these grams and passages, which rise and are all of one bucket."""
    columns: tuple[list[int], list[int], list[int]] = [], [], []
    data, directories = bytearray(), bytearray()
    for gram, of_gram in groupby(pairs, lambda pair: pair[0]):
        passages = [passage for _, passage in of_gram]
        if len(passages) > LONG and shape.parts > 1:
            parts = [[each % PART for each in passages if each // PART == part] for part in range(shape.parts)]
            pieces = list(map(varints, parts))
            directories += b"".join(len(each).to_bytes(4, "little") for each in (*pieces, *parts))
        else:
            pieces = [varints(passages)]
        data += b"".join(pieces)
        for column, value in zip(columns, (gram - bucket, len(passages), len(data)), strict=True):
            column.append(value)
    widths = [next(width for width in (1, 2, 4) if max(column) < 1 << 8 * width) for column in columns]
    head = len(columns[0]).to_bytes(4, "little") + bytes(widths)
    for column, width in zip(columns, widths, strict=True):
        head += b"".join(value.to_bytes(width, "little") for value in column)
    return Page(bucket, head + directories, bytes(data))


def make_old(path: Path) -> None:
    """Put every page of the store as it would have been before."""
    with closing(sqlite3.connect(path)) as connection, connection:
        shapes = {row[0]: Shape(*row[1:]) for row in connection.execute("SELECT id, passages, bits FROM segment")}
        for page, head, data in connection.execute("SELECT id, head, data FROM page").fetchall():
            shape, bucket = shapes[page >> GRAM_BITS], page & (1 << GRAM_BITS) - 1
            low, passages = Head(head, shape).postings(data)
            old = old_page(bucket, list(zip((low | bucket).tolist(), passages.tolist(), strict=True)), shape)
            connection.execute("UPDATE page SET head = ?, data = ? WHERE id = ?", (old.head, old.data, page))
        # As with all that changes pages: readers keep what they read of them.
        connection.execute("UPDATE library SET index_version = index_version + 1")


def codings(path: Path) -> set[int]:
    """The codings that the store's pages have."""
    with closing(sqlite3.connect(path)) as connection:
        return {head[3] for (head,) in connection.execute("SELECT head FROM page")}
