"""The table of functions as slash commands: names, options, languages, and who is offered them where.

A command keeps its name in every language, as the help and people's talk name it; what it says of itself and the
names of its options are written in the languages of the catalogues.
"""

import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

import discord
from discord import app_commands

from handlers import functions
from handlers.asking import Function, Values
from handlers.discord.places import Interaction
from handlers.discord.render import COMMAND_DESCRIPTION_CHARS, trimmed
from handlers.discord.typing import COMPLETED
from handlers.locale import LANGUAGES, Words, nearest, words_for

PUBLIC = "public"
"""The option that shows an answer to everybody, or to the asker alone."""
ALWAYS_PRIVATE = frozenset(("help", "report", "daily suggest"))
"""Besides what managers set and what is a person's own, answers that are of use to the asker only."""

Command = app_commands.Command["app_commands.Group", ..., None] | app_commands.Group


class Run(Protocol):
    """Answers a function."""

    async def __call__(
        self, interaction: Interaction, function: Function, values: Values, *, is_public: bool | None
    ) -> None:
        """Answer it; for everybody's eyes where `is_public`, as the place has set it where that is None."""
        ...


def commands(run: Run, words: Words) -> Sequence[Command]:
    """A command for each function; those of two words are subcommands of the first.

    Args:
        run: what each of them does.
        words: the language for those who use none of the catalogues'.
    """
    made: list[Command] = []
    for name, table in groupby(functions.FUNCTIONS, lambda function: function.name.split()[0]):
        of_one = tuple(table)
        single = of_one[0].name == name
        made.append(_command(of_one[0], run, words) if single else _group(name, of_one, run, words))
        _complete(made[-1], of_one)
        _restrict(made[-1], for_managers=all(function.for_managers for function in of_one))
    return made


class Translator(app_commands.Translator):
    """Writes names and descriptions in the languages of the catalogues, as discord.py asks for them."""

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, context: object) -> str | None:
        """The words of the string's key in this language; None where there are none, as of a command's name."""
        del context
        language, key = nearest(locale.value, ""), string.extras.get("key")
        return _said(words_for(language), key) if language in LANGUAGES and key is not None else None


async def definitions(tree: app_commands.CommandTree[discord.Client]) -> list[object]:
    """What Discord is told of the commands."""
    translator = Translator()
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


def digest(told: Iterable[object]) -> str:
    """A short name of definitions that changes with them."""
    text = json.dumps(list(told), sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _group(name: str, table: Sequence[Function], run: Run, words: Words) -> app_commands.Group:
    group = app_commands.Group(name=name, description=_string(f"help.{name}", words, table[0].help_key))
    for function in table:
        group.add_command(_command(function, run, words))
    return group


def _command(function: Function, run: Run, words: Words) -> app_commands.Command["app_commands.Group", ..., None]:
    is_private = function.for_managers or function.is_personal or function.name in ALWAYS_PRIVATE
    offers_public = not is_private

    async def callback(interaction: Interaction, **given: str | bool | discord.Role | None) -> None:
        said = given.pop(PUBLIC, None)
        is_public = (None if said is None else bool(said)) if offers_public else False
        values = {name: _typed(value) for name, value in given.items() if value is not None}
        await run(interaction, function, values, is_public=is_public)

    # discord.py reads a command's options off its callback's signature.
    callback.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # functions take any attribute
        list(_parameters(function, offers_public=offers_public))
    )
    keys = {parameter.name: parameter.help_key for parameter in function.parameters}
    if offers_public:
        keys[PUBLIC] = "discord.public"
    app_commands.describe(**{name: _string(key, words) for name, key in keys.items()})(callback)
    app_commands.rename(**{name: _name(name) for name in keys})(callback)
    return app_commands.Command(
        name=function.name.split()[-1], description=_string(function.help_key, words), callback=callback
    )


def _typed(value: str | bool | discord.Role) -> str:  # noqa: FBT001 - what Discord gives for a switch
    """What is given for an option, as `handlers.asking.Parameter` says."""
    return str(value.id if isinstance(value, discord.Role) else value)


def _complete(command: Command, table: Sequence[Function]) -> None:
    """Have Discord tell of keystrokes."""
    for function in table:
        leaf = command if isinstance(command, app_commands.Command) else command.get_command(function.name.split()[-1])
        if isinstance(leaf, app_commands.Command):
            for parameter in sorted(COMPLETED.get(function.name, ())):
                leaf.autocomplete(parameter)(_nothing)


async def _nothing(_interaction: Interaction, _typed: str) -> list[app_commands.Choice[str]]:
    """Stands where discord.py wants a callback: `client` answers keystrokes before it comes to that.

    The library would log a keystroke that nobody waits for any more, of which there are many, with a traceback.
    """
    return []


def _parameters(function: Function, *, offers_public: bool) -> Iterator[inspect.Parameter]:
    kind = inspect.Parameter.KEYWORD_ONLY
    yield inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_ONLY)
    for parameter in function.parameters:
        default = inspect.Parameter.empty if parameter.is_required else None
        kind_of_value = bool if parameter.is_switch else discord.Role if parameter.is_role else str
        annotation = kind_of_value if parameter.is_required else kind_of_value | None
        yield inspect.Parameter(parameter.name, kind, default=default, annotation=annotation)
    if offers_public:
        yield inspect.Parameter(PUBLIC, kind, default=None, annotation=bool | None)


def _restrict(command: Command, *, for_managers: bool) -> None:
    """Say where and to whom a command is offered; `handlers.functions` asks again when it is used."""
    command.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=True, private_channel=not for_managers
    )
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=not for_managers)
    command.default_permissions = discord.Permissions(manage_guild=True) if for_managers else None


def _string(key: str, words: Words, other_key: str = "") -> app_commands.locale_str:
    """A description that the translator knows by its key, or by another where there is no such key."""
    said = _said(words, key)
    if said is None:
        key, said = other_key, words.say(other_key)
    return app_commands.locale_str(said, key=key)


def _name(name: str) -> app_commands.locale_str:
    return app_commands.locale_str(name, key=f"option.{name}")


def _said(words: Words, key: str) -> str | None:
    said = words.say(key)
    return None if said == key else trimmed(said, COMMAND_DESCRIPTION_CHARS)
