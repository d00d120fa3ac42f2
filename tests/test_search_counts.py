"""What a search reads and works out, counted: bounds that hold whatever is asked, however much is in the library."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest
from pypinyin import lazy_pinyin

import storage.candidates
import storage.rice
from bot.model import Candidates, Scope
from bot.ports import Snapshot
from bot.search import lookup, rank, richness
from bot.search.align import Alignment, QueryUnit, Stretches, align, trace
from bot.search.coverage import Coverage, Weighed, cover
from bot.search.engine import RANKED, search
from bot.search.fold import HAN_CLASS
from bot.search.patience import Patience
from bot.search.windows import Positions, Stream
from storage.candidates import find
from storage.holdings import Kept
from storage.postings import LEAST_LISTS
from storage.rice import Bytes, Numbers, decode
from storage.snapshot import SqliteSnapshot
from tests.counting import Counting
from tests.made_up_library import made_up, written

QUERIES = (
    "山水",
    "天地人山水火風雷花草",
    "為什麼山上有水",
    "我們說山水花草" * 8,
    "shanshui",
    "shan shui hua cao mu shi",
    "shnashuihuacaomushi",
    "sshcmsryxyyx",
    "ㄕㄕㄏㄘㄇㄕ",
    "GPT-4 5% 360 episode four",
    "the quick brown fox jumps over the lazy dog",
    "不存在龘",
    "春",
    "%",
)
PASSES = 2
"""What claims nothing is looked for a second time, by what else may have been meant."""
PER_PASS = {"candidates": 1, "passages": 2, "corrections_like": 1}
"""Calls of the store: the candidates, what is aligned and what is said around it, corrections that may be meant."""
SMALL_BUDGET = 300


@dataclass
class Counts:
    """What was counted, one number for each time; `shortest`: the lists that are read whatever the budget."""

    postings: list[int] = field(default_factory=list)
    shortest: list[int] = field(default_factory=list)
    aligned: list[int] = field(default_factory=list)
    closely: list[int] = field(default_factory=list)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = written(tmp_path_factory.mktemp("counts") / "naji.db", made_up())
    yield opened
    opened.close()


@pytest.fixture
def library(connection: sqlite3.Connection) -> Snapshot:
    return SqliteSnapshot(connection, Kept())


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Counts that rise while the test searches."""
    found = Counts()

    def read(written: Bytes, *columns: Numbers) -> Numbers:
        passages = decode(written, *columns)
        found.postings[-1] += len(passages)
        return passages

    def looked_up(*arguments: Any, **options: Any) -> Candidates:
        found.postings.append(0)
        result = find(*arguments, **options)
        held = sorted(filter(None, result.frequencies.values()))
        found.shortest.append(sum(held[:LEAST_LISTS]))
        return result

    def aligned(query: Sequence[QueryUnit], text: Stretches) -> Alignment:
        found.aligned.append(len(text.sounds))
        return align(query, text)

    def covered(queries: Sequence[Weighed], stream: Stream, places: Positions) -> list[Coverage]:
        found.closely.append(len(places))
        return cover(queries, stream, places)

    monkeypatch.setattr(storage.rice, "decode", read)
    monkeypatch.setattr(storage.candidates, "find", looked_up)
    monkeypatch.setattr(rank, "align", aligned)
    monkeypatch.setattr(rank, "cover", covered)
    return found


def everything(snapshot: Snapshot) -> Scope:
    return Scope(frozenset(show.id for show in snapshot.shows()))


def asked(library: Snapshot, query: str, limit: int = RANKED, *, brief: bool = False) -> Counter[str]:
    """The calls of the store that a search makes."""
    counting = Counting(library)
    patience = Patience(brief=brief)
    search(cast("Snapshot", counting), query, everything(library), limit=limit, patience=patience)
    return counting.calls


