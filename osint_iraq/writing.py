"""Files that are written whole or not at all: one by one, or a set of which all change or none.

A set is first written to a folder of its own, which then gets, in one step, the name that says it is complete. From
then on the set counts: its files are moved into place, and where that was interrupted, `place_of` finds them and the
next writer moves the rest.
"""

from __future__ import annotations

import glob
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from osint_iraq.folder_lock import Held, hold, make_folder

__all__ = [
    "OWN",
    "StorageError",
    "Writer",
    "failed",
    "finish_set",
    "flushed",
    "new_set",
    "own_folder",
    "place_of",
    "write_files",
    "write_set",
    "written",
]

log = logging.getLogger(__name__)

Writer = Callable[[IO[bytes]], None]

OWN = ".osint_iraq"
"""The folder inside a folder of tables in which the library keeps what only it needs."""

_PART = re.compile(r"part-\d{5}\.parquet")
_BESIDE_PARTS = (".", "_")  # how names begin that file managers and other readers put there
_STAGED, _READY, _OLD, _WRITING = "staged", "ready", "old", "writing.lock"
_STALE = 3600.0  # seconds after which a temporary file is nobody's
_PATIENCE = 60.0  # seconds to wait for another writer; moving files takes a fraction of one, making them some


class StorageError(OSError):
    """A table could not be written or found; the message names the file, what happened and the mend."""


def write_files(writers: Mapping[str, Writer], folder: str | Path) -> None:
    """Write each of {file name: function that writes to an open binary file} into `folder`, each whole or not at all.

    All are written to temporary files before the first is moved into place, so that a failure leaves what stood there.
    What a killed process left of such files an hour ago or before is removed. Raises `StorageError` where the folder
    cannot be made or written, or the disk is full.
    """
    target = Path(folder)
    staged: dict[Path, Path] = {}
    with failed(target):
        try:
            target.mkdir(parents=True, exist_ok=True)
            _remove_scraps(target, writers, older_than=_STALE)
            for file_name, writer in writers.items():
                staged[target / file_name] = _beside(target, file_name, writer)
            _must_all_be_replaceable(staged)
            for final, temporary in staged.items():
                temporary.replace(final)
        finally:
            for temporary in staged.values():
                temporary.unlink(missing_ok=True)
    log.debug("wrote %s to %s", ", ".join(writers), target)


def write_set(writers: Mapping[str, Writer], folder: str | Path) -> None:
    """Write each of {file name: function} into `folder`, so that all of them change or none, even when killed.

    Raises `StorageError` as `write_files` does, and where another process writes there for longer than a minute.
    """
    with new_set(folder, writers) as staged:
        for file_name, writer in writers.items():
            written(staged / file_name, writer)
    log.debug("wrote %s to %s", ", ".join(writers), folder)


@contextmanager
def new_set(folder: str | Path, names: Iterable[str] = ()) -> Iterator[Path]:
    """An empty folder; the files, and folders of parts, put there take their place in `folder` when the block is done.

    All of them change or none, even when killed; where the block raises, none. `written` puts a file there safely; a
    folder of parts holds files part-00000.parquet and so on alone. `names` are those that are sure to come: whether
    they may stand there is then known at once, and not after hours of work. Raises `StorageError` as `write_set` does;
    what the block raises comes out as it is.
    """
    target = Path(folder)
    with ExitStack() as held:
        with failed(target):
            own = held.enter_context(_alone(target))
            _finish(target, own)
            _must_all_be_replaceable(target / name for name in names)
            staged = own / _STAGED
            staged.mkdir()
        try:
            yield staged
            with failed(target):
                ready = _completed(staged, target)
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        with failed(target):
            _settle(own)
            _move(ready, target)


def _completed(staged: Path, target: Path) -> Path:
    """The folder under the name that says that the set is complete: from here on it counts."""
    made = sorted(staged.iterdir())
    _remove_scraps(target, [path.name for path in made])
    _must_all_be_replaceable(target / path.name for path in made)
    for path in (*filter(Path.is_dir, made), staged):
        _settle(path)
    return staged.rename(staged.with_name(_READY))


def finish_set(folder: str | Path) -> None:
    """Bring to its end a write of a set that was interrupted in `folder`. Raises `StorageError`."""
    target = Path(folder)
    if any((target / OWN / name).exists() for name in (_STAGED, _READY)):
        with failed(target), _alone(target) as own:
            _finish(target, own)


def place_of(path: Path) -> Path:
    """Where the file or folder of parts at `path` lies now: elsewhere only where the write of its set broke off."""
    waiting = path.parent / OWN / _READY / path.name
    return waiting if waiting.exists() else path


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """The library's own folder in `folder`, made where it is not there, and removed again where nothing stays in it."""
    own = folder / OWN
    make_folder(own)
    try:
        yield own
    finally:
        with suppress(OSError):  # not empty: a store, or another writer
            own.rmdir()


