"""Recognition on real speech: the sponsors' reads of five episodes, and how little else is taken for one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.segments import SPONSORED_MS, Marked, iou, marked_in, share

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def techwave(shared: Path) -> Mapping[str, Marked]:
    return marked_in(shared / "corpus" / "techwave")


@pytest.mark.parametrize("stem", ["001", "003", "004"])
def test_the_reads_of_an_episode_are_marked(techwave: Mapping[str, Marked], stem: str) -> None:
    assert iou(techwave[stem].spans("sponsor"), SPONSORED_MS[stem]) >= 0.75


@pytest.mark.parametrize(("stem", "start_s", "end_s"), [("001", 14, 177), ("001", 3686, 3705), ("004", 2797, 2817)])
def test_each_of_two_reads_is_met(techwave: Mapping[str, Marked], stem: str, start_s: int, end_s: int) -> None:
    spans = techwave[stem].spans("sponsor")
    assert any(start < end_s * 1000 and start_s * 1000 < end for start, end in spans)


def test_little_else_of_the_show_is_taken_for_a_read(techwave: Mapping[str, Marked]) -> None:
    for stem, marked in techwave.items():
        assert share(marked.spans("sponsor"), SPONSORED_MS[stem], marked.length_ms) <= 0.02


def test_greetings_farewells_and_giveaways_are_told_from_reads(techwave: Mapping[str, Marked]) -> None:
    assert all(marked.spans("intro")[0][0] < 2000 for marked in techwave.values())
    assert all(marked.spans("outro") for stem, marked in techwave.items() if stem != "001")
    assert techwave["001"].spans("giveaway")


@pytest.mark.parametrize("corpus", ["readr", "audrey"])
@pytest.mark.long
def test_hardly_any_of_what_has_no_sponsor_is_taken_for_a_read(shared: Path, corpus: str) -> None:
    found = marked_in(shared / "corpus" / corpus).values()
    marked_ms = sum(end - start for marked in found for start, end in marked.spans("sponsor"))
    assert marked_ms <= 0.002 * sum(marked.length_ms for marked in found)
