"""What was heard wrong and what is called otherwise, in the chats: corrections and aliases."""

from bot.amends import Decision
from bot.corrections import read_change
from handlers import alias_reply, correction_reply
from handlers.asking import Asked, Bot, Function, Parameter, Values, present, who
from handlers.messages import Reply


async def _correct(bot: Bot, asked: Asked, values: Values) -> Reply:
    change = read_change(values.get("change", ""))
    listed = await present(bot.corrections).propose(who(asked), values.get("id", ""), change)
    return correction_reply.was_added(listed, asked.words)


async def _corrections_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return correction_reply.listing(await present(bot.corrections).list(asked.place), asked.words)


async def _corrections_accept(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await present(bot.corrections).decide(who(asked), values.get("number", ""), Decision.ACCEPTED)
    return correction_reply.was_decided(listed, asked.words)


async def _corrections_reject(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await present(bot.corrections).decide(who(asked), values.get("number", ""), Decision.REJECTED)
    return correction_reply.was_decided(listed, asked.words)


async def _corrections_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    listed = await present(bot.corrections).remove(who(asked), values.get("number", ""))
    return correction_reply.was_removed(listed, asked.words)


async def _alias_add(bot: Bot, asked: Asked, values: Values) -> Reply:
    return alias_reply.was_added(await present(bot.aliases).add(asked.place, values.get("names", "")), asked.words)


async def _alias_list(bot: Bot, asked: Asked, _values: Values) -> Reply:
    return alias_reply.listing(await present(bot.aliases).list(asked.place), asked.words)


async def _alias_remove(bot: Bot, asked: Asked, values: Values) -> Reply:
    return alias_reply.was_removed(await present(bot.aliases).remove(asked.place, values.get("which", "")), asked.words)


_NUMBER = (Parameter("number", "help.corrections-number"),)

FUNCTIONS = (
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
)
