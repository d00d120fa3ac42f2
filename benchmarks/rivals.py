"""What a user could pick instead for many shows, on the disk as it would be, each over the same passages.

A passage is a made-up cue, or sixty characters of the real show as `benchmarks.peers` cuts it, folded as ours are.
Each is built once for a size and kept beside our store.
"""

import re
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.big_library import REAL_SHOW
from benchmarks.library import shows_of
from benchmarks.peers import RATIO_CLAIMS, Piece, normal, pieces, trigrams, words
from benchmarks.scoring import LIMIT, Answer, Ask
from benchmarks.transcripts import Said
from bot.search.fold import HAN_CLASS
from bot.transcripts.reading import read_transcript

MADE = Piece("made", 0.0, 0.0, "")
"""Stands for every made-up passage: none is an answer."""
_RUN = re.compile(rf"([{HAN_CLASS}]+)|[^\W{HAN_CLASS}]+")
_TANTIVY_HEAP_BYTES = 200_000_000
SMALL_MOST = 100_000
"""Passages of rivals whose cost grows as the library does: a million take an hour to build, or ten seconds a query."""
JIEBA_MOST = 100_000
"""Passages that are cut into words: seven hundred a second, ten times as long as all else takes."""


@dataclass(frozen=True, slots=True)
class Passages:
    """What a rival indexes: the real passages first, then the made-up ones, numbered from 0."""

    real: Sequence[Piece]
    library: Path

    def texts(self) -> Iterator[str]:
        """Each passage's words, in order."""
        yield from (piece.text for piece in self.real)
        with closing(sqlite3.connect(self.library)) as connection:
            for (text,) in connection.execute(
                "SELECT text FROM cue JOIN episode ON episode.id = episode_id JOIN show ON show.id = show_id"
                " WHERE slug LIKE 'made-%' ORDER BY episode.id, ordinal"
            ):
                yield normal(text)

    def answer(self, number: int, match: str = "exact") -> Answer:
        """This passage as a hit."""
        return (self.real[number] if number < len(self.real) else MADE).answer(match)


def passages_of(corpus: Path, library: Path) -> Passages:
    """The passages of the library in this file."""
    files = shows_of(corpus)[REAL_SHOW]
    said = Said(REAL_SHOW, {file.stem: read_transcript(file.read_bytes()).cues for file in files})
    return Passages(pieces({REAL_SHOW: said}), library)


@dataclass(frozen=True, slots=True)
class Rival:
    """One of them.

    Attributes:
        build: makes its files at a path.
        open: the engine over them.
        sample: how many queries it is asked at most; None for all.
        most: passages that it is built for at most.
    """

    build: Callable[[Passages, Path], None]
    open: Callable[[Passages, Path], Ask]
    sample: int | None = None
    most: int = sys.maxsize


def opened(name: str, passages: Passages) -> Ask:
    """The rival over these passages, built where it is not kept beside the library."""
    path = passages.library.with_suffix(f".{re.sub(r'[^a-z0-9]+', '-', name.lower())}")
    if not path.exists():
        half = path.with_name(f"{path.name}.half")
        RIVALS[name].build(passages, half)
        half.rename(path)
    return RIVALS[name].open(passages, path)


def terms(text: str) -> list[str]:
    """Every two Han characters in a row and every other word, each once."""
    found: dict[str, None] = {}
    for run in _RUN.finditer(text):
        whole, is_han = run.group(), run.group(1) is not None
        parts = map("".join, pairwise(whole)) if is_han and len(whole) > 1 else [whole]
        found.update(dict.fromkeys(parts))
    return list(found)


# ---------------------------------------------------------------- FTS5


def _fts5(
    options: str, wanted: Callable[[str], Sequence[str]], stored: Callable[[str], str], most: int = sys.maxsize
) -> Rival:
    def build(passages: Passages, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"CREATE VIRTUAL TABLE passage USING fts5(text, {options})")
            connection.executemany(
                "INSERT INTO passage (rowid, text) VALUES (?, ?)", enumerate(map(stored, passages.texts()))
            )
            connection.commit()

    def connect(passages: Passages, path: Path) -> Ask:
        connection = sqlite3.connect(path)

        def ask(query: str) -> list[Answer]:
            pieces = wanted(normal(query))
            if not pieces:
                return []
            match = " OR ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
            rows = connection.execute(
                "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (match, LIMIT)
            )
            return [passages.answer(row[0]) for row in rows]

        return ask

    return Rival(build, connect, most=most)


def _spaced_words(text: str) -> str:
    return " ".join(words(text))


