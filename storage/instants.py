"""Instants as the store keeps them: microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def count_microseconds(instant: datetime) -> int:
    """Microseconds from 1970 to an aware instant."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def read_instant(microseconds: int) -> datetime:
    """The instant that `count_microseconds` counted."""
    return _EPOCH + timedelta(microseconds=microseconds)
