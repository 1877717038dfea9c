"""What docs/scale.md shows runs as it stands, and other programs read our tables as we do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("dask.dataframe", reason="needs the extra 'cluster'")
pytest.importorskip("duckdb")

import dask.dataframe as dd
import duckdb

import osint_iraq as oi
from osint_iraq.pipeline import Tables, save
from osint_iraq.schema import check


@pytest.fixture(scope="module")
def made(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tables]:
    """A folder with archive/, articles/ and build/tables, and the tables."""
    place = tmp_path_factory.mktemp("scale")
    (place / "archive").mkdir()
    for path in sorted((project / "data" / "articles").glob("*.txt"))[::8]:
        (place / "archive" / path.name).write_bytes(path.read_bytes())
    tables = oi.build(place / "archive")
    save(tables, place / "build" / "tables")
    dd.from_pandas(tables.articles, npartitions=2).to_parquet(place / "articles", write_index=False)
    return place, tables


def test_the_examples_run_as_they_stand(
    made: tuple[Path, Tables], project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, tables = tmp_path / "scale", made[1]
    shutil.copytree(made[0], place)
    monkeypatch.chdir(place)
    page = (project / "docs" / "scale.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "scale.md", "exec"), names)
    assert len(blocks) == 4
    for name in ("checked", "same", "again"):
        pd.testing.assert_frame_equal(names[name], tables.mentions)  # type: ignore[arg-type]
    found = pd.read_parquet(place / "found" / "mentions")
    assert len(found)
    pd.testing.assert_frame_equal(found, check(found, "mentions"))
    dated = tables.mentions["date_start"].dropna()
    assert list(names["by_month"]["mentions"]) == list(dated.groupby(dated.dt.to_period("M")).size())  # type: ignore[index]


@pytest.mark.parametrize("name", [field for field in Tables.__dataclass_fields__ if field != "funnel"])
def test_other_programs_read_every_table_as_we_do(name: str, made: tuple[Path, Tables]) -> None:
    place, tables = made
    wanted, path = tables.frames()[name], place / "build" / "tables" / f"{name}.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(path), wanted)
    pd.testing.assert_frame_equal(check(dd.read_parquet(path).compute(), name), wanted)
    pd.testing.assert_frame_equal(check(duckdb.sql(f"SELECT * FROM '{path}'").df(), name), wanted)


def test_what_dask_read_and_wrote_again_has_other_text_until_it_is_cast(
    made: tuple[Path, Tables], tmp_path: Path
) -> None:
    place, tables = made
    dd.read_parquet(place / "build" / "tables" / "mentions.parquet").to_parquet(tmp_path / "again", write_index=False)
    back = pd.read_parquet(tmp_path / "again")
    assert back["site_id"].dtype == "string"
    texts = {c: "str" for c in back.columns if back[c].dtype == "string"}
    pd.testing.assert_frame_equal(back.astype(texts), tables.mentions)
