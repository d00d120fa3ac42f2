"""What a feed says, sound or broken."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feed_model import Channel, Item, Offer, Person, Soundbite
from bot.feeds import rss
from bot.feeds.rss import read_feed
from tests.memory_feeds import feed_of, item_of

URL = "https://tea.example/show/feed.xml"
TAIPEI = ZoneInfo("Asia/Taipei")


def read(data: bytes, charset: str = "") -> Channel:
    return read_feed(data, URL, charset, TAIPEI)


def only(inside: str, head: str = "") -> Item:
    (item,) = read(feed_of(inside, head=head)).items
    return item


def refused(data: bytes) -> FeedError:
    with pytest.raises(FeedError) as caught:
        read(data)
    assert caught.value.values["url"] == URL
    return caught.value


# ---------------------------------------------------------------- sound feeds


def test_an_item_says_all_that_its_tags_say() -> None:
    item = only(
        "<title>Cups &amp; pots</title><guid>g1</guid><link>https://tea.example/1</link>"
        "<itunes:episode>4</itunes:episode><itunes:season>2</itunes:season>"
        "<pubDate>Fri, 01 Nov 2024 20:00:00 GMT</pubDate><itunes:image href='/1.png'/>"
        "<enclosure url='1.mp3' type='audio/mpeg'/>"
        "<podcast:transcript url='https://tea.example/1.vtt' type='Text/VTT; charset=utf-8' language='ZH-tw'/>"
        "<podcast:transcript url='1.txt'/><podcast:chapters url='1.json'/>"
        "<podcast:person>Ann</podcast:person><podcast:person role=' Guest '>Bo</podcast:person>"
        "<podcast:soundbite startTime='33.833' duration='60.0'/>"
        "<podcast:soundbite startTime='1' duration='2'>hot</podcast:soundbite>"
    )

    assert item == Item(
        guid="g1",
        number=4,
        season=2,
        title="Cups & pots",
        published=date(2024, 11, 2),
        audio_url="https://tea.example/show/1.mp3",
        artwork_url="https://tea.example/1.png",
        link="https://tea.example/1",
        chapters_url="https://tea.example/show/1.json",
        offers=(
            Offer("https://tea.example/1.vtt", "text/vtt", "zh-tw"),
            Offer("https://tea.example/show/1.txt"),
        ),
        persons=(Person("Ann"), Person("Bo", "guest")),
        soundbites=(Soundbite(33_833, 93_833), Soundbite(1000, 3000, "hot")),
    )


def test_a_channel_says_its_title_and_language() -> None:
    channel = read(feed_of(item_of(1), title="Tea", head="<language>zh-TW</language>"))

    assert (channel.title, channel.language, channel.damage) == ("Tea", "zh-tw", None)


def test_a_channel_may_say_nothing() -> None:
    assert read(b"<rss><channel/></rss>") == Channel(None, "", ())


def test_an_item_may_say_nothing_but_its_name() -> None:
    assert only("<guid>g</guid>") == Item("g")


@pytest.mark.parametrize(
    ("inside", "guid"),
    [
        ("<podcast:guid>no</podcast:guid><enclosure url='https://a.example/1.mp3'/>", "https://a.example/1.mp3"),
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<title>Cup</title>", "Cup"),
        ("<itunes:title>Cup</itunes:title>", "Cup"),
    ],
)
def test_without_a_guid_an_item_is_called_by_what_it_has(inside: str, guid: str) -> None:
    assert only(inside).guid == guid


def test_an_item_that_nothing_tells_from_others_is_none() -> None:
    assert read(feed_of("<description>x</description>")).items == ()


def test_of_two_items_with_one_guid_the_first_counts() -> None:
    channel = read(feed_of("<guid>g</guid><title>new</title>", "<guid>g</guid><title>old</title>"))

    assert [item.title for item in channel.items] == ["new"]


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        ("<podcast:episode>4</podcast:episode><itunes:episode>5</itunes:episode>", 4),
        ("<podcast:episode>4.5</podcast:episode><itunes:episode>5</itunes:episode>", 5),
        ("<itunes:episode>four</itunes:episode>", None),
        ("<itunes:episode>99999999999</itunes:episode>", None),
        ("<itunes:episode>4294967296</itunes:episode>", None),
        ("<episode>4</episode>", None),
    ],
)
def test_a_number_is_the_first_whole_one(tags: str, number: int | None) -> None:
    assert only(f"<guid>g</guid>{tags}").number == number


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<pubDate>Fri, 01 Nov 2024 10:00:00 -0800</pubDate>", date(2024, 11, 2)),
        ("<pubDate>Fri, 01 Nov 2024 10:00:00 -0000</pubDate>", date(2024, 11, 1)),
        ("<pubDate>2024-11-01T23:00:00Z</pubDate>", date(2024, 11, 2)),
        ("<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2024-11-01</dc:date>", date(2024, 11, 1)),
        ("<pubDate>0001-01-01T00:00:00+14:00</pubDate>", None),
        ("<pubDate>last week</pubDate>", None),
        ("", None),
    ],
)
def test_the_day_of_publication_is_the_zones(written: str, day: date | None) -> None:
    assert only(f"<guid>g</guid>{written}").published == day


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:x", "http://[", "", "  ", f"https://a.example/{'x' * 2000}"]
)
def test_what_is_no_address_of_the_web_is_left_out(url: str) -> None:
    item = only(f"<guid>g</guid><enclosure url='{url}'/><podcast:transcript url='{url}'/><podcast:transcript/>")

    assert (item.audio_url, item.offers) == (None, ())


@pytest.mark.parametrize(
    "attributes",
    [
        "startTime='x' duration='3'",
        "startTime='-1' duration='3'",
        "startTime='1' duration='0'",
        "startTime='1'",
        "startTime='nan' duration='3'",
        "startTime='1' duration='3601'",
        "startTime='400000' duration='3'",
    ],
)
def test_a_soundbite_without_a_stretch_is_none(attributes: str) -> None:
    assert only(f"<guid>g</guid><podcast:soundbite {attributes}/>").soundbites == ()


def test_a_person_without_a_name_is_none() -> None:
    assert only("<guid>g</guid><podcast:person role='guest'> </podcast:person>").persons == ()


def test_the_titles_of_other_namespaces_are_not_the_items() -> None:
    item = only(
        "<media:title xmlns:media='http://search.yahoo.com/mrss/'>no</media:title><title>yes</title><guid>g</guid>"
    )

    assert item.title == "yes"


def test_a_live_item_is_no_episode() -> None:
    live = "<podcast:liveItem><guid>live</guid><title>x</title></podcast:liveItem>"

    assert [item.guid for item in read(feed_of("<guid>g</guid>", head=live)).items] == ["g"]


def test_rss_1_is_read_too() -> None:
    data = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        b"<channel><title>Tea</title></channel><item><title>Cup</title></item></rdf:RDF>"
    )

    assert [item.title for item in read(data).items] == ["Cup"]


@pytest.mark.corpus
def test_the_example_of_the_namespace_is_read(shared: Path) -> None:
    channel = read((shared / "formats" / "podcast-namespace" / "feed.xml").read_bytes())

    assert channel.language == "en-us"
    assert channel.items[0].number == 3
    assert [offer.language for offer in channel.items[0].offers] == ["", "es"]
    assert channel.items[0].soundbites == (Soundbite(33_833, 93_833),)
    assert [person.role for person in channel.items[0].persons] == ["host", "guest", "cover art designer"]


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", "big5"),
        ("utf-8-sig", "", ""),
        ("utf-16", "", ""),
        ("big5", "Big5", ""),
        ("gb18030", "GB18030", "utf-8"),
        ("big5", "", "big5"),
        ("utf-8", "", "nonsense"),
        ("utf-8", "nonsense", "hex"),
    ],
)
def test_a_feed_is_read_in_its_encoding(encoding: str, declared: str, charset: str) -> None:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    data = f"{head}<rss><channel><title>茶館</title></channel></rss>".encode(encoding)

    assert read(data, charset).title == "茶館"


# ---------------------------------------------------------------- broken feeds

THREE = feed_of(item_of(1, "vtt"), item_of(2, "vtt", more="<description>HERE</description>"), item_of(3, "vtt"))


@pytest.mark.parametrize("broken", [b"a & b", b"a\x0bb", b"a\xffb", b"a&nbsp;b", b"a<br>b", b"<![CDATA[a", b"a\0b"])
def test_a_mistake_in_one_item_costs_none_of_the_others_before(broken: bytes) -> None:
    channel = read(THREE.replace(b"HERE", broken))

    assert [item.guid for item in channel.items][:2] == ["cup-1", "cup-2"]
    assert [len(item.offers) for item in channel.items][:2] == [1, 1]


@pytest.mark.parametrize("opened", [b"<br>", b"<p><b>", b"<p></description><media:group>", b"<p><x><y><z>"])
def test_an_end_tag_too_few_gives_each_item_its_own(opened: bytes) -> None:
    channel = read(THREE.replace(b"HERE", b"a" + opened + b"b"))

    assert [(item.guid, len(item.offers)) for item in channel.items] == [("cup-1", 1), ("cup-2", 1), ("cup-3", 1)]
    assert channel.damage == 1


def test_of_a_feed_that_is_cut_off_what_came_before_is_read() -> None:
    channel = read(THREE[: THREE.index(b"cup-3")])

    assert [item.guid for item in channel.items][:2] == ["cup-1", "cup-2"]
    assert channel.damage == 1


def test_names_are_told_without_their_declarations() -> None:
    bare = THREE.replace(b' xmlns:podcast="https://podcastindex.org/namespace/1.0"', b"")
    bare = bare.replace(b' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"', b"")

    assert read(bare).items == read(THREE).items


def test_blank_lines_before_the_declaration_do_no_harm() -> None:
    assert read(b"\n\n " + THREE).items == read(THREE).items


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&#xD83D;&#xDE00; tea", "😀 tea"),
        ("&#55357;&#56832; tea", "😀 tea"),
        ("&#x0d83d;&#xDE00;", "😀"),
        ("tea &#xD83D; &#xDE00;", "tea \ufffd \ufffd"),
        ("&#x7FFF;&#xE000;&#57344;", "\u7fff\ue000\ue000"),
    ],
)
def test_characters_that_are_named_in_halves_are_read(written: str, title: str) -> None:
    channel = read(feed_of(f"<guid>g</guid><title>{written}</title><enclosure url='https://a.example/{written}'/>"))
    assert (channel.items[0].title, channel.damage) == (title, None)


@pytest.mark.parametrize("encoding", ["punycode", "Unicode_Escape", "raw_unicode_escape", "idna", "undefined"])
def test_codecs_that_no_document_is_written_in_are_passed_over(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    feed = head + feed_of("<guid>g</guid><title>茶\\ud800</title>")
    assert read(feed, encoding).items[0].title == "茶\\ud800"


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-16LE", "utf16", "UTF-32"])
def test_utf_8_that_calls_itself_utf_16_is_read(encoding: str) -> None:
    feed = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + feed_of("<guid>g</guid><title>茶</title>")
    assert read(feed).items[0].title == "茶"


def test_a_codec_that_gives_halves_of_characters_does_no_harm() -> None:
    feed = b'<?xml version="1.0" encoding="utf-7"?>' + feed_of("<guid>g</guid><title>+2AA-tea</title>")
    assert read(feed).items[0].title in {"?tea", "\ufffdtea"}


@given(st.integers(0, len(THREE)), st.integers(0, 40), st.binary(max_size=20))
def test_whatever_is_damaged_is_read_or_refused_with_a_sentence(at: int, length: int, put_in: bytes) -> None:
    with suppress(FeedError):
        assert len(read(THREE[:at] + put_in + THREE[at + length :]).items) <= 4


# ---------------------------------------------------------------- no feeds


@pytest.mark.parametrize(
    ("data", "code", "values"),
    [
        (b"", "feed.not_feed", {"found": "—"}),
        (b"Not Found", "feed.not_feed", {"found": "Not Found"}),
        (b"<!DOCTYPE html><html><body>x</body></html>", "feed.not_feed", {"found": "<html>"}),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed.atom", {}),
        (b"<rss/>", "feed.not_feed", {"found": "<rss>"}),
        (b"<", "feed.syntax", {"line": 1}),
        (b"<rss>\n<channel><title>Tea</title>", "feed.syntax", {"line": 2}),
        (b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>', "feed.entities", {}),
        ('<!DOCTYPE r [<!ENTITY a "aa">]><rss/>'.encode("utf-16"), "feed.entities", {}),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(data: bytes, code: str, values: dict[str, object]) -> None:
    error = refused(data)

    assert error.code == code
    assert values.items() <= error.values.items()


def test_a_feed_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rss, "MAX_NODES", 10)

    assert refused(THREE).code == "feed.complex"


def test_a_feed_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rss, "MAX_ITEMS", 2)

    assert [item.guid for item in read(THREE).items] == ["cup-1", "cup-2"]
