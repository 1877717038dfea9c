"""What is written for a chart: every format in both languages, the same bytes at every run, and what explains it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from osint_iraq.plot import plot_timeline, publish_timeline, publish_window, save
from osint_iraq.plot.export import About
from osint_iraq.storage import StorageError

TWICE = """
import sys
import pandas as pd
from osint_iraq.plot import publish_timeline
counts = pd.read_pickle(sys.argv[1])
milestones = pd.read_pickle(sys.argv[2])
publish_timeline(counts, milestones, sys.argv[3], "chart")
"""


@pytest.fixture(scope="module")
def counts(make_counts):
    return make_counts("2020-01-01", "2020-03-31", "M", both=[1, 0, 2], chronology=[0, 3, 1])


def test_every_file_is_there_and_explained(counts, make_milestones, tmp_path):
    charts = publish_timeline(counts, make_milestones({"2020-02-02": "Talks"}), tmp_path, "t", inputs={"events": "abc"})
    kinds = {f"t-{lang}.{kind}" for lang in ("en", "ar") for kind in ("png", "svg", "pdf")}
    assert {p.name for p in tmp_path.iterdir()} == kinds | {"t.csv", "t.json"} == {p.name for p in charts.files}
    about = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert about["n"] == 7
    assert about["window"] == {"start": "2020-01-01", "end": "2020-03-31"}
    assert about["data_sha256"] == hashlib.sha256((tmp_path / "t.csv").read_bytes()).hexdigest()
    assert about["inputs_sha256"] == {"events": "abc"}
    for lang in ("en", "ar"):
        assert about["title"][lang] in about["caption"][lang]
        assert about["alt"][lang]


def test_the_data_are_those_of_the_chart(counts, tmp_path):
    publish_timeline(counts, None, tmp_path, "t")
    again = pd.read_csv(tmp_path / "t.csv", parse_dates=["period_start", "period_end"])
    assert again["count"].tolist() == counts["count"].tolist()
    assert again["period_start"].tolist() == counts["period_start"].tolist()


def test_the_png_is_for_print(counts, tmp_path):
    publish_timeline(counts, None, tmp_path, "t")
    png = (tmp_path / "t-en.png").read_bytes()
    assert int.from_bytes(png[16:20]) == 3000  # ten inches at 300 dpi


def test_two_runs_write_the_same_bytes(counts, make_milestones, tmp_path):
    counts.to_pickle(tmp_path / "counts.pkl")
    make_milestones({"2020-02-02": "Talks"}).to_pickle(tmp_path / "milestones.pkl")
    home = str(Path(__file__).parents[2])
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": home, "SOURCE_DATE_EPOCH": seed}
        arguments = [str(tmp_path / "counts.pkl"), str(tmp_path / "milestones.pkl"), str(tmp_path / seed)]
        subprocess.run([sys.executable, "-c", TWICE, *arguments], check=True, env=env, timeout=120)
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name


def test_a_window_is_published_too(make_window, tmp_path):
    charts = publish_window(make_window(), tmp_path, "w")
    about = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert about["n"] == 14
    assert about["window"] == {"start": "2020-05-12", "end": "2020-07-10"}
    assert charts.caption["ar"] == about["caption"]["ar"]


def test_a_window_without_cover_is_published_without_dates(make_window, tmp_path):
    nothing = {"before_start": pd.NaT, "before_end": pd.NaT, "after_start": pd.NaT, "after_end": pd.NaT}
    bare = {f"{side}_{name}": float("nan") for side in ("before", "after") for name in ("rate", "low", "high")}
    window = make_window(before_count=None, after_count=None, before_exposure=0, after_exposure=0,
                         rate_ratio=float("nan"), **nothing, **bare)  # fmt: skip
    publish_window(window, tmp_path, "w")
    about = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert (about["n"], about["window"]) == (0, {"start": None, "end": None})


def test_a_notebook_shows_the_picture_with_its_alternative_text(counts, tmp_path):
    chart = publish_timeline(counts, None, tmp_path, "t").en
    data, metadata = chart._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == chart.title
    assert metadata["image/png"]["alt"] == chart.alt


def test_both_languages_are_asked_for(counts, tmp_path):
    words = {"en": "x", "ar": "س"}
    about = About(words, words, words, (counts["period_start"].min(), counts["period_end"].max()), 7, "attack_counts")
    with pytest.raises(ValueError, match="ar"):
        save({"en": plot_timeline(counts)}, "t", tmp_path, counts, about)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_a_plain_error(counts, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="file"):
        publish_timeline(counts, None, tmp_path / "file", "t")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_files_themselves_hold_their_alternative_text(make_window, tmp_path, lang):
    publish_window(make_window(), tmp_path, "w")
    about = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert about["alt"][lang] in html.unescape((tmp_path / f"w-{lang}.svg").read_text(encoding="utf-8"))
    with Image.open(tmp_path / f"w-{lang}.png") as picture:
        assert picture.text["Description"] == about["alt"][lang]
        assert picture.text["Title"] == about["title"][lang]
