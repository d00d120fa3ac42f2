"""Every fault of the table is noticed, and the tests that notice them pass where nothing is wrong."""

import pytest

from tests.mutations.run import ROOT, Verdict, judged, unmutated
from tests.mutations.table import MUTATIONS


def test_every_fault_has_a_place_in_the_program_and_a_name_of_its_own() -> None:
    misplaced = [each.name for each in MUTATIONS if (ROOT / each.file).read_text(encoding="utf-8").count(each.old) != 1]
    assert misplaced == []
    assert len({each.name for each in MUTATIONS}) == len(MUTATIONS) >= 25


@pytest.mark.io
@pytest.mark.long
def test_without_a_fault_the_tests_pass() -> None:
    verdict, output = unmutated([each.test for each in MUTATIONS])
    assert verdict is Verdict.GREEN, output


@pytest.mark.io
@pytest.mark.long
def test_every_fault_turns_its_test_red() -> None:
    unnoticed = {each.mutation.name: each.output for each in judged(MUTATIONS) if each.verdict is not Verdict.RED}
    assert unnoticed == {}
