"""The codebook and the data packages, generated from the schema; `python -m osint_iraq.codebook` writes them anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from osint_iraq.partitions import PART_ROWS
from osint_iraq.schema import TABLES, Column, Table

__all__ = ["datapackage", "generated", "markdown"]

_GAZETTEER = ("sites", "site_aliases", "groups", "group_aliases")
_CURATED = ("political_events", "chronology", "official_tallies", "published_claims", "known_gaps")
_GOLD = ("linking",)
_COLLECTED = ("fetches",)  # lies where pages are collected, not in data/
_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_PRESS = {"title": "Public news reports; each row names its own in source_url"}
_GEONAMES = {"title": "GeoNames (CC BY 4.0)", "path": "https://www.geonames.org"}
_POWER_PLANTS = {
    "title": "World Resources Institute, Global Power Plant Database (CC BY 4.0)",
    "path": "https://datasets.wri.org/dataset/globalpowerplantdatabase",
}
_OURAIRPORTS = {"title": "OurAirports (public domain)", "path": "https://ourairports.com/data/"}
_SOURCES = {
    "political_events": [_PRESS],
    "chronology": [_PRESS],
    "official_tallies": [_PRESS],
    "published_claims": [_PRESS],
    "known_gaps": [{"title": "data/reference/chronology.md; each row names the place in note"}],
    "linking": [{"title": "Annotated by hand: data/gold/GUIDELINES.md"}],
    "sites": [_GEONAMES, _POWER_PLANTS, _OURAIRPORTS, {"title": "Each row names its own in source"}],
    "site_aliases": [_GEONAMES, {"title": "Names as public news reports write them"}],
    "groups": [{"title": "Each row names its own in source"}],
    "group_aliases": [{"title": "Names as public news reports write them"}],
}
_TYPES = {
    "str": {"type": "string"},
    "list": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "date", "format": "%Y-%m-%d"},
    "timestamp": {"type": "string"},  # a time in UTC, or a date where only the day is known
}
_IN_WORDS = {
    "str": "text",
    "list": "list, joined by \\|",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "date": "date",
    "timestamp": "time (UTC) or date",
}
_INTRODUCTION = f"""# Codebook

Generated from `osint_iraq/schema_tables.py`, `schema_fetches.py` and `schema_reference.py` by
`python -m osint_iraq.codebook`; a test fails where they disagree.

On disk each table is `NAME.parquet` and `NAME.csv` (UTF-8 with a header; lists joined by `|`; dates ISO 8601;
missing is an empty cell). Above {PART_ROWS:,} rows `NAME.parquet` is a folder of parts.
Dates are local to Iraq (UTC+3). Unknown is missing, never 0.
"""


def datapackage(
    paths: Mapping[str, str],
    name: str = "osint-iraq-tables",
    title: str = "Tables of attacks in Iraq, from Arabic reports",
) -> dict[str, object]:
    """A Frictionless data package (version 1) of the tables of {table name: path of its CSV file}.

    >>> datapackage({"problems": "problems.csv"})["resources"][0]["schema"]["fields"][0]["name"]
    'path'
    """
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "licenses": [_LICENCE],
        "resources": [_resource(TABLES[table], path, set(paths)) for table, path in paths.items()],
    }


def _resource(table: Table, path: str, present: set[str]) -> dict[str, object]:
    schema: dict[str, object] = {"fields": [_field(c) for c in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    foreign = [
        {"fields": column, "reference": {"resource": "" if other == table.name else other, "fields": key}}
        for column, other, key in table.foreign
        if other in present
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    resource: dict[str, object] = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path,
        "description": f"One row is {table.row}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
        "licenses": [_LICENCE],
    }
    if table.name in _SOURCES:
        resource["sources"] = _SOURCES[table.name]
    return resource


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, **_TYPES[column.kind], "description": column.meaning}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.allowed and column.kind == "list":
        one = "|".join(column.allowed)
        constraints["pattern"] = rf"({one})(\|({one}))*"
    elif column.allowed:
        constraints["enum"] = list(column.allowed)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    return {**field, "constraints": constraints} if constraints else field


def markdown() -> str:
    """The codebook: every table with every column, its type, whether it may be missing, and its meaning."""
    return _INTRODUCTION + "".join(_chapter(table) for table in TABLES.values())


def _chapter(table: Table) -> str:
    lines = [
        f"\n## {table.name}\n",
        f"One row is {table.row}.",
        *_keys(table),
        "",
        "| column | type | missing | meaning |",
    ]
    lines.append("| --- | --- | --- | --- |")
    lines.extend(_line(column) for column in table.columns)
    return "\n".join(lines) + "\n"


def _keys(table: Table) -> list[str]:
    found = [f"Key: {', '.join(table.key)}."] if table.key else []
    return found + [f"`{column}` is one of `{other}.{key}`." for column, other, key in table.foreign]


def _line(column: Column) -> str:
    meaning = column.meaning.replace("|", "\\|")
    if column.allowed:
        meaning += f" Allowed: {', '.join(column.allowed)}."
    kind = _IN_WORDS[column.kind] + (f" ({column.unit})" if column.unit else "")
    return f"| {column.name} | {kind} | {'no' if column.required else 'may be'} | {meaning} |"


def generated(root: Path) -> dict[Path, str]:
    """{file of the checkout at `root`: what must stand in it}."""
    derived = [name for name in TABLES if name not in (*_GAZETTEER, *_CURATED, *_GOLD, *_COLLECTED)]
    data = {n: f"reference/{n}.csv" for n in _CURATED} | {n: f"gold/{n}.csv" for n in _GOLD}
    data |= {n: f"derived/{n}.csv" for n in derived}
    gazetteer = {n: f"{n}.csv" for n in _GAZETTEER}
    return {
        root / "docs" / "codebook.md": markdown(),
        root / "data" / "datapackage.json": _as_json(datapackage(data, "osint-iraq")),
        root / "osint_iraq" / "lexicons" / "datapackage.json": _as_json(
            datapackage(gazetteer, "osint-iraq-gazetteer", "Places and groups of the attacks in Iraq, with their names")
        ),
    }


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the generated files of the checkout that this module lies in."""
    for path, text in generated(Path(__file__).parents[1]).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
