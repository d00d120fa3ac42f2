"""What a fault is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault.

    Attributes:
        name: what a person would say went wrong.
        file: in which file, from the project's root.
        old, new: what stands there, exactly once, and what takes its place.
        test: the test that has to turn red, as pytest names it.
    """

    name: str
    file: str
    old: str
    new: str
    test: str
