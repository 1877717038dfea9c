"""Ids that many pages claim: each gets one of its own, and a disk that is full is said."""

from __future__ import annotations

import pytest

from osint_iraq.read.ids import Ids
from osint_iraq.storage import StorageError


def test_every_page_gets_an_id_of_its_own() -> None:
    ids = Ids()
    assert ids.own("a~2", "first") == ("a~2", None)
    assert [ids.own("a", page) for page in ("x", "y", "z")] == [("a", None), ("a~3", "x"), ("a~4", "x")]
    ids.close()


def test_a_full_disk_is_said() -> None:
    ids = Ids()
    ids._base.execute("PRAGMA max_page_count = 4")

    def take_many() -> None:
        for n in range(1000):
            ids.own(str(n), "x" * 100)

    with pytest.raises(StorageError, match="TMPDIR"):
        take_many()
    ids.close()
