"""The options that say where the work is done."""

from __future__ import annotations

import argparse
import sys

import pytest

from osint_iraq.cli.where import add_where
from osint_iraq.cluster import ClusterError, crew_of


def parsed(*options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_where(parser)
    return parser.parse_args(options)


@pytest.mark.parametrize(("options", "workers"), [((), 1), (("--workers", "1"), 1), (("--workers", "3"), 3)])
def test_so_many_processes_of_this_machine_work(options: tuple[str, ...], workers: int) -> None:
    assert (parsed(*options).workers, parsed(*options).scheduler) == (workers, None)


def test_auto_is_what_this_process_may_use() -> None:
    assert parsed("--workers", "auto").workers >= 1


@pytest.mark.parametrize("wrong", ["0", "-1", "2.5", "many", ""])
def test_a_number_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(f"--workers={wrong}")
    assert "give a whole number from 1, or 'auto'" in capsys.readouterr().err


def test_this_machine_and_a_cluster_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--workers", "2", "--scheduler", "tcp://10.0.0.5:8786")
    assert "not allowed with" in capsys.readouterr().err


def test_a_cluster_without_the_extra_says_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    scheduler = parsed("--scheduler", "tcp://x:1").scheduler
    with pytest.raises(ClusterError, match=r"osint_iraq\[cluster\]"), crew_of(scheduler=scheduler):
        pass


@pytest.mark.parametrize(("workers", "scheduler"), [(0, None), (2, "tcp://x:1")])
def test_workers_and_a_cluster_at_a_time_or_none_at_all_are_refused(workers: int, scheduler: str | None) -> None:
    with pytest.raises(ValueError, match="give 1 or more"), crew_of(workers, scheduler):
        pass
