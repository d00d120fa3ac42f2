"""What is said about feeds: pure, and in the reader's language.

Addresses of feeds may hold a listener's secret: a log and what people paste of `naji doctor` name a feed by its show
and its host; only the operator's own listing shows it whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from bot.errors import FeedError, NajiError
from bot.feed_model import Details, Feed, KeptItem
from bot.feeds.following import Round, Standing
from bot.feeds.looking import News
from bot.model import Episode, EpisodeId
from bot.transcripts.ingest import Outcome
from handlers.columns import clean, shortened
from handlers.heads import clock, head
from handlers.locale import Words
from handlers.reply import LINE_COLUMNS, error_sentence

WAITING_SHOWN = 5
"""Episodes without a transcript that a list names; `--json` names all."""


def name_of(feed: Feed) -> str:
    """Such as `my-show (feeds.example.org)`."""
    return f"{feed.show_slug} ({_host(feed.url)})"


def trouble(feed: Feed, words: Words) -> str:
    """Why the feed could not be read, and since when; empty while all is well."""
    if feed.trouble is None:
        return ""
    reason = _reason(FeedError(feed.trouble.code, **feed.trouble.values), words)
    return words.say("feed.trouble-since", feed=name_of(feed), day=words.day(feed.trouble.since.date()), reason=reason)


def moved(feed: Feed, words: Words) -> str:
    """Where the feed has moved to; empty where it stands where it was added."""
    if feed.moved_from is None:
        return ""
    return words.say("feed.moved", feed=name_of(feed), old=_host(feed.moved_from), new=_host(feed.url))


def events(done: Round, words: Words, *, again: bool) -> Iterator[str]:
    """What happened to the feed itself, a line each; a trouble that is known already only where it is asked for."""
    if done.error is not None and (again or done.is_new_trouble):
        yield words.say("feed.trouble", feed=name_of(done.feed), reason=_reason(done.error, words))
    if done.has_moved:
        yield moved(done.feed, words)
    if done.has_recovered:
        yield words.say("feed.recovered", feed=name_of(done.feed))
    if done.damage is not None:
        yield words.say("feed.damaged", feed=name_of(done.feed), line=done.damage)


def news_line(news: News, words: Words) -> str:
    """What became of an item."""
    title = item_title(news.kept, words)
    if news.error is not None:
        return words.say("feed.item-failed", item=title, reason=_reason(news.error, words))
    return words.count(f"feed.item-{news.outcome.value}", news.cue_count, item=title)


def sum_line(done: Round, words: Words) -> str:
    """The round in figures."""
    counts = {
        "feed.sum-imported": sum(news.outcome is Outcome.IMPORTED for news in done.news),
        "feed.sum-replaced": sum(news.outcome is Outcome.REPLACED for news in done.news),
        "feed.sum-failed": sum(news.outcome is Outcome.FAILED for news in done.news),
        "feed.sum-edited": done.edited,
    }
    parts = [words.count(key, count) for key, count in counts.items() if count] or [words.say("feed.unchanged")]
    parts += [words.count("feed.sum-waiting", len(done.waiting))] if done.waiting else []
    return words.say("feed.sum", feed=name_of(done.feed), parts=words.say("list.comma").join(parts))


def standing_lines(standing: Standing, words: Words) -> Iterator[str]:
    """A feed as a list has it: its address, what is known, what is wrong, what is missing."""
    feed = standing.feed
    yield words.say("feed.line", number=feed.id, show=feed.show_slug, url=clean(feed.url))
    yield f"  {words.count('feed.items', standing.items)}"
    for line in (moved(feed, words), trouble(feed, words)):
        if line:
            yield f"  {line}"
    if standing.waiting:
        yield f"  {words.count('feed.waiting', len(standing.waiting))}"
        for kept in standing.waiting[:WAITING_SHOWN]:
            title = item_title(kept, words)
            is_broken = kept.stem in standing.unreadable
            yield f"    {words.say('feed.unreadable', item=title) if is_broken else title}"
        hidden = len(standing.waiting) - WAITING_SHOWN
        if hidden > 0:
            yield f"    {words.count('feed.waiting-more', hidden)}"


def item_title(kept: KeptItem, words: Words) -> str:
    """An item as people know it: number, title, day; its name where it has none of them."""
    item = kept.item
    parts = [
        words.say("episode.number", number=item.number) if item.number is not None else "",
        shortened(clean(item.title or ""), LINE_COLUMNS),
        words.day(item.published) if item.published else "",
    ]
    return " · ".join(part for part in parts if part) or shortened(clean(kept.stem), LINE_COLUMNS)


def details_text(episodes: Sequence[Episode], details: Mapping[EpisodeId, Details], words: Words) -> str:
    """Each episode that a feed tells more of, with its people, chapters and picks."""
    lines = []
    several_shows = len({episode.show.id for episode in episodes}) > 1
    for episode in episodes:
        more = list(_detail_lines(details[episode.id], words))
        if more:
            lines += [head(episode, "", words, several_shows=several_shows), *(f"  {line}" for line in more)]
    return "".join(f"{line}\n" for line in lines) or words.say("feed.no-details") + "\n"


def details_object(details: Details) -> Mapping[str, object]:
    """The same for programs."""
    return {
        "season": details.season,
        "artwork": details.artwork_url,
        "persons": [{"name": person.name, "role": person.role} for person in details.persons],
        "chapters": [
            {"start_s": chapter.start_ms / 1000, "title": chapter.title, "url": chapter.url}
            for chapter in details.chapters
        ],
        "picks": [
            {"start_s": pick.start_ms / 1000, "end_s": pick.end_ms / 1000, "title": pick.title}
            for pick in details.soundbites
        ],
    }


def standing_object(standing: Standing) -> Mapping[str, object]:
    """A feed for programs."""
    feed = standing.feed
    return {
        "feed": feed.id,
        "show": feed.show_slug,
        "url": feed.url,
        "moved_from": feed.moved_from,
        "episodes": standing.items,
        "waiting": [
            {
                "episode": kept.stem,
                "number": kept.item.number,
                "title": kept.item.title,
                "date": kept.item.published.isoformat() if kept.item.published else None,
                "unreadable": kept.stem in standing.unreadable,
            }
            for kept in standing.waiting
        ],
        "trouble": {"code": feed.trouble.code, "since": feed.trouble.since.isoformat(), "times": feed.trouble.times}
        if feed.trouble
        else None,
    }


def _detail_lines(details: Details, words: Words) -> Iterator[str]:
    if details.season is not None:
        yield words.say("feed.season", season=details.season)
    if details.persons:
        said = [words.say("feed.person", name=clean(each.name), role=clean(each.role)) for each in details.persons]
        yield words.say("feed.persons", persons=words.say("list.comma").join(said))
    for chapter in details.chapters:
        yield words.say("feed.chapter", time=clock(chapter.start_ms), title=clean(chapter.title))
    for pick in details.soundbites:
        span = {"start": clock(pick.start_ms), "end": clock(pick.end_ms)}
        yield words.say("feed.pick", **span, title=clean(pick.title or "")).rstrip()


def _host(url: str) -> str:
    return clean(urlsplit(url).hostname or "?")


def _reason(error: NajiError, words: Words) -> str:
    """The error's sentence, with the host in place of an address."""
    url = error.values.get("url")
    if not isinstance(url, str):
        return error_sentence(error, words)
    return error_sentence(FeedError(error.code, **{**error.values, "url": _host(url)}), words)
