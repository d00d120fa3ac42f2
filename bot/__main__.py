"""The command line and its exit codes: 0 done, 1 something failed, 2 wrong use or configuration.

It is read by hand rather than by argparse, which complains in English only, and in other words from one version of
Python to the next. Options may stand anywhere, `--name value` or `--name=value`; what begins with a single dash is
text, as `-word` is in a search.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path

from bot.app import DONE, FAILED, App, Streams
from bot.config import Config, load
from bot.errors import NajiError, UsageError
from bot.options import Options
from handlers import (
    clip_commands,
    correction_commands,
    episode_commands,
    explain_commands,
    feed_commands,
    privacy_commands,
    withheld_commands,
)
from handlers.locale import PROGRAM, Words, nearest, words_for
from handlers.terminal import error_line, put

INTERRUPTED = 130
"""128 and the signal's number, as shells report it."""
DEFAULT_LIMIT = 10
MAX_LIMIT = 1000

FLAGS = frozenset(("--all", "--details", "--exact", "--json", "--help", "--log", "--remove", "--segments", "--version"))
GLOBAL_OPTIONS = frozenset(("--config", "--store"))


@dataclass(frozen=True, slots=True)
class Invocation:
    """What was typed after the command's name; `options` holds flags with an empty value."""

    texts: Sequence[str]
    options: Mapping[str, str]

    @property
    def show(self) -> str | None:
        """The show to keep to."""
        return self.options.get("--show")

    @property
    def as_json(self) -> bool:
        """Whether programs read the output."""
        return "--json" in self.options


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        usage: what may follow its name.
        options: those it knows beside the global ones.
        takes_texts: whether anything but options may follow.
    """

    usage: str
    options: frozenset[str]
    takes_texts: bool
    run: Callable[[App, Invocation], Coroutine[None, None, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Also under LC_ALL=C: transcripts and answers are UTF-8 everywhere.
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = words_for(nearest(_system_language(os.environ)))
    try:
        name, invocation = parse(sys.argv[1:] if arguments is None else arguments)
        if name not in COMMANDS:
            return _show(name, words)
        config = _config(invocation)
        words = words_for(config.language)
        app = App(config, words, Streams(sys.stdin, sys.stdout, sys.stderr))
        return asyncio.run(COMMANDS[name].run(app, invocation))
    except NajiError as error:
        put(sys.stderr, error_line(error, words))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone: what is left in the buffer must not fail once more at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _show(name: str, words: Words) -> int:
    """Print what needs no configuration."""
    if name == "--version":
        put(sys.stdout, f"naji {version('naji')}\n")
        return DONE
    put(sys.stdout, help_text(words))
    return DONE if name == "--help" else UsageError.exit_code


def _config(invocation: Invocation) -> Config:
    file, store = invocation.options.get("--config"), invocation.options.get("--store")
    return load(Path(file) if file else None, os.environ, Path.cwd(), store=Path(store) if store else None)


def parse(arguments: Sequence[str]) -> tuple[str, Invocation]:
    """The command's name, `--help`, `--version` or nothing; and what was typed beside it.

    Raises:
        UsageError: `cli.command`, `cli.option`, `cli.value` or `cli.extra`, with what was typed.
    """
    texts, options = _sorted_out(arguments)
    for question in ("--help", "--version"):
        if question in options:
            return question, Invocation(texts, options)
    if not texts and not options:
        return "", Invocation(texts, options)
    name = texts.pop(0) if texts else ""
    if name not in COMMANDS:
        raise UsageError("cli.command", command=name, known=", ".join(COMMANDS))
    command = COMMANDS[name]
    for option in options:
        if option not in command.options | GLOBAL_OPTIONS:
            raise UsageError("cli.option", command=name, option=option, usage=_usage(name))
    if texts and not command.takes_texts:
        raise UsageError("cli.extra", command=name, text=texts[0], usage=_usage(name))
    return name, Invocation(texts, options)


def _sorted_out(arguments: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Texts, and options with their values; flags have an empty one."""
    texts: list[str] = []
    options: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        name, has_value, value = ("--help", "", "") if argument == "-h" else argument.partition("=")
        if argument == "--":
            texts += rest
        elif not name.startswith("--"):
            texts.append(argument)
        elif name in FLAGS:
            options[name] = value
        else:
            options[name] = value if has_value else next(rest, "")
        if name.startswith("--") and name != "--" and bool(options[name]) is (name in FLAGS):
            raise UsageError("cli.value", option=name)
    return texts, options