@contextmanager
def failed(folder: Path) -> Iterator[None]:
    """Say a failure to write in `folder` as a `StorageError`."""
    if OWN in folder.parts:  # what is put there is on its way to the folder above
        folder = Path(*folder.parts[: folder.parts.index(OWN)])
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(
            f"{folder}: could not be written ({error.strerror or error}{_which(error, folder)}); nothing there was "
            "half-written. Choose a folder that you may write to, on a disk with room."
        ) from error


def _which(error: OSError, folder: Path) -> str:
    """The file that the system complains of, where that is one of ours and not the folder itself."""
    name = error.filename
    if not isinstance(name, str) or Path(name) == folder or OWN in Path(name).parts or name.endswith(".tmp"):
        return ""
    return f": {Path(name).name}"


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """The library's own folder in `folder`, with nobody else writing there."""
    with own_folder(folder) as own, ExitStack() as held:
        try:
            held.enter_context(hold(own / _WRITING, _PATIENCE))
        except Held as other:
            raise StorageError(
                f"{folder}: {other.holder} writes there; wait for it, or choose another folder"
            ) from None
        yield own


def _finish(target: Path, own: Path) -> None:
    """What a killed writer left: a complete set is moved into place, an incomplete one goes."""
    ready, staged = own / _READY, own / _STAGED
    if ready.is_dir():
        log.warning("%s: an earlier write was interrupted after the tables were made; they are now in place", target)
        _move(ready, target)
    for left in (staged, own / _OLD):
        if left.is_dir():
            shutil.rmtree(left)


def _move(ready: Path, target: Path) -> None:
    """Each of a complete set to its place. Of folders the old one goes in one step: nobody reads half of its parts."""
    old = ready.with_name(_OLD)
    for path in sorted(ready.iterdir()):
        place = target / path.name
        if place.is_symlink():
            place.unlink()
        elif place.is_dir() or (path.is_dir() and place.exists()):
            old.mkdir(exist_ok=True)
            place.replace(old / path.name)
        path.replace(place)
    _settle(target)
    ready.rmdir()
    shutil.rmtree(old, ignore_errors=True)


def _remove_scraps(folder: Path, names: Iterable[str], older_than: float = 0.0) -> None:
    """Temporary files that a killed process left beside these files; younger ones may be those of a living process."""
    for file_name in names:
        for scrap in folder.glob(f".{glob.escape(file_name)}.*.tmp"):
            with suppress(FileNotFoundError):
                if time.time() - scrap.stat().st_mtime >= older_than:
                    scrap.unlink()


def _must_all_be_replaceable(paths: Iterable[Path]) -> None:
    for path in paths:
        _must_be_replaceable(path)


def _must_be_replaceable(path: Path) -> None:
    """Raise OSError where the file there may not be changed, or is no file, before anything is moved.

    A file that is write-protected could be replaced on most systems, but its owner does not want that; one that is
    open in a spreadsheet cannot be replaced on Windows.
    """
    if _is_parts(path) or (path.is_symlink() and path.is_dir()):
        return
    if path.is_symlink() or path.exists():
        with path.open("r+b"):
            pass


def _is_parts(path: Path) -> bool:
    """True for the folder of a large table, which holds its parts and nothing of anybody else."""
    names = [part.name for part in path.iterdir()] if path.is_dir() else []
    theirs = [name for name in names if not _PART.fullmatch(name) and not name.startswith(_BESIDE_PARTS)]
    return not theirs and any(map(_PART.fullmatch, names))


def _beside(folder: Path, file_name: str, writer: Writer) -> Path:
    """The temporary file beside its place that holds what `writer` wrote, safely on the disk."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{file_name}.", suffix=".tmp")
    os.close(handle)
    path = Path(name)
    try:
        written(path, writer)
        path.chmod(0o666 & ~_umask())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def written(path: Path, writer: Writer) -> None:
    """Write a file and have it safely on the disk. Raises `StorageError`."""
    with failed(path.parent), path.open("wb") as stream:
        writer(stream)
        flushed(stream)


def flushed(stream: IO[bytes]) -> None:
    """Have what was written to a file safely on the disk. Raises OSError."""
    stream.flush()
    os.fsync(stream.fileno())


def _settle(folder: Path) -> None:
    """Have the names in the folder on the disk too; Windows cannot, and need not, be asked."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    """The permissions that this process withholds from new files (it can only be read by setting it)."""
    current = os.umask(0)
    os.umask(current)
    return current
