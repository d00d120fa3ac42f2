"""`config.example.toml` and the table of options say the same."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.config import FileOptions, load

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def options(model: type[BaseModel], section: str = "") -> Iterator[tuple[str, FieldInfo | None]]:
    """Each option with its section; a section of fixed keys comes first, alone."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield name, None
            yield from options(type(field.default), name)
        else:
            yield f"{section}.{name}".removeprefix("."), field


def as_toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case frozenset() | list():
            return f"[{', '.join(map(as_toml, value))}]"
        case _:
            return f'"{value}"'


def comment(field: FieldInfo) -> list[str]:
    assert field.description
    assert field.title
    default = "—" if field.default is None or field.default == {} else as_toml(field.default)
    lines = [*field.description.splitlines(), f"單位 unit: {field.title}; 預設 default: {default}"]
    return [f"# {line}" for line in lines]


def rendered() -> Iterator[str]:
    """The example's lines after its heading, as the table of options has them."""
    for name, field in options(FileOptions):
        key = name.rpartition(".")[2]
        if field is None:
            yield from ("", f"[{name}]")
            continue
        yield from ("", *comment(field))
        example = field.examples[0] if field.examples else None
        if name in {"links", "sources.folders"}:
            yield from (f"[{name}]", f"# {example[0]} = {as_toml(example[1])}" if example else "")
        elif name == "access":
            yield f"# [access.{example}]"
            places: Any = field.annotation
            for place, place_field in places.__args__[1].model_fields.items():
                yield from (*comment(place_field), f"# {place} = {as_toml(place_field.examples[0])}")
        elif example is None:
            yield f"{key} = {as_toml(field.default)}"
        else:
            yield f"# {key} = {as_toml(example)}"


def test_the_example_has_every_key_with_its_unit_default_and_comment() -> None:
    heading, _, rest = EXAMPLE.read_text(encoding="utf-8").partition("\n\n")

    assert all(line.startswith("#") for line in heading.splitlines())
    assert ("\n" + rest).splitlines() == list(rendered())


def test_the_example_as_it_stands_is_the_default() -> None:
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))

    assert FileOptions.model_validate(table) == FileOptions()


def test_the_example_with_every_line_turned_on_is_accepted(tmp_path: Path) -> None:
    bare = (line.removeprefix("# ") for line in EXAMPLE.read_text(encoding="utf-8").splitlines())

    file = tmp_path / "config.toml"
    file.write_text("\n".join(line for line in bare if is_toml(line)), encoding="utf-8")

    config = load(file, {}, tmp_path)

    assert config.discord.gateway_url == "wss://gateway.discord.gg"
    assert config.access["my-show"].telegram_chats == {"-1001234567890"}
    assert config.folders == {"my-show": tmp_path / "transcripts" / "my-show"}
    assert config.links["my-show"].startswith("https://")


def is_toml(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False
