"""What must not get worse: the figures of the development sets in benchmarks/floors.json."""

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.scoring import NEGATIVE, Score

FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 0.005
"""How far a figure may fall."""
_GUARDED = ("r1", "r5", "c5")


def floors_of(by_set: Mapping[str, Score], homophones: float) -> dict[str, float]:
    """Every guarded figure by a name such as `techwave asr r5`; higher is better in each."""
    figures = {"homophones r5": homophones}
    for of, result in by_set.items():
        for kind, row in result.by_type.items():
            if kind.startswith(NEGATIVE):
                figures[f"{of} {kind} not claimed"] = round(1 - row["claimed"], 4)
            figures |= {f"{of} {kind} {name}": row[name] for name in _GUARDED if name in row}
        if result.claimable is not None:
            figures[f"{of} claimable c5"] = result.claimable
    return figures


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A sentence for each figure that lies further below its floor than the margin, or is missing."""
    return [
        f"{name} has fallen from {floor:.4f} to {figures.get(name, 0.0):.4f}"
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor - MARGIN
    ]


def read_floors() -> dict[str, float]:
    """The floors that are kept."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def write_floors(figures: Mapping[str, float]) -> None:
    """Keep these figures as floors."""
    FLOORS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
