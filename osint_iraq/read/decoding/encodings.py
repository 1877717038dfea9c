"""From bytes to text, whatever encoding a page was saved in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import regex
from resiliparse.parse.encoding import map_encoding_to_html5

from osint_iraq.read.decoding.arabicness import arabicness
from osint_iraq.read.decoding.mojibake import mend

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ("utf-16-le", "utf-16-be")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b\x1c\x1d\x1e\x1f"))
_MANY_CONTROLS = 0.02
_NAMES = {"cp1256": "windows-1256", "iso8859-6": "iso-8859-6", "cp1252": "windows-1252", "utf_8": "utf-8"}
_SINGLE = ("windows-1256", "iso-8859-6")
_DECLARED = regex.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    regex.IGNORECASE,
)
_HEAD = 4096
_TAG = regex.compile(r"<[!/?\p{L}][^<>]{0,2000}>")
_HIGH = regex.compile(rb"[\x80-\xff]+")
_FEW_BAD = 0.02  # share of the bytes beyond ASCII that may be damaged in an otherwise good text
_CONTROLS_1 = regex.compile(r"[\u0080-\u009f]")
_SOME_GOOD, _MUCH_GOOD = 10, 60
_ARABIC = 0.45  # arabicness from which a guess is believed
_DECLARED_ARABIC = 0.2  # the same for what was declared
_CLEARLY = 0.15  # by how much the evidence must beat a declaration
_LATIN_LETTERS = 20
_LATIN_SHARE = 0.75
_WIDE_SHARE = 0.9


@dataclass(frozen=True)
class Decoded:
    """The text of some bytes, their encoding, and what was done to mend the text (plain words, often nothing)."""

    text: str
    encoding: str
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undecodable:
    """Why bytes are no text: a code of the problems table, and words that go behind the name of the file."""

    code: str
    why: str


def decode(data: bytes, declared: str = "") -> Decoded | Undecodable:
    """The text of `data`, or what keeps it from being read. `declared` is the encoding that the container states.

    A byte order mark settles the encoding. Bytes that are UTF-8 are read as UTF-8, whatever was declared; a few damaged
    ones become U+FFFD. Else what the container or the page declares is tried against windows-1256 and ISO-8859-6, and
    the reading that looks most like Arabic wins, the declared one unless another is clearly better. Text that was
    decoded wrongly before it was saved is mended. `repairs` says what was done beyond following a declaration.

    >>> decode("ab".encode("utf-8-sig")).text
    'ab'
    >>> decode(bytes([99, 228, 100])).code
    'encoding'
    """
    if not data:
        return Undecodable("empty", "is empty (0 bytes); save the report again or delete the file")
    found = _marked(data) or _unmarked_wide(data)
    if found is None:
        if b"\0" in data or len(data) - len(data.translate(None, _CONTROL)) > _MANY_CONTROLS * len(data):
            return Undecodable("not_text", "is not a text file; save the report as UTF-8 text")
        found = _utf8(data, declared) or _by_evidence(data, declared) or _damaged(data)
    if isinstance(found, Undecodable):
        return found
    text, repairs = mend(found.text)
    if not any(c.isalnum() for c in text):
        return Undecodable("empty", "holds no words; save the report again or delete the file")
    return Decoded(text, found.encoding, (*found.repairs, *repairs))


def _marked(data: bytes) -> Decoded | Undecodable | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], name) if name != "utf-8" else _with_bom(data[len(mark) :])
    return None


def _with_bom(data: bytes) -> Decoded | Undecodable:
    found = _utf8(data, "utf-8")
    return found or _by_evidence(data, "") or _damaged(data)


def _wide(data: bytes, name: str) -> Decoded | Undecodable:
    text = data.decode(name, "replace")
    bad = text.count("\ufffd")
    if bad > max(1, _FEW_BAD * len(text)):
        return Undecodable("encoding", f"begins as {name.upper()} but is none; save it as UTF-8")
    return Decoded(text, name, _told(bad, data, None))


def _unmarked_wide(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: told by every second byte being one of few, and by the text that comes out."""
    if len(data) < 4 or b"\0" not in data[:_HEAD]:
        return None
    for name, place in zip(_UNMARKED, (1, 0), strict=True):
        high = data[place : _HEAD + place : 2]
        if sum(b in (0, 6) for b in high) >= _WIDE_SHARE * len(high):
            text = data.decode(name, "replace")
            plain = sum(c.isprintable() or c.isspace() for c in text[:_HEAD])
            if plain >= 0.98 * len(text[:_HEAD]) and not text.count("\0"):
                return Decoded(text, name, (f"read as {name.upper()}, which it does not say",))
    return None


