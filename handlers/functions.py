"""What the chats offer, in one table: console, Discord and Telegram read it and so offer the same.

A chat parses what came in, calls `answer` or `press`, renders the reply and sends it. Each call is one use case.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from bot.aliases import Aliases
from bot.amends import Decision
from bot.clips import Clips
from bot.corrections import Corrections, Who, read_change
from bot.errors import NajiError, StoreError, UsageError
from bot.model import Destination, Place, PlaceKind
from bot.options import Options
from bot.ports import Doorman
from bot.questions import Presser, Question
from bot.quotes import Quotes
from bot.schedules import Schedules
from handlers import alias_reply, correction_reply, daily_reply, reply
from handlers.locale import Words
from handlers.reply import Action, Links, Reply, Voice

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """What answers in a chat.

    Attributes:
        links: where a moment can be heard.
        sample: whether it answers from the sample show, which each answer then says.
        new_seed: makes the seed of a random clip.
        schedules: of the daily clip; None where nothing is ever posted, as from the sample show.
        corrections, aliases: None where nothing can be corrected or set, as in the sample show.
    """

    quotes: Quotes
    clips: Clips
    links: Links
    sample: bool = False
    new_seed: Callable[[], str] = token_hex
    schedules: Schedules | None = None
    corrections: Corrections | None = None
    aliases: Aliases | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and by whom something is asked, and the words to answer in.

    Attributes:
        asker: `platform:user id`.
        channel: where exactly, as `bot.model.Destination.channel` has it; empty where nothing can be posted.
        may_manage: whether the asker may set what is posted there: Manage Server on Discord, an administrator's
            rights on Telegram, everybody in their own private chat, the operator always.
        doorman: tells who may have the bot post in another chat; None where no other can be named.
    """

    place: Place
    asker: str
    words: Words
    channel: str = ""
    may_manage: bool = False
    doorman: Doorman | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function.

    Attributes:
        help_key: the key of its one-line description.
        has_field: whether it is given by its name, where there are named options, and nowhere else: what is typed
            into one line says it in words of its own.
        is_switch: whether it is on or off; what is given for it is anything or nothing.
    """

    name: str
    help_key: str
    is_required: bool = True
    has_field: bool = False
    is_switch: bool = False


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
            were typed are given to them in order, and the last one takes the rest.
        help_key: the key of its one-line description.
        run: asks its use case.
        for_managers: whether only those may use it who `may_manage`.
    """

    name: str
    parameters: tuple[Parameter, ...]
    help_key: str
    run: Run
    for_managers: bool = False


def typed_values(function: Function, text: str) -> Values:
    """What was typed behind a function's name, by parameter."""
    names = [parameter.name for parameter in function.parameters if not parameter.has_field]
    words = text.split(maxsplit=max(len(names) - 1, 0))
    return dict(zip(names, words, strict=False))


async def answer(bot: Bot, asked: Asked, name: str, values: Values) -> Reply:
    """The reply of a function; errors that a person is meant to read are replies too.

    Raises:
        KeyError: there is no such function.
    """
    function = BY_NAME[name]
    try:
        if function.for_managers and not asked.may_manage:
            raise UsageError("function.managers")
        return await function.run(bot, asked, values)
    except NajiError as error:
        return _sorry(error, asked)


async def press(bot: Bot, asked: Asked, action: Action, button_id: str, position: int) -> Reply:
    """The reply to a button that carries this action, id and position."""
    try:
        return await PRESSES[action](bot, asked, button_id, position)
    except NajiError as error:
        return _sorry(error, asked)


def _sorry(error: NajiError, asked: Asked) -> Reply:
    """The sentence of an error. What the store's say of files is the operator's alone: others get a number."""
    if isinstance(error, StoreError) and asked.place.kind is not PlaceKind.OPERATOR:
        incident = token_hex(4)
        _LOG.error("incident %s: %s", incident, error)
        error = StoreError("store.trouble", id=incident)
    return reply.sorry(error, asked.words)


def described(asked: Asked) -> Reply:
    """What there is to type, a line for each function."""
    words = asked.words
    lines = [f"{_usage(function, words)}  {words.say(function.help_key)}" for function in FUNCTIONS]
    return reply.sentences(words.say("help.free"), *lines, words.say("help.language"), *_examples(words))


def _examples(words: Words) -> list[str]:
    return [words.say(f"help.language-{what}") for what in ("exact", "without", "or", "where")]