def help_text(words: Words) -> str:
    """What can be typed, a line each."""
    lines = [words.say("cli.about"), ""]
    lines += [line for name in COMMANDS for line in (_usage(name), f"    {words.say(f'cli.help-{name}')}")]
    lines += ["", words.say("cli.help-config"), words.say("cli.help-store")]
    return "".join(f"{line}\n" for line in lines)


def _usage(name: str) -> str:
    return f"{PROGRAM} {name} {COMMANDS[name].usage}".rstrip()


def _system_language(environ: Mapping[str, str]) -> str | None:
    """The language that the system's settings ask for, by POSIX's order."""
    return next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), None)


# ---------------------------------------------------------------- the commands


async def _run(app: App, _: Invocation) -> int:
    return await app.run()


async def _import(app: App, invocation: Invocation) -> int:
    if not invocation.texts:
        raise UsageError("cli.no_paths", usage=_usage("import"))
    return await app.import_transcripts(map(Path, invocation.texts), invocation.show)


async def _sync(app: App, invocation: Invocation) -> int:
    return await app.sync(invocation.show, remove="--remove" in invocation.options)


async def _shows(app: App, invocation: Invocation) -> int:
    return await app.shows(as_json=invocation.as_json)


async def _episodes(app: App, invocation: Invocation) -> int:
    return await app.episodes(invocation.texts, invocation.options)


async def _feed(app: App, invocation: Invocation) -> int:
    return await app.feed(invocation.texts, invocation.show, as_json=invocation.as_json)


async def _search(app: App, invocation: Invocation) -> int:
    batch, text = invocation.options.get("--batch"), " ".join(invocation.texts)
    limit = _limit(invocation.options.get("--limit"))
    if batch is None:
        return await app.search(text, _narrowing(invocation.options), limit, as_json=invocation.as_json)
    if text or not invocation.as_json:
        raise UsageError("cli.batch", usage=_usage("search"))
    return await app.search_batch(_batch_lines(batch), _narrowing(invocation.options), limit)


def _narrowing(given: Mapping[str, str]) -> Options:
    return Options(
        show=given.get("--show", ""),
        episode=given.get("--ep", ""),
        speaker=given.get("--speaker", ""),
        before=given.get("--before", ""),
        after=given.get("--after", ""),
        exact="--exact" in given,
    )


def _batch_lines(batch: str) -> Iterable[str]:
    if batch == "-":
        # Waiting for a line cannot be cancelled, and nothing is written here: Ctrl-C may simply end the process.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return sys.stdin
    try:
        return Path(batch).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise UsageError("batch.unreadable", file=batch, reason=error.strerror) from error


async def _clips(app: App, invocation: Invocation) -> int:
    return await app.clips(invocation.options, _limit(invocation.options.get("--limit")))


async def _clip(app: App, invocation: Invocation) -> int:
    return await app.explain(invocation.texts, invocation.options)


async def _trend(app: App, invocation: Invocation) -> int:
    return await app.trend(" ".join(invocation.texts), _narrowing(invocation.options), as_json=invocation.as_json)


async def _corrections(app: App, invocation: Invocation) -> int:
    return await app.corrections(invocation.texts, invocation.show, as_json=invocation.as_json)


