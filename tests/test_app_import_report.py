"""What is printed of an import."""

import io
from pathlib import Path

import pytest

from bot.errors import TranscriptError, UsageError
from bot.transcripts.ingest import FileOutcome, ImportSummary, Outcome
from bot.transcripts.transcript import CUE_SHAPE, FILE_ENCODING, LINE_TIME, WHOLE_FILE, Problem
from handlers.import_report import ImportReport
from handlers.locale import words_for

WORDS = words_for("en")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def outcome(kind: Outcome, position: int = 1, **more: object) -> FileOutcome:
    known: dict[str, object] = {"show_slug": "show", "stem": "one", **more}
    return FileOutcome(Path("a/one.txt"), kind, position, 2, **known)  # type: ignore[arg-type] # mixed by design


@pytest.mark.parametrize(
    ("kind", "cues", "line"),
    [
        (Outcome.IMPORTED, 1, "a/one.txt: imported 1 cue (show / one)\n"),
        (Outcome.IMPORTED, 2, "a/one.txt: imported 2 cues (show / one)\n"),
        (Outcome.REPLACED, 2, "a/one.txt: updated, 2 cues (show / one)\n"),
        (Outcome.UNCHANGED, 0, "a/one.txt: unchanged (show / one)\n"),
    ],
)
def test_each_file_has_its_line(kind: Outcome, cues: int, line: str) -> None:
    output, errors = io.StringIO(), io.StringIO()

    with ImportReport(WORDS, output, errors) as report:
        report.tell(outcome(kind, cue_count=cues))

    assert (output.getvalue(), errors.getvalue()) == (line, "")


def test_a_problem_of_a_document_is_told_with_its_path() -> None:
    errors = io.StringIO()

    with ImportReport(WORDS, io.StringIO(), errors) as report:
        problem = Problem(3, CUE_SHAPE, "x", "segments[2].start")
        report.tell(outcome(Outcome.IMPORTED, problems=(problem,), problem_count=1))

    assert errors.getvalue().startswith("a/one.txt, segments[2].start: ")


def test_a_note_about_the_whole_file_names_no_line() -> None:
    errors = io.StringIO()

    with ImportReport(WORDS, io.StringIO(), errors) as report:
        note = Problem(WHOLE_FILE, FILE_ENCODING, "cp950")
        report.tell(outcome(Outcome.IMPORTED, problems=(note,), problem_count=1))

    assert errors.getvalue().startswith("a/one.txt: not UTF-8; by its content it is cp950.")


def test_a_file_that_failed_and_each_problem_are_errors() -> None:
    output, errors = io.StringIO(), io.StringIO()
    problems = (Problem(3, LINE_TIME, "bad\tline"),)

    with ImportReport(WORDS, output, errors) as report:
        report.tell(
            outcome(Outcome.FAILED, problems=problems, problem_count=21, error=TranscriptError("transcript.empty"))
        )

    lines = errors.getvalue().splitlines()
    assert output.getvalue() == ""
    assert lines[0].startswith("a/one.txt: not imported. ")
    assert lines[1].startswith("a/one.txt, line 3: ")
    assert lines[1].endswith(": bad line")
    assert "20 more" in lines[2]


def test_a_reason_that_names_the_file_is_not_told_the_file_again() -> None:
    errors = io.StringIO()

    with ImportReport(WORDS, io.StringIO(), errors) as report:
        report.tell(outcome(Outcome.FAILED, error=UsageError("import.missing", path=Path("a/one.txt"))))

    assert errors.getvalue().count("a/one.txt") == 1
    assert errors.getvalue().startswith("Not imported. ")


def test_the_sum_names_what_there_was() -> None:
    output = io.StringIO()
    counts = dict.fromkeys(Outcome, 0) | {Outcome.IMPORTED: 1, Outcome.FAILED: 2}

    ImportReport(WORDS, output, io.StringIO()).sum_up(ImportSummary(counts, 7))

    assert output.getvalue() == "1 episode imported, 2 not imported.\n"


def test_an_import_of_nothing_says_so() -> None:
    output = io.StringIO()

    ImportReport(WORDS, output, io.StringIO()).sum_up(ImportSummary(dict.fromkeys(Outcome, 0), 0))

    assert output.getvalue() == "Nothing to import.\n"


def test_a_terminal_gets_a_bar_and_lines_only_for_what_is_wrong() -> None:
    output, screen = io.StringIO(), Terminal()

    with ImportReport(WORDS, output, screen) as report:
        report.tell(outcome(Outcome.IMPORTED, cue_count=2))
        report.tell(outcome(Outcome.FAILED, 2, error=TranscriptError("transcript.empty")))

    assert output.getvalue() == ""
    assert "a/one.txt: not imported. The file is empty." in screen.getvalue()
    assert "Importing" in screen.getvalue()
