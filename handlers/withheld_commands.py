"""`naji hide`, `unhide`, `hidden` and `reports`: what may follow them, and what they print."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.corrections import Who
from bot.errors import UsageError
from bot.moderation import ListedHidden, ListedReport, Moderation, Spot
from bot.withheld import EVERYWHERE, WHOLE_EPISODE, Decided, Target
from handlers import withheld_reply
from handlers.console import ASKER, PLACE
from handlers.locale import PROGRAM, Words
from handlers.messages import Reply
from handlers.terminal import PLAIN, painted

USAGES: Mapping[str, str] = {
    "hide": "CLIP | SHOW EPISODE",
    "unhide": "CLIP | SHOW EPISODE",
    "hidden": "[--log] [--json]",
    "reports": "[dismiss CLIP] [--json]",
}
OPERATOR = Who(PLACE, ASKER, may_manage=True)


class WithheldCommands:
    """Carries out what the operator types about what must not be shown.

    Args:
        moderation: the use cases.
        words: to print in.
    """

    def __init__(self, moderation: Moderation, words: Words) -> None:
        self._moderation = moderation
        self._words = words

    async def carry_out(self, name: str, texts: Sequence[str], options: Mapping[str, str]) -> str:
        """Do what was typed behind one of the `USAGES`; what to print.

        Raises:
            NajiError: `cli.withheld` with `usage`, or of the use case.
        """
        run = {"hide": self._hide, "unhide": self._unhide, "hidden": self._hidden, "reports": self._reports}[name]
        return await run(texts, options)

    async def _hide(self, texts: Sequence[str], _options: Mapping[str, str]) -> str:
        spot = await self._spot("hide", texts, self._moderation.hide, self._moderation.hide_episode)
        return _printed(withheld_reply.was_hidden(spot, EVERYWHERE, self._words))

    async def _unhide(self, texts: Sequence[str], _options: Mapping[str, str]) -> str:
        spot = await self._spot("unhide", texts, self._moderation.unhide, self._moderation.unhide_episode)
        return _printed(withheld_reply.was_shown(spot, self._words))

    async def _spot(
        self,
        name: str,
        texts: Sequence[str],
        of_clip: Callable[[Who, str], Awaitable[Spot]],
        of_episode: Callable[[Who, str, str], Awaitable[Spot]],
    ) -> Spot:
        match texts:
            case [clip]:
                return await of_clip(OPERATOR, clip)
            case [show, stem]:
                return await of_episode(OPERATOR, show, stem)
        raise _misused(name)

    async def _hidden(self, texts: Sequence[str], options: Mapping[str, str]) -> str:
        if texts:
            raise _misused("hidden")
        if "--log" in options:
            log = await self._moderation.log(PLACE)
            if "--json" in options:
                return _json({"log": [_decided_object(each) for each in log]})
            return _lines(
                [withheld_reply.log_line(each, self._words) for each in log], self._words.say("withheld.none")
            )
        found = await self._moderation.hidden(PLACE)
        if "--json" in options:
            return _json({"hidden": [_hidden_object(each) for each in found]})
        lines = [withheld_reply.hidden_line(each, self._words, number=nth) for nth, each in enumerate(found, 1)]
        return _lines(lines, self._words.say("hidden.no-one"))

    async def _reports(self, texts: Sequence[str], options: Mapping[str, str]) -> str:
        match texts:
            case []:
                found = await self._moderation.reports(PLACE)
            case ["dismiss", clip]:
                return _printed(
                    withheld_reply.was_dismissed(await self._moderation.dismiss(OPERATOR, clip), self._words)
                )
            case _:
                raise _misused("reports")
        if "--json" in options:
            return _json({"reports": [_report_object(each) for each in found]})
        lines = [
            text
            for number, each in enumerate(found, 1)
            for text in withheld_reply.report_lines(each, self._words, number=number)
        ]
        return _lines(lines, self._words.say("report.no-one"))


def _hidden_object(listed: ListedHidden) -> Mapping[str, object]:
    return {
        **_target_object(listed.spot.target),
        "start_ms": listed.spot.start_ms,
        "hidden": listed.hidden.isoformat(),
    }


def _report_object(listed: ListedReport) -> Mapping[str, object]:
    reports = [
        {"place": each.place, "words": each.words, "reported": each.reported.isoformat()} for each in listed.reports
    ]
    return {**_target_object(listed.spot.target), "start_ms": listed.spot.start_ms, "reports": reports}


def _decided_object(decided: Decided) -> Mapping[str, object]:
    return {
        "act": decided.act.value,
        **_target_object(decided.target),
        "place": decided.reach or None,
        "person": decided.person,
        "time": decided.acted.isoformat(),
    }


def _target_object(target: Target) -> Mapping[str, object]:
    clip = None if target.clip_id == WHOLE_EPISODE else target.clip_id
    return {"show": target.show_slug, "episode": target.stem, "clip": clip}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _lines(lines: Sequence[str], otherwise: str) -> str:
    return "".join(f"{line}\n" for line in lines or [otherwise])


def _misused(name: str) -> UsageError:
    return UsageError("cli.withheld", usage=f"{PROGRAM} {name} {USAGES[name]}")


def _printed(reply: Reply) -> str:
    return painted(reply, PLAIN)