# ---------------------------------------------------------------- tantivy


def _build_tantivy(passages: Passages, path: Path) -> None:
    import tantivy

    path.mkdir()
    index = tantivy.Index(_tantivy_schema(), path=str(path))
    writer = index.writer(heap_size=_TANTIVY_HEAP_BYTES, num_threads=1)
    for number, text in enumerate(passages.texts()):
        writer.add_document(tantivy.Document(number=number, text=" ".join(terms(text))))
    writer.commit()
    writer.wait_merging_threads()


def _tantivy_schema() -> Any:  # noqa: ANN401 - tantivy has no types
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _open_tantivy(passages: Passages, path: Path) -> Ask:
    searcher, ask = tantivy_candidates(path)

    def answers(query: str) -> list[Answer]:
        return [passages.answer(searcher.doc(address)["number"][0]) for _, address in ask(query, LIMIT)]

    return answers


def tantivy_candidates(path: Path) -> tuple[Any, Callable[[str, int], Sequence[tuple[float, Any]]]]:
    """The searcher of tantivy, and its best so many addresses for a query."""
    import tantivy

    schema = _tantivy_schema()
    searcher = tantivy.Index(schema, path=str(path)).searcher()

    def ask(query: str, limit: int) -> Sequence[tuple[float, Any]]:
        any_of = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term)) for term in terms(normal(query))
        ]
        hits: Sequence[tuple[float, Any]] = searcher.search(tantivy.Query.boolean_query(any_of), limit).hits
        return hits

    return searcher, ask


# ---------------------------------------------------------------- one row for each posting


def _build_rows(passages: Passages, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE posting (term INTEGER, passage INTEGER, PRIMARY KEY (term, passage)) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO posting VALUES (?, ?)", _rows(passages.texts()))
        connection.commit()


def _rows(texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Every posting by term and passage: written in the order of the key."""
    parts = []
    numbered = enumerate(texts)
    while chunk := list(islice(numbered, 10_000)):
        keys = [_number(term) << 32 | number for number, text in chunk for term in terms(text)]
        parts.append(np.array(keys, np.uint64))
    every = np.unique(np.concatenate(parts))
    for some in np.array_split(every, max(len(every) // 1_000_000, 1)):
        yield from zip((some >> np.uint64(32)).tolist(), (some & np.uint64(0xFFFFFFFF)).tolist(), strict=True)


def _number(term: str) -> int:
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) >> 1


def _open_rows(passages: Passages, path: Path) -> Ask:
    connection = sqlite3.connect(path)

    def ask(query: str) -> list[Answer]:
        wanted = {_number(term) for term in terms(normal(query))}
        weights = {term: _weight(connection, term) for term in wanted}
        listed = ", ".join(f"({term}, {weight})" for term, weight in weights.items())
        if not listed:
            return []
        rows = connection.execute(
            f"WITH wanted (term, weight) AS (VALUES {listed}) SELECT passage FROM wanted JOIN posting USING (term)"
            " GROUP BY passage ORDER BY sum(weight) DESC, passage LIMIT ?",
            (LIMIT,),
        )
        return [passages.answer(row[0]) for row in rows]

    return ask


def _weight(connection: sqlite3.Connection, term: int) -> int:
    (count,) = connection.execute("SELECT count(*) FROM posting WHERE term = ?", (term,)).fetchone()
    return round(100 * log(1e9 / (count + 1)))


# ---------------------------------------------------------------- every passage


def _build_nothing(_passages: Passages, path: Path) -> None:
    path.touch()


def _open_rapidfuzz(passages: Passages, _path: Path) -> Ask:
    texts = list(passages.texts())

    def ask(query: str) -> list[Answer]:
        found = process.extract(normal(query), texts, scorer=fuzz.partial_ratio, limit=LIMIT, score_cutoff=1)
        return [passages.answer(at, "sound" if ratio >= RATIO_CLAIMS else "loose") for _, ratio, at in found]

    return ask


RIVALS: Mapping[str, Rival] = {
    "FTS5 trigram": _fts5("tokenize='trigram'", trigrams, str),
    "FTS5 + jieba": _fts5("tokenize='unicode61'", words, _spaced_words, most=JIEBA_MOST),
    "tantivy": Rival(_build_tantivy, _open_tantivy),
    "a row for each posting": Rival(_build_rows, _open_rows, most=SMALL_MOST),
    "rapidfuzz, every passage": Rival(_build_nothing, _open_rapidfuzz, sample=20, most=SMALL_MOST),
}
