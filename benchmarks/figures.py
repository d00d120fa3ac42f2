"""What a run of `benchmarks.quality` measured."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import start_times
from benchmarks.claims import Case
from benchmarks.negatives import Draw, Negative
from benchmarks.scoring import Row, Score

OURS = "Naji"


@dataclass(slots=True)
class Figures:
    """All that was measured.

    Attributes:
        engines: for each engine and set its score; the name of a sampled one says so.
        homophones: recall at five of phrases in other characters of the same sound.
        start_errors_s: of cues merged into minutes, rising.
        fuzz_ms: of queries that nobody means; each was asked twice, and the better time counts: on a machine that
            others use, the slowest of hundreds is theirs.
        drawn, negatives: what nobody said, and what is claimed of it.
        positives: what was said and is found.
    """

    engines: dict[str, dict[str, Score]] = field(default_factory=dict)
    homophones: float | None = None
    start_errors_s: Sequence[float] = ()
    fuzz_ms: Sequence[float] = ()
    drawn: Draw | None = None
    negatives: Sequence[tuple[Negative, Case]] = ()
    positives: Sequence[Case] = ()

    def rows(self) -> Row:
        """For JSON."""
        return {
            "engines": {
                name: {of: result.figures() for of, result in by_set.items()} for name, by_set in self.engines.items()
            },
            "homophones": {"r5": self.homophones},
            "start_times": {
                "median_s": start_times.at_share(self.start_errors_s, 0.5),
                "p95_s": start_times.at_share(self.start_errors_s, 0.95),
            },
            "fuzz": {"max_ms": round(max(self.fuzz_ms, default=0.0), 1)},
        }
