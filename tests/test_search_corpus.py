"""The search core on real speech: five episodes as a recogniser heard them, beside the project."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import pytest

from bot.model import Hit, Tier
from bot.ports import Snapshot
from bot.search.engine import search
from bot.search.fold import plain_key
from bot.transcripts.reading import read_transcript
from tests.search_library import everything, library

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def techwave(shared: Path) -> Snapshot:
    files = sorted((shared / "corpus" / "techwave").glob("*.txt"))
    return library({path.stem: read_transcript(path.read_bytes()).cues for path in files}, show="techwave")


def found(snapshot: Snapshot, query: str, limit: int = 10) -> tuple[Hit, ...]:
    return search(snapshot, query, everything(snapshot), limit=limit)


def seconds(minutes: int, rest: int) -> int:
    return 60 * minutes + rest


def is_inside(hit: Hit, stem: str, start_s: int, end_s: int) -> bool:
    return hit.episode.stem == stem and start_s * 1000 <= hit.start_ms and hit.end_ms <= end_s * 1000


def test_a_word_that_was_never_spelt_right_is_found_by_its_sound(techwave: Snapshot) -> None:
    first, second = found(techwave, "護城河")[:2]
    assert is_inside(first, "002", seconds(26, 36), seconds(27, 37))
    assert is_inside(second, "004", seconds(43, 33), seconds(44, 33))
    assert {first.tier, second.tier} == {Tier.SOUND}


def test_typed_pinyin_finds_the_same_two_moments(techwave: Snapshot) -> None:
    spelt, typed = found(techwave, "護城河"), found(techwave, "hu cheng he")
    assert {(hit.episode.stem, hit.matched) for hit in typed[:2]} == {
        (hit.episode.stem, hit.matched) for hit in spelt[:2]
    }


def test_the_exact_places_of_a_term_come_first_and_its_mishearings_behind(techwave: Snapshot) -> None:
    hits = found(techwave, "大型語言模型")
    tiers = [hit.tier for hit in hits]
    assert tiers[:4] == [Tier.EXACT] * 3 + [Tier.SOUND]
    assert Tier.EXACT not in tiers[3:]
    assert "大型元模型" in {plain_key(hit.matched) for hit in hits if hit.tier == Tier.SOUND}


class Answer(TypedDict):
    """Where a labelled query is answered."""

    episode: str
    start_s: float
    end_s: float


class Labelled(TypedDict):
    """A query with the moments that are right."""

    query: str
    answers: list[Answer]


def labelled(shared: Path) -> list[Labelled]:
    lines = (shared / "bench" / "techwave_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def meets(hit: Hit, answer: Answer) -> bool:
    start_ms, end_ms = answer["start_s"] * 1000, answer["end_s"] * 1000
    return hit.episode.stem == answer["episode"] and hit.start_ms < end_ms and hit.end_ms > start_ms


@pytest.mark.parametrize("query", ["洋甘菊", "lex fridman"])
def test_a_name_that_is_heard_many_ways_is_found_first_where_it_was_meant(
    techwave: Snapshot, shared: Path, query: str
) -> None:
    answers = [answer for line in labelled(shared) if query in line["query"].casefold() for answer in line["answers"]]
    for hit in found(techwave, query)[:3]:
        assert hit.tier == Tier.SOUND
        assert any(meets(hit, answer) for answer in answers)


def result(query: str, hits: Sequence[Hit]) -> str:
    return json.dumps(
        {
            "query": query,
            "hits": [
                {
                    "episode": hit.episode.stem,
                    "start_s": hit.start_ms / 1000,
                    "end_s": hit.end_ms / 1000,
                    "match": hit.tier.value,
                }
                for hit in hits
            ],
        }
    )


@pytest.fixture(scope="module")
def scores(techwave: Snapshot, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """What the scorer beside the project prints as its last line."""
    queries = [line["query"] for line in labelled(shared)]
    results = tmp_path_factory.mktemp("bench") / "results.jsonl"
    results.write_text("\n".join(result(query, found(techwave, query)) for query in queries), encoding="utf-8")
    bench = shared / "bench"
    command = [sys.executable, str(bench / "score.py"), str(bench / "techwave_dev.jsonl"), str(results)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    summary: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return summary


def test_of_the_development_queries_93_in_100_are_answered_among_the_first_five(
    scores: dict[str, dict[str, float]],
) -> None:
    assert scores["ALL"]["r5"] >= 0.93


@pytest.mark.parametrize("kind", ["exact", "cross"])
def test_what_is_spelt_as_it_was_heard_is_always_answered(scores: dict[str, dict[str, float]], kind: str) -> None:
    assert scores[kind]["r5"] == 1.0


def test_nothing_is_claimed_for_words_that_nobody_said(scores: dict[str, dict[str, float]]) -> None:
    assert scores["negative-random"]["claimed"] == 0.0


def test_hits_are_short(scores: dict[str, dict[str, float]]) -> None:
    assert scores["hit_s"]["median"] <= 20
    assert scores["hit_s"]["longest"] <= 60
