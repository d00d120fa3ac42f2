"""Figures as Markdown, and their places in the documents."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.claims import GROUPS, RATES, Case, claims_at, fit, in_group, wilson
from benchmarks.figures import OURS, Figures
from benchmarks.scoring import Score, false_claims, median, p99

ROOT = Path(__file__).resolve().parent.parent
CURVE = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Thresholds of the curve."""
KINDS = ("random", "random-en", "near")


def render(figures: Figures) -> str:
    """All of it."""
    parts = [engines(figures), by_type(figures), others(figures)]
    if figures.negatives:
        parts += [negatives(figures), thresholds(figures), curve(figures)]
    return "\n\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def engines(figures: Figures) -> str:
    """Each engine on each set."""
    rows = [
        [of, name, *_scores(result)] for of in _sets(figures) for name, by_set in figures.engines.items()
        for result in [by_set[of]]
    ]  # fmt: skip
    head = ["set", "engine", "recall@1", "recall@5", "claimed@5", "falsely claimed", "median ms", "p99 ms"]
    return table(head, rows)


def _sets(figures: Figures) -> list[str]:
    return list(figures.engines[OURS])


def _scores(result: Score) -> list[str]:
    every = result.by_type["ALL"]
    claimed = every["c5"] if result.claimable is None else result.claimable
    wrong = ", ".join(f"{kind} {count}/{of}" for kind, (count, of) in false_claims(result.by_type).items())
    shares = [f"{share:.3f}" for share in (every["r1"], every["r5"], claimed)]
    return [*shares, wrong or "–", f"{median(result.times_ms):.1f}", f"{p99(result.times_ms):.1f}"]


def by_type(figures: Figures) -> str:
    """Each type of query through our search, recall at five beside the peers'."""
    whole = {name: sets for name, sets in figures.engines.items() if "(" not in name}
    rows = []
    for of, ours in figures.engines[OURS].items():
        for kind, row in ours.by_type.items():
            if "r5" in row and kind != "ALL":
                peers = [f"{sets[of].by_type[kind]['r5']:.3f}" for name, sets in whole.items() if name != OURS]
                mine = [f"{row[name]:.3f}" for name in ("r1", "r5", "c5")]
                rows.append([of, kind, str(int(row["n"])), *mine, *peers])
    peers = [f"{name} recall@5" for name in whole if name != OURS]
    return table(["set", "type", "queries", "recall@1", "recall@5", "claimed@5", *peers], rows)


def others(figures: Figures) -> str:
    """The measures of one figure each."""
    measured = figures.rows()
    lengths = [result.by_type["hit_s"] for result in figures.engines[OURS].values()]
    times = [time for result in figures.engines[OURS].values() for time in result.times_ms]
    rows = [
        ["length of a hit, median and longest", f"{_most(lengths, 'median')} s, {_most(lengths, 'longest')} s"],
        ["a query, median and 99th percentile", f"{median(times):.1f} ms, {p99(times):.1f} ms"],
    ]
    if figures.homophones is not None:
        rows.insert(0, ["recall@5, every character replaced by another of its sound", f"{figures.homophones:.3f}"])
    if figures.start_errors_s:
        errors = measured["start_times"]
        rows.append(["start of a cue inside a minute, median error", f"{errors['median_s']:.2f} s"])
        rows.append(["– 95th percentile", f"{errors['p95_s']:.2f} s"])
    if figures.fuzz_ms:
        rows.append([f"{len(figures.fuzz_ms)} random queries, the slowest", f"{measured['fuzz']['max_ms']:.0f} ms"])
    return table(["what", "measured"], rows)


def _most(lengths: Sequence[dict[str, float]], name: str) -> float:
    return max(length[name] for length in lengths)


def negatives(figures: Figures) -> str:
    """What is claimed falsely as the search stands, by kind and length."""
    rows = []
    for name, chosen in _kinds(figures):
        for low, high in GROUPS:
            cases = in_group(chosen, (low, high))
            if cases:
                rows.append([name, str(low) if low == high else f"{low}–{high}", *_share(cases, lambda c: c.claimed)])
        rows.append([name, "all", *_share(chosen, lambda case: case.claimed)])
    return table(["kind", "units", "claimed", "share", "95 % interval"], rows)


