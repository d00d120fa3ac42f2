"""Which accepted corrections a text of an episode holds, and where: told anew whenever it is shown."""

from collections.abc import Sequence
from dataclasses import replace

from bot.amends import Amendment, Correction
from bot.model import Clip, EpisodeId, Hit
from bot.ports import Snapshot


def amended_hits(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with the corrections of their words: one call of the snapshot."""
    corrections: dict[EpisodeId, list[Correction]] = {}
    for episode, correction in snapshot.corrections_in({hit.episode.id for hit in hits}):
        corrections.setdefault(episode, []).append(correction)
    return tuple(
        replace(hit, amended=amendments_in(hit.text, (hit.start_ms, hit.end_ms), corrections[hit.episode.id]))
        if hit.episode.id in corrections
        else hit
        for hit in hits
    )


def amended_clip(snapshot: Snapshot, clip: Clip) -> Clip:
    """The clip with the corrections of its words."""
    found = [correction for _, correction in snapshot.corrections_in({clip.episode.id})]
    return replace(clip, amended=amendments_in(clip.words, (clip.start_ms, clip.end_ms), found)) if found else clip


def amendments_in(text: str, span_ms: tuple[int, int], corrections: Sequence[Correction]) -> tuple[Amendment, ...]:
    """The corrections whose heard words stand whole in the text of this span, rising; of two that meet the first.

    Of several places that have the words the one counts that lies in the text about where the time lies in the span.
    """
    start_ms, end_ms = span_ms
    found: list[Amendment] = []
    for each in corrections:
        if each.spot.start_ms >= end_ms or each.spot.end_ms <= start_ms:
            continue
        share = (each.spot.start_ms - start_ms) / max(end_ms - start_ms, 1)
        places = _places(text, each.heard)
        if places:
            start, end = min(places, key=lambda place: abs(place[0] - share * len(text)))
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Amendment(start, end, each.right))
    return tuple(sorted(found, key=lambda each: each.start))


def _places(text: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text, white space apart."""
    solid = [at for at, letter in enumerate(text) if not letter.isspace()]
    stream, wanted = "".join(text[at] for at in solid), "".join(words.split())
    places, begin = [], stream.find(wanted)
    while wanted and begin >= 0:
        places.append((solid[begin], solid[begin + len(wanted) - 1] + 1))
        begin = stream.find(wanted, begin + 1)
    return places