async def _hide(app: App, invocation: Invocation) -> int:
    return await app.moderate("hide", invocation.texts, invocation.options)


async def _unhide(app: App, invocation: Invocation) -> int:
    return await app.moderate("unhide", invocation.texts, invocation.options)


async def _hidden(app: App, invocation: Invocation) -> int:
    return await app.moderate("hidden", invocation.texts, invocation.options)


async def _reports(app: App, invocation: Invocation) -> int:
    return await app.moderate("reports", invocation.texts, invocation.options)


async def _privacy(app: App, invocation: Invocation) -> int:
    return await app.privacy(invocation.texts)


async def _reindex(app: App, invocation: Invocation) -> int:
    return await app.reindex(everything="--all" in invocation.options)


async def _doctor(app: App, _: Invocation) -> int:
    return await app.doctor()


def _limit(typed: str | None) -> int:
    if typed is None:
        return DEFAULT_LIMIT
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(MAX_LIMIT))
    if not is_number or not 1 <= int(typed) <= MAX_LIMIT:
        raise UsageError("cli.limit", value=typed, most=MAX_LIMIT)
    return int(typed)


_SHOW, _JSON = "--show", "--json"
COMMANDS: Mapping[str, Command] = {
    "run": Command("", frozenset(), takes_texts=False, run=_run),
    "import": Command("PATH... [--show SLUG]", frozenset((_SHOW,)), takes_texts=True, run=_import),
    "sync": Command("[--show SLUG] [--remove]", frozenset((_SHOW, "--remove")), takes_texts=False, run=_sync),
    "shows": Command("[--json]", frozenset((_JSON,)), takes_texts=False, run=_shows),
    "episodes": Command(
        episode_commands.USAGE, frozenset((_SHOW, _JSON)) | episode_commands.OPTIONS, takes_texts=True, run=_episodes
    ),
    "feed": Command(
        f"{feed_commands.USAGE} [--show SLUG] [--json]", frozenset((_SHOW, _JSON)), takes_texts=True, run=_feed
    ),
    "search": Command(
        "QUERY | --batch FILE|- [--show SHOW] [--ep N] [--speaker NAME] [--before DATE] [--after DATE] [--exact]"
        " [--limit N] [--json]",
        frozenset((_SHOW, _JSON, "--ep", "--speaker", "--before", "--after", "--exact", "--limit", "--batch")),
        takes_texts=True,
        run=_search,
    ),
    "clips": Command(
        clip_commands.USAGE, frozenset((_SHOW, _JSON, "--episode", "--limit")), takes_texts=False, run=_clips
    ),
    "clip": Command(
        explain_commands.USAGE, frozenset((_JSON,)) | explain_commands.OPTIONS, takes_texts=True, run=_clip
    ),
    "trend": Command("TERM [--show SHOW] [--json]", frozenset((_SHOW, _JSON)), takes_texts=True, run=_trend),
    "corrections": Command(
        f"{correction_commands.USAGE} [--show SLUG] [--json]",
        frozenset((_SHOW, _JSON)),
        takes_texts=True,
        run=_corrections,
    ),
    "hide": Command(withheld_commands.USAGES["hide"], frozenset(), takes_texts=True, run=_hide),
    "unhide": Command(withheld_commands.USAGES["unhide"], frozenset(), takes_texts=True, run=_unhide),
    "hidden": Command(withheld_commands.USAGES["hidden"], frozenset(("--log", _JSON)), takes_texts=True, run=_hidden),
    "reports": Command(withheld_commands.USAGES["reports"], frozenset((_JSON,)), takes_texts=True, run=_reports),
    "privacy": Command(privacy_commands.USAGE, frozenset(), takes_texts=True, run=_privacy),
    "reindex": Command("[--all]", frozenset(("--all",)), takes_texts=False, run=_reindex),
    "doctor": Command("", frozenset(), takes_texts=False, run=_doctor),
}


if __name__ == "__main__":
    sys.exit(main())