def _utf8(data: bytes, declared: str) -> Decoded | None:
    """The text of bytes that are UTF-8 but for a few; None where they are something else."""
    try:
        text, bad, first = data.decode("utf-8"), 0, None
    except UnicodeDecodeError as error:
        text, first = data.decode("utf-8", "replace"), error.start
        bad = text.count("\ufffd")
        if bad > _bearable(sum(c > "\x7f" for c in text) - bad):
            return None
    label = _canonical(declared) or _canonical(_own_label(data))
    told = _told(bad, data, first)
    if label not in ("", "utf-8") and not text.isascii() and not label.startswith("utf-16"):
        told = (f"read as UTF-8, though it is declared as {label}", *told)
    return Decoded(text, "utf-8", told)


def _bearable(good: int) -> float:
    """How many damaged places a text with so many good characters beyond ASCII may have."""
    return max(_FEW_BAD * good, 3 if good >= _MUCH_GOOD else 1 if good >= _SOME_GOOD else 0)


def _told(bad: int, data: bytes, first: int | None) -> tuple[str, ...]:
    if not bad:
        return ()
    where = "" if first is None else f", the first at byte {first} (0x{data[first]:02x})"
    places = "1 place" if bad == 1 else f"{bad} places"
    return (f"{places} could not be decoded and stand as U+FFFD{where}",)


def _by_evidence(data: bytes, declared: str) -> Decoded | None:
    """The reading by the declared or a likely single-byte encoding; None where none gives words."""
    labels = [label for label in (_canonical(declared), _canonical(_own_label(data))) if label]
    tried = [label for label in labels if not label.startswith("utf-")]
    best: tuple[float, Decoded] | None = None
    for place, name in enumerate(dict.fromkeys([*tried, *_SINGLE])):
        read = _read_as(data, name)
        if read is None:
            continue
        score = arabicness(_beyond_ascii(read.text)) + (_CLEARLY if tried and place == 0 else 0)
        if best is None or score > best[0]:
            best = score, read
    needed = _DECLARED_ARABIC + _CLEARLY if best and best[1].encoding in tried[:1] else _ARABIC
    if best and best[0] >= needed:
        return _explained(best[1], labels)
    latin = _latin(data)
    if latin:
        return _explained(latin, labels)
    return _foreign(data, tried)


def _foreign(data: bytes, tried: list[str]) -> Decoded | None:
    """A page of another script: the declared encoding, where it fits without a fault."""
    for name in tried:
        if name in _SINGLE or name == "windows-1252":
            continue
        try:
            text = data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
        if not _CONTROLS_1.search(text):
            return Decoded(text, name)
    return None


def _read_as(data: bytes, name: str) -> Decoded | None:
    try:
        text = data.decode(name, "replace")
    except LookupError:
        return None
    bad = text.count("\ufffd")
    high = sum(len(run) for run in _HIGH.findall(data))
    if bad > _bearable(high - bad):
        return None
    return Decoded(text, name, _told(bad, data, None))


def _beyond_ascii(text: str) -> str:
    """The lines that hold more than ASCII, without tags, so that markup does not count."""
    return "\n".join(line for line in _TAG.sub(" ", text).splitlines() if not line.isascii())


def _explained(found: Decoded, labels: list[str]) -> Decoded:
    if labels and found.encoding == labels[0]:
        return found
    said = f"though it is declared as {labels[0]}" if labels else "which nothing declares"
    return Decoded(found.text, found.encoding, (f"read as {found.encoding}, {said}", *found.repairs))


def _latin(data: bytes) -> Decoded | None:
    """Bytes that are a Western text: almost all letters are ASCII."""
    text = data.decode("cp1252", "replace")
    letters = [c for c in text if c.isalpha()]
    ascii_letters = sum(c.isascii() for c in letters)
    if ascii_letters < _LATIN_LETTERS or ascii_letters < _LATIN_SHARE * len(letters) or text.count("\ufffd") > 1:
        return None
    return Decoded(text, "windows-1252")


def _damaged(data: bytes) -> Undecodable:
    try:
        data.decode("utf-8")
        start = 0
    except UnicodeDecodeError as error:
        start = error.start
    return Undecodable(
        "encoding",
        f"is not UTF-8: byte {start} (0x{data[start]:02x}) cannot be read, and no other encoding gives Arabic words; "
        "open it in an editor with its own encoding and save it as UTF-8",
    )


def _own_label(data: bytes) -> str:
    match = _DECLARED.search(data[:_HEAD])
    return (match[1] or match[2]).decode("ascii", "ignore") if match else ""


def _canonical(label: str) -> str:
    """The encoding that a label names by the WHATWG Encoding list; empty where it names none."""
    known = map_encoding_to_html5(label.strip(" \t\"';"), fallback_utf8=False) if label else None
    return _NAMES.get(known, known) if known else ""
