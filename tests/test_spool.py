"""Rows that wait on disk: all come back, in the order of their keys, and nothing stays behind."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from osint_iraq.spool import Spool, open_spool
from osint_iraq.storage import StorageError

KEYS = ["b", "a", "~", "A", "ب", "a b", "a\tb", "a\0b", "ﻻ", "𐀀", ""]


@pytest.mark.parametrize("named", [True, False])
def test_rows_come_back_in_the_order_of_their_keys(named: bool, tmp_path: Path) -> None:
    with open_spool(tmp_path / "x.spool" if named else None) as spool:
        for n, key in enumerate(KEYS):
            spool.add(key, {"key": key, "n": n})
        assert [row["key"] for row in spool] == sorted(KEYS)
        assert [row["key"] for row in spool] == sorted(KEYS), "a second time too"
        assert len(spool) == len(KEYS)


def test_rows_of_one_key_keep_their_order() -> None:
    with open_spool() as spool:
        for n in range(300):
            spool.add(random.Random(n).choice("abc"), {"n": n})
        rows = [row["n"] for row in spool]
    keys = [random.Random(n).choice("abc") for n in rows]
    assert list(zip(keys, rows, strict=True)) == sorted(zip(keys, rows, strict=True))


def test_a_key_is_there_or_not() -> None:
    with open_spool() as spool:
        spool.add("a", {})
        assert "a" in spool
        assert "b" not in spool


def test_nothing_stays_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.spool"
    path.write_bytes(b"what a killed process left")
    with open_spool(path) as spool:
        spool.add("a", {"n": 1})
        assert [row["n"] for row in spool] == [1]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), open_spool(path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="choose another folder"), open_spool(tmp_path / "none" / "x.spool"):
        pass


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def fill(spool: Spool) -> None:
        for n in range(1000):
            spool.add(str(n), {"text": "x" * 1000})

    with open_spool(tmp_path / "x.spool") as spool:
        spool._base.execute("PRAGMA max_page_count = 20")
        with pytest.raises(StorageError, match="make room on that disk"):
            fill(spool)
    assert list(tmp_path.iterdir()) == []
