"""Text that a page holds where browsers show none: in templates and fall-backs, in scripts, behind a tag left open."""

from __future__ import annotations

import regex

__all__ = ["opened", "told_elsewhere"]

# What a browser shows only once a script ran or where it lacks something; SingleFile keeps shadow trees in templates.
_PARTS = regex.compile(
    r"<(/?)(?:template|noscript|textarea|iframe|object|canvas|audio|video|map|svg|foreignObject|select|optgroup|option"
    r"|button|dialog)(?=[\s/>])",
    regex.IGNORECASE,
)
_CDATA = regex.compile(r"<!\[CDATA\[|\]\]>")
_ESCAPED = regex.compile(r"\\u([0-9a-fA-F]{4})")
_STRETCH = regex.compile(r"[^<>{}\[\]\"\\=;]{80,}")
_LETTER = regex.compile(r"[\p{Arabic}&&\p{L}]", regex.VERSION1)
_WORDS = 16  # of a stretch that is prose; headlines of other reports have fewer
_LETTERS = 160  # of all such stretches together; the description of a short item has fewer


def opened(html: str) -> str:
    """The markup with such parts as plain ones, so that their text is read.

    >>> opened("<p>a</p><template id=x><p>b</p></template>")
    '<p>a</p><div id=x><p>b</p></div>'
    """
    return _CDATA.sub("", _PARTS.sub(r"<\1div", html))


def told_elsewhere(html: str) -> bool:
    """True where a page has Arabic prose anywhere: in a script, a comment, an attribute."""
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), html)
    prose = (m[0] for m in _STRETCH.finditer(plain) if len(m[0].split()) >= _WORDS)
    return sum(len(_LETTER.findall(stretch)) for stretch in prose) >= _LETTERS
