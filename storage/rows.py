"""What episodes and clips are read from: the columns, and what becomes of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.model import Clip, Episode, EpisodeFacts, EpisodeId, Show

NO_EPISODE = EpisodeId(0)
"""The id in the clips of an episode that is not there; no episode has it."""

NUMBER = "coalesce(set_number, number, fed_number, named_number)"
"""What is said by hand goes first, then the operator's file, then the feed, and the file's name last: here and in the
other facts."""

_EPISODE = f"""
SELECT
episode.id, episode.stem, {NUMBER}, coalesce(set_title, episode.title, fed_title, named_title),
coalesce(set_published, published, fed_published, named_published), coalesce(set_audio_url, audio_url, fed_audio_url),
episode.link_template, untimed, fed_season,
show.id, slug, show.title, show.link_template
"""

_TOLD = """
LEFT JOIN (
    SELECT show_slug AS fed_slug, stem AS fed_stem, season AS fed_season, number AS fed_number, title AS fed_title,
    published AS fed_published, audio_url AS fed_audio_url
    FROM feed_item
) ON fed_slug = slug AND fed_stem = episode.stem
LEFT JOIN by_hand ON of_show = slug AND of_stem = episode.stem
"""

EPISODES = f"""{_EPISODE}
FROM episode
JOIN show ON show.id = show_id
{_TOLD}
"""

CLIPS = f"""{_EPISODE}, clip.id, clip.stem, start_ms, end_ms, words
FROM clip
JOIN show ON slug = show_slug
LEFT JOIN episode ON show_id = show.id AND episode.stem = clip.stem
{_TOLD}
"""


def read_episode(row: Sequence[Any]) -> Episode:
    """An episode from the columns of `_EPISODE`."""
    id_, stem, number, title, published, audio_url, link_template, untimed, season = row[:9]
    day = date.fromisoformat(published) if published else None
    facts = EpisodeFacts(number, title, day, audio_url, link_template)
    return Episode(id_, Show(*row[9:13]), stem, facts, untimed=bool(untimed), season=season)


def read_clip(row: Sequence[Any]) -> Clip:
    """A clip from the columns of `_EPISODE` and its own."""
    clip_id, stem, start_ms, end_ms, words = row[13:]
    absent = row[0] is None
    episode = Episode(NO_EPISODE, Show(*row[9:13]), stem, EpisodeFacts()) if absent else read_episode(row)
    return Clip(clip_id, episode, start_ms, end_ms, words)
