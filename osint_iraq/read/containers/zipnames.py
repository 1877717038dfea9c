"""Names of members as the computer wrote them that packed them: zip keeps bytes, and often not their encoding."""

from __future__ import annotations

import unicodedata
import zipfile

_UTF8 = 0x800
_ARABIC_WINDOWS = ("cp720", "cp1256")  # what Explorer writes, what older packers write


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member, in Arabic where its bytes clearly are; else as the format says.

    >>> info = zipfile.ZipInfo(bytes([0xCE, 0xC8, 0xD1, 0x2E, 0x74, 0x78, 0x74]).decode("cp437"))
    >>> name_of(info)
    'خبر.txt'
    """
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        data = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    clear = [name for encoding in _ARABIC_WINDOWS if (name := _arabic(data, encoding))]
    return clear[0] if len(clear) == 1 else info.filename


def _arabic(data: bytes, encoding: str) -> str:
    """The name in an encoding, where all that is not ASCII in it are Arabic letters and marks; else empty."""
    try:
        name = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    wide = [c for c in name if not c.isascii()]
    right = all("ARABIC" in unicodedata.name(c, "") or c in "\u00a0\u2013" for c in wide)
    return name if right and any(unicodedata.category(c) == "Lo" for c in wide) else ""
