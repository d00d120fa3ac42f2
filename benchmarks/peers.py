"""What a user could pick instead, each in its best reasonable form, over the same words.

All see the same passages: cues joined until they hold about sixty characters, longer cues cut into as many, their time
spread evenly over their letters. Passages and queries alike are folded as our own are (case, width, Traditional to
Simplified by OpenCC), with punctuation as spaces and no spaces beside Han.

None of them knows when to say no: FTS5 claims whatever shares a piece with the query; rapidfuzz from `RATIO_CLAIMS` up.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from benchmarks.scoring import LIMIT, Answer, Ask
from benchmarks.transcripts import Said
from bot.model import Cue
from bot.search.fold import HAN_CLASS, fold_text

PASSAGE_CHARS = 60
RATIO_CLAIMS = 80.0
"""What rapidfuzz calls alike, of 100."""
_BESIDE_HAN = re.compile(rf"(?<=[{HAN_CLASS}]) | (?=[{HAN_CLASS}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage as the peers see it."""

    episode: str
    start_s: float
    end_s: float
    text: str

    def answer(self, match: str) -> Answer:
        """The piece as a hit."""
        return Answer(self.episode, self.start_s, self.end_s, match)


def normal(text: str) -> str:
    """Folded, punctuation as single spaces, no spaces beside Han."""
    return _BESIDE_HAN.sub("", " ".join(re.findall(r"\w+", fold_text(text)[0])))


def pieces(shows: Mapping[str, Said]) -> list[Piece]:
    """The passages of all shows."""
    return [
        piece for said in shows.values() for episode, cues in said.episodes.items() for piece in _cut(episode, cues)
    ]


def _cut(episode: str, cues: Sequence[Cue]) -> Iterator[Piece]:
    held: list[Cue] = []
    for cue in cues:
        held.append(cue)
        if sum(len(each.text) for each in held) >= PASSAGE_CHARS:
            yield from _even(episode, held)
            held = []
    if held:
        yield from _even(episode, held)


def _even(episode: str, cues: Sequence[Cue]) -> Iterator[Piece]:
    text = " ".join(cue.text for cue in cues)
    start_s, end_s = cues[0].start_ms / 1000, cues[-1].end_ms / 1000
    count = max(len(text) // PASSAGE_CHARS, 1)
    borders = [round(len(text) * at / count) for at in range(count + 1)]
    for low, high in pairwise(borders):
        spread = (end_s - start_s) / max(len(text), 1)
        yield Piece(episode, start_s + low * spread, start_s + high * spread, normal(text[low:high]))


def trigrams(text: str) -> list[str]:
    """Every three letters in a row, each once."""
    return list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))


def fts5_trigram(passages: Sequence[Piece]) -> Ask:
    """SQLite FTS5 with its trigram tokenizer: any of the query's trigrams, by bm25; under three letters by LIKE."""
    connection = _table("tokenize='trigram'", [piece.text for piece in passages])

    def ask(query: str) -> list[Answer]:
        text = normal(query)
        if len(text) < 3:  # noqa: PLR2004 - a trigram
            # With +, or SQLite 3.40 takes two Han characters for a trigram, by their bytes, and finds nothing.
            sql = "SELECT rowid FROM passage WHERE +text LIKE ? ORDER BY rowid LIMIT ?"
            rows = connection.execute(sql, (f"%{text}%", LIMIT)) if text else []
        else:
            rows = _match(connection, trigrams(text))
        return [passages[row[0]].answer("exact") for row in rows]

    return ask


def fts5_jieba(passages: Sequence[Piece]) -> Ask:
    """SQLite FTS5 over the words that jieba cuts, those inside of longer ones too: any of the query's, by bm25."""
    connection = _table("tokenize='unicode61'", [" ".join(words(piece.text)) for piece in passages])

    def ask(query: str) -> list[Answer]:
        return [passages[row[0]].answer("exact") for row in _match(connection, words(normal(query)))]

    return ask


def words(text: str) -> list[str]:
    """The words of a folded text."""
    import jieba  # of the extra `bench`: the floors are measured without it

    return [word for word in jieba.cut_for_search(text) if word.strip()]


def rapidfuzz_all(passages: Sequence[Piece]) -> Ask:
    """The best `partial_ratio` of rapidfuzz among all passages."""
    texts = [piece.text for piece in passages]

    def ask(query: str) -> list[Answer]:
        found = process.extract(normal(query), texts, scorer=fuzz.partial_ratio, limit=LIMIT, score_cutoff=1)
        return [passages[at].answer("sound" if ratio >= RATIO_CLAIMS else "loose") for _, ratio, at in found]

    return ask


def _table(options: str, texts: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE passage USING fts5(text, {options})")
    connection.executemany("INSERT INTO passage (rowid, text) VALUES (?, ?)", enumerate(texts))
    return connection


def _match(connection: sqlite3.Connection, terms: Sequence[str]) -> list[tuple[int]]:
    """Rows with any of the terms, best first."""
    if not terms:
        return []
    wanted = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
    sql = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"
    return connection.execute(sql, (wanted, LIMIT)).fetchall()


PEERS = {"FTS5 trigram": fts5_trigram, "FTS5 + jieba": fts5_jieba, "rapidfuzz, every passage": rapidfuzz_all}
SAMPLED = ("rapidfuzz, every passage",)
"""Those too slow for every query."""
