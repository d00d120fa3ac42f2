"""What is said of folders that are followed: lines in the log, or what `naji sync` prints."""

import logging
from collections import Counter

from bot.errors import NajiError
from bot.transcripts.ingest import FileOutcome, ImportSummary, Outcome
from handlers.import_report import failure_line, outcome_line
from handlers.locale import Words
from handlers.reply import error_sentence

_LOG = logging.getLogger(__name__)


class SyncLog:
    """One line in the log for each change, and one for what is wrong."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def tell(self, done: FileOutcome) -> None:
        """Say what became of a file."""
        if done.error is not None:
            _LOG.warning("%s", failure_line(done, done.error, self._words))
            return
        line = outcome_line(done, self._words)
        if done.problem_count:
            line += " " + self._words.count("sync.problems", done.problem_count)
        _LOG.info("%s", line)

    def complain(self, error: NajiError) -> None:
        """Say what is wrong with a folder."""
        _LOG.warning("%s", error_sentence(error, self._words))


class Tally:
    """Counts what became of files."""

    def __init__(self) -> None:
        self._counts: Counter[Outcome] = Counter()
        self._cues = self._complaints = 0

    def count(self, done: FileOutcome) -> None:
        """Count a file."""
        self._counts[done.outcome] += 1
        self._cues += done.cue_count

    def complain(self) -> None:
        """Count something wrong with a folder."""
        self._complaints += 1

    @property
    def is_well(self) -> bool:
        """Whether nothing was wrong."""
        return not self._complaints and not self._counts[Outcome.FAILED]

    @property
    def summary(self) -> ImportSummary:
        """The figures."""
        return ImportSummary({outcome: self._counts[outcome] for outcome in Outcome}, self._cues)
