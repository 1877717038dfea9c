"""A text printed twice is one source: it adds an article, and no attack, no outlet, no vote."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from osint_iraq.extract import extract
from osint_iraq.link import link, link_explained
from osint_iraq.pipeline import build
from osint_iraq.read import read

from .told import articles, mentions, texts

REPORT = (
    "بغداد 26 يوليو 2024\nأعلنت خلية الإعلام الأمني سقوط أربعة صواريخ داخل قاعدة عين الأسد الجوية في محافظة الأنبار مساء أمس الخميس، "
    "من دون تسجيل خسائر بشرية أو مادية. وقال مصدر أمني إن القوات العراقية عثرت على منصة الإطلاق في منطقة صحراوية قريبة من "
    "ناحية البغدادي، وباشرت بعملية تفتيش واسعة بحثا عن المنفذين. ولم تعلن أي جهة مسؤوليتها عن الهجوم حتى الآن.\n"
    "وتضم القاعدة قوات أميركية ومستشارين من التحالف الدولي يدربون القوات العراقية منذ سنوات.\n"
)
OTHER = (
    "بغداد 26 يوليو 2024\nتعرضت قاعدة عين الأسد غربي العراق لهجوم بأربعة صواريخ يوم الخميس 25 يوليو 2024، بحسب ما أفاد ضابط في الشرطة، "
    "وأوضح أن الأضرار اقتصرت على ساحة فارغة. وتشهد البلاد منذ أسابيع محادثات بشأن مستقبل الوجود العسكري الأجنبي فيها.\n"
)


def archive(folder: Any, **reports: tuple[str, str, str]) -> Any:
    """A folder of reports: {name: (text, outlet, published)}."""
    folder.mkdir()
    lines = ["path,outlet,published"]
    for name, (text, outlet, published) in reports.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        lines.append(f"{name}.txt,{outlet},{published}")
    (folder / "articles.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def counted(folder: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Events and reprints of a folder, the chronology left out."""
    of = read([folder]).articles
    made = link_explained(extract(of).mentions, of)
    return made.events, made.reprints


FIRST = (REPORT, "agency", "2024-07-26")
REPRINTS = {
    "the very same": (REPORT, "paper", "2024-07-26"),
    "the same outlet again": (REPORT, "agency", "2024-07-26"),
    "with another headline": ("صواريخ على قاعدة في الأنبار\n" + REPORT.split("\n", 1)[1], "paper", "2024-07-26"),
    "cut at the end": (REPORT.rsplit("\n", 2)[0] + "\n", "paper", "2024-07-27"),
    "a day later": (REPORT.replace("26 يوليو 2024\n", "27 يوليو 2024\n"), "paper", "2024-07-27"),
    "with a line of its own": ("تقرير خاص للصحيفة نقلا عن الوكالات\n" + REPORT, "paper", "2024-07-26"),
}


@pytest.mark.parametrize("kind", list(REPRINTS))
def test_a_reprint_changes_no_event_but_its_number_of_articles(kind: str, tmp_path: Any) -> None:
    before, _ = counted(archive(tmp_path / "one", a=FIRST))
    after, reprints = counted(archive(tmp_path / "two", a=FIRST, b=REPRINTS[kind]))
    assert reprints["article_id"].tolist() == ["b"]
    assert reprints["original_id"].tolist() == ["a"]
    told = ["n_articles", "mention_ids", "first_reported"]
    pd.testing.assert_frame_equal(after.drop(columns=told), before.drop(columns=told))
    assert after["n_articles"].tolist() == [2]


def test_the_same_article_twice_changes_no_count(tmp_path: Any) -> None:
    once = build([archive(tmp_path / "one", a=FIRST)], corrections=None)
    twice = build([archive(tmp_path / "two", a=FIRST, z=FIRST)])
    assert len(once.events) == len(twice.events)
    assert list(once.events["event_id"]) == list(twice.events["event_id"])
    assert once.events["n_outlets"].sum() == twice.events["n_outlets"].sum() == 1


def test_another_text_on_the_same_attack_is_a_source_of_its_own(tmp_path: Any) -> None:
    events, reprints = counted(archive(tmp_path / "two", a=FIRST, b=(OTHER, "paper", "2024-07-26")))
    assert reprints.empty
    assert events[["n_articles", "n_outlets"]].values.tolist() == [[2, 2]]


def test_a_formula_used_again_on_another_day_is_no_reprint(tmp_path: Any) -> None:
    again = REPORT.replace("26 يوليو", "28 يوليو").replace("الخميس", "السبت")
    events, reprints = counted(archive(tmp_path / "two", a=FIRST, b=(again, "agency", "2024-07-28")))
    assert reprints.empty
    assert len(events) == 2


def test_a_text_that_comes_back_after_a_week_is_no_reprint(tmp_path: Any) -> None:
    again = REPORT.replace("26 يوليو", "2 أغسطس")
    _, reprints = counted(archive(tmp_path / "two", a=FIRST, b=(again, "agency", "2024-08-02")))
    assert reprints.empty


def test_the_original_is_what_was_published_first_whatever_the_order(tmp_path: Any) -> None:
    late, early = (REPORT, "paper", "2024-07-27"), (REPORT, "agency", "2024-07-26")
    events, reprints = counted(archive(tmp_path / "two", a=late, b=early))
    assert reprints[["article_id", "original_id"]].values.tolist() == [["a", "b"]]
    assert events["date_start"].tolist() == [pd.Timestamp("2024-07-25")]


def test_a_reprint_has_no_vote_of_its_own() -> None:
    words = [f"كلمة{n}" for n in range(60)]
    other = [f"لفظ{n}" for n in range(60)]
    two, five = {"killed_min": 2, "killed_max": 2}, {"killed_min": 5, "killed_max": 5}
    frame = mentions(two, two, two, five, five)
    same, apart = " ".join(words), [" ".join(other[n:] + other[:n]) for n in (0, 30)]
    of = texts(articles(frame, **{f"a{n}": "2024-08-01" for n in range(5)}), a0=same, a1=same, a2=same, a3=apart[0],
               a4=" ".join(reversed(other)))  # fmt: skip
    event = link(frame, of).iloc[0]
    assert (event["n_articles"], event["n_outlets"], event["killed_best"]) == (5, 3, 5)


def test_the_build_names_its_reprints(tmp_path: Any) -> None:
    tables = build([archive(tmp_path / "two", a=FIRST, b=REPRINTS["the very same"])])
    assert tables.reprints["similarity"].tolist() == [1.0]
    assert tables.funnel.set_index("step").at["articles_reprinted", "rows"] == 1
    assert tables.links.set_index("mention_id")["verdict"].to_dict() == {"a#1": "joined", "b#1": "reprint"}
