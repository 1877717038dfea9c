"""Bodies as sent into plain bytes, never beyond a size."""

from __future__ import annotations

import zlib

from osint_iraq.fetch.faults import Trouble

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 2**13
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS + 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


def unpacked(body: bytes, encoding: str, limit: int, cut: bool = False) -> bytes:
    """The body without its Content-Encoding (gzip or deflate), and without a gzip file around it.

    Raises `Trouble` where it grows beyond `limit` (with `cut` the rest is dropped instead) or is not so packed.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in ("gzip", "x-gzip"):
            body = _gunzip(body, limit, cut)
        elif name == "deflate":
            body = _inflate(memoryview(body), _ZLIB if body[:1] == b"\x78" else _RAW, limit, cut)[0]
        elif name != "identity":
            raise Trouble("error", f"packed with {name}, which was not asked for")
    if body.startswith(_GZIP_MAGIC):
        body = _gunzip(body, limit, cut)
    if len(body) > limit and not cut:
        raise Trouble("too_large", f"more than {limit} bytes when unpacked")
    return body[:limit]


def _gunzip(body: bytes, limit: int, cut: bool) -> bytes:
    whole, rest = bytearray(), memoryview(body)
    while rest and len(whole) <= limit:  # a gzip file may consist of several
        part, rest = _inflate(rest, _GZIP, limit - len(whole), cut)
        whole += part
        if rest[:2] != _GZIP_MAGIC:
            break
    return bytes(whole)


def _inflate(body: memoryview, kind: int, limit: int, cut: bool) -> tuple[bytes, memoryview]:
    """What lies in the first packed part, and the rest. zlib gets it bit by bit, as it copies what it leaves."""
    inflater = zlib.decompressobj(kind)
    plain, at = bytearray(), 0
    while at < len(body) and not inflater.eof and len(plain) <= limit:
        piece = body[at : at + _PIECE]
        try:
            plain += inflater.decompress(piece, limit + 1 - len(plain))
        except zlib.error as error:
            raise Trouble("error", f"cannot be unpacked ({error})") from error
        at += len(piece) - len(inflater.unused_data) - len(inflater.unconsumed_tail)
    if len(plain) > limit:
        if not cut:
            raise Trouble("too_large", f"more than {limit} bytes when unpacked")
        return bytes(plain[:limit]), body[:0]
    if not inflater.eof and not cut:
        raise Trouble("error", "the packed body ends too early", again=True)
    return bytes(plain), body[at:]
