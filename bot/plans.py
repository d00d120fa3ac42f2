"""What somebody wants of a schedule's plan, read and checked: pure.

What is not named stays as it stands. An option is set back to the usual by one of `NOTHING`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from bot.day_rules import read_days
from bot.errors import NotFoundError, UsageError
from bot.model import Place, PlaceKind, Platform, Scope, Show
from bot.narrowing import in_shows
from bot.place_ports import Roles
from bot.place_settings import LANGUAGES
from bot.slots import Plan

HEADING_CHARS: Final = 100
NOTHING: Final = frozenset(
    ("none", "all", "auto", "default", "-", "無", "无", "沒有", "没有", "全部", "自動", "自动", "預設", "默认")
)
_ON: Final = frozenset(("on", "yes", "true", "1", "開", "开", "開啟", "开启", "要", "是", "有"))
_OFF: Final = frozenset(("off", "no", "false", "0", "關", "关", "關閉", "关闭", "不要", "不", "否")) | NOTHING
_SPOKEN: Final = {"中文": "zh-TW", "繁體中文": "zh-TW", "zh": "zh-TW", "英文": "en", "英語": "en", "english": "en"}
_LANGUAGES: Final = {language.lower(): language for language in LANGUAGES} | _SPOKEN


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wanted of a plan.

    Attributes:
        options: what was typed, by option: days, show, heading, language, role, silent, pin, thread, votes.
        asker: `platform:user id` of who wants it.
        roles: of the server; None where there are none.
    """

    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    asker: str = ""
    roles: Roles | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a plan is for: its place, the shows that it searches, and its roles."""

    place: Place
    shows: Sequence[Show]
    roles: Roles | None = None


def planned(plan: Plan, options: Mapping[str, str], here: Surroundings) -> Plan:
    """The plan with these options changed; days that were named have no `first` yet.

    Raises:
        UsageError: as `bot.day_rules.read_days`; `daily.heading` with `chars` and `limit`, `daily.language`,
            `daily.show_several` with `show`, `daily.role_elsewhere`, `daily.thread_elsewhere`, or `daily.switch_` and
            the option's name, with `typed`.
        NotFoundError: as `bot.narrowing.in_shows`; `daily.role` with `role`.
    """
    for name, read in _READERS.items():
        typed = options.get(name)
        if typed is not None:
            plan = read(plan, " ".join(typed.split()), here)
    return plan


def _days(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    return replace(plan, days=read_days(typed))


def _show(plan: Plan, typed: str, here: Surroundings) -> Plan:
    if _is_nothing(typed):
        return replace(plan, show="")
    scope = in_shows(Scope(frozenset(show.id for show in here.shows)), here.shows, (typed,))
    slugs = [show.slug for show in here.shows if show.id in scope.shows]
    if len(slugs) > 1:
        raise UsageError("daily.show_several", show=typed)
    return replace(plan, show=slugs[0])


def _heading(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    if len(typed) > HEADING_CHARS:
        raise UsageError("daily.heading", chars=len(typed), limit=HEADING_CHARS)
    return replace(plan, heading="" if _is_nothing(typed) else typed)


def _language(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    wanted = "" if _is_nothing(typed) else _LANGUAGES.get(typed.lower().replace("_", "-"))
    if wanted is None:
        raise UsageError("daily.language", typed=typed)
    return replace(plan, language=wanted)


def _role(plan: Plan, typed: str, here: Surroundings) -> Plan:
    if _is_nothing(typed):
        return replace(plan, role="")
    if here.roles is None:
        raise UsageError("daily.role_elsewhere")
    role = here.roles.find(typed)
    if role is None:
        raise NotFoundError("daily.role", role=typed)
    return replace(plan, role=role.id)


def _silent(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    return replace(plan, is_silent=_is_on("silent", typed))


def _pin(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    return replace(plan, pins=_is_on("pin", typed))


def _thread(plan: Plan, typed: str, here: Surroundings) -> Plan:
    opens = _is_on("thread", typed)
    if opens and (here.place.platform is not Platform.DISCORD or here.place.kind is not PlaceKind.GROUP):
        raise UsageError("daily.thread_elsewhere")
    return replace(plan, opens_thread=opens)


def _votes(plan: Plan, typed: str, _here: Surroundings) -> Plan:
    return replace(plan, has_votes=_is_on("votes", typed))


def _is_nothing(typed: str) -> bool:
    return not typed or typed.lower() in NOTHING


def _is_on(option: str, typed: str) -> bool:
    word = typed.lower()
    if word not in _ON | _OFF:
        raise UsageError(f"daily.switch_{option}", typed=typed)
    return word in _ON


_READERS: Mapping[str, Callable[[Plan, str, Surroundings], Plan]] = {
    "days": _days,
    "show": _show,
    "heading": _heading,
    "language": _language,
    "role": _role,
    "silent": _silent,
    "pin": _pin,
    "thread": _thread,
    "votes": _votes,
}
OPTIONS: Final = tuple(_READERS)
"""The names of the options."""
