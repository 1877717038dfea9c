"""Bodies as sent into plain bytes, never beyond a size."""

from __future__ import annotations

import zlib

from osint_iraq.fetch.faults import Trouble

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS + 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str, limit: int, cut: bool = False) -> bytes:
    """The body without its Content-Encoding (gzip or deflate), and without a gzip file around it.

    Raises `Trouble` where it grows beyond `limit` (with `cut` the rest is dropped instead) or is not so packed.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in ("gzip", "x-gzip"):
            body = _gunzip(body, limit, cut)
        elif name == "deflate":
            body = _inflate(body, _ZLIB if body[:1] == b"\x78" else _RAW, limit, cut)[0]
        elif name != "identity":
            raise Trouble("error", f"packed with {name}, which was not asked for")
    if body.startswith(_GZIP_MAGIC):
        body = _gunzip(body, limit, cut)
    if len(body) > limit and not cut:
        raise Trouble("too_large", f"more than {limit} bytes when unpacked")
    return body[:limit]


def _gunzip(body: bytes, limit: int, cut: bool) -> bytes:
    whole = b""
    while body and len(whole) <= limit:  # a gzip file may consist of several
        part, body = _inflate(body, _GZIP, limit - len(whole), cut)
        whole += part
        if not body.startswith(_GZIP_MAGIC):
            break
    return whole


def _inflate(body: bytes, kind: int, limit: int, cut: bool) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(kind)
    try:
        plain = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        raise Trouble("error", f"cannot be unpacked ({error})") from error
    if len(plain) > limit:
        if not cut:
            raise Trouble("too_large", f"more than {limit} bytes when unpacked")
        return plain[:limit], b""
    if not inflater.eof and not cut:
        raise Trouble("error", "the packed body ends too early", again=True)
    return plain, inflater.unused_data
