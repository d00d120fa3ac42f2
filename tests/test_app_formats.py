"""Word times, speakers and episodes without times, through import, search, correction and reindexing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Naji

SAID = (
    ("SPEAKER_00", "大家好 今天聊的是洋甘菊茶", 0.0),
    ("SPEAKER_01", "這家店有沒有互成盒 很難說", 30.0),
    ("SPEAKER_00", "客人倒是每個禮拜都來", 60.0),
)
PROSE = "昨天路過巷口的傘鋪。\n\n老闆說做生意要有互成盒，雨季才撐得過去。\n\n後來他收了一個徒弟。\n"
QUIET_S = 12.0
"""So long nobody says anything before the third word of each segment."""


def segment(speaker: str, text: str, start_s: float) -> Mapping[str, object]:
    """A segment as WhisperX writes it, a word for each character and a pause before the third."""
    letters = [letter for letter in text if letter != " "]
    begins = [start_s + nth * 0.2 + (QUIET_S if nth > 1 else 0.0) for nth in range(len(letters))]
    words = [
        {"word": letter, "start": begin, "end": begin + 0.2} for letter, begin in zip(letters, begins, strict=True)
    ]
    return {"start": start_s, "end": begins[-1] + 0.2, "text": text, "speaker": speaker, "words": words}


@pytest.fixture
def shop(naji: Naji, tmp_path: Path) -> Naji:
    """A library with an episode of words and speakers, and one without times."""
    folder = tmp_path / "shop"
    folder.mkdir()
    segments = [segment(*said) for said in SAID]
    (folder / "talk.json").write_text(json.dumps({"segments": segments}), encoding="utf-8")
    (folder / "prose.txt").write_text(PROSE, encoding="utf-8")
    assert naji("import", str(folder)).code == 0
    return naji


def best(naji: Naji, *query: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(naji("search", *query, "--json").output)["hits"][0]
    return found


@pytest.mark.parametrize("name", ["Speaker 1", "SPEAKER_01", "speaker 1"])
def test_a_speaker_is_found_as_the_recogniser_and_as_naji_call_them(shop: Naji, name: str) -> None:
    hits = json.loads(shop("search", f'speaker:"{name}" 互成盒', "--json").output)["hits"]
    assert [(hit["episode"], hit["speaker"]) for hit in hits] == [("talk", "Speaker 1")]


def test_somebody_else_did_not_say_it(shop: Naji) -> None:
    hits = json.loads(shop("search", 'speaker:SPEAKER_00 "互成盒"', "--json").output)["hits"]
    assert hits == []


def test_a_hit_begins_when_its_words_were_said(shop: Naji) -> None:
    assert best(shop, "--ep", "talk", "沒有互成盒")["start_s"] == pytest.approx(30 + QUIET_S + 0.4, abs=0.5)


def test_a_correction_counts_in_a_cue_with_times_of_words(shop: Naji) -> None:
    shop("corrections", "add", "talk", "0:43", "互成盒", "護城河")
    hit = best(shop, "--ep", "talk", "沒有護城河")
    assert (hit["match"], [each["corrected"] for each in hit["corrections"]]) == ("exact", ["護城河"])


def test_a_correction_keeps_the_time_of_its_words(shop: Naji) -> None:
    shop("corrections", "add", "talk", "0:43", "互成盒", "護城河")
    (listed,) = json.loads(shop("corrections", "--json").output)["corrections"]
    assert listed["start_s"] == pytest.approx(30 + QUIET_S + 1.2, abs=0.3)


def test_reindexing_changes_no_answer(shop: Naji) -> None:
    shop("corrections", "add", "talk", "0:43", "互成盒", "護城河")
    queries = [("--ep", "talk", "沒有護城河"), ("--ep", "prose", "做生意要有互成盒"), ("speaker:SPEAKER_00 客人",)]
    before = [best(shop, *query) for query in queries]
    assert shop("reindex", "--all").code == 0
    assert [best(shop, *query) for query in queries] == before


# ---------------------------------------------------------------- without times


def test_what_has_no_times_is_found_without_any(shop: Naji) -> None:
    hit = best(shop, "--ep", "prose", "做生意要有互成盒")
    assert (hit["match"], hit["start_s"], hit["end_s"]) == ("exact", None, None)


@pytest.fixture
def corrected(shop: Naji) -> Naji:
    """With a correction of what has no times, at any."""
    assert shop("corrections", "add", "prose", "59:59", "互成盒", "護城河").code == 0
    return shop


def test_a_correction_counts_where_there_are_no_times(corrected: Naji) -> None:
    assert best(corrected, "--ep", "prose", "做生意要有護城河")["match"] == "exact"


def test_a_correction_is_listed_without_a_time_where_there_is_none(corrected: Naji) -> None:
    assert "1. prose「互成盒」" in corrected("corrections").output


def test_programs_get_no_time_of_a_correction_where_there_is_none(corrected: Naji) -> None:
    (listed,) = json.loads(corrected("corrections", "--json").output)["corrections"]
    assert (listed["start_s"], listed["end_s"]) == (None, None)
