"""What must hold of any store, whatever happened to it: asked of the file, past the code that wrote it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from storage.pages import GRAM_BITS, Head, Shape


def find_faults(path: Path) -> list[str]:
    """Everything that is wrong with the store's file, in words; empty for a sound one."""
    with closing(sqlite3.connect(path)) as connection:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"dangling reference {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        return [*faults, *_passage_faults(connection), *_segment_faults(connection), *_page_faults(connection)]


def _passage_faults(connection: sqlite3.Connection) -> Iterator[str]:
    runs = connection.execute("SELECT id, first_passage, passage_count FROM episode WHERE passage_count > 0").fetchall()
    owner = {first + i: episode for episode, first, count in runs for i in range(count)}
    if len(owner) != sum(count for _, _, count in runs):
        yield "two episodes share a passage"
    if dict(connection.execute("SELECT id, episode_id FROM passage").fetchall()) != owner:
        yield "passages and episodes differ"


def _segment_faults(connection: sqlite3.Connection) -> Iterator[str]:
    for segment, passages in connection.execute("SELECT id, passages FROM segment").fetchall():
        runs = connection.execute(
            "SELECT segment_first, segment_first + passage_count FROM episode WHERE segment_id = ? ORDER BY 1",
            (segment,),
        ).fetchall()
        if any(end > begin for (_, end), (begin, _) in pairwise(runs)) or (runs and runs[-1][1] > passages):
            yield f"episodes overlap in segment {segment} or leave it"
    (lost,) = connection.execute(
        "SELECT count(*) FROM episode WHERE (segment_id IS NULL) <> (passage_count = 0)"
        " OR (segment_first IS NULL) <> (passage_count = 0) OR (first_passage IS NULL) <> (passage_count = 0)"
    ).fetchone()
    if lost:
        yield "an episode with passages stands in no segment, or one without in one"


def _page_faults(connection: sqlite3.Connection) -> Iterator[str]:
    shapes = {row[0]: Shape(*row[1:]) for row in connection.execute("SELECT id, passages, bits FROM segment")}
    for page, head, data in connection.execute("SELECT id, head, data FROM page"):
        shape = shapes.get(page >> GRAM_BITS)
        if shape is None:
            yield f"page {page} is of no segment"
            continue
        grams, passages = Head(head, shape).postings(data)
        keys = list(zip(grams.tolist(), passages.tolist(), strict=True))
        if keys != sorted(set(keys)):
            yield f"page {page} is out of order"
        if passages.max(initial=0) >= shape.passages:
            yield f"page {page} dangles"
