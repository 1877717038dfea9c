"""What the tests of workers have done in other processes: quick and endless, greedy and broken things."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from osint_iraq.worker_child import LARGEST


def same(item: Any) -> Any:
    return item


def whose(item: Any) -> tuple[Any, int]:
    return item, os.getpid()


def endless_c() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")  # holds the interpreter for ages


def break_down() -> None:
    ctypes.string_at(0)


def spin() -> None:
    while True:
        pass


def wrong(text: str) -> None:
    raise ValueError(text)


def silent() -> None:
    raise Silent


ODD: dict[str, Callable[[], Any]] = {
    "sleep": lambda: time.sleep(600),
    "spin": spin,
    "endless": endless_c,
    "segfault": break_down,
    "abort": os.abort,
    "exit": lambda: os._exit(3),
    "sys.exit": lambda: sys.exit("leaving"),
    "greedy": lambda: [bytearray(2**20) for _ in range(2**16)],
    "huge result": lambda: bytes(LARGEST + 1),
    "lambda": lambda: lambda: None,
    "deep": lambda: odd_deep(0),
    "nested": lambda: nested(100_000),
    "wrong": lambda: wrong("wrong\n  in two lines"),
    "silent": silent,
    "long": lambda: wrong("x" * 10_000),
}


def odd(item: Any) -> Any:
    """The item, or what goes wrong by its name."""
    return ODD[item]() if item in ODD else item


def odd_deep(n: int) -> int:
    return odd_deep(n + 1) + 1


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


class Silent(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def noisy(item: Any) -> Any:
    sys.stdout.write("printed")
    sys.stdout.flush()
    os.write(1, b"raw words on the first pipe" * 10)
    os.write(2, b"raw words on the second pipe" * 10)
    sys.stderr.write("more\n")
    logging.getLogger("x").warning("logged")
    warnings.warn("warned", stacklevel=1)
    return item, sys.stdin.read()


def dies_once(marker: str) -> str:
    """Ends its process the first time."""
    if not Path(marker).exists():
        Path(marker).write_text("")
        os._exit(9)
    return "second time"


def note_and_hold(place: str) -> None:
    """Tell by a file's name which process works here, then never end, nor let Python run."""
    Path(place, str(os.getpid())).write_text("")
    endless_c()


def note_and_hold_folders(place: str) -> str:
    if Path(place).is_dir():
        note_and_hold(place)
    return "no folder"


def note_and_sleep(place: str) -> None:
    """The same where Python still runs."""
    Path(place, str(os.getpid())).write_text("")
    time.sleep(600)


def where(_: Any) -> str:
    return str(Path.cwd())


def count_to(end: int) -> Iterator[int]:
    yield from range(end)


def count_then(what: tuple[int, str]) -> Iterator[Any]:
    yield from range(what[0])
    yield odd(what[1])
    yield "after"


def large_parts(count: int) -> Iterator[bytes]:
    for n in range(count):
        yield bytes([n]) * 2**20


def warn(_: Any) -> str:
    warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    return "only warned"
