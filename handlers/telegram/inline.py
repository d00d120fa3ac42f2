"""Inline mode: `@bot words` in any chat. The bot need not be there, so only public shows answer."""

from contextlib import suppress
from typing import Final

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import ParseMode

from bot.errors import NotFoundError, UsageError
from bot.model import Place, PlaceKind, Platform
from bot.questions import Question
from bot.quotes import NamedHit, PlacedHit
from handlers import heads, reply
from handlers.columns import clean, shortened
from handlers.excerpt import Line, Run
from handlers.locale import Words, nearest, words_for
from handlers.messages import Reply, Voice
from handlers.telegram import render
from handlers.telegram.commands import NO_PREVIEW, Choose, asker

PAGE_RESULTS: Final = 20
"""What a person scrolls through before typing another word; Telegram takes 50."""
CACHE_S: Final = 10
"""Long enough for going back a letter, short enough that a new episode is found at once. Telegram's own is 300."""
DESCRIPTION_COLUMNS: Final = 80
TITLE_COLUMNS: Final = 60
HELP_PAYLOAD: Final = "help"

ABROAD: Final = Place(Platform.TELEGRAM, PlaceKind.ABROAD)


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
        """Answer with the first page of results; each is sent as text when it is chosen."""
        words = words_for(nearest(query.from_user.language_code, self._language))
        text, results = query.query.strip(), []
        if text:
            naji = await self._choose()
            # A name that is half typed is none yet: there is nothing to show, and nothing to say of it.
            with suppress(UsageError, NotFoundError):
                found = await naji.quotes.hits(Question(text, ABROAD, asker(query.from_user)), PAGE_RESULTS)
                results = self._results(found, text, Voice(words, naji.links))
        await query.answer(
            results,
            cache_time=CACHE_S,
            is_personal=True,  # the words around a quote are in the reader's language
            button=None if results else _hint(words, text),
        )

    @staticmethod
    def _results(found: tuple[NamedHit, ...], text: str, voice: Voice) -> list[InlineQueryResultArticle]:
        """One for each clip: Telegram refuses a page with an id that stands twice."""
        by_id = {named.clip_id: named for named in found}
        return [result(named, text, voice) for named in by_id.values()]


def _hint(words: Words, text: str) -> InlineQueryResultsButton:
    key = "telegram.inline-none" if text else "telegram.inline-empty"
    return InlineQueryResultsButton(words.say(key), start_parameter=HELP_PAYLOAD)


def result(named: NamedHit, text: str, voice: Voice) -> InlineQueryResultArticle:
    """A hit in the list of results."""
    hit, words = named.hit, voice.words
    show = hit.episode.show
    times = heads.moment(hit.episode, hit.start_ms)
    title = " ".join(
        part for part in (heads.label(hit.episode, words), times, "·", clean(show.title or show.slug)) if part
    )
    return InlineQueryResultArticle(
        id=named.clip_id,
        title=shortened(title, TITLE_COLUMNS),
        description=render.plain(reply.in_context(PlacedHit(0, 1, hit), DESCRIPTION_COLUMNS, words)),
        input_message_content=InputTextMessageContent(
            render.html_of(told(named, text, voice)), parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
    )


def told(named: NamedHit, text: str, voice: Voice) -> Reply:
    """A hit as it is sent: where it was said, the quote, why it was found, and where to hear it."""
    hit, words = named.hit, voice.words
    times = heads.moment(hit.episode, hit.start_ms)
    lines: list[Line] = [
        (Run(heads.head(hit.episode, times, words, several_shows=True, speaker=hit.speaker)),),
        reply.in_context(PlacedHit(0, 1, hit), reply.QUOTE_COLUMNS, words),
        (Run(reply.why(hit, text, words)),),
        *reply.link_line(hit.episode, hit.start_ms, voice),
    ]
    return Reply((tuple(lines),))
