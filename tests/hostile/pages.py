"""Pages that are made to break parsers."""

from __future__ import annotations

STORY = (
    "سقوط صواريخ على قاعدة بلد\n\n"
    "سقطت ثلاثة صواريخ على قاعدة بلد الجوية في محافظة صلاح الدين مساء السبت 13 مارس 2021 من دون خسائر بشرية، "
    "وفق ما أفاد به مصدر أمني عراقي لم يكشف عن اسمه.\n\n"
    "وأضاف المصدر أن القوات الأمنية فتحت تحقيقا في الهجوم وعثرت على منصة الإطلاق في منطقة زراعية قريبة من القاعدة.\n"
)


def html(body: str) -> bytes:
    """A page around some HTML."""
    return f'<!doctype html><html lang="ar"><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def paragraphs() -> str:
    """The story as HTML."""
    return "<article>" + "".join(f"<p>{p}</p>" for p in STORY.split("\n\n")) + "</article>"


def deep() -> bytes:
    """Elements in elements, the story beside them."""
    return html("<div>" * 100_000 + "</div>" * 100_000 + paragraphs())


def story_inside() -> bytes:
    """The story below so many levels that a parser that stops at 256 of them drops it without a word."""
    return html("<div>" * 100_000 + paragraphs() + "</div>" * 100_000)


def one_line(size: int) -> bytes:
    """A page of one line."""
    return html("<p>" + "كلمة " * (size // 9) + "</p>")


def attributes() -> bytes:
    """One element with a million attributes."""
    return html("<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">x</p>" + paragraphs())


def entities() -> bytes:
    """Ten entities, each ten times the one before: ten thousand million letters."""
    rows = '<!ENTITY a0 "صاروخ">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    return f'<?xml version="1.0"?><!DOCTYPE html [{rows}]><html><body><p>&a10;</p></body></html>'.encode()


def outside_entity() -> bytes:
    """An entity that names a file of the machine."""
    head = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return f"{head}<html><body><p>قبل &x; بعد</p></body></html>".encode()
