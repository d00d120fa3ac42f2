"""XML and HTML, read by libxml2: nothing outside of the document is fetched, and no entity of its own is expanded.

The parser goes on after a mistake, as browsers do: of a file that is cut off, what came before is read.
"""

import re

from lxml import etree, html

from bot.errors import TranscriptError
from bot.transcripts.transcript import CUE_BROKEN_OFF, Problem

Element = etree._Element  # noqa: SLF001 - lxml has no other name for what its parsers give

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HALVES = re.compile(r"(?:&#(?:x0*[Dd][89A-Fa-f][0-9A-Fa-f]{2}|0*5[5-7][0-9]{3});)+")
"""Where references name halves of a surrogate pair, as JavaScript counts characters."""
_CODE = re.compile("#x?([^;]+)")


def parse_xml(text: str) -> tuple[Element, tuple[Problem, ...]]:
    """The root of a document, and the first thing that is wrong with it.

    Raises:
        TranscriptError: `transcript.entities` where it defines entities, `transcript.xml` with `line` and `detail`
            where nothing of it can be read.
    """
    if _ENTITY.search(text):
        raise TranscriptError("transcript.entities")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None = etree.fromstring(_bytes(_HALVES.sub(_joined, text)), parser)
    faults = [Problem.at(entry.line, CUE_BROKEN_OFF, entry.message or "") for entry in parser.error_log]
    if root is None:
        raise TranscriptError("transcript.xml", line=faults[0].line, detail=faults[0].excerpt)
    return root, tuple(faults[:1])


def parse_html(text: str) -> Element:
    """The root of a page.

    Raises:
        TranscriptError: `transcript.html` where there is none.
    """
    parser = html.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    root: Element | None = etree.fromstring(_bytes(text), parser)
    if root is None:
        raise TranscriptError("transcript.html")
    return root


def _bytes(text: str) -> bytes:
    """The document as the parsers take it; a half of a surrogate pair that stands alone is a question mark."""
    declaration = _DECLARATION.match(text)
    return text[declaration.end() if declaration else 0 :].encode(errors="replace")


def _joined(halves: re.Match[str]) -> str:
    """The characters that references name in halves; U+FFFD for a half that stands alone.

    libxml2 goes on with such bytes as they are, which nobody can read as text afterwards.
    """
    units = b"".join(int(code, 10 if code.isdigit() else 16).to_bytes(2, "little") for code in _CODE.findall(halves[0]))
    return units.decode("utf-16-le", "replace")


def local_name(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element.

    Of a damaged file it may be no name at all, which `etree.QName` refuses.
    """
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute's value, whatever its namespace."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), None)
