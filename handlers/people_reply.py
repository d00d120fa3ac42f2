"""What is said of what people keep, and of what is kept of them: pure, and in the reader's language."""

from collections.abc import Iterator
from dataclasses import replace

from bot.clips import OpenedClip
from bot.people import MOST_SAVED, SavedClip, SavedPage
from bot.people_ports import Kept
from bot.quotes import SAVED_FOR
from handlers import reply
from handlers.amended import amended
from handlers.columns import clean, columns, shortened
from handlers.heads import LABEL_COLUMNS, label, moment
from handlers.locale import Words
from handlers.messages import Action, Button, Paragraph, Reply, Voice, line, sentences

MOST_NUMBERS = 20
"""Corrections that are named; of more their number is told."""
_PACKED = 512
"""More than there are positions in a list."""


def packed(position: int, lines: int) -> int:
    """A place in the list and a number of lines in one number, as a button has room for one."""
    return lines * _PACKED + position


def unpacked(number: int) -> tuple[int, int]:
    """The place in the list and the number of lines that `packed` packed."""
    lines, position = divmod(number, _PACKED)
    return position, lines


def was_saved(words: Words, *, anew: bool) -> Reply:
    """That a clip is saved now, or was before; told beside the clip, which stays."""
    return replace(sentences(words.say("saved.added" if anew else "saved.known")), is_beside=True)


def listing(page: SavedPage, owner: str, words: Words, *above: str) -> Reply:
    """Somebody's saved clips, a line each.

    Args:
        page: of them.
        owner: whom its buttons obey, see `handlers.people_functions`.
        words: to say it in.
        above: what is said first.
    """
    elsewhere = [words.say("saved.elsewhere", count=page.elsewhere)] if page.elsewhere else []
    if not page.clips:
        return sentences(*above, words.say("saved.none"), *elsewhere)
    heading = words.say("saved.head", total=page.total) if page.total > 1 else words.say("saved.head-only")
    listed = tuple(line(_one_liner(each, words, several_shows=page.several_shows)) for each in page.clips)
    first, last = page.clips[0].number, page.clips[-1].number
    below = [reply.page_range(first, last, page.total, words)] if page.total > len(page.clips) else []
    paragraphs: list[Paragraph] = [tuple(map(line, (*above, heading))), listed, tuple(map(line, (*below, *elsewhere)))]
    return Reply(tuple(each for each in paragraphs if each), tuple(_list_buttons(page, owner, words)))


def opened(shown: OpenedClip, owner: str, position: int, voice: Voice) -> Reply:
    """A saved clip with the words around it, and the ways to more of them, back to the list, and out of it."""
    answered = reply.clip(shown, replace(voice, deeds=()))
    own = f"{owner}-{shown.clip.id}"
    more = (
        replace(button, action=Action.REOPEN, id=own, position=packed(position, button.position))
        for button in answered.buttons
    )
    return replace(answered, buttons=(*more, *_way_out(own, owner, position, voice.words)))


def gone(clip_id: str, owner: str, position: int, words: Words) -> Reply:
    """That a saved clip cannot be shown: its words are gone, or must not be seen."""
    buttons = _way_out(f"{owner}-{clip_id}", owner, position, words)
    return replace(sentences(words.say("saved.closed")), buttons=buttons)


def privacy(kept: Kept, owner: str, words: Words, *, in_own_chat: bool) -> Reply:
    """What is kept of the asker, and what they can do about it."""
    say = words.say
    own = (line(say("privacy.own-chat")),) if in_own_chat else ()
    stands = say("privacy.opted-out" if kept.opted_out else "privacy.kept")
    facts = (line(stands), *map(line, _facts(kept, words)), line(say("privacy.chats")), *own)
    choices = [say("privacy.how-to-delete")] if _holds_anything(kept) else []
    choices.append(say("privacy.how-to-opt-in" if kept.opted_out else "privacy.how-to-opt-out"))
    return Reply(
        ((line(say("privacy.head")),), facts, tuple(map(line, choices))), tuple(_privacy_buttons(kept, owner, words))
    )


def facts_of(kept: Kept, words: Words) -> Reply:
    """What is kept of somebody else, for the operator."""
    stands = [words.say("privacy.they-opted-out")] if kept.opted_out else []
    return sentences(*_facts(kept, words), *stands)


def sure(kept: Kept, owner: str, words: Words) -> Reply:
    """Whether all of it is to be deleted."""
    asked = Button(Action.FORGET, owner, 1, words.say("button.forget-sure"), "1")
    back = Button(Action.PRIVACY, owner, 0, words.say("button.forget-not"), "0")
    return replace(sentences(words.say("privacy.sure"), *_facts(kept, words)), buttons=(asked, back))


