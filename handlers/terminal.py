"""What the command line prints: replies, tables, JSON, progress and errors.

Whatever came from a transcript is made harmless first: no escape sequence of one reaches the terminal.
"""

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.corrections import ListedCorrection
from bot.episodes import ListedEpisode
from bot.errors import NajiError
from bot.model import Episode, EpisodeId, Show
from bot.questions import Question, is_literal, kept_to
from bot.quotes import NamedHit, PlacedHit
from bot.reasons import Why
from bot.segmenting import ListedSegment
from handlers import reply
from handlers.columns import clean, wrapped
from handlers.excerpt import Line, Style
from handlers.heads import clock, label
from handlers.locale import Words
from handlers.messages import Links, Reply, Voice, spelled
from handlers.reply import error_sentence, one_liner, why

_STYLES: Mapping[Style, str] = {Style.PLAIN: "", Style.STRONG: "bold", Style.DIM: "dim"}
_UNWRAPPED_COLUMNS = 1_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_MIN_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Screen:
    """Where text is shown.

    Attributes:
        columns: where lines are wrapped; None where they are not, as in a pipe.
        styled: whether bold and dim are shown.
    """

    columns: int | None
    styled: bool


PLAIN = Screen(columns=None, styled=False)


def screen_of(stream: TextIO) -> Screen:
    """The screen behind a stream; `NO_COLOR` and a dumb terminal (https://no-color.org) are respected."""
    if not stream.isatty():
        return PLAIN
    styled = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")
    return Screen(max(shutil.get_terminal_size().columns, _MIN_COLUMNS), styled=styled)


def put(stream: TextIO, text: str) -> None:
    """Write a text at once, whatever the stream's encoding can hold."""
    encoding = stream.encoding or "utf-8"
    stream.write(harmless(text).encode(encoding, "replace").decode(encoding))
    stream.flush()


def harmless(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which no file can hold."""
    return _SURROGATE.sub("\ufffd", text)


def painted(reply: Reply, screen: Screen) -> str:
    """A reply as text for this screen, with an empty line between paragraphs and a line end at its end."""
    paragraphs = ("".join(_painted_line(line, screen) for line in lines) for lines in reply.paragraphs)
    return "\n".join(paragraphs)


def search_lines(hits: Sequence[NamedHit], query: str, voice: Voice, *, several_shows: bool) -> str:
    """One hit a line: episode, time, words, why, the clip's id and the link."""
    lines = []
    for named in hits:
        hit = named.hit
        quote = "".join(
            spelled(run) for run in one_liner(PlacedHit(0, 0, hit), voice.words, several_shows=several_shows)
        )
        url = voice.links(hit.episode, hit.start_ms)
        parts = (quote, why(hit, query, voice.words), named.clip_id, clean(url) if url else "")
        lines.append("  ".join(part for part in parts if part) + "\n")
    return "".join(lines)


def nothing_found(question: Question, shows: Mapping[Show, int], old_indexes: int, words: Words) -> str:
    """That nothing was found, what the search was kept to, and what cannot be found yet: a line each."""
    if not shows:
        return words.say("shows.none") + "\n"
    where = kept_to(question)
    lines = [reply.nothing_found(question.text, words, literal=is_literal(question))]
    lines += [reply.kept_to(where, words)] if where else []
    lines += [words.count("search.reindex", old_indexes)] if old_indexes else []
    return "".join(f"{line}\n" for line in lines)


def search_json(query: str, hits: Sequence[NamedHit], links: Links) -> str:
    """One object on one line, best hit first: the form that programs rely on."""
    return _json({"query": query, "hits": [_hit_object(named, links) for named in hits]})


def shows_json(shows: Mapping[Show, int]) -> str:
    """All shows with their numbers of episodes, as one object on one line."""
    return _json(
        {"shows": [{"show": show.slug, "title": show.title, "episodes": count} for show, count in shows.items()]}
    )


def episodes_json(listed: Sequence[ListedEpisode], more: Mapping[EpisodeId, Mapping[str, object]] | None = None) -> str:
    """All episodes as one object on one line, each with what else is to be said of it."""
    return _json({"episodes": [{**_episode_object(each), **(more or {}).get(each.episode.id, {})} for each in listed]})


def shows_table(shows: Mapping[Show, int], words: Words, screen: Screen) -> str:
    """All shows with their numbers of episodes; a sentence where there is none."""
    if not shows:
        return words.say("shows.none") + "\n"
    table = _table(words.say("column.show"), words.say("column.title"), words.say("column.episodes"))
    for show, count in shows.items():
        table.add_row(_cell(show.slug), _cell(show.title), _cell(count))
    return _painted_table(table, screen)


def episodes_table(episodes: Sequence[Episode], words: Words, screen: Screen) -> str:
    """All episodes, without what is known of none of them; a sentence where there is none."""
    if not episodes:
        return words.say("episodes.none") + "\n"
    columns: Mapping[str, Sequence[str | None]] = {
        "column.show": [episode.show.slug for episode in episodes],
        "column.number": [_number(episode, words) for episode in episodes],
        "column.title": [episode.facts.title for episode in episodes],
        "column.date": [words.day(day) if (day := episode.facts.published) else None for episode in episodes],
        "column.stem": [episode.stem for episode in episodes],
    }
    known = {title: cells for title, cells in columns.items() if any(cells)}
    table = _table(*map(words.say, known))
    for row in zip(*known.values(), strict=True):
        table.add_row(*map(_cell, row))
    return _painted_table(table, screen)


def segments_json(found: Sequence[ListedSegment]) -> str:
    """All segments as one object on one line."""
    return _json({"segments": [_segment_object(listed) for listed in found]})


def segments_table(found: Sequence[ListedSegment], words: Words, screen: Screen) -> str:
    """All segments with their first words; a sentence where there is none."""
    if not found:
        return words.say("segments.none") + "\n"
    titles = ("show", "episode", "segment", "kind", "sure", "words")
    table = _table(*(words.say(f"column.{title}") for title in titles))
    for listed in found:
        episode, segment = listed.episode, listed.segment
        sure = words.say("segments.said") if segment.by_operator else f"{segment.confidence:.0%}"
        times = "" if episode.untimed else f"{clock(segment.start_ms)}–{clock(segment.end_ms)}"
        cells = (episode.show.slug, label(episode, words), times, words.say(f"aside.{segment.kind.value}"), sure)
        table.add_row(*map(_cell, (*cells, listed.words)))
    return _painted_table(table, screen)


def corrections_json(found: Sequence[ListedCorrection]) -> str:
    """All corrections as one object on one line."""
    return _json({"corrections": [_correction_object(listed) for listed in found]})


def error_line(error: NajiError, words: Words) -> str:
    """The sentence of an error, for standard error."""
    return f"{error_sentence(error, words)}\n"


def _painted_line(line: Line, screen: Screen) -> str:
    text = Text()
    for run in line:
        text.append(clean(spelled(run)), _STYLES[run.style])
    lines = [text[start:end] for start, end in wrapped(text.plain, screen.columns)] if screen.columns else [text]
    return "".join(_rendered(each, screen, _UNWRAPPED_COLUMNS) for each in lines)


def _painted_table(table: Table, screen: Screen) -> str:
    return _rendered(table, screen, screen.columns or _UNWRAPPED_COLUMNS)


def _rendered(content: Text | Table, screen: Screen, width: int) -> str:
    page = StringIO()
    Console(
        file=page,
        width=width,
        force_terminal=screen.styled,
        color_system="standard" if screen.styled else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    ).print(content, soft_wrap=isinstance(content, Text))
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines()) or "\n"


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _number(episode: Episode, words: Words) -> str | None:
    return None if episode.facts.number is None else label(episode, words)


