"""An episode at a glance as a reply: pure, and in the reader's language. What is not known of it is left out."""

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Card, Choice, NamedEpisode, OpenedPhrase
from bot.digest import DistinctPhrase
from bot.feed_model import Chapter
from handlers.columns import clean, columns, shortened
from handlers.excerpt import Line, Run
from handlers.heads import LABEL_COLUMNS, clock, head, label
from handlers.locale import Words
from handlers.messages import Action, Button, Reply, Voice, line
from handlers.reply import LINE_COLUMNS, clip, link_line

MOST_CHAPTERS = 8
MOST_PEOPLE = 6
MOST_UNITS = 32
"""One more than a button has room for: a phrase of more units than this is opened with its beginning."""
TITLE_COLUMNS = 120
"""60 full-width characters: a longer title is cut, as it would fill the card."""


def packed(phrase: DistinctPhrase) -> int:
    """Where a phrase begins and how many units it has, in one number of nine digits, as a button has room for one."""
    return phrase.unit * MOST_UNITS + min(phrase.units, MOST_UNITS - 1)


def unpacked(position: int) -> range:
    """The units that `packed` packed; one at least."""
    unit, units = divmod(position, MOST_UNITS)
    return range(unit, unit + max(units, 1))


def card(shown: Card, voice: Voice) -> Reply:
    """The card of an episode."""
    words = voice.words
    episode = shown.named.episode
    chapters = tuple(_chapters(shown, voice))
    phrases = tuple(_phrases(shown, words))
    page = ((Run(words.say("card.page"), link=shown.page),),) if shown.page else ()
    links = (*link_line(episode, 0, voice), *page)
    paragraphs = (tuple(line(each) for each in _facts(shown, words)), chapters, phrases, links)
    return Reply(tuple(each for each in paragraphs if each), tuple(_buttons(shown, words)))


def phrase(shown: OpenedPhrase, voice: Voice) -> Reply:
    """The first place of a phrase, with a button back to its card."""
    reply = clip(shown.opened, voice)
    back = Button(Action.CARD, shown.key, 0, voice.words.say("button.card"), "0")
    return replace(reply, buttons=(*reply.buttons, back))


def choice(found: Choice, words: Words) -> Reply:
    """The episodes that may be meant, one a line, each with a button that opens its card."""
    lines = [line(words.say("card.several", typed=shortened(clean(found.typed), LINE_COLUMNS // 2)))]
    lines += [
        line(f"{nth} {_briefly(each, words, several_shows=found.several_shows)}")
        for nth, each in enumerate(found.episodes, 1)
    ]
    if found.more:
        lines.append(line(words.count("card.more-episodes", found.more)))
    buttons = (Button(Action.CARD, each.key, 0, str(nth), str(nth)) for nth, each in enumerate(found.episodes, 1))
    return Reply((tuple(lines[:1]), tuple(lines[1:])), tuple(buttons))


def _briefly(named: NamedEpisode, words: Words, *, several_shows: bool) -> str:
    return shortened(head(named.episode, "", words, several_shows=several_shows), LINE_COLUMNS)


def _facts(shown: Card, words: Words) -> Iterator[str]:
    """What it is called, when it came out and how long it is, and who takes part: a line each."""
    episode, facts = shown.named.episode, shown.named.episode.facts
    show = shortened(clean(episode.show.title or episode.show.slug), LINE_COLUMNS // 2) if shown.several_shows else ""
    title = shortened(clean(facts.title or ""), TITLE_COLUMNS)
    yield " · ".join(part for part in (show, label(episode, words), title) if part)
    day = words.day(facts.published) if facts.published else ""
    is_timed = shown.digest.length_ms and not episode.untimed
    length = words.say("card.length", time=clock(shown.digest.length_ms)) if is_timed else ""
    if day or length:
        yield " · ".join(part for part in (day, length) if part)
    if shown.people:
        yield _people(shown.people, words)


def _people(people: tuple[str, ...], words: Words) -> str:
    named = words.say("list.comma").join(shortened(clean(name), LABEL_COLUMNS) for name in people[:MOST_PEOPLE])
    rest = len(people) - MOST_PEOPLE
    return words.count("card.people-more", rest, names=named) if rest > 0 else words.say("card.people", names=named)


def _chapters(shown: Card, voice: Voice) -> Iterator[Line]:
    """A heading and the first chapters, each with its time where that means anything, which leads there."""
    words = voice.words
    if not shown.chapters:
        return
    yield line(words.say("card.chapters"))
    for each in shown.chapters[:MOST_CHAPTERS]:
        yield _chapter(shown, each, voice)
    rest = len(shown.chapters) - MOST_CHAPTERS
    if rest > 0:
        yield line(words.count("card.more-chapters", rest))


def _chapter(shown: Card, chapter: Chapter, voice: Voice) -> Line:
    title = shortened(clean(chapter.title), LINE_COLUMNS - columns("0:00:00 "))
    if shown.named.episode.untimed:
        return line(title)
    url = voice.links(shown.named.episode, chapter.start_ms)
    return (Run(clock(chapter.start_ms), link=url, inline=True), Run(f" {title}"))


def _phrases(shown: Card, words: Words) -> Iterator[Line]:
    if not shown.digest.phrases:
        return
    yield line(words.say("card.phrases"))
    numbered = (
        words.say("card.phrase", number=nth, words=shortened(clean(each.words), LABEL_COLUMNS), count=each.count)
        for nth, each in enumerate(shown.digest.phrases, 1)
    )
    yield line(words.say("list.comma").join(numbered))


def _buttons(shown: Card, words: Words) -> Iterator[Button]:
    episode = str(shown.named.episode.id)
    for nth, each in enumerate(shown.digest.phrases, 1):
        yield Button(Action.PHRASE, episode, packed(each), str(nth), str(nth))
    for named, key in ((shown.previous, "<"), (shown.next, ">")):
        if named is not None:
            side = "previous" if key == "<" else "next"
            yield Button(
                Action.CARD, named.key, 0, words.say(f"button.{side}-episode", label=label(named.episode, words)), key
            )
