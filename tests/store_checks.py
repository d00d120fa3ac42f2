"""What must hold of any store, whatever happened to it: asked of the file, past the code that wrote it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.indexes import unpack_grams
from storage.postings import BLOCK_SIZE, unpack


def find_faults(path: Path) -> list[str]:
    """Everything that is wrong with the store's file, in words; empty for a sound one."""
    with closing(sqlite3.connect(path)) as connection:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"dangling reference {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        return faults + _find_index_faults(connection)


def _find_index_faults(connection: sqlite3.Connection) -> list[str]:
    runs = connection.execute("SELECT id, first_passage, passage_count FROM episode WHERE passage_count > 0").fetchall()
    owner = {first + i: episode for episode, first, count in runs for i in range(count)}
    faults = []
    if len(owner) != sum(count for _, _, count in runs):
        faults.append("two episodes share a passage")
    if dict(connection.execute("SELECT id, episode_id FROM passage").fetchall()) != owner:
        faults.append("passages and episodes differ")
    grams: dict[int, set[int]] = {episode: set() for episode, _, _ in runs}
    for block, gram, postings in connection.execute("SELECT block, gram, postings FROM post"):
        offsets = unpack(postings).tolist()
        if not offsets or offsets != sorted(set(offsets)):
            faults.append(f"list {block}/{gram} is empty or out of order")
        holders = [owner.get(block * BLOCK_SIZE + offset) for offset in offsets]
        if None in holders:
            faults.append(f"list {block}/{gram} dangles")
        for holder in holders:
            grams.get(holder or 0, set()).add(gram)
    packed = connection.execute("SELECT episode_id, packed FROM episode_grams").fetchall()
    if {episode: set(unpack_grams(blob).tolist()) for episode, blob in packed} != grams:
        faults.append("an episode's grams and the lists differ")
    return faults
