"""What is printed of an import: a bar on a terminal, otherwise a line for each file; then the sum."""

from typing import TextIO

from bot.errors import NajiError
from bot.transcripts.ingest import FileOutcome, ImportSummary, Outcome
from bot.transcripts.transcript import WHOLE_FILE, Problem
from handlers.bar import Bar
from handlers.columns import clean
from handlers.locale import Words
from handlers.reply import error_sentence
from handlers.terminal import put

_SUM_ORDER = (Outcome.IMPORTED, Outcome.REPLACED, Outcome.REMOVED, Outcome.UNCHANGED, Outcome.FAILED)


class ImportReport(Bar):
    """Prints an import as it goes on.

    What went wrong goes to `errors`, everything else to `output`. On a terminal only files that something is to be
    said of get lines of their own.
    """

    def __init__(self, words: Words, output: TextIO, errors: TextIO) -> None:
        super().__init__(words.say("import.progress"), errors)
        self._words = words
        self._output = output
        self._errors = errors

    def tell(self, done: FileOutcome) -> None:
        """Say what became of a file."""
        if self._bar is not None:
            self._advance(done.position, done.total, clean(done.path.name))
        elif done.error is None:
            put(self._output, outcome_line(done, self._words) + "\n")
        if done.error is not None:
            self._complain(failure_line(done, done.error, self._words))
        for problem in done.problems:
            self._complain(self._problem(_name(done), problem))
        if hidden := done.problem_count - len(done.problems):
            self._complain(self._words.count("import.more-problems", hidden, file=_name(done)))

    def complain(self, error: NajiError) -> None:
        """Say what is wrong with a folder as a whole."""
        self._complain(error_sentence(error, self._words))

    def sum_up(self, summary: ImportSummary, nothing: str = "import.nothing") -> None:
        """Say what became of them all; `nothing` is what is said where there was nothing to do."""
        counted = [(outcome, summary.counts[outcome]) for outcome in _SUM_ORDER if summary.counts[outcome]]
        parts = [self._words.count(f"import.sum-{outcome.value}", count) for outcome, count in counted]
        if not parts:
            parts = [self._words.say(nothing)]
        put(self._output, self._words.say("import.sum", parts=self._words.say("list.comma").join(parts)) + "\n")

    def _problem(self, file: str, problem: Problem) -> str:
        reason = self._words.say(f"problem.{problem.code}", excerpt=clean(problem.excerpt))
        if problem.line == WHOLE_FILE:
            return self._words.say("import.note", file=file, reason=reason)
        excerpt = clean(problem.excerpt)
        if problem.path:
            place = clean(problem.path)
            return self._words.say("import.problem-path", file=file, path=place, reason=reason, excerpt=excerpt)
        return self._words.say("import.problem", file=file, line=problem.line, reason=reason, excerpt=excerpt)

    def _complain(self, line: str) -> None:
        if self._bar is not None:
            self._bar.console.print(line)
        else:
            put(self._errors, f"{line}\n")


def outcome_line(done: FileOutcome, words: Words) -> str:
    """What became of a file that did not fail."""
    key = f"import.file-{done.outcome.value}"
    return words.count(key, done.cue_count, file=_name(done), show=done.show_slug, stem=clean(done.stem or ""))


def failure_line(done: FileOutcome, error: NajiError, words: Words) -> str:
    """Why a file was not imported."""
    reason = error_sentence(error, words)
    if str(error.values.get("path")) == str(done.path):
        return words.say("import.failed", reason=reason)
    return words.say("import.file-failed", file=_name(done), reason=reason)


def _name(done: FileOutcome) -> str:
    return clean(str(done.path))