def _cell(value: object) -> Text:
    return Text("" if value is None else clean(str(value)))


def _json(content: object) -> str:
    return harmless(json.dumps(content, ensure_ascii=False)) + "\n"


def _hit_object(named: NamedHit, links: Links) -> Mapping[str, object]:
    hit = named.hit
    facts = hit.episode.facts
    return {
        "episode": hit.episode.stem,
        "show": hit.episode.show.slug,
        "number": facts.number,
        "title": facts.title,
        "start_s": None if hit.episode.untimed else hit.start_ms / 1000,
        "end_s": None if hit.episode.untimed else hit.end_ms / 1000,
        "text": hit.text,
        "match": hit.tier.value,
        "score": hit.score,
        "url": links(hit.episode, hit.start_ms),
        "clip": named.clip_id,
        "speaker": hit.speaker,
        "alias": {"typed": hit.alias[0], "meant": hit.alias[1]} if hit.alias else None,
        "corrections": [
            {"heard": hit.text[each.start : each.end], "corrected": each.right, "start": each.start, "end": each.end}
            for each in hit.amended
        ],
        "aside": hit.aside.kind.value if hit.aside else None,
        "why": _why_object(hit.explain()) if hit.explain else None,
    }


def _why_object(why: Why) -> Mapping[str, object]:
    return {
        "pairs": [
            {"query": pair.query, "heard": pair.heard, "kind": pair.likeness.value, "cost": pair.cost / 100}
            for pair in why.pairs
        ],
        "said": list(why.said),
        "otherwise": [{"query": asked, "heard": heard} for asked, heard in why.otherwise],
    }


def _segment_object(listed: ListedSegment) -> Mapping[str, object]:
    episode, segment = listed.episode, listed.segment
    return {
        "show": episode.show.slug,
        "episode": episode.stem,
        "start_s": None if episode.untimed else segment.start_ms / 1000,
        "end_s": None if episode.untimed else segment.end_ms / 1000,
        "kind": segment.kind.value,
        "confidence": segment.confidence,
        "by_operator": segment.by_operator,
    }


def _correction_object(listed: ListedCorrection) -> Mapping[str, object]:
    correction, episode = listed.correction, listed.episode
    untimed = episode is not None and episode.untimed
    return {
        "id": correction.id,
        "show": correction.show_slug,
        "episode": correction.stem,
        "start_s": None if untimed else correction.spot.start_ms / 1000,
        "end_s": None if untimed else correction.spot.end_ms / 1000,
        "heard": correction.heard,
        "corrected": correction.right,
        "decision": correction.decision.value,
        "standing": correction.standing.value,
        "asker": correction.asker,
        "created": correction.created.isoformat(),
    }


def _episode_object(listed: ListedEpisode) -> Mapping[str, object]:
    episode, facts = listed.episode, listed.episode.facts
    return {
        "episode": episode.stem,
        "show": episode.show.slug,
        "number": facts.number,
        "title": facts.title,
        "date": facts.published.isoformat() if facts.published else None,
        "offered_number": listed.offered,
        "offered_by": listed.by,
    }
