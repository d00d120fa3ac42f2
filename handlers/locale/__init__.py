"""The words that users read: gettext catalogues for zh-TW and en.

Message ids are stable keys such as `search.none`, not English text. Neither language is the original here: each
sentence is written twice, and a better English one must not orphan its Chinese twin. Errors bring their key along
(`bot.errors`: the sentence of code `x` is `error.x`), so `bot` and `storage` need to know no words at all. What a
sentence names stands in it as a `str.format` field.

The wheel carries compiled catalogues (`python -m handlers.locale.compile` writes them). Where there are none, or
older ones, as in a working copy, the `.po` file is compiled in memory.
"""

import gettext
import io
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date, format_timedelta

FOLDERS: Mapping[str, str] = {"zh-TW": "zh_TW", "en": "en"}
"""The languages that there are, as configuration names them, and the folders of their catalogues."""
CONVERTED: Mapping[str, tuple[str, str]] = {"zh-CN": ("zh-TW", "tw2sp")}
"""Languages without a catalogue of their own: whose is read, and by which table of OpenCC it is rewritten.

Only the sentences are: what they name, such as a quote, stays as it was said.
"""
LANGUAGES = (*FOLDERS, *CONVERTED)
_SIMPLIFIED = frozenset(("cn", "sg", "my", "hans"))
DEFAULT_LANGUAGE = "zh-TW"
CATALOGUES = Path(__file__).parent
PROGRAM = "naji" if Path(sys.argv[0]).stem == "naji" else "./naji"
"""How this program was called: installed, or from a working copy by its script. Any sentence can name it."""


class Words:
    """A catalogue in use.

    Args:
        language: of `LANGUAGES`.
        catalogues: the folder that holds a folder for each language.
    """

    def __init__(self, language: str, catalogues: Path = CATALOGUES) -> None:
        self.language = language
        written, table = CONVERTED.get(language, (language, ""))
        self._catalogue = _catalogue(catalogues / FOLDERS[written] / "LC_MESSAGES" / "naji.po")
        self._rewritten = _rewriter(table)

    def say(self, key: str, /, **values: object) -> str:
        """The sentence of this key, naming these values; one that is missing is named by its field."""
        return self._rewritten(self._catalogue.gettext(key)).format_map(_Fields(values | {"program": PROGRAM}))

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The sentence of this key in the plural form for `n`, which it can name as `{n}`."""
        return self._rewritten(self._catalogue.ngettext(key, key, n)).format_map(
            _Fields(values | {"n": n, "program": PROGRAM})
        )

    def day(self, day: date) -> str:
        """A date as this language writes it."""
        return format_date(day, "medium", locale=self._locale)

    def moment(self, local: datetime) -> str:
        """A date and a time of day, as clocks show it in the zone of `local`."""
        return f"{self.day(local.date())} {local:%H:%M}"

    def ahead(self, distance: timedelta) -> str:
        """How far away something is that will be, such as `in 3 hours`."""
        return format_timedelta(distance, add_direction=True, locale=self._locale)

    @property
    def _locale(self) -> str:
        return self.language.replace("-", "_")


class _Fields(dict[str, object]):
    """An error that brings one value too few is still told."""

    def __missing__(self, field: str) -> str:
        return f"{{{field}}}"


@cache
def words_for(language: str) -> Words:
    """The words of a language, read once."""
    return Words(language)


def nearest(tag: str | None, default: str = DEFAULT_LANGUAGE) -> str:
    """The language that suits a tag of a platform or system, such as `zh-hant`, `en-GB` or `en_US.UTF-8`."""
    spoken, *further = (tag or "").split(".")[0].replace("_", "-").lower().split("-")
    if spoken == "zh" and _SIMPLIFIED.intersection(further):
        return "zh-CN"
    return next((language for language in FOLDERS if language.split("-")[0] == spoken), default)


@cache
def _rewriter(table: str) -> Callable[[str], str]:
    """What rewrites sentences by a table of OpenCC, each once; nothing does where none is named."""
    if not table:
        return str
    # Loaded with the first of whom speak it.
    from opencc import OpenCC

    return lru_cache(maxsize=None)(OpenCC(table).convert)


def compiled(po: Path) -> bytes:
    """The machine form of a catalogue."""
    # Babel's parser takes longer to import than an answer to compute; where .mo files are, it is not needed.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    machine = io.BytesIO()
    with po.open("rb") as text:
        write_mo(machine, read_po(text))
    return machine.getvalue()


def _catalogue(po: Path) -> gettext.GNUTranslations:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        with mo.open("rb") as machine:
            return gettext.GNUTranslations(machine)
    return gettext.GNUTranslations(io.BytesIO(compiled(po)))
