"""A clock that only moves when a test says so."""

from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_420_070_400_000
"""Discord's snowflakes count milliseconds from the first second of 2015."""


class FakeClock:
    """Tells the time to the fake, and to the bot where a test gives it the same clock."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._minted = 0

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass; nothing else happens by it."""
        self._now += timedelta(seconds=seconds)

    def snowflake(self) -> str:
        """A new id, rising with time and with every call."""
        self._minted += 1
        since_ms = int(self._now.timestamp() * 1000) - EPOCH_MS
        return str((since_ms << 22) + self._minted)
