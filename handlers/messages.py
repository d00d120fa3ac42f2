"""What is sent to a chat, as types: a reply of runs of text and buttons, of no platform."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Episode
from handlers.columns import clean
from handlers.excerpt import Line, Run
from handlers.locale import Words

Links = Callable[[Episode, int], str | None]
"""Episode and position in ms -> where it can be heard from there, if that is known."""


Paragraph = tuple[Line, ...]
_GAP = "\ufffc"
"""Holds the place of a run in a sentence; its name is OBJECT REPLACEMENT CHARACTER."""


class Action(StrEnum):
    """What a button does. With an id and a position it makes up all that the button carries."""

    OPEN = "open"
    """Open the hit at the position of the search."""
    TURN = "turn"
    """Turn to the page that holds the position of the search."""
    MORE = "more"
    """Open the clip with as many lines around it as the position says."""
    WIDEN = "widen"
    """Open the hit of the search with more lines around it: `widening` packs both numbers into the position."""
    AGAIN = "again"
    """Another random clip; without id."""
    TRIM = "trim"
    """Trim the clip: `bot.trimming.packed` packs the steps into the position."""
    TIMES = "times"
    """Ask from when to when the clip should go; only where there are forms."""
    SHARE = "share"
    """Post the clip for all who are there; a platform's own."""
    DELETE = "delete"
    """Delete the message that it stands on, which the person with this id shared; a platform's own."""
    CARD = "card"
    """Open the card of an episode; the id is its key."""
    PHRASE = "phrase"
    """Open the first place of a phrase: the id is the episode's, `handlers.card_reply` packs its units."""
    SAVE = "save"
    """Save the clip."""
    SAVED = "saved"
    """Turn to the page that holds the position of somebody's saved clips. Its id, as of the others of these, begins
    with whose they are."""
    REOPEN = "reopen"
    """Open a saved clip: the position packs that of its page and a number of lines, 0 for as many as at first."""
    UNSAVE = "unsave"
    """Save the clip no more."""
    PRIVACY = "privacy"
    """Tell what is kept of the presser."""
    FORGET = "forget"
    """Delete what is kept of the presser at position 1; at 0 ask whether to."""
    OPT = "opt"
    """Keep nothing new of the presser at position 1; keep it again at 0."""
    HIDE = "hide"
    """Take the clip out of sight: for those who may manage the place, as `UNHIDE` and `DISMISS` are."""
    UNHIDE = "unhide"
    """Show the hidden clip again."""
    REPORT = "report"
    """Report the clip, without a word."""
    DISMISS = "dismiss"
    """Close what was reported of the clip: it stays."""
    SUGGEST = "suggest"
    """Suggest the clip for the clip of the day; of those who may manage the place it is a pick at once."""
    APPROVE = "approve"
    """Let the suggested clip be posted: for those who may manage the place, as the three behind it are."""
    DECLINE = "decline"
    """Never post the suggested clip."""
    WITHDRAW = "withdraw"
    """Forget what was decided on the clip."""
    OTHER = "other"
    """Never post the clip of a preview, and show another; the position is its schedule's id."""
    VOTE = "vote"
    """Vote for the posted clip at position 1, against it at 0."""
    REPOST = "repost"
    """Post the clip of a slot again of which it is not known whether it was posted: for those who may manage. The id
    names schedule and day, the position is which one of the day it is."""
    UNSKIP = "unskip"
    """Post in its time the slot that was left out ahead of it: for those who may manage. Its id is as that of
    `REPOST`."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button.

    Attributes:
        id: of the search or clip.
        label: what stands on it.
        key: what is typed instead where there are no buttons: a hit's number, or one character.
        line: what it opens, on one line, for chats with menus to choose from; empty where that is no choice of several.
    """

    action: Action
    id: str
    position: int
    label: str
    key: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The one clip that a reply shows, for whoever passes it on.

    Attributes:
        words: what was said, with the corrections put in.
        source: where it was said, such as `show EP4 26:48`.
        clip: its id.
        listen: where it can be heard, with the words of that link; None where that is not known.
    """

    words: str
    source: str
    clip: str
    listen: Run | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent: paragraphs of lines of runs, and buttons.

    Attributes:
        quoted: the clip that is open in it, if one is.
        choose: what a menu of the buttons with a line says before something is chosen.
        link: where what it shows can be heard, if that is one moment and known.
        picture: the address of a picture beside it, which adds nothing that is not said.
        refuses: whether it says why nothing else is answered: a chat need not put it in place of what was there.
        is_beside: whether it is told to the presser of a button only, beside what was there, which stays as it is.
        relabelled: of the buttons that stand there, those that say something else from now on; all else stays.
    """

    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[Button, ...] = ()
    refuses: bool = False
    quoted: Quoted | None = None
    choose: str = ""
    link: str | None = None
    picture: str | None = None
    is_beside: bool = False
    relabelled: tuple[Button, ...] = ()

    @property
    def text(self) -> str:
        """All of it without styles; a link follows its words."""
        return "\n\n".join(
            "\n".join("".join(spelled(run) for run in line) for line in lines) for lines in self.paragraphs
        )


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done with an open clip, beside reading on: a button that carries the clip's id.

    Attributes:
        action: labelled `button.<action>`.
        key: as `Button.key`.
    """

    action: Action
    key: str


@dataclass(frozen=True, slots=True)
class Voice:
    """In which words, and with which links, replies are made.

    Attributes:
        deeds: what this reader can do with a clip here, in the order of the buttons.
    """

    words: Words
    links: Links
    deeds: tuple[Deed, ...] = ()


def spelled(run: Run) -> str:
    """A run where links cannot be clicked: a word of its line goes without its address."""
    return f"{run.text} {run.link}" if run.link and not run.inline else run.text


def sentences(*lines: str) -> Reply:
    """Plain sentences, a line each."""
    return Reply((tuple(line(each) for each in lines),))


def line(text: str) -> Line:
    """Plain words on one line."""
    return (Run(clean(text)),)


def with_runs(words: Words, key: str, **values: str | Run) -> Line:
    """A sentence on one line that names runs among its values."""
    runs = [(name, value) for name, value in values.items() if isinstance(value, Run)]
    gaps = {name: f"{_GAP}{nth}{_GAP}" for nth, (name, _) in enumerate(runs)}
    texts = {name: value.replace(_GAP, "") for name, value in values.items() if isinstance(value, str)}
    pieces = words.say(key, **texts, **gaps).split(_GAP)
    told = [runs[int(piece)][1] if nth % 2 else Run(clean(piece)) for nth, piece in enumerate(pieces)]
    return tuple(run for run in told if run.text)