def _kinds(figures: Figures) -> Iterator[tuple[str, list[Case]]]:
    for kind in KINDS:
        yield kind, [case for negative, case in figures.negatives if negative.kind == kind]
    new = [case for negative, case in figures.negatives if negative.kind == "random" and negative.new_word]
    yield "random, a word of it said nowhere", new


def _share(cases: Sequence[Case], claimed: Callable[[Case], bool]) -> list[str]:
    count = sum(map(claimed, cases))
    low, high = wilson(count, len(cases))
    return [f"{count} of {len(cases)}", f"{count / max(len(cases), 1):.3f}", f"{low:.3f}–{high:.3f}"]


def thresholds(figures: Figures) -> str:
    """Thresholds of the alignment fitted on half of the shows, as they do on the other half, and what they miss."""
    random = [case for negative, case in figures.negatives if negative.kind == "random"]
    rows = []
    for group in GROUPS:
        cases, right = in_group(random, group), in_group(figures.positives, group)
        for rate in RATES if cases else ():
            threshold = fit([case for case in cases if case.half == 0], rate)
            apart = [case for case in cases if case.half == 1]
            missed = sum(not claims_at(threshold)(case) for case in right)
            rows.append(
                [
                    str(group[0]) if group[0] == group[1] else f"{group[0]}–{group[1]}",
                    f"{rate:.2f}",
                    f"{threshold:.2f}" if threshold <= 1 else "none",
                    *_share(apart, claims_at(threshold)),
                    f"{missed} of {len(right)}",
                ]
            )
    head = ["units", "fitted to", "threshold", "claimed apart", "share", "95 % interval", "right answers unclaimed"]
    return table(head, rows)


def curve(figures: Figures) -> str:
    """At each threshold, the share of random negatives claimed / the share of right answers unclaimed."""
    random = [case for negative, case in figures.negatives if negative.kind == "random"]
    rows = []
    for low, high in GROUPS:
        cases, right = in_group(random, (low, high)), in_group(figures.positives, (low, high))
        cells = []
        for threshold in CURVE:
            wrong = sum(map(claims_at(threshold), cases)) / max(len(cases), 1)
            missed = sum(not claims_at(threshold)(case) for case in right) / max(len(right), 1)
            cells.append(f"{wrong:.2f} / {missed:.2f}")
        rows.append([str(low) if low == high else f"{low}–{high}", *cells])
    return table(["units", *(f"{threshold:.2f}" for threshold in CURVE)], rows)


def readme_table(figures: Figures) -> str:
    """Recall at five of each set and what a query takes, by engine."""
    sets = _sets(figures)
    rows = []
    for name, by_set in figures.engines.items():
        times = [time for result in by_set.values() for time in result.times_ms]
        rows.append([name, *(f"{by_set[of].by_type['ALL']['r5']:.3f}" for of in sets), f"{median(times):.0f}"])
    return table(["recall@5", *sets, "ms"], rows)


def drawn(figures: Figures) -> str:
    """How many negatives there are, and how many phrases were none."""
    said = figures.drawn.said if figures.drawn else 0
    counts = ", ".join(f"{len(cases):,} {name}" for name, cases in _kinds(figures))
    return f"Drawn: {counts}. {said:,} further phrases stood in their scope word for word and were left out."


PLACES: Mapping[str, Mapping[str, Callable[[Figures], str]]] = {
    "README.md": {"quality": readme_table},
    "docs/search.md": {"measured": engines, "curve": curve},
    "docs/quality.md": {
        "engines": engines,
        "types": by_type,
        "others": others,
        "drawn": drawn,
        "negatives": negatives,
        "thresholds": thresholds,
        "curve": curve,
    },
}
"""What stands where in the documents."""


def write_documents(figures: Figures) -> None:
    """Put every table into its place."""
    for path, places in PLACES.items():
        document = ROOT / path
        text = document.read_text(encoding="utf-8")
        for name, make in places.items():
            text = put(text, name, make(figures))
        document.write_text(text, encoding="utf-8")


def put(text: str, name: str, block: str) -> str:
    """The document with what stands between a place's two marks replaced."""
    place = re.compile(rf"(<!-- {name}: begin[^>]*-->\n).*?(<!-- {name}: end -->)", re.DOTALL)
    return place.sub(lambda found: f"{found.group(1)}{block}\n{found.group(2)}", text)
