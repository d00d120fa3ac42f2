"""Transcripts that are documents rather than lines: JSON, XML and HTML, told apart by how they begin."""

import json
import re
from dataclasses import replace
from typing import Any

from bot.errors import TranscriptError
from bot.transcripts import pages, segments, ttml, youtube
from bot.transcripts.transcript import Reading, clean
from bot.transcripts.trees import local_name, parse_html, parse_xml

MAX_VALUES = 1_500_000
"""Of JSON, counted by its commas and brackets: what one takes in memory is bounded so, whatever the file."""
MAX_NODES = 600_000
"""Of XML and HTML, counted by `<` and `=`."""

_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_XML = re.compile(r"\s*<(?:[?!][A-Za-z-]|[A-Za-z])")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_TIMED_TEXT = frozenset({"tt", "timedtext", "transcript"})
_FEEDS = frozenset({"rss", "feed", "opml"})
_ROOT_CHARS = 10_000


def is_document(text: str) -> bool:
    """Whether a text begins like a document."""
    return (_JSON.match(text) or _XML.match(text)) is not None


def read(text: str) -> Reading:
    """The timed texts of a document.

    Args:
        text: all of it, as `is_document` found it to be.

    Raises:
        TranscriptError: `transcript.json` or `transcript.xml` with `line` and `detail` where it cannot be parsed,
            `transcript.complex` where it has too many parts, `transcript.feed`, `transcript.chapters`,
            `transcript.html` or `transcript.json_shape` where it is something else, `transcript.entities`.
    """
    return _read_json(text) if _JSON.match(text) else _read_markup(text)


def _read_json(text: str) -> Reading:
    if text.count(",") + text.count("[") + text.count("{") > MAX_VALUES:
        raise TranscriptError("transcript.complex")
    document = _parsed(text)
    return youtube.read_json3(document) if youtube.is_json3(document) else segments.read(document)


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        # Whisper writes NaN beside its times.
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise TranscriptError("transcript.json", detail=error.msg, **place) from error
    # A number of thousands of digits; brackets that run deeper than Python's stack.
    except (ValueError, RecursionError) as error:
        raise TranscriptError("transcript.json", line=1, column=1, detail=clean(str(error))) from error


def _read_markup(text: str) -> Reading:
    if text.count("<") + text.count("=") > MAX_NODES:
        raise TranscriptError("transcript.complex")
    root_name = next((match[1].lower() for match in [_ROOT.search(text, 0, _ROOT_CHARS)] if match), "")
    if root_name in _FEEDS:
        raise TranscriptError("transcript.feed")
    if root_name not in _TIMED_TEXT:
        return pages.read(parse_html(text))
    root, problems = parse_xml(text)
    reading = ttml.read(root) if local_name(root) == "tt" else youtube.read_timedtext(root)
    return replace(reading, problems=(*problems, *reading.problems))
