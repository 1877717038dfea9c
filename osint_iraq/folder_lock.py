"""One writer to a folder at a time: a lock that the system itself lets go when its holder ends, in whatever way."""

from __future__ import annotations

import errno
import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["Held", "hold", "make_folder"]

log = logging.getLogger(__name__)

_TRIES = 100  # against others who tidy the same folder up
_PAUSE = 0.05  # seconds between two tries
_LOCKED_BYTE = 2**30  # on Windows a locked byte cannot be read, and the name of the holder must be
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}


class Held(Exception):
    """Another process holds the lock; `holder` says which: "process 12 on host since 2024-07-26 20:30 UTC"."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"held by {holder}")
        self.holder = holder


@contextmanager
def hold(path: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock that the file at `path` stands for; the file is made, and removed afterwards.

    A lock that is held is tried again for `patience` seconds. Two holds within one process exclude each other too.
    Where the file system knows no locks (some network folders), a warning is logged and the work goes on. Raises
    `Held`, and OSError where the file cannot be made.
    """
    until = time.monotonic() + patience
    while (handle := _tried(path)) is None:
        if time.monotonic() >= until:
            raise Held(_holder(path))
        time.sleep(_PAUSE)
    try:
        _sign(handle)
        yield
    finally:
        with suppress(OSError):  # on Windows an open file cannot be removed; the next holder takes it over
            path.unlink()
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make the folder where it is not there, also while others make and remove it. Raises OSError."""
    for tried in range(1, _TRIES + 1):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return
        except (FileExistsError, FileNotFoundError):  # gone between two looks at it; or a file stands there
            if tried == _TRIES or (folder.exists() and not folder.is_dir()):
                raise


def _tried(path: Path) -> int | None:
    """The open file with the lock on it; None where another holds it, or removed it just now."""
    handle = _opened(path)
    try:
        _lock(handle)
        if _is_the_one_at(path, handle):
            return handle
    except OSError as error:
        if error.errno in _NO_LOCKS:
            log.warning(
                "%s: this folder's file system knows no locks; see to it that only one build writes there", path
            )
            return handle
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            os.close(handle)
            raise
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _opened(path: Path) -> int:
    """The open file; its folder may vanish between two steps, where its last user tidies up."""
    for _ in range(_TRIES):
        make_folder(path.parent)
        with suppress(FileNotFoundError):
            return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _is_the_one_at(path: Path, handle: int) -> bool:
    """Whether the locked file is still the one of that name: its last holder may have removed it meanwhile."""
    try:
        there, ours = path.stat(), os.fstat(handle)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)


def _lock(handle: int) -> None:
    """Lock the file or raise OSError at once."""
    try:
        import fcntl
    except ImportError:
        _lock_on_windows(handle)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock_on_windows(handle: int) -> None:
    import msvcrt

    os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
    msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]


def _sign(handle: int) -> None:
    """Write into the file who holds it, for the message of others; a full disk does not hinder the lock."""
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    words = json.dumps({"process": os.getpid(), "host": socket.gethostname(), "since": since}).encode()
    with suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, 0)
        os.write(handle, words)


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return f"process {said['process']} on {said['host']} since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
