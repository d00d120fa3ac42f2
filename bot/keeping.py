"""The hits of a kept search: what is kept of them, and where they stand now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.amending import amended_hits
from bot.clips import END_OF_TIME_MS
from bot.model import EpisodeId, Hit, Scope
from bot.ports import Snapshot
from bot.saved import SavedHit
from bot.search import engine
from bot.search.asides import with_asides
from bot.search.moving import Likeness, most_like
from bot.withholding import Withholding

NEAR_MS = 60_000
"""How far from where it stood the words of a hit are looked for first, in an episode that was replaced."""
ALIKE_WITHIN_MS = 600_000
"""How far from where it stood words are looked for that only sound like it: further off they may be others."""


def saved(hit: Hit) -> SavedHit:
    """What is kept of a hit."""
    return SavedHit(
        show_slug=hit.episode.show.slug,
        stem=hit.episode.stem,
        start_ms=hit.start_ms,
        end_ms=hit.end_ms,
        text=hit.text,
        marks=hit.marks,
        tier=hit.tier,
        score=hit.score,
        episode_id=hit.episode.id,
        about=hit.about,
        alias=hit.alias,
        speaker=hit.speaker,
        holds_about=hit.holds_about,
    )


def shown(snapshot: Snapshot, kept: Sequence[SavedHit], scope: Scope, withholding: Withholding) -> Mapping[int, Hit]:
    """Those of the kept hits that still stand, where they stand now, by their places among `kept`, rising.

    Left out are those whose episode is not in scope, whose words are not in their episode any more, and what must
    not be shown by now.
    """
    found = {nth: hit for nth, each in enumerate(kept) if (hit := _shown(snapshot, each, scope))}
    hits = with_asides(snapshot, amended_hits(snapshot, list(found.values())))
    withholding.know({hit.episode.id for hit in hits})
    standing = dict(zip(found, hits, strict=True))
    return {nth: hit for nth, each in standing.items() if (hit := withholding.hit(each))}


def _shown(snapshot: Snapshot, kept: SavedHit, scope: Scope) -> Hit | None:
    episode = snapshot.find_episode(kept.show_slug, kept.stem, scope)
    if episode is None:
        return None
    stands = kept.episode_id == episode.id
    told = Likeness((kept.start_ms, kept.end_ms), kept.text, kept.marks)
    found = told if stands else _moved(snapshot, episode.id, told)
    if found is None:
        return None
    return Hit(
        episode,
        *found.span_ms,
        found.words,
        found.marks,
        kept.tier,
        kept.score,
        kept.about,
        kept.holds_about,
        alias=kept.alias,
        speaker=kept.speaker,
    )


def _moved(snapshot: Snapshot, episode: EpisodeId, kept: Likeness) -> Likeness | None:
    """Where the words of a hit stand in another version of its episode, or those that were heard in their place."""
    start_ms, end_ms = kept.span_ms
    near = (max(start_ms - NEAR_MS, 0), end_ms + NEAR_MS)
    for begin_ms, stop_ms in (near, (0, END_OF_TIME_MS)):
        cues = [placed.cue for placed in snapshot.cues_between(episode, begin_ms, stop_ms)]
        span = engine.locate(kept.words, cues, start_ms)
        if span is not None:
            return replace(kept, span_ms=span)
    around = snapshot.cues_between(episode, max(start_ms - ALIKE_WITHIN_MS, 0), end_ms + ALIKE_WITHIN_MS)
    return most_like(kept.words, kept.marks, [placed.cue for placed in around])
