"""What went over the wire, and what was wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from tests.fake_telegram.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, decoded; `at` is the platform's time in Unix seconds."""

    method: str
    params: dict[str, Any]
    at: int


@dataclass
class Journal:
    """Calls and refusals in order; errors are what fails a test at its end."""

    calls: list[Call] = field(default_factory=list)
    refusals: list[tuple[str, Refusal]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method."""
        return [call.params for call in self.calls if call.method == method]

    def refused(self, method: str, refusal: Refusal) -> None:
        """A call got no result."""
        self.refusals.append((method, refusal))
        if refusal.is_breach:
            self.errors.append(f"{method}: {refusal.description}")

    def take_errors(self) -> list[str]:
        """The errors so far, which then no longer fail the test."""
        taken, self.errors = self.errors, []
        return taken
