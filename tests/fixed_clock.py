"""A clock for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FixedClock:
    """A clock that stands until it is told to move."""

    instant: datetime = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The instant that it was set to."""
        return self.instant

    def advance(self, step: timedelta) -> None:
        """Move on."""
        self.instant += step
