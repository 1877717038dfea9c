"""A small report for tests: tables of two attacks, and a notebook that draws them."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pandas as pd

from osint_iraq.link import link
from osint_iraq.pipeline import Tables
from osint_iraq.schema import check, empty
from osint_iraq.storage import write_tables

DRAW = """
from osint_iraq.analyse import attack_counts
from osint_iraq.plot import publish_timeline
from osint_iraq.report.notebook import open_tables
events = open_tables(TABLES, None).events
counts = attack_counts(events, "2020-06-01", "2020-07-31", by="source")
chart = publish_timeline(counts, None, CHARTS, "june")
chart.en
"""
FOUND = """
from IPython.display import Markdown
Markdown("**Two attacks were reported.**\\n\\n**أُبلغ عن هجومين.**")
"""
CAPTION = 'Markdown(chart.caption["en"])'
TABLE = """
import pandas as pd
words = ["قاعدة التاجي", "المنطقة الخضراء"]
pd.DataFrame({"site_id": ["taji", "green_zone"], "words": words, "killed_max": pd.array([None, 0], dtype="Int64")})
"""
METHOD = """# Method

Of [counts](#counts), [linking](linking.md), [data](../data/README.md), [a paper](https://doi.org/1).

## Counts

Counted with care.

## Ethics

Nobody is named.
"""


def write_everything_small(place: Path) -> Path:
    """The tables, and a notebook with a finding in two languages, a chart, its caption, and a table."""
    write_small_tables(place / "tables")
    write_notebook(place / "notebooks", FOUND, DRAW, CAPTION, TABLE)
    return place


def chronology() -> pd.DataFrame:
    rows = [("a", "2020-06-13", "taji"), ("b", "2020-07-04", "green_zone")]
    frame = pd.DataFrame(rows, columns=["chronology_id", "date_start", "site"])
    frame["date_end"] = frame["date_start"]
    return check(
        frame.assign(country="IQ", outcome="hit", weapons="rocket", source_url="https://example.org"), "chronology"
    )


def write_small_tables(folder: Path) -> Path:
    frames = {name: empty(name) for name in Tables.__dataclass_fields__}
    frames["events"] = link(empty("mentions"), empty("articles"), chronology())
    write_tables(frames, folder, {"build.json": json.dumps({"osint_iraq": "9.9", "dependencies": {"pandas": "3"}})})
    return folder


def write_notebook(folder: Path, *sources: str, name: str = "01-small.ipynb", tag: str = "parameters") -> Path:
    """A notebook with a title, the parameters and these cells; the folder comes back."""
    cells = [nbformat.v4.new_markdown_cell("# A small one\n\nwords", id="title")]
    parameters = 'TABLES = None\nCHARTS = "nowhere"'
    cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": [tag]}, id="parameters"))
    cells += [nbformat.v4.new_code_cell(source.strip(), id=f"cell-{n}") for n, source in enumerate(sources)]
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name)
    return folder