@pytest.mark.parametrize("query", QUERIES)
def test_no_more_postings_are_read_than_the_budget_and_two_lists(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(lookup, "BUDGET", SMALL_BUDGET)
    asked(library, query)
    assert all(
        read <= max(SMALL_BUDGET, shortest) for read, shortest in zip(counts.postings, counts.shortest, strict=True)
    )


def test_the_budget_is_reached_by_a_long_query(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "BUDGET", SMALL_BUDGET)
    asked(library, "我們說山水花草" * 8)
    assert counts.postings[0] > SMALL_BUDGET / 2


@pytest.mark.parametrize("query", QUERIES)
def test_no_more_candidates_are_aligned_than_the_best_and_the_richest(
    library: Snapshot, counts: Counts, query: str
) -> None:
    asked(library, query)
    assert max(counts.aligned, default=0) <= rank.THOROUGHLY.aligned + rank.THOROUGHLY.asked // 2


def test_as_many_candidates_are_aligned_as_may_be_where_all_are_worth_it(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "WORTH_ALIGNING", 0)
    asked(library, "天地人山水火風雷花草")
    assert counts.aligned[0] >= rank.THOROUGHLY.aligned


@pytest.mark.parametrize("query", QUERIES)
def test_a_brief_search_aligns_fewer(library: Snapshot, counts: Counts, query: str) -> None:
    asked(library, query, brief=True)
    assert max(counts.aligned, default=0) <= rank.BRIEFLY.aligned + rank.BRIEFLY.asked // 2


def test_candidates_that_are_far_from_the_best_are_not_aligned(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "WORTH_ALIGNING", 1)
    asked(library, "天地人山水火風雷花草")
    assert rank.THOROUGHLY.always <= counts.aligned[0] < rank.THOROUGHLY.aligned


@pytest.mark.parametrize("query", QUERIES)
def test_no_more_places_are_looked_at_closely_than_the_best_and_the_richest(
    library: Snapshot, counts: Counts, query: str
) -> None:
    asked(library, query)
    assert max(counts.closely, default=0) <= rank.THOROUGHLY.asked


def test_as_many_places_are_looked_at_closely_as_may_be_where_all_fit_and_are_rich(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "LEAST_ALIGNED", 0)
    monkeypatch.setattr(richness, "RICH", 0)
    asked(library, "天地人山水火風雷花草")
    assert rank.THOROUGHLY.close / 2 < counts.closely[0] <= rank.THOROUGHLY.close


@pytest.mark.parametrize(("aligned", "rich", "most"), [(2, 0, rank.FEW_FITTING), (0, 2, richness.FEW)])
def test_of_what_does_not_fit_or_is_not_rich_only_a_few_are_looked_at_closely(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch, aligned: float, rich: float, most: int
) -> None:
    monkeypatch.setattr(rank, "LEAST_ALIGNED", aligned)
    monkeypatch.setattr(richness, "RICH", rich)
    asked(library, "天地人山水火風雷花草")
    assert rank.THOROUGHLY.close / 2 <= counts.closely[0] <= rank.THOROUGHLY.close / 2 + most


def test_a_few_that_fit_best_are_looked_at_closely_though_nothing_fits_or_is_rich(
    library: Snapshot, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "LEAST_ALIGNED", 2)
    monkeypatch.setattr(richness, "RICH", 2)
    monkeypatch.setattr(richness, "FEW", 0)
    asked(library, "天地人山水火風雷花草")
    assert counts.closely[0] == 12


@pytest.mark.parametrize(
    ("scores", "rich"),
    [([100] * 25 + [35] + [34] * 9, 26), ([100] * 2 + [34] * 30, 20), ([100] * 7, 7)],
)
def test_the_richest_are_those_of_a_third_of_the_most_or_else_a_few(scores: list[int], rich: int) -> None:
    found = Candidates(
        np.arange(len(scores)) * 9, np.array(scores, np.int64), np.ones(len(scores), np.int64), {}, len(scores)
    )
    assert richness.richest(found, 30).tolist() == list(range(rich))
    assert len(richness.richest(found, 5)) == 5


@pytest.mark.parametrize("query", QUERIES)
def test_the_store_is_asked_for_candidates_and_passages_a_fixed_number_of_times(library: Snapshot, query: str) -> None:
    calls = asked(library, query)
    assert all(calls[name] <= PASSES * times for name, times in PER_PASS.items())


def test_what_is_claimed_is_looked_for_once(library: Snapshot) -> None:
    said = re.findall(f"[{HAN_CLASS}]{{7}}", made_up()["ep03"][7].text)[0]
    calls = asked(library, "".join(lazy_pinyin(said)))
    assert {name: calls[name] for name in PER_PASS} == PER_PASS


@pytest.mark.parametrize("query", QUERIES)
def test_the_store_is_asked_once_for_the_words_of_all_scenes_and_for_little_else(library: Snapshot, query: str) -> None:
    calls = asked(library, query)
    others = {name: times for name, times in calls.items() if name not in PER_PASS}
    assert others.pop("episodes_by_id", 0) <= 1
    assert others.pop("cues_at_each", 0) <= 1
    assert others.pop("segments", 0) <= 1
    assert not others


@pytest.mark.parametrize("query", QUERIES)
def test_no_passage_is_read_twice(connection: sqlite3.Connection, library: Snapshot, query: str) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    search(library, query, everything(library))
    connection.set_trace_callback(None)
    read = [
        found.group()
        for found in map(re.compile(r"\[[-\d, ]*\](?='\) CROSS JOIN passage)").search, statements)
        if found
    ]
    ids = [each for array in read for each in json.loads(array)]
    assert read or not asked(library, query)["candidates"]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("query", QUERIES)
def test_no_match_is_traced_twice(library: Snapshot, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    held: list[Alignment] = []
    rows: Counter[tuple[int, int, int]] = Counter()

    def traced(
        units: Sequence[QueryUnit], text: Stretches, alignment: Alignment, which: int, end: int
    ) -> list[tuple[int, int, int]]:
        held.append(alignment)
        rows[id(alignment), which, end] += 1
        return trace(units, text, alignment, which, end)

    monkeypatch.setattr(rank, "trace", traced)
    search(library, query, everything(library))
    assert max(rows.values(), default=1) == 1


@pytest.mark.parametrize("limit", [1, 10, RANKED])
def test_as_much_is_read_for_few_hits_as_for_many(library: Snapshot, limit: int) -> None:
    assert asked(library, "天地人山水", limit) == asked(library, "天地人山水")


def test_explaining_a_hit_asks_the_store_for_nothing(library: Snapshot) -> None:
    counting = Counting(library)
    hits = search(cast("Snapshot", counting), "天地人山水", everything(library))
    before = counting.calls.copy()
    for hit in hits:
        assert hit.explain
        hit.explain()
    assert counting.calls == before
