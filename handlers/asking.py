"""What is asked in a chat and what answers it, as types: the table of `handlers.functions` is made of them."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import TypeVar

from bot.aliases import Aliases
from bot.cards import Cards
from bot.clips import Clips
from bot.cooldown import Cooldown
from bot.corrections import Corrections, Who
from bot.curating import Curating
from bot.errors import UsageError
from bot.model import Clip, Episode, EpisodeId, Place, PlaceKind
from bot.moderation import Moderation
from bot.offers import Offers
from bot.people import People
from bot.place_ports import Doorman, Roles
from bot.places import Places
from bot.questions import Presser
from bot.quotes import Quotes
from bot.schedules import Schedules
from bot.slot_history import SlotHistory
from bot.slot_ports import ByHand
from bot.suggesting import Suggestions
from bot.trends import Trends
from bot.trimming import Trimming
from handlers.locale import Words
from handlers.messages import Action, Deed, Links, Reply, Voice

T = TypeVar("T")

Suggest = Callable[[Place, str], Awaitable[Sequence[Clip]]]
"""Place and asker -> the clips to show where nothing was typed: those that the asker saved, and those many like."""
Pictures = Callable[[Collection[Episode]], Awaitable[Mapping[EpisodeId, str]]]
"""Episodes -> the addresses of their pictures; those without one are left out."""


@dataclass(frozen=True, slots=True)
class Bot:
    """What answers in a chat.

    Attributes:
        links: where a moment can be heard.
        sample: whether it answers from the sample show, which each answer then says.
        new_seed: makes the seed of a random clip.
        schedules: of the daily clip; None where nothing is ever posted, as from the sample show.
        by_hand: posts a clip when somebody asks for it; None where nothing is posted.
        slot_history: what was posted; None where nothing is ever posted.
        typing: what is offered while somebody types; None where nothing is.
        trimming: None where clips are not trimmed.
        corrections, aliases: None where nothing can be corrected or set, as in the sample show.
        offers: opens clips that were offered and not written; None where none are offered.
        suggestions: clips for somebody who has typed nothing yet; None where there are none.
        pictures: None where there are none.
        moderation: None where nothing can be hidden or reported, as in the sample show.
        cards, trends: None where a test needs none.
        people: None where nobody keeps anything, as in the sample show.
        places: what places set for themselves; None where nothing can be set.
        cooldown: who searches too fast; None where nobody does.
        curating: None where nothing is suggested or voted on, as in the sample show.
    """

    quotes: Quotes
    clips: Clips
    links: Links
    sample: bool = False
    new_seed: Callable[[], str] = token_hex
    typing: Suggestions | None = None
    trimming: Trimming | None = None
    schedules: Schedules | None = None
    by_hand: ByHand | None = None
    slot_history: SlotHistory | None = None
    corrections: Corrections | None = None
    aliases: Aliases | None = None
    offers: Offers | None = None
    suggestions: Suggest | None = None
    pictures: Pictures | None = None
    moderation: Moderation | None = None
    cards: Cards | None = None
    trends: Trends | None = None
    people: People | None = None
    places: Places | None = None
    cooldown: Cooldown | None = None
    curating: Curating | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and by whom something is asked, and the words to answer in.

    Attributes:
        asker: `platform:user id`.
        channel: where exactly, as `bot.model.Destination.channel` has it; empty where nothing can be posted.
        may_manage: whether the asker may set what is posted there: Manage Server on Discord, an administrator's
            rights on Telegram, everybody in their own private chat, the operator always.
        can_share: whether what is answered is for the asker's eyes only and can be passed on to others there.
        has_forms: whether the chat can ask for something to be typed into fields.
        doorman: tells who may have the bot post in another chat; None where no other can be named.
        roles: those of the server; None where there are none.
        by_role: whether they manage only as a member of the role that the place has named: they do not name it.
        rights_unasked: whether nobody has asked yet if they `may_manage`, which is then False: in a group on Telegram
            that is asked only where it matters.
    """

    place: Place
    asker: str
    words: Words
    channel: str = ""
    may_manage: bool = False
    can_share: bool = False
    has_forms: bool = False
    doorman: Doorman | None = None
    roles: Roles | None = None
    by_role: bool = False
    rights_unasked: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function.

    Attributes:
        help_key: the key of its one-line description.
        has_field: whether it is given by its name, where there are named options, and nowhere else: what is typed
            into one line says it in words of its own.
        is_switch: whether it is on or off: where there are named options, `True` or `False` is given for it.
        is_role: whether it is a role; where there are named options, its id is given for it.
        is_worded: whether it is typed into one line as `name:value`, behind all that is not.
    """

    name: str
    help_key: str
    is_required: bool = True
    has_field: bool = False
    is_switch: bool = False
    is_role: bool = False
    is_worded: bool = False


Values = Mapping[str, str]
"""What was given for each parameter, by its name; one that was left out is missing."""
Run = Callable[[Bot, Asked, Values], Awaitable[Reply]]
Press = Callable[[Bot, Asked, str, int], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the chats.

    Attributes:
        name: what is typed after the slash; of two words the second is a subcommand of the first.
        parameters: what it wants to know, required ones first. Where there are no named options the words that
            were typed are given to them in order, and the last one takes the rest; see also `Parameter.is_worded`.
        help_key: the key of its one-line description.
        run: asks its use case.
        for_managers: whether only those may use it who `may_manage`.
        is_personal: whether its answer is the asker's own: a chat in which others would see it does not run it, but
            says where to ask.
        searches: whether it costs a search, so that nobody may use it all the time.
        asks_rights: whether everybody may use it and it matters who `may_manage`.
    """

    name: str
    parameters: tuple[Parameter, ...]
    help_key: str
    run: Run
    for_managers: bool = False
    is_personal: bool = False
    searches: bool = False
    asks_rights: bool = False


def present(part: T | None, otherwise: str = "function.sample") -> T:
    """A part of the bot that it may be without.

    Raises:
        UsageError: with the code `otherwise` where it is.
    """
    if part is None:
        raise UsageError(otherwise)
    return part


def managing(asked: Asked) -> Asked:
    """Whoever presses, if they may manage: the message may have been sent to somebody else, or long ago.

    Raises:
        UsageError: `function.managers`.
    """
    if not asked.may_manage:
        raise UsageError("function.managers")
    return asked


def who(asked: Asked) -> Who:
    """The asker as of those who decide on what people want."""
    return Who(asked.place, asked.asker, may_manage=asked.may_manage)


def presser(asked: Asked) -> Presser:
    """The asker as of those who press a button."""
    return Presser(asked.place, asked.asker)


def voice(bot: Bot, asked: Asked) -> Voice:
    """In which words, and with which links, this asker is answered."""
    deeds = [Deed(Action.SAVE, "*")] if bot.people is not None else []
    if asked.can_share:
        deeds.append(Deed(Action.SHARE, "s"))
    if bot.trimming is not None:
        deeds.append(Deed(Action.TRIM, "t"))
    if bot.moderation is not None:
        if asked.may_manage or asked.rights_unasked:
            deeds.append(Deed(Action.HIDE, "/hide"))
        if asked.place.kind is not PlaceKind.OPERATOR:
            deeds.append(Deed(Action.REPORT, "/report"))
    if bot.curating is not None and asked.place.kind is PlaceKind.GROUP:
        deeds.append(Deed(Action.SUGGEST, "/daily suggest"))
    return Voice(asked.words, bot.links, tuple(deeds))
