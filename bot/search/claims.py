"""What may be said of a match: that it is what was asked for, or only that it is the closest."""

_CLAIMS = (0.91, 0.88, 0.84, 0.82, 0.79, 0.77, 0.74, 0.72, 0.7)
"""How well a query of two, three and more units has to align to be claimed, the last for all above."""
_SAID_CLAIMS, _SAID_LENGTH = 0.87, 6
"""Or how much of it has to have been said, where other words stand in between."""
LEAST_ALIGNED = 0.45
"""And how well it has to align then: what aligns less is never claimed."""


def claims(aligned: float, said: float, units: int) -> bool:
    """Whether a match is claimed by sound; one syllable sounds like too much to claim anything.

    The figures are set on phrases that are not in the store, see `docs/quality.md`.
    """
    if units < 2:  # noqa: PLR2004 - strict for two, none for one: the rule is about these numbers
        return False
    if aligned >= _CLAIMS[min(units - 2, len(_CLAIMS) - 1)]:
        return True
    return units >= _SAID_LENGTH and said >= _SAID_CLAIMS and aligned >= LEAST_ALIGNED
