"""All sidecars of one reading: which row speaks of which page, and which rows speak of none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from osint_iraq.read.faults import InputError, Problem
from osint_iraq.read.files import Source, shown
from osint_iraq.read.sidecar import Entry, Sidecar, load_sidecar, sidecar_of

_NONE = Entry(0)


class Sidecars:
    """The sidecars of folders, and those inside archives, for as long as the archive is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._of_folders: dict[Path, Sidecar | None] = {}
        self._of_archive: dict[str, Sidecar] = {}
        self._beside_pages = False  # whether any folder has one; asked for each page

    def load_above(self, source: Source) -> None:
        """Load every sidecar above a file. Raises `InputError` where one is not a table of the known columns."""
        for folder in _folders(source):
            if folder not in self._of_folders:
                sidecar = self._of_folders[folder] = load_sidecar(folder)
                self.problems.extend(sidecar.problems if sidecar else [])
                self._beside_pages |= sidecar is not None

    def enter(self, source: Source, found: Mapping[str, bytes]) -> None:
        """Take in the sidecars of an archive: {folder inside it, '' for the top: their bytes}."""
        self._of_archive = {}
        for folder, data in found.items():
            name = "::".join((shown(source.path), "/".join(part for part in (folder, "articles.csv") if part)))
            try:
                sidecar = sidecar_of(data, name)
            except InputError as error:
                self.problems.append(Problem(name, "sidecar_wrong", f"{error}; it is passed over"))
                continue
            self._of_archive[folder] = sidecar
            self.problems.extend(sidecar.problems)

    def leave(self) -> None:
        """The archive has been read: rows of its sidecars that named none of its pages are problems."""
        for sidecar in self._of_archive.values():
            self.problems.extend(sidecar.unused())
        self._of_archive = {}

    def close(self) -> None:
        """Everything has been read: rows that named pages inside files which hold none are problems."""
        for sidecar in self._of_folders.values():
            self.problems.extend(sidecar.unused() if sidecar else [])

    def entry_of(self, source: Source, member: str = "") -> Entry:
        """The row of the nearest sidecar that names the page; an empty one where none does.

        Of a row that names the whole archive or table, its pages take the outlet, which they share.
        """
        if not self._of_archive and not self._beside_pages:
            return _NONE
        inside = PurePosixPath(member)
        for up in inside.parents if member else ():
            folder = "" if up == PurePosixPath(".") else str(up)
            entry = self._in_archive(folder, inside)
            if entry:
                return entry
        return self._beside(source, member)

    def _in_archive(self, folder: str, inside: PurePosixPath) -> Entry | None:
        sidecar = self._of_archive.get(folder)
        return sidecar.entry(str(inside.relative_to(folder))) if sidecar else None

    def _beside(self, source: Source, member: str) -> Entry:
        for folder in _folders(source):
            sidecar = self._of_folders.get(folder)  # a folder may be newer than the first look
            if not sidecar:
                continue
            path = source.path.relative_to(folder).as_posix()
            entry = sidecar.entry(f"{path}/{member}" if member else path)
            if entry:
                return entry
            whole = sidecar.entry(path) if member else None
            if whole:
                return Entry(whole.row, outlet=whole.outlet)
        return _NONE


def _folders(source: Source) -> Iterator[Path]:
    folder = source.path.parent
    yield folder
    while folder != source.root:
        folder = folder.parent
        yield folder
