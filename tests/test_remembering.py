"""Many items as one stream: known and new results in one order, each key worked out once, little held at a time."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osint_iraq.read import read
from osint_iraq.remembering import each
from osint_iraq.store import Room, open_store
from osint_iraq.workers import Failure, Known, Local, run_each


class Ahead:
    """A crew that takes `ahead` items before it gives the first result, and notes what it worked on."""

    def __init__(self, ahead: int) -> None:
        self.ahead, self.worked = ahead, list[Any]()

    def run_each(self, task: str, items: Iterable[Any], *, seconds: float) -> Iterator[Any]:
        source = iter(items)
        held = list(itertools.islice(source, self.ahead))
        while held:
            item = held.pop(0)
            if isinstance(item, Known):
                yield item.result
            else:
                self.worked.append(item)
                yield Failure("error", "odd") if item < 0 else [item]
            held += itertools.islice(source, 1)


def worked_through(items: Iterable[Any], room: Room | None = None, crew: Any = None, task: str = "") -> Iterator[Any]:
    return each(
        items,
        task,
        key=lambda item: None if item is None else str(item),
        argument=lambda item: item,
        size=lambda _: 10,
        room=room,
        seconds=30,
        crew=crew or Local(),
    )


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with open_store(tmp_path / "out") as store:
        yield store.room("test", "1")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-3, 12))), st.integers(1, 40))
def test_each_item_has_its_result_in_its_place(items: list[int | None], ahead: int) -> None:
    crew = Ahead(ahead)
    found = list(worked_through(items, crew=crew))
    assert [item for item, _ in found] == items
    for item, result in found:
        assert result == (None if item is None else Failure("error", "odd") if item < 0 else [item])
    if ahead >= len(items):
        assert crew.worked == list(dict.fromkeys(item for item in items if item is not None))


def test_known_and_new_results_come_in_one_order(room: Room) -> None:
    list(worked_through([2, 4, 6], room, crew := Ahead(3)))
    found = list(worked_through([1, 2, None, 3, 4, 3, 2, 5, 5, 6], room, crew))
    assert [result for _, result in found] == [[1], [2], None, [3], [4], [3], [2], [5], [5], [6]]
    assert crew.worked == [2, 4, 6, 1, 3, 5]


def test_a_failure_is_shared_and_not_kept(room: Room) -> None:
    crew = Ahead(9)
    assert [type(result) for _, result in worked_through([-1, -1], room, crew)] == [Failure, Failure]
    list(worked_through([-1], room, crew))
    assert crew.worked == [-1, -1]


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_give_the_same_with_and_without_what_is_known(workers: int, room: Room) -> None:
    items = [n % 700 for n in range(3000)]
    expected = [(item, item) for item in items]
    for memory in (None, room, room):
        assert list(worked_through(items, memory, Local(workers), "worker_tasks:same")) == expected


def test_what_is_known_is_not_gathered(room: Room) -> None:
    list(worked_through(range(200), room, task="worker_tasks:same"))
    taken: list[int] = []

    def source() -> Iterator[int]:
        for n in itertools.count():
            taken.append(n)
            yield n % 200

    found = worked_through(source(), room, task="worker_tasks:same")
    assert [item for item, _ in itertools.islice(found, 5)] == [0, 1, 2, 3, 4]
    assert len(taken) <= 16 * 512


def test_looking_up_goes_on_while_others_work() -> None:
    """The items that come after a slow one are taken before it is done."""
    taken: list[float] = []

    def source() -> Iterator[float]:
        for seconds in (0.0, 0.5, 0.0):
            taken.append(seconds)
            yield seconds

    found = run_each("time:sleep", source(), seconds=30, workers=2)
    next(found)
    assert len(taken) == 3
    assert list(found) == [None, None]


def test_a_known_item_holds_its_place_among_those_that_are_slow() -> None:
    items = [0.2, Known("a"), 0.1, Known("b"), Known("c")]
    assert list(run_each("time:sleep", items, seconds=30, workers=2)) == [None, "a", None, "b", "c"]
    assert list(run_each("no:task", [Known(n) for n in range(2000)], seconds=1)) == list(range(2000))


def test_known_items_count_for_what_they_hold() -> None:
    taken: list[int] = []

    def source() -> Iterator[Known]:
        for n in range(1000):
            taken.append(n)
            yield Known(n, 2**22)

    assert next(run_each("no:task", source(), seconds=1)) == 0
    assert len(taken) <= 4


def test_items_are_taken_in_the_thread_that_asks() -> None:
    seen = []

    def source() -> Iterator[int]:
        for n in range(2000):
            seen.append(threading.get_ident())
            yield n

    assert len(list(run_each("worker_tasks:same", source(), seconds=30, workers=2))) == 2000
    assert set(seen) == {threading.get_ident()}


def test_what_comes_after_a_slow_item_is_done_meanwhile(tmp_path: Path) -> None:
    """Two workers: while one waits for a file, the other writes it, many batches later."""
    items = ["wait", *[None] * 12, "write"]
    tasks = [(str(tmp_path / "written"), what) for what in items]
    assert list(run_each("cluster_tasks:by_file", tasks, seconds=60, workers=2)) == items


@pytest.mark.parametrize("workers", [1, 3])
def test_what_goes_wrong_in_reading_stands_in_the_order_of_the_inputs(workers: int, tmp_path: Path) -> None:
    """Problems of finding, of opening and of reading, with pages between them."""
    pages = tmp_path / "pages"
    pages.mkdir()
    kinds = {"a.txt": b"A report.\n\nTwo rockets fell near the base.", "b.txt": b"", "c.odd": b"?", "d.zip": b"no zip"}
    for n in range(40):
        for name, data in kinds.items():
            (pages / f"{n:02}{name}").write_bytes(data)
    found = read(pages, crew=Local(workers)).problems
    names = [Path(path).name for path in found["path"]]
    assert names == sorted(names)
    assert {name[2:] for name in names} == {"b.txt", "c.odd", "d.zip"}
