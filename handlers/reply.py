"""Results of use cases as replies that any chat can send: pure, and in the reader's language.

A reply says nothing by colour, bold or emoji alone: a match is strong and stands in 「」; context is dim, and around an
open clip it stands on other lines. What is not known of an episode is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.clips import FIRST_LINES, MAX_LINES, OpenedClip, Surroundings
from bot.errors import NajiError
from bot.model import Clip, Cue, Episode, Hit, Tier
from bot.quotes import KEPT_HITS, OpenedHit, Page, PlacedHit
from handlers.amended import amended
from handlers.asides import aside
from handlers.clip_lines import clip_lines
from handlers.columns import ELLIPSIS, clean, columns, head_to_pause, shortened, tail_from_pause
from handlers.excerpt import Line, Run, Style, excerpt
from handlers.heads import LABEL_COLUMNS, clock, head, label, moment
from handlers.locale import Words
from handlers.messages import Action, Button, Paragraph, Quoted, Reply, Voice, line, sentences
from handlers.reference_lines import reference_lines

LINE_COLUMNS = 80
"""40 full-width characters: the widest one-liner, and a line of further context."""
ONE_LINER_COLUMNS = 56
"""28 full-width characters: what one of several hits takes at most on a phone, a line and a bit of the next."""
SHORTEST_QUOTE_COLUMNS = 24
"""As much of a one-liner is the quote's even behind long names, where `LINE_COLUMNS` has it."""
QUOTE_COLUMNS = 132
"""Three lines of 22 full-width characters, what a phone shows."""
SHORTEST_CONTEXT_COLUMNS = 20
"""Less of a cue than this tells nothing."""
_QUOTES = frozenset('"＂“”「」『』')


def widening(position: int, lines: int) -> int:
    """A hit's position and a number of lines in one number, as a button has room for one."""
    return lines * KEPT_HITS + position


def widened(position: int) -> tuple[int, int]:
    """The hit's position and the number of lines that `widening` packed."""
    lines, position = divmod(position, KEPT_HITS)
    return position, lines


def page(found: Page, voice: Voice) -> Reply:
    """The first hit in full, up to four one-liners, and where in the search this is."""
    words = voice.words
    where = (kept_to(found.where, words),) if found.where else ()
    late = (words.say("search.ran-out"),) if found.ran_out else ()
    if not found.hits:
        old = (words.count("search.old-indexes", found.old_indexes),) if found.old_indexes else ()
        return sentences(nothing_found(found.text, words, literal=found.literal), *where, *old, *late)
    first, *others = found.hits
    paragraphs: list[Paragraph] = []
    if first.hit.tier is Tier.LOOSE:
        paragraphs.append(tuple(line(each) for each in (_not_quite(first, words), *where)))
    paragraphs.append(_in_full(found, first, voice))
    if others:
        paragraphs.append(tuple(_one_liners(found, words)))
    where_it_is = page_range(first.number, found.hits[-1].number, found.total, words)
    if found.total > 1:
        paragraphs.append((line(where_it_is),))
    has_rest = found.unkept and found.total > len(found.hits)
    unkept = (words.say("page.unkept"),) if has_rest else ()
    paragraphs.extend((line(each),) for each in (*unkept, *late))
    link = voice.links(first.hit.episode, first.hit.start_ms)
    choose = words.say("page.choose", where=where_it_is)
    return Reply(tuple(paragraphs), _page_buttons(found, words), choose=choose, link=link)


def nothing_found(text: str, words: Words, *, literal: bool) -> str:
    """That nothing was found, and the one thing to try next.

    Args:
        text: what was asked; what stands in quotes already is put in none again.
        words: to say it in.
        literal: whether some of it had to stand there letter for letter.
    """
    query = shortened(clean(text), LINE_COLUMNS)
    if not literal:
        return words.say("search.none", query=query)
    return words.say("search.none-exact" if _QUOTES.isdisjoint(text) else "search.none-quoted", query=query)


