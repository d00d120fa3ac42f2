"""Messages as pages: pure, and every text in them is data."""

import discord
import pytest

from bot.model import Platform
from handlers.discord.render import rendered
from handlers.excerpt import Run
from handlers.messages import Action, Button, Reply
from pictures.drawing import Drawing, Message, Payload, draw

NASTY = '<img src=x onerror="a">&"'
BUTTON = {"type": 2, "style": 2, "label": "下一頁", "custom_id": "n1:turn:a:1"}


def on_discord(payload: Payload, **options: object) -> Drawing:
    return draw(Message(Platform.DISCORD, payload, "zh-TW", **options))  # type: ignore[arg-type]  # as each test says


def on_telegram(payload: Payload, **options: object) -> Drawing:
    return draw(Message(Platform.TELEGRAM, payload, "zh-TW", **options))  # type: ignore[arg-type]  # as each test says


def row(*components: Payload) -> Payload:
    return {"type": 1, "components": components}


def embed(**parts: object) -> Payload:
    return {"embeds": [parts]}


@pytest.mark.parametrize(
    "payload",
    [
        {"content": NASTY},
        embed(title=NASTY),
        embed(description=NASTY),
        embed(footer={"text": NASTY}),
        {"components": [row({**BUTTON, "label": NASTY})]},
        {"components": [row({"type": 3, "placeholder": NASTY, "options": [{"label": NASTY}]})]},
    ],
)
def test_nothing_in_a_message_of_discord_is_obeyed(payload: Payload) -> None:
    page = on_discord(payload)
    assert "&lt;img src=x" in page.html
    assert "<img" not in page.html
    assert NASTY in page.description


def test_nothing_in_a_message_of_telegram_is_obeyed() -> None:
    keyboard = {"inline_keyboard": [[{"text": NASTY, "callback_data": "a"}]]}
    page = on_telegram({"text": "a", "reply_markup": keyboard}, asked=NASTY)
    assert page.html.count("&lt;img src=x") == 2
    assert "<img" not in page.html
    assert page.description.count(NASTY) == 2


def test_what_was_typed_is_named_without_its_values_on_discord() -> None:
    page = on_discord({"content": "a"}, asked="/quote 護城河")
    assert '<span class="command">/quote</span>' in page.html
    assert "護城河" not in page.html
    assert "聽眾輸入 /quote 護城河。" in page.description


@pytest.mark.parametrize("command", ["/daily set", "/alias list", "/help"])
def test_a_subcommand_is_named_with_its_command_on_discord(command: str) -> None:
    assert f'<span class="command">{command}</span>' in on_discord({"content": "a"}, asked=f"{command} 09:00").html


def test_what_nobody_asked_for_names_nobody() -> None:
    page = on_discord({"content": "a"})
    assert "聽眾" not in page.html + page.description


def test_only_what_is_private_says_so() -> None:
    private, public = on_discord({"content": "a"}, is_private=True), on_discord({"content": "a"})
    assert "只有您才能看見" in private.html
    assert "只有您才能看見" in private.description
    assert "只有您才能看見" not in public.html + public.description


def test_an_embed_shows_the_colour_that_it_has() -> None:
    assert 'style="border-color: #3b7a57"' in on_discord(embed(title="a", color=0x3B7A57)).html


def test_an_embed_without_a_colour_has_the_bar_of_discord() -> None:
    assert 'style="border-color: #1e1f22"' in on_discord(embed(title="a")).html


def test_an_embed_has_no_title_or_footer_that_was_not_sent() -> None:
    page = on_discord(embed(description="a")).html
    assert 'class="title"' not in page
    assert 'class="footer"' not in page


def test_bold_in_an_embed_is_bold() -> None:
    assert "<strong>b</strong>" in on_discord(embed(description="a **b**")).html


