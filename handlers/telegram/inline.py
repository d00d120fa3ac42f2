"""Inline mode: `@bot words` in any chat. The bot need not be there, so only public shows answer."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from telegram import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import ParseMode

from bot.clips import FIRST_LINES
from bot.errors import BusyError, NotFoundError, UsageError
from bot.model import Clip, EpisodeId, Place, PlaceKind, Platform
from bot.offers import Offer
from bot.questions import Question
from bot.quotes import KEPT_HITS, NamedHit, PlacedHit
from handlers import heads, reply
from handlers.amended import amended
from handlers.asking import Bot
from handlers.columns import clean, shortened
from handlers.excerpt import Line, Run, excerpt, quote_runs
from handlers.locale import Words, nearest, words_for
from handlers.messages import Action, Button, Reply, Voice
from handlers.telegram import passing, render
from handlers.telegram.commands import NO_PREVIEW, Choose, asker

PAGE_RESULTS: Final = 20
"""What a person scrolls through before typing another word; Telegram takes 50."""
CACHE_S: Final = 10
"""Long enough for going back a letter, short enough that a new episode is found at once. Telegram's own is 300."""
SUGGESTED_CACHE_S: Final = 0
"""What somebody has just saved is there at once."""
DESCRIPTION_COLUMNS: Final = 80
TITLE_COLUMNS: Final = 60
HELP_PAYLOAD: Final = "help"

ABROAD: Final = Place(Platform.TELEGRAM, PlaceKind.ABROAD)
_OFFSET: Final = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes a result: a clip, and how it is told.

    Attributes:
        quote: its words in one line, the match marked where it was searched for.
        preview: the same, shorter.
        why: why it was found; empty where it was not searched for.
    """

    clip: Clip
    quote: Line
    preview: Line
    why: str = ""
    speaker: str | None = None


class Inline:
    """Answers inline queries.

    Args:
        choose: who answers now.
        language: spoken to people whose own language is not known.
    """

    def __init__(self, choose: Choose, language: str) -> None:
        self._choose = choose
        self._language = language

    async def query(self, query: InlineQuery) -> None:
        """Answer with a page of results, each of which is sent as text when it is chosen.

        All pages are of one order: that of the search. An offset of none of ours is the first.
        """
        naji = await self._choose()
        words = words_for(nearest(query.from_user.language_code, self._language))
        voice, text = Voice(words, naji.links), query.query.strip()
        try:
            entries = await _entries(naji, text, asker(query.from_user), words)
        except BusyError:
            await query.answer([], cache_time=0, is_personal=True)
            return
        first = int(query.offset) if _OFFSET.fullmatch(query.offset) else 0
        shown = entries[first : first + PAGE_RESULTS]
        pictures = await naji.pictures([each.clip.episode for each in shown]) if naji.pictures and shown else {}
        is_last = first + PAGE_RESULTS >= len(entries)
        await query.answer(
            [result(each, voice, pictures) for each in shown],
            cache_time=CACHE_S if text else SUGGESTED_CACHE_S,
            is_personal=True,  # the words around a quote are in the reader's language
            next_offset="" if is_last else str(first + PAGE_RESULTS),
            button=None if entries else _hint(words, text),
        )

    async def chosen(self, chosen: ChosenInlineResult) -> None:
        """Keep the clip that was sent, where @BotFather's /setinlinefeedback has Telegram tell of it."""
        naji = await self._choose()
        if naji.offers is not None:
            with suppress(NotFoundError):
                await naji.offers.open(chosen.result_id, ABROAD)


async def _entries(naji: Bot, text: str, who: str, words: Words) -> Sequence[Entry]:
    """All that there is to show, each clip once: Telegram refuses a page with an id that stands twice."""
    if not text:
        clips = await naji.suggestions(ABROAD, who) if naji.suggestions is not None else ()
        return [_suggested(clip, words) for clip in {clip.id: clip for clip in clips}.values()]
    # A name that is half typed is none yet: there is nothing to show, and nothing to say of it.
    with suppress(UsageError, NotFoundError):
        if text.startswith(passing.CLIP_QUERY):
            return [_suggested((await naji.clips.open(text, ABROAD)).clip, words)]
        hits = await naji.quotes.hits(Question(text, ABROAD, who), KEPT_HITS, gives_way=True)
        return [found(named, text, words) for named in {named.clip_id: named for named in hits}.values()]
    return ()


def found(named: NamedHit, text: str, words: Words) -> Entry:
    """A hit of a search for this text."""
    hit = named.hit
    quote, preview = (
        reply.in_context(PlacedHit(0, 1, hit), room, words) for room in (reply.QUOTE_COLUMNS, DESCRIPTION_COLUMNS)
    )
    clip = Clip(named.clip_id, hit.episode, hit.start_ms, hit.end_ms, hit.text)
    return Entry(clip, quote, preview, reply.why(hit, text, words), hit.speaker)


def _suggested(clip: Clip, words: Words) -> Entry:
    text, _ = amended(clip.words, (), clip.amended, words)
    whole = (0, len(text))
    return Entry(clip, tuple(quote_runs(text, (whole,), whole, whole)), excerpt(text, (), DESCRIPTION_COLUMNS))


def _hint(words: Words, text: str) -> InlineQueryResultsButton:
    key = "telegram.inline-none" if text else "telegram.inline-empty"
    return InlineQueryResultsButton(words.say(key), start_parameter=HELP_PAYLOAD)


def result(entry: Entry, voice: Voice, pictures: Mapping[EpisodeId, str]) -> InlineQueryResultArticle:
    """An entry in the list of results; its id is the offer of its clip."""
    clip, words = entry.clip, voice.words
    episode = clip.episode
    times = heads.moment(episode, clip.start_ms)
    title = " ".join(
        part
        for part in (heads.label(episode, words), times, "·", clean(episode.show.title or episode.show.slug))
        if part
    )
    offer = str(Offer.of(clip))
    more = Button(Action.MORE, offer, FIRST_LINES, words.say("button.open"), "")
    picture = render.reachable_link(pictures.get(episode.id))
    return InlineQueryResultArticle(
        id=offer,
        title=shortened(title, TITLE_COLUMNS),
        description=render.plain(entry.preview),
        thumbnail_url=picture if picture is not None and picture.startswith("https:") else None,
        input_message_content=InputTextMessageContent(
            render.html_of(told(entry, voice)), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=render.keyboard([more], passing.listen_button(reply.quoted(clip, voice))),
    )


def told(entry: Entry, voice: Voice) -> Reply:
    """An entry as it is sent: where it was said, the quote, why it was found, and where to hear it."""
    clip, words = entry.clip, voice.words
    times = heads.moment(clip.episode, clip.start_ms)
    lines: list[Line] = [
        (Run(heads.head(clip.episode, times, words, several_shows=True, speaker=entry.speaker)),),
        entry.quote,
        *([(Run(entry.why),)] if entry.why else []),
        *reply.link_line(clip.episode, clip.start_ms, voice),
    ]
    return Reply((tuple(lines),))
