"""What an episode and a moment in it are called."""

from bot.model import Episode
from handlers.columns import clean, shortened
from handlers.locale import Words

LABEL_COLUMNS = 24
"""How much of a stem, or of a show's title in a one-liner, is shown."""


def head(episode: Episode, times: str, words: Words, *, several_shows: bool, speaker: str | None = None) -> str:
    """Such as `EP4 · 26:48 · Ann · title · date`: when and who stand first, as the rest may be cut or wrapped."""
    facts = episode.facts
    parts = [
        clean(episode.show.title or episode.show.slug) if several_shows else "",
        label(episode, words),
        times,
        shortened(clean(speaker or ""), LABEL_COLUMNS),
        clean(facts.title or ""),
        words.day(facts.published) if facts.published else "",
    ]
    return " · ".join(part for part in parts if part)


def label(episode: Episode, words: Words) -> str:
    """The episode's number, or its stem where it has none."""
    if episode.facts.number is not None:
        return words.say("episode.number", number=episode.facts.number)
    return shortened(clean(episode.stem), LABEL_COLUMNS)


def moment(episode: Episode, position_ms: int) -> str:
    """A position in an episode as people write it; nothing where nobody knows it."""
    return "" if episode.untimed else clock(position_ms)


def clock(position_ms: int) -> str:
    """A position in an episode as people write it: `26:48`, `1:02:03`."""
    minutes, seconds = divmod(position_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