def test_each_row_of_buttons_is_a_row() -> None:
    page = on_discord({"components": [row(BUTTON, {**BUTTON, "label": "2"}), row({**BUTTON, "label": "3"})]})
    assert page.html.count('<div class="row">') == 2
    assert page.html.count('<div class="key secondary">') == 3
    assert page.description.endswith("按鈕：下一頁、2、3")


@pytest.mark.parametrize(("style", "kind"), [(1, "primary"), (2, "secondary"), (3, "success"), (4, "danger")])
def test_a_button_has_the_look_of_its_style(style: int, kind: str) -> None:
    assert f'<div class="key {kind}">' in on_discord({"components": [row({**BUTTON, "style": style})]}).html


def test_a_button_that_leads_away_has_an_icon() -> None:
    link = on_discord({"components": [row({**BUTTON, "style": 5})]}).html
    assert '<div class="key link">下一頁<svg' in link


def test_a_button_that_cannot_be_pressed_is_dim() -> None:
    assert (
        '<div class="key secondary disabled">' in on_discord({"components": [row({**BUTTON, "disabled": True})]}).html
    )


def test_a_menu_shows_what_it_asks_for_and_names_its_options() -> None:
    menu = {"type": 3, "placeholder": "選一集", "options": [{"label": "EP1"}, {"label": "EP2"}]}
    page = on_discord({"components": [row(menu)]})
    assert '<div class="menu">選一集' in page.html
    assert page.description.endswith("選單：選一集、EP1、EP2")
    assert "按鈕" not in page.description


def test_a_menu_shows_the_option_that_is_chosen() -> None:
    menu = {"type": 3, "placeholder": "選一集", "options": [{"label": "EP1"}, {"label": "EP2", "default": True}]}
    assert '<div class="menu">EP2' in on_discord({"components": [row(menu)]}).html


def test_a_menu_that_says_nothing_says_what_discord_says() -> None:
    assert '<div class="menu">選擇一個選項' in on_discord({"components": [row({"type": 5})]}).html


@pytest.mark.parametrize("component", [{"type": 17}, row({"type": 11})])
def test_what_cannot_be_drawn_is_refused(component: Payload) -> None:
    with pytest.raises(ValueError, match="1"):
        on_discord({"components": [component]})


async def test_what_the_renderer_makes_can_be_drawn() -> None:
    buttons = (Button(Action.OPEN, "a", 0, "打開", "1"),)
    shown = rendered(Reply((((Run("標題"),),), ((Run("*文字*"),), (Run("聽", link="https://example.com"),))), buttons))
    view = shown.view()
    assert isinstance(view, discord.ui.View)
    page = on_discord({"embeds": [shown.embed.to_dict()], "components": view.to_components()})
    assert page.description == "哪集：標題 / *文字* 按鈕：打開、聽"


def test_telegram_tells_what_a_button_changed() -> None:
    assert "已編輯 09:01" in on_telegram({"text": "a"}, is_edited=True).html
    assert "已編輯" not in on_telegram({"text": "a"}).html


def test_telegram_shows_what_was_typed_in_a_bubble_of_its_own() -> None:
    assert '<div class="bubble mine"><span class="text">護城河<' in on_telegram({"text": "a"}, asked="護城河").html
    assert 'class="bubble mine"' not in on_telegram({"text": "a"}).html


def test_telegram_makes_a_link_of_the_command_that_was_typed() -> None:
    page = on_telegram({"text": "a"}, asked="/clip <b>").html
    assert '<span class="text"><a>/clip</a> &lt;b&gt;</span>' in page


def test_telegram_shows_each_row_of_its_keyboard() -> None:
    keyboard = {"inline_keyboard": [[{"text": "1"}, {"text": "2"}], [{"text": "聽", "url": "https://example.com"}]]}
    page = on_telegram({"text": "a", "reply_markup": keyboard})
    assert page.html.count('<div class="row">') == 2
    assert '<div class="key">聽<svg' in page.html
    assert '<div class="key">1</div>' in page.html
