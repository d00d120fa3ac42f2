"""Where a moment can be heard: a template filled in, or the audio file with a time.

A template is an address with placeholders, such as `https://youtu.be/abc?t={seconds}`:

| placeholder | stands for |
|---|---|
| `{seconds}` | whole seconds from the episode's start |
| `{hms}` | the same as `1h2m3s`, as YouTube and Vimeo write it |
| `{number}` | the episode's number |
| `{stem}` | the transcript's file name without its suffix |
| `{audio}` | the address of the audio file; as it is at the template's beginning, percent-encoded elsewhere |

Media Fragments (W3C, 2012) give `#t=SECONDS`, which browsers' audio players obey.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urldefrag, urlsplit

from bot.errors import UsageError
from bot.model import Episode

PLACEHOLDERS = ("seconds", "hms", "number", "stem", "audio")
AUDIO_TEMPLATE = "{audio}#t={seconds}"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_RESERVED = "%:/?#[]@!$&'()*+,;=~"
"""Left alone in a whole address: delimiters, and the sign of what is encoded already (RFC 3986)."""
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SCHEMES = ("http", "https")


def moment_url(episode: Episode, start_ms: int, templates: Mapping[str, str]) -> str | None:
    """The address that plays the episode from a moment, or None where nothing gives one.

    An episode without times is played from its beginning.

    Asked in this order: the episode's own template, the configured one of its show, the show's own, the audio file.
    One that needs what is not known of the episode is passed over.

    Args:
        episode: with its facts.
        start_ms: the moment, in milliseconds.
        templates: the configured templates by the show's slug.
    """
    values = _values(episode, 0 if episode.untimed else start_ms)
    filled = (_fill(template, values) for template in _templates(episode, templates))
    return next((url for url in filled if url is not None), None)


def check_template(template: str) -> None:
    """Refuse a template that could not be filled in.

    Raises:
        UsageError: `link.placeholder` or `link.url`, with `value` and `expected`.
    """
    allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS]
    rest = _PLACEHOLDER.sub("", template)
    if unknown or "{" in rest or "}" in rest:
        raise UsageError("link.placeholder", value=template, expected=allowed)
    check_url(template.replace("{audio}", "https://host/"))


def check_url(url: str) -> None:
    """Refuse what is no address of the web.

    Raises:
        UsageError: `link.url`, with `value` and `expected`.
    """
    try:
        parts = urlsplit(url)
        sound = parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or _BLANK.search(url):
        raise UsageError("link.url", value=url, expected="https://…")


def _templates(episode: Episode, configured: Mapping[str, str]) -> Iterator[str]:
    show, facts = episode.show, episode.facts
    for template in (facts.link_template, configured.get(show.slug), show.link_template, AUDIO_TEMPLATE):
        if template:
            yield template


def _values(episode: Episode, start_ms: int) -> dict[str, str | None]:
    seconds = max(start_ms, 0) // 1000
    number, audio = episode.facts.number, episode.facts.audio_url
    return {
        "seconds": str(seconds),
        "hms": hms(seconds),
        "number": None if number is None else str(number),
        "stem": quote(episode.stem, safe=""),
        "audio": urldefrag(audio).url if audio else None,
    }


def hms(seconds: int) -> str:
    """Seconds as `1h2m3s`; what is zero before the first part is left out."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    if hour:
        return f"{hour}h{minute}m{second}s"
    return f"{minute}m{second}s" if minute else f"{second}s"


def _fill(template: str, values: Mapping[str, str | None]) -> str | None:
    """The template with its values, or None where one is missing or unknown."""
    if any(values.get(name) is None for name in _PLACEHOLDER.findall(template)):
        return None

    def value(match: re.Match[str]) -> str:
        given = values[match[1]] or ""
        return quote(given, safe="") if match[1] == "audio" and match.start() else given

    return quote(_PLACEHOLDER.sub(value, template), safe=_RESERVED)