async def _quote(bot: Bot, asked: Asked, values: Values) -> Reply:
    texts = {name: values[name] for name in ("show", "episode", "speaker", "before", "after") if name in values}
    options = Options(**texts, exact=bool(values.get("exact")))
    question = Question(values.get("text", ""), asked.place, asked.asker, options)
    return reply.page(await bot.quotes.find(question), _voice(bot, asked))


async def _random(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return reply.clip(await bot.clips.random(asked.place, bot.new_seed()), _voice(bot, asked), by_chance=True)


async def _clip(bot: Bot, asked: Asked, values: Values) -> Reply:
    return reply.clip(await bot.clips.open(values.get("id", ""), asked.place), _voice(bot, asked))


async def _help(_bot: Bot, asked: Asked, _values: Values) -> Reply:
    return described(asked)


async def _daily_set(bot: Bot, asked: Asked, values: Values) -> Reply:
    zone, place = values.get("zone", ""), values.get("place", "")
    if not place and zone and not zone[0].isalpha():
        # Typed without names, a channel may stand where the zone was left out: @name, -100123, <#123>.
        zone, place = "", zone
    destination = await _destination(asked, place)
    if bot.schedules is None or not destination.channel:
        raise UsageError("daily.no_channel")
    listed = await bot.schedules.set(destination, values.get("time", ""), zone)
    return daily_reply.was_set(listed, asked.words, asked.channel)


async def _daily_list(bot: Bot, asked: Asked, values: Values) -> Reply:
    destination = await _destination(asked, values.get("place", ""))
    found = await bot.schedules.list(destination.place) if bot.schedules is not None else ()
    return daily_reply.listed(found, asked.words, asked.channel)


async def _daily_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    destination = await _destination(asked, values.get("place", ""))
    if bot.schedules is None:
        raise UsageError("daily.no_channel")
    removed = await bot.schedules.remove(destination.place, values.get("which", ""), destination.channel)
    return daily_reply.was_removed(removed, asked.words)


async def _destination(asked: Asked, typed: str) -> Destination:
    """Here, or the other chat that was named.

    Raises:
        UsageError: `daily.no_place` where no other can be named, `daily.may_not_post` where the asker may not.
    """
    if not typed.strip():
        return Destination(asked.place, asked.channel)
    if asked.doorman is None:
        raise UsageError("daily.no_place")
    destination = await asked.doorman.may_post(asked.asker, typed.strip())
    if destination is None:
        raise UsageError("daily.may_not_post", place=typed.strip())
    return destination


async def _correct(bot: Bot, asked: Asked, values: Values) -> Reply:
    change = read_change(values.get("change", ""))
    listed = await _corrections(bot).propose(_who(asked), values.get("id", ""), change)
    return correction_reply.was_added(listed, asked.words)


async def _corrections_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return correction_reply.listing(await _corrections(bot).list(asked.place), asked.words)


async def _corrections_accept(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await _corrections(bot).decide(_who(asked), values.get("number", ""), Decision.ACCEPTED)
    return correction_reply.was_decided(listed, asked.words)


async def _corrections_reject(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await _corrections(bot).decide(_who(asked), values.get("number", ""), Decision.REJECTED)
    return correction_reply.was_decided(listed, asked.words)


async def _corrections_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await _corrections(bot).remove(_who(asked), values.get("number", ""))
    return correction_reply.was_removed(listed, asked.words)


async def _alias_add(bot: Bot, asked: Asked, values: Values) -> Reply:
    return alias_reply.was_added(await _aliases(bot).add(asked.place, values.get("names", "")), asked.words)


async def _alias_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return alias_reply.listing(await _aliases(bot).list(asked.place), asked.words)


async def _alias_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    return alias_reply.was_removed(await _aliases(bot).remove(asked.place, values.get("which", "")), asked.words)


def _who(asked: Asked) -> Who:
    return Who(asked.place, asked.asker, may_manage=asked.may_manage)


def _corrections(bot: Bot) -> Corrections:
    if bot.corrections is None:
        raise UsageError("function.sample")
    return bot.corrections


def _aliases(bot: Bot) -> Aliases:
    if bot.aliases is None:
        raise UsageError("function.sample")
    return bot.aliases


async def _open(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    shown = await bot.quotes.open_hit(search_id, position, Presser(asked.place, asked.asker))
    return reply.opened_hit(shown, _voice(bot, asked))


async def _turn(bot: Bot, asked: Asked, search_id: str, position: int) -> Reply:
    found = await bot.quotes.turn(search_id, position, Presser(asked.place, asked.asker))
    return reply.page(found, _voice(bot, asked))


async def _more(bot: Bot, asked: Asked, clip_id: str, lines: int) -> Reply:
    return reply.clip(await bot.clips.open(clip_id, asked.place, lines=lines), _voice(bot, asked))


async def _widen(bot: Bot, asked: Asked, search_id: str, packed: int) -> Reply:
    position, lines = reply.widened(packed)
    shown = await bot.quotes.open_hit(search_id, position, Presser(asked.place, asked.asker), lines=lines)
    return reply.opened_hit(shown, _voice(bot, asked))


async def _again(bot: Bot, asked: Asked, _id: str, _position: int) -> Reply:
    return await _random(bot, asked, {})


def _voice(bot: Bot, asked: Asked) -> Voice:
    return Voice(asked.words, bot.links)


def _usage(function: Function, words: Words) -> str:
    wanted = (
        f"<{words.say(parameter.help_key)}>" if parameter.is_required else f"[{words.say(parameter.help_key)}]"
        for parameter in function.parameters
        if not parameter.has_field
    )
    return " ".join((f"/{function.name}", *wanted))


_NUMBER = (Parameter("number", "help.corrections-number"),)
_DAILY_PLACE = Parameter("place", "help.daily-place", is_required=False)

FUNCTIONS = (
    Function(
        "quote",
        (
            Parameter("text", "help.quote-text"),
            *(
                Parameter(name, f"help.quote-{name}", is_required=False, has_field=True)
                for name in ("show", "episode", "speaker", "before", "after")
            ),
            Parameter("exact", "help.quote-exact", is_required=False, has_field=True, is_switch=True),
        ),
        "help.quote",
        _quote,
    ),
    Function("random", (), "help.random", _random),
    Function("clip", (Parameter("id", "help.clip-id"),), "help.clip", _clip),
    Function(
        "daily set",
        (
            Parameter("time", "help.daily-time"),
            Parameter("zone", "help.daily-zone", is_required=False),
            _DAILY_PLACE,
        ),
        "help.daily-set",
        _daily_set,
        for_managers=True,
    ),
    Function("daily list", (_DAILY_PLACE,), "help.daily-list", _daily_list),
    Function(
        "daily remove",
        (Parameter("which", "help.daily-which"), _DAILY_PLACE),
        "help.daily-remove",
        _daily_remove,
        for_managers=True,
    ),
    Function(
        "correct",
        (Parameter("id", "help.clip-id"), Parameter("change", "help.correct-change")),
        "help.correct",
        _correct,
    ),
    Function("corrections list", (), "help.corrections-list", _corrections_list, for_managers=True),
    Function("corrections accept", _NUMBER, "help.corrections-accept", _corrections_accept, for_managers=True),
    Function("corrections reject", _NUMBER, "help.corrections-reject", _corrections_reject, for_managers=True),
    Function("corrections remove", _NUMBER, "help.corrections-remove", _corrections_remove, for_managers=True),
    Function("alias add", (Parameter("names", "help.alias-names"),), "help.alias-add", _alias_add, for_managers=True),
    Function("alias list", (), "help.alias-list", _alias_list),
    Function(
        "alias remove", (Parameter("which", "help.alias-which"),), "help.alias-remove", _alias_remove, for_managers=True
    ),
    Function("help", (), "help.help", _help),
)
BY_NAME: Mapping[str, Function] = {function.name: function for function in FUNCTIONS}


def named_in(text: str) -> tuple[Function, str] | None:
    """The function that a text without its slash names, two words before one, and what stands behind the name.

    Case does not matter: a phone's keyboard begins a message with a capital.
    """
    words = text.split(maxsplit=2)
    for length in (2, 1):
        function = BY_NAME.get(" ".join(words[:length]).lower()) if len(words) >= length else None
        if function is not None:
            return function, "".join(text.split(maxsplit=length)[length:])
    return None


FREE_TEXT = FUNCTIONS[0]
"""What a message is for that names no function."""

PRESSES: Mapping[Action, Press] = {
    Action.OPEN: _open,
    Action.TURN: _turn,
    Action.MORE: _more,
    Action.WIDEN: _widen,
    Action.AGAIN: _again,
}
