"""Which ranges of an episode are not the show: from the words that are said, and from what the show's episodes share.

What each clause says of each kind is a sum of log-odds: the terms of the lexicon that it holds, whether it stands near
the beginning or the end, whether other episodes of the show say the same, and, for a sponsor, whether it speaks of what
an advertisement of this very episode speaks of and hardly anything else does. Viterbi's algorithm makes stretches of
that. A stretch is kept where its evidence is strong enough; how strong it is says how sure it is. See
`docs/segments.md`.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from bot.recognition.clauses import Clause, Talk
from bot.recognition.cues import Said, said_in
from bot.recognition.made_up import jingles, looped, made_up
from bot.recognition.smoothing import Costs, Evidence, likeliest
from bot.recognition.subject import spoken_of
from bot.segments import Kind, Segment, in_force

RECOGNITION_FORMAT = 2
"""Rises with every change of what is recognised: what an older one found is recognised anew."""

STATES = (Kind.SHOW, Kind.SPONSOR, Kind.INTRO, Kind.OUTRO, Kind.GIVEAWAY)
_SPONSOR = STATES.index(Kind.SPONSOR)
_COSTS = Costs(enter=(0, 4, 2, 2, 4), leave=(0, 1, 1, 1, 1))
_DRIFT = np.array([0, 0.01, 0.03, 0.03, 0.02])
"""What a unit without any sign says against each state: an advertisement goes on for a minute without one."""
_LEAST_GAIN = {Kind.SHOW: 0.0, Kind.SPONSOR: 7.0, Kind.INTRO: 3.0, Kind.OUTRO: 3.0, Kind.GIVEAWAY: 7.0}
"""By how much a stretch has to be likelier than the show."""
_LEAST_TERM = {Kind.SPONSOR: 3.0, Kind.INTRO: 4.0, Kind.OUTRO: 2.0, Kind.GIVEAWAY: 4.0}
"""What the strongest of its terms has to weigh, unless it is told by more than its words."""
_TOPIC = 4
"""What is said more often in an episode is what it is about, and so a lesser sign of anything."""
_LONGEST_READ_MS = 300_000
"""What stands between an opening and a closing that are no further apart needs no sign of its own."""
_TURN = 4.0
"""What an opening says against a stretch before it, and a closing against one behind it."""
_SHARED = {Kind.SPONSOR: 1.0, Kind.INTRO: 3.0, Kind.OUTRO: 3.0}
"""What a clause says for each kind that other episodes have, too."""
_SUBJECT = 3.0
"""What a clause says for a sponsor that is all about what an advertisement is about."""
_LEAST_SUBJECT, _LEAST_GAIN_BY_SUBJECT = 1.5, 5.0
"""A stretch with so much of that is a reminder of the advertisement: it needs less gain, and no strong term."""
_CLOSE_MS, _FAR_MS, _FAR_SHARE = 60_000, 240_000, 0.25
"""How far from the beginning and the end greetings and farewells are told by their words in full, and how far not at
all, at most that share of the episode."""
_PAUSE_MS = 2_000
_DOUBT = 12.0
"""The gain at which a stretch is two thirds sure."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The clauses `[first, end)` in one state, and how much likelier it is than the show."""

    state: int
    first: int
    end: int
    gain: float


def recognise(talk: Talk, shared: NDArray[np.bool_]) -> tuple[Segment, ...]:
    """The ranges of an episode that are not the show, disjoint and in order.

    Args:
        talk: its transcript.
        shared: shape (n,), which of its units other episodes of its show say, too, see `bot.recognition.repeats`.
    """
    clauses = talk.clauses()
    if not clauses:
        return joined(jingles(talk.cues))
    loops = looped(talk.sounds)
    said = [each for each in said_in(talk.sounds, talk.surfaces) if not loops[each.first]]
    evidence = _evidence(clauses, said, shared & ~loops)
    stretches = _stretches(clauses, said, evidence, np.zeros(len(clauses)))
    sponsored = [(clauses[each.first].first, clauses[each.end - 1].end) for each in stretches if each.state == _SPONSOR]
    if sponsored:
        subject = _SUBJECT * spoken_of(talk.sounds, sponsored, clauses)
        evidence[:, _SPONSOR] += subject
        stretches = _stretches(clauses, said, evidence, subject)
    told = (_segment(clauses, each) for each in stretches)
    return joined(in_force(told, (*made_up(clauses, said, loops), *jingles(talk.cues))))


def joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The segments, which come in order; those of one kind with but a pause between are one, as sure as the surest."""
    found: list[Segment] = []
    for each in segments:
        last = found[-1] if found else None
        if last is not None and last.kind is each.kind and each.start_ms - last.end_ms <= _PAUSE_MS:
            confidence = max(last.confidence, each.confidence)
            found[-1] = replace(last, end_ms=each.end_ms, confidence=confidence)
        else:
            found.append(each)
    return tuple(found)


def _segment(clauses: Sequence[Clause], stretch: _Stretch) -> Segment:
    confidence = round(1 - math.exp(-stretch.gain / _DOUBT), 2)
    begin, last = clauses[stretch.first], clauses[stretch.end - 1]
    return Segment(begin.start_ms, last.end_ms, STATES[stretch.state], confidence)


def _evidence(clauses: Sequence[Clause], said: Sequence[Said], shared: NDArray[np.bool_]) -> Evidence:
    """Shape (clauses, states)."""
    firsts = np.array([clause.first for clause in clauses])
    lengths = np.array([clause.end - clause.first for clause in clauses])
    words = np.zeros((len(clauses), len(STATES)))
    turns = np.zeros_like(words)
    often = Counter(each.term for each in said)
    for each in said:
        if each.kind in STATES:
            state = STATES.index(each.kind)
            at, last = np.searchsorted(firsts, (each.first, each.end - 1), side="right") - 1
            words[at, state] += each.term.weight * min(1, _TOPIC / often[each.term])
            turns[: at if each.term.opens else 0, state][-1:] -= _TURN
            turns[last + 1 if each.term.closes else len(clauses) :, state][:1] -= _TURN
    common = np.add.reduceat(shared.astype(np.int64), firsts) / lengths
    for kind, weight in _SHARED.items():
        words[:, STATES.index(kind)] += weight * common
    for kind, near in _nearness(clauses).items():
        words[:, STATES.index(kind)] *= near
    drift = _DRIFT * lengths[:, None]
    for first, end in _bracketed(clauses, said):
        drift[first:end, _SPONSOR] = 0
    evidence: Evidence = words + turns - drift
    return evidence


def _bracketed(clauses: Sequence[Clause], said: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """From the clause of each opening of an advertisement to that of the next closing, where that is not too far."""
    firsts = [clause.first for clause in clauses]
    opened: int | None = None
    for each in said:
        at = bisect_right(firsts, each.first) - 1
        if each.kind is Kind.SPONSOR and each.term.opens:
            opened = at
        elif each.kind is Kind.SPONSOR and each.term.closes and opened is not None:
            if clauses[at].end_ms - clauses[opened].start_ms <= _LONGEST_READ_MS:
                yield opened, at + 1
            opened = None


def _nearness(clauses: Sequence[Clause]) -> dict[Kind, NDArray[np.float64]]:
    """For greetings and farewells, how near each clause is to where they are said: 0 to 1."""
    starts = np.array([clause.start_ms for clause in clauses], np.float64)
    end = clauses[-1].end_ms
    far = min(_FAR_MS, end * _FAR_SHARE)
    close = min(_CLOSE_MS, far / 2)
    away = {Kind.INTRO: starts, Kind.OUTRO: end - starts}
    return {kind: np.clip((far - each) / max(far - close, 1), 0, 1) for kind, each in away.items()}


def _stretches(
    clauses: Sequence[Clause], said: Sequence[Said], evidence: Evidence, subject: NDArray[np.float64]
) -> list[_Stretch]:
    """Those that are no show and strong enough, in order."""
    found = []
    end = 0
    for state, run in groupby(likeliest(evidence, _COSTS)):
        first, end = end, end + len(list(run))
        stretch = _Stretch(state, first, end, float(evidence[first:end, state].sum()))
        kind = STATES[state]
        about = subject[first:end]
        by_subject = kind is Kind.SPONSOR and about.sum() >= _LEAST_SUBJECT and about.mean() >= _SUBJECT / 10
        least = _LEAST_GAIN[kind] if not by_subject else _LEAST_GAIN_BY_SUBJECT
        if kind is not Kind.SHOW and stretch.gain >= least:
            begin, finish = clauses[first].first, clauses[end - 1].end
            weights = [each.term.weight for each in said if each.kind is kind and begin <= each.first < finish]
            by_repeats = kind is not Kind.SPONSOR and stretch.gain >= 3 * _LEAST_GAIN[kind]
            if max(weights, default=0) >= _LEAST_TERM[kind] or by_subject or by_repeats:
                found.append(stretch)
    return found
