"""What may be given beside the words of a search."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What may be given beside the words of a search, as it was typed; what is empty does not matter.

    Attributes:
        show: a slug or part of a title.
        episode: a number, a range of numbers or a stem.
        speaker: a name or part of one.
        before, after: a day, a month or a year.
        exact: whether nothing but the very words is a hit.
    """

    show: str = ""
    episode: str = ""
    speaker: str = ""
    before: str = ""
    after: str = ""
    exact: bool = False


NO_OPTIONS = Options()
