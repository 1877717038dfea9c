"""Any number of made-up articles: sentences of templates.csv, filled with the words of words.csv and with numbers.

One in a hundred speaks of an attack; of those, some repeat an earlier one but for small changes, and some tell the same
attack in other words. The others hold, as real ones do, a word here and there that may also speak of an attack (a goal
is a target). The same seed gives the same articles.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

__all__ = ["Mix", "articles", "words", "write"]

_HERE = Path(__file__).parent
_RECORDS = 10_000  # in one file
_LAST_DAY = date(2024, 12, 31)
_KINDS = ("rocket", "rocket", "drone", "drone", "bomb")  # how often each, as in reports
_REPRINTED, _RETOLD = 0.25, 0.25
_RECENT = 50  # attacks that a later article may repeat
_OUTLETS = 60


@dataclass(frozen=True)
class Mix:
    """What the articles are: the share that speaks of attacks, and the days before the end of 2024 they spread over."""

    attacks: float = 0.01
    days: int = 4018  # from the beginning of 2014


@dataclass(frozen=True)
class _Told:
    """An attack that was told: what a reprint repeats, and what a second report tells anew."""

    title: str
    sentences: list[str]
    kind: str
    fixed: dict[str, str]
    published: date


class _Slots(dict[str, str]):
    """What the places of a template hold: what is fixed for the article, else something drawn anew each time."""

    def __init__(self, fixed: dict[str, str], random: Random) -> None:
        super().__init__(fixed)
        self._random = random

    def __missing__(self, slot: str) -> str:
        random = self._random
        if slot in ("k", "k2"):
            return str(random.randint(11, 99))
        if slot == "s":
            return str(random.randint(3, 9))
        if slot == "h":
            return str(100 * random.randint(2, 9))
        if slot == "person":
            return f"{random.choice(words('first'))} {random.choice(words('family'))}"
        return random.choice(words(slot))


@lru_cache(maxsize=64)
def words(slot: str) -> tuple[str, ...]:
    """The words that words.csv has for a place in a template. Raises KeyError where it has none."""
    found = tuple(row["value"] for row in _rows("words.csv") if row["slot"] == slot)
    if not found:
        raise KeyError(f"bench/words.csv has no row for {slot!r}")
    return found


@lru_cache(maxsize=64)
def _templates(topic: str, part: str) -> tuple[str, ...]:
    return tuple(row["text"] for row in _rows("templates.csv") if (row["topic"], row["part"]) == (topic, part))


@lru_cache(maxsize=1)
def _topics() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["topic"] for row in _rows("templates.csv") if row["part"] == "body"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def articles(count: int, seed: int = 1, mix: Mix | None = None) -> Iterator[dict[str, str]]:
    """`count` articles as records in our own column names; the first ones are the same whatever `count` is.

    >>> [a["article_id"] for a in articles(2)]
    ['s1-0000000', 's1-0000001']
    """
    random, recent = Random(seed), deque[_Told](maxlen=_RECENT)
    mix = mix or Mix()
    for number in range(count):
        if random.random() < mix.attacks:
            told = _attack(random, mix, recent)
            title, sentences, published = told.title, told.sentences, told.published
        else:
            published = _LAST_DAY - timedelta(days=random.randrange(mix.days))
            title, sentences = _other(random, published)
        outlet = f"news{random.randrange(_OUTLETS):02}.example"
        name = f"s{seed}-{number:07}"
        yield {
            "article_id": name, "outlet": outlet, "url": f"https://{outlet}/{name}", "title": title,
            "published": published.isoformat(), "text": "\n\n".join([title, *_paragraphs(sentences)]),
        }  # fmt: skip


def write(folder: Path, count: int, seed: int = 1) -> None:
    """The articles as files of JSON Lines with 10,000 records each, in a folder that need not be there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = articles(count, seed)
    for number in range(-(-count // _RECORDS)):
        with (folder / f"seed{seed}-{number:04}.jsonl").open("w", encoding="utf-8") as stream:
            for _, record in zip(range(min(_RECORDS, count - number * _RECORDS)), made, strict=False):
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _paragraphs(sentences: list[str]) -> list[str]:
    return [" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)]


def _fixed(day: date) -> dict[str, str]:
    month = words("month")[day.month - 1]
    return {"date": f"{day.day} {month} {day.year}", "weekday": words("weekday")[day.weekday()]}


def _other(random: Random, published: date) -> tuple[str, list[str]]:
    """Headline and sentences of an article that speaks of no attack."""
    topic = random.choice(_topics())
    slots = _Slots(_fixed(published + timedelta(days=random.randint(1, 6))), random)
    bodies = random.sample(_templates(topic, "body"), random.randint(7, 10))
    return random.choice(_templates(topic, "title")).format_map(slots), [b.format_map(slots) for b in bodies]


def _attack(random: Random, mix: Mix, recent: deque[_Told]) -> _Told:
    """A report of an attack of the day before: a new one, a reprint of an earlier one, or the same attack retold."""
    chance = random.random()
    if recent and chance < _REPRINTED:
        return _reprint(random, random.choice(recent))
    if recent and chance < _REPRINTED + _RETOLD:
        old = random.choice(recent)
        return _report(random, old.kind, old.fixed, old.published)
    published = _LAST_DAY - timedelta(days=random.randrange(mix.days))
    fixed = _fixed(published - timedelta(days=1))
    fixed |= {slot: random.choice(words(slot)) for slot in ("site", "city")}
    told = _report(random, random.choice(_KINDS), fixed, published)
    recent.append(told)
    return told


def _report(random: Random, kind: str, fixed: dict[str, str], published: date) -> _Told:
    slots = _Slots(fixed, random)
    parts = [f"{kind}_lead", "outcome", "claim"]
    chosen = [random.choice(_templates("attack", part)) for part in parts]
    for part, most in (("detail", 4), ("reaction", 3), ("background", 2)):
        chosen += random.sample(_templates("attack", part), random.randint(most - 1, most))
    title = random.choice(_templates("attack", f"{kind}_title")).format_map(slots)
    return _Told(title, [sentence.format_map(slots) for sentence in chosen], kind, fixed, published)


def _reprint(random: Random, old: _Told) -> _Told:
    """The text in another outlet: an opening of its own, and now and then without its last sentence."""
    first, *rest = old.sentences
    kept = rest[:-1] if random.random() < 0.5 else rest
    opening = random.choice(_templates("reprint", "opening"))
    return _Told(old.title, [f"{opening} {first}", *kept], old.kind, old.fixed, old.published)