def forgotten(kept: Kept, words: Words) -> Reply:
    """What was deleted of the asker, and what is remembered of them still."""
    stays = sentences(words.say("privacy.opted-out")).paragraphs if kept.opted_out else ()
    return Reply((*was_forgotten(kept, words).paragraphs, *stays))


def was_forgotten(kept: Kept, words: Words) -> Reply:
    """What was deleted."""
    if not _holds_anything(kept):
        return sentences(words.say("privacy.nothing"))
    deleted = {"searches": kept.searches, "clips": kept.bookmarks, "reports": kept.reports}
    others = (
        [words.say("privacy.deleted-votes", votes=kept.votes, suggestions=kept.suggestions)] if _votes(kept) else []
    )
    stay = {
        "privacy.corrections-stay": len(kept.corrections),
        "privacy.suggestions-stay": kept.heard,
        "privacy.decisions-stay": kept.decisions,
    }
    stays = [words.say(key, count=count) for key, count in stay.items() if count]
    return sentences(words.say("privacy.deleted", **deleted), *others, *stays)


def _one_liner(saved: SavedClip, words: Words, *, several_shows: bool) -> str:
    """Such as `3 EP4 26:48 words`, within 40 full-width characters."""
    if saved.clip is None:
        return words.say("saved.gone", number=saved.number, id=saved.id)
    clip = saved.clip
    show = shortened(clean(clip.episode.show.slug), LABEL_COLUMNS) if several_shows else ""
    facts = (str(saved.number), show, label(clip.episode, words), moment(clip.episode, clip.start_ms), "")
    start = " ".join(fact for fact in facts[:-1] if fact) + " "
    text, _ = amended(clip.words, (), clip.amended, words)
    return start + shortened(clean(text), reply.LINE_COLUMNS - columns(start))


def _list_buttons(page: SavedPage, owner: str, words: Words) -> Iterator[Button]:
    for saved in page.clips:
        number = str(saved.number)
        yield Button(Action.REOPEN, f"{owner}-{saved.id}", packed(page.position, 0), number, number)
    if page.previous is not None:
        yield Button(Action.SAVED, owner, page.previous, words.say("button.previous-page"), "<")
    if page.next is not None:
        yield Button(Action.SAVED, owner, page.next, words.say("button.next-page"), ">")


def _way_out(own: str, owner: str, position: int, words: Words) -> tuple[Button, ...]:
    return (
        Button(Action.SAVED, owner, position, words.say("button.saved"), "0"),
        Button(Action.UNSAVE, own, position, words.say("button.unsave"), "-"),
    )


def _facts(kept: Kept, words: Words) -> Iterator[str]:
    yield words.say("privacy.searches", count=kept.searches, days=SAVED_FOR.days)
    yield words.say("privacy.clips", count=kept.bookmarks, most=MOST_SAVED)
    yield words.say("privacy.reports", count=kept.reports)
    if _votes(kept) or kept.heard:
        suggested = kept.suggestions + kept.heard
        yield words.say("privacy.votes", votes=kept.votes, suggestions=suggested, waiting=kept.suggestions)
    if kept.decisions:
        yield words.say("privacy.decisions", count=kept.decisions)
    if not kept.corrections:
        yield words.say("privacy.no-corrections")
        return
    numbers = words.say("list.comma").join(map(str, kept.corrections[-MOST_NUMBERS:]))
    key = "privacy.many-corrections" if len(kept.corrections) > MOST_NUMBERS else "privacy.corrections"
    yield words.say(key, count=len(kept.corrections), numbers=numbers)


def _privacy_buttons(kept: Kept, owner: str, words: Words) -> Iterator[Button]:
    if _holds_anything(kept):
        yield Button(Action.FORGET, owner, 0, words.say("button.forget"), "1")
    label_key = "button.opt-in" if kept.opted_out else "button.opt-out"
    yield Button(Action.OPT, owner, int(not kept.opted_out), words.say(label_key), "2")


def _holds_anything(kept: Kept) -> bool:
    counts = (kept.searches, kept.bookmarks, len(kept.corrections), kept.reports, kept.decisions, kept.heard)
    return any(counts) or _votes(kept)


def _votes(kept: Kept) -> bool:
    """Whether there is a vote, or a suggestion that waits."""
    return bool(kept.votes or kept.suggestions)