def _not_quite(first: PlacedHit, words: Words) -> str:
    """What is said above hits of which the first is loose; of a later page, as one before it may do better."""
    hit = first.hit
    if first.number > 1:
        return words.say("search.partly")
    if hit.holds_about:
        return words.say("search.about", about=shortened(clean(hit.about), LINE_COLUMNS // 2))
    return words.say("search.loose")


def kept_to(where: Sequence[str], words: Words) -> str:
    """That nothing was looked for elsewhere: said where little was found."""
    return words.say("search.within", where=shortened(clean(words.say("list.comma").join(where)), LINE_COLUMNS))


def opened_hit(shown: OpenedHit, voice: Voice) -> Reply:
    """A hit in full with further context, and the ways to its neighbours and back to its page."""
    words = voice.words
    hit = shown.placed.hit
    rank = (line(words.say("page.rank", rank=shown.placed.number, total=shown.total)),) if shown.total > 1 else ()
    facts = (
        line(f"{why(hit, shown.text, words)}{aside(hit, words)}"),
        *link_line(hit.episode, hit.start_ms, voice),
        line(words.say("clip.id", id=shown.opened.clip.id)),
        *rank,
    )
    buttons = [
        replace(button, action=Action.WIDEN, id=shown.search, position=widening(shown.placed.position, button.position))
        for button in _more_button(shown.opened, words)
    ]
    if shown.previous is not None:
        buttons.append(Button(Action.OPEN, shown.search, shown.previous, words.say("button.previous-hit"), "<"))
    if shown.next is not None:
        buttons.append(Button(Action.OPEN, shown.search, shown.next, words.say("button.next-hit"), ">"))
    buttons.append(Button(Action.TURN, shown.search, shown.placed.position, words.say("button.list"), "0"))
    buttons += _deeds(shown.opened.clip, voice)
    return Reply(
        _opened(shown.opened, facts, voice),
        tuple(buttons),
        quoted=quoted(shown.opened.clip, voice),
        link=voice.links(hit.episode, hit.start_ms),
        picture=shown.opened.artwork,
    )


def clip(shown: OpenedClip, voice: Voice, *, by_chance: bool = False) -> Reply:
    """A clip with the words around it; one by chance with a button for another."""
    words = voice.words
    facts = (
        *link_line(shown.clip.episode, shown.clip.start_ms, voice),
        line(words.say("clip.id", id=shown.clip.id)),
    )
    again = (Button(Action.AGAIN, "", 0, words.say("button.again"), "/random"),) if by_chance else ()
    buttons = (*_more_button(shown, words), *again, *_deeds(shown.clip, voice))
    return Reply(
        _opened(shown, facts, voice),
        buttons,
        quoted=quoted(shown.clip, voice),
        link=voice.links(shown.clip.episode, shown.clip.start_ms),
        picture=shown.artwork,
    )


def quoted(shown: Clip, voice: Voice) -> Quoted:
    """A clip as it is passed on: its show is named, as nobody knows where it will be read."""
    episode = shown.episode
    text, _ = amended(shown.words, (), shown.amended, voice.words)
    named = shortened(clean(episode.show.title or episode.show.slug), LABEL_COLUMNS)
    parts = (named, label(episode, voice.words), moment(episode, shown.start_ms))
    listen = next((run for each in link_line(episode, shown.start_ms, voice) for run in each), None)
    return Quoted(clean(text), " ".join(part for part in parts if part), shown.id, listen)


def with_button(shown: Reply, button: Button) -> Reply:
    """The reply with one button more."""
    return replace(shown, buttons=(*shown.buttons, button))


def sorry(error: NajiError, words: Words) -> Reply:
    """The sentence of an error; what somebody typed is named shortened, as a chat's messages have an end."""
    values = {
        name: shortened(clean(value), LINE_COLUMNS) if isinstance(value, str) else value
        for name, value in error.values.items()
    }
    return replace(sentences(_error_text(error.code, values, words)), refuses=True)


def error_sentence(error: NajiError, words: Words) -> str:
    """What an error says to its reader."""
    return _error_text(error.code, error.values, words)


def _error_text(code: str, values: Mapping[str, object], words: Words) -> str:
    return clean(words.say(f"error.{code}", **values))


def why(hit: Hit, query: str, words: Words, *, told_partly: bool = False) -> str:
    """Why a hit matched, in words; `query` is quoted where the hit does not say what of it was asked about.

    With `told_partly` that it matches in part only stands above it already, and nothing may be left to say.
    """
    half = LINE_COLUMNS // 2
    how = () if told_partly and _tells_its_tier(hit) and hit.tier is Tier.LOOSE else (_how(hit, query, words),)
    if hit.alias is not None:
        typed, meant = (shortened(clean(spelling), half) for spelling in hit.alias)
        alias = words.say("why.alias", typed=typed, meant=meant)
        how = (alias,) if hit.tier is Tier.FOLDED else (*how, alias)
    return " · ".join(how)


def _tells_its_tier(hit: Hit) -> bool:
    """Whether the tier says it all, and nothing has to be said of how it was heard."""
    holds_it_otherwise = hit.holds_about and hit.matched.casefold() != hit.about.casefold()
    return hit.tier is not Tier.SOUND and not holds_it_otherwise


def _how(hit: Hit, query: str, words: Words) -> str:
    if _tells_its_tier(hit):
        return words.say(f"why.{hit.tier.value}")
    half = LINE_COLUMNS // 2
    return words.say(
        "why.sound", query=shortened(clean(hit.about or query), half), heard=shortened(clean(hit.matched), half)
    )


def one_liner(
    placed: PlacedHit, words: Words, prefix: str = "", *, several_shows: bool, room: int = LINE_COLUMNS
) -> Line:
    """Such as `EP4 26:48 Ann: …「match」…` within so many columns, the prefix included; more for long names."""
    hit = placed.hit
    show = f"{shortened(clean(hit.episode.show.slug), LABEL_COLUMNS)} " if several_shows else ""
    said_by = _said_by(hit.episode, hit.start_ms, hit.speaker, words)
    start = f"{prefix}{show}{label(hit.episode, words)}{aside(hit, words)} {said_by}"
    left = min(LINE_COLUMNS - columns(start), max(room - columns(start), SHORTEST_QUOTE_COLUMNS))
    return (Run(start), *in_context(placed, left, words))


def in_context(placed: PlacedHit, room: int, words: Words) -> Line:
    """The words of a hit, and those around it as far as they are known and there is room, which are dim."""
    hit, around = placed.hit, placed.around
    text, marks = amended(hit.text, hit.marks, hit.amended, words)
    if around is None:
        return excerpt(text, marks, room)
    before = "".join(f"{cue.text} " for cue in around.before) + around.lead
    after = around.tail + "".join(f" {cue.text}" for cue in around.after)
    shift = len(before)
    moved = [(start + shift, end + shift) for start, end in marks]
    return excerpt(f"{before}{text}{after}", moved, room, (shift, shift + len(text)))


def _one_liners(found: Page, words: Words) -> Iterator[Line]:
    """The hits after the first; those that match in part only are said to, where the first does better."""
    first, *others = found.hits
    tier = first.hit.tier
    for placed in others:
        if placed.hit.tier is Tier.LOOSE and tier is not Tier.LOOSE:
            yield line(words.say("search.partly"))
        tier = placed.hit.tier
        several_shows = found.several_shows
        yield one_liner(placed, words, f"{placed.number} ", several_shows=several_shows, room=ONE_LINER_COLUMNS)


def _in_full(found: Page, placed: PlacedHit, voice: Voice) -> Paragraph:
    words = voice.words
    hit = placed.hit
    quote = in_context(placed, QUOTE_COLUMNS, words)
    times = moment(hit.episode, hit.start_ms)
    title = head(hit.episode, times, words, several_shows=found.several_shows, speaker=hit.speaker)
    reason = why(hit, found.text, words, told_partly=hit.tier is Tier.LOOSE)
    return (
        line(f"{title}{aside(hit, words)}"),
        quote,
        *((line(reason),) if reason else ()),
        *link_line(hit.episode, hit.start_ms, voice),
        *(_references(placed.around, (quote,), voice) if placed.around else ()),
    )


def _references(around: Surroundings, shown: Paragraph, voice: Voice) -> Paragraph:
    """The other episodes that are named in what is shown."""
    words = voice.words
    described = partial(head, times="", words=words, several_shows=False)
    return reference_lines(around.references, shown, words, described, lambda episode: voice.links(episode, 0))


def page_range(first: int, last: int, total: int, words: Words) -> str:
    """Which of all are on a page, such as `6–10 / 12`; of one alone its number."""
    if first == last:
        return words.say("page.rank", rank=first, total=total)
    return words.say("page.range", first=first, last=last, total=total)


def _page_buttons(found: Page, words: Words) -> tuple[Button, ...]:
    if found.search is None:
        return tuple(_unkept_buttons(found, words))
    search = found.search
    buttons = []
    for nth, each in enumerate(found.hits):
        number = str(each.number)
        shown = one_liner(each, words, f"{number} ", several_shows=found.several_shows)
        label = words.say("button.open") if nth == 0 else number
        opens = "".join(run.text for run in shown)
        buttons.append(Button(Action.OPEN, search, each.position, label, number, opens))
    if found.previous is not None:
        buttons.append(Button(Action.TURN, search, found.previous, words.say("button.previous-page"), "<"))
    if found.next is not None:
        buttons.append(Button(Action.TURN, search, found.next, words.say("button.next-page"), ">"))
    return tuple(buttons)


def _unkept_buttons(found: Page, words: Words) -> Iterator[Button]:
    """Where the search is not kept, the hits are opened as the clips that they are."""
    for nth, (placed, span) in enumerate(zip(found.hits, found.unkept, strict=True)):
        number = str(placed.number)
        yield Button(Action.MORE, span.id, FIRST_LINES, number if nth else words.say("button.open"), number)


def _deeds(shown: Clip, voice: Voice) -> tuple[Button, ...]:
    say = voice.words.say
    return tuple(Button(deed.action, shown.id, 0, say(f"button.{deed.action}"), deed.key) for deed in voice.deeds)


def _more_button(shown: OpenedClip, words: Words) -> tuple[Button, ...]:
    if shown.lines >= MAX_LINES or not _goes_on(shown):
        return ()
    lines = min(max(shown.lines * 2, 1), MAX_LINES)
    return (Button(Action.MORE, shown.clip.id, lines, words.say("button.more"), "+"),)


def _goes_on(shown: OpenedClip) -> bool:
    """Whether there are words around the clip that are not shown yet."""
    around, room = shown.around, shown.lines * LINE_COLUMNS
    before = columns(around.lead) + sum(columns(cue.text) for cue in around.before)
    after = columns(around.tail) + sum(columns(cue.text) for cue in around.after)
    return around.more or before > room or after > room


def link_line(episode: Episode, start_ms: int, voice: Voice) -> Paragraph:
    """Where a moment can be heard, if that is known; of an episode without times, its beginning."""
    url = voice.links(episode, start_ms)
    if url is None:
        return ()
    key = "link.episode" if episode.untimed else "link.listen"
    return ((Run(voice.words.say(key, time=clock(start_ms)), link=url),),)


def _said_by(episode: Episode, start_ms: int, speaker: str | None, words: Words) -> str:
    """When and by whom something was said, before it, as far as that is known."""
    time = "" if episode.untimed else f"{clock(start_ms)} "
    name = words.say("line.speaker", name=shortened(clean(speaker), LABEL_COLUMNS)) if speaker else ""
    return f"{time}{name}"


def _opened(shown: OpenedClip, facts: Paragraph, voice: Voice) -> tuple[Paragraph, ...]:
    """The head, the clip's words between the lines around them, and facts with the episodes that are named in these."""
    words, span = voice.words, shown.clip
    around, room = shown.around, shown.lines * LINE_COLUMNS
    times = "" if span.episode.untimed else f"{clock(span.start_ms)}–{clock(span.end_ms)}"
    speakers = words.say("list.comma").join(around.speakers)
    title = head(span.episode, times, words, several_shows=shown.several_shows, speaker=speakers)
    before_room, after_room = room - columns(clean(around.lead)), room - columns(clean(around.tail))
    before = _context(shown, tuple(reversed(around.before)), before_room, tail_from_pause, words)
    after = _context(shown, around.after, after_room, head_to_pause, words)
    chapter = (line(words.say("clip.chapter", title=shortened(shown.chapter, LINE_COLUMNS))),) if shown.chapter else ()
    said = (*reversed(before), *clip_lines(shown, room, words), *after)
    return ((line(title), *chapter), said, (*facts, *_references(around, said, voice)))


def _context(
    shown: OpenedClip, cues: Sequence[Cue], room: int, within: Callable[[str, int], int], words: Words
) -> Paragraph:
    """Cues, a line each, from the nearest on as far as there is room; of the last its nearer part if need be.

    `within` tells how much of a text, from the end that is nearer to the clip, fits into a number of columns.
    """
    lines: list[Line] = []
    for cue in cues:
        start = _said_by(shown.clip.episode, cue.start_ms, cue.speaker, words)
        text = clean(cue.text)
        if room < columns(start) + SHORTEST_CONTEXT_COLUMNS:
            break
        kept = within(text, room - columns(start))
        if kept < len(text):
            text = f"{ELLIPSIS}{text[len(text) - kept :]}" if within is tail_from_pause else f"{text[:kept]}{ELLIPSIS}"
        lines.append((Run(f"{start}{text}", Style.DIM),))
        room -= columns(start + text)
    return tuple(lines)
