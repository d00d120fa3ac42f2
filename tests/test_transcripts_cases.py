import pytest

from tests.transcript_cases import Case, cases, told

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_transcript_gives_the_cues_and_problems_of_its_case(case: Case) -> None:
    assert told(case) == case.expected


def test_there_are_a_hundred_and_twenty_cases_with_names_of_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 120
