"""Names that the gazetteer lacks: what announces them, what is known already, and the model of named entities."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from importlib import util
from pathlib import Path

import pandas as pd
import pytest

import osint_iraq as oi
from osint_iraq import cli, suggest_ner
from osint_iraq.lexicon import load_entries, rows
from osint_iraq.schema import check
from osint_iraq.suggest import COLUMNS, suggest
from osint_iraq.suggest_ner import NerError, load_ner
from osint_iraq.suggest_words import words
from osint_iraq.text import normalise

# Every name here is invented.
PLACES = [
    ("سقط صاروخ على قرية الزبيرات في محافظة كركوك.", "الزبيرات", "قرية"),
    ("استهدف معسكر تل الورد بقذائف.", "تل الورد", "معسكر"),
    ("استهدفت الطائرة بقرية الزبيرات.", "الزبيرات", "قرية"),
    ("هاجمت مسيرة قاعدة عسكرية تعرف باسم «سنجاقية» قرب الحدود.", "سنجاقية", "قاعدة"),
    ("قصف منفذ «خشم الناقة» الحدودي.", "خشم الناقة", "منفذ"),
    ("سقطت قذيفة في منطقة (كور زبير) أمس.", "كور زبير", "منطقة"),
    ("سقط صاروخ قرب مطار معسكر الزبيرات.", "الزبيرات", "معسكر"),
]
GROUPS = [
    ("أعلنت جماعة تطلق على نفسها اسم «أسود الرمال» مسؤوليتها عن الهجوم.", "أسود الرمال", "جماعة"),
    ("أعلن فصيل مجهول يسمي نفسه الغالبون مسؤوليته.", "الغالبون", "فصيل"),
    ("تبنت سرايا ثورة النخيل الهجوم.", "سرايا ثورة النخيل", "سرايا"),
    ("وقال لواء ثأر الوادي إنه نفذ العملية.", "لواء ثأر الوادي", "لواء"),
    ("نفذته كتائب «ريح الجنوب» ليلا.", "كتائب ريح الجنوب", "كتائب"),
    ("فصيل يطلق على نفسه اسم سرايا ثورة النخيل.", "سرايا ثورة النخيل", "سرايا"),
]
NOTHING_NEW = [
    "سقط صاروخ في مطار بغداد الدولي وقاعدة عين الأسد الجوية.",
    "أعلنت كتائب حزب الله وسرايا «أولياء الدم» مسؤوليتهما.",
    "توقفت حركة السير قرب حي سكني وقاعدة أميركية وقرية حدودية.",
    "سقط صاروخ قرب مقر لمعارضين، وأدى إلى مقتل جندي.",
    "استهدفت القاعدة العسكرية والقرية المجاورة جماعة مسلحة.",
]


def articles(*texts: str) -> pd.DataFrame:
    rows = [
        {"article_id": f"r{n}", "path": f"r{n}.txt", "language": "ar", "published_precision": "unknown",
         "published_basis": "unknown", "text": text, "sha256": "0" * 64, "n_chars": len(text)}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return check(pd.DataFrame(rows), "articles")


def told(*texts: str) -> list[tuple[str, str, str]]:
    found = suggest(articles(*texts))
    return list(zip(found["kind"], found["name"], found["beside"], strict=True))


@pytest.mark.parametrize(("text", "name", "beside"), PLACES)
def test_a_place_is_announced_by_the_word_before_it(text: str, name: str, beside: str) -> None:
    assert told(text) == [("place", name, beside)]


@pytest.mark.parametrize(("text", "name", "beside"), GROUPS)
def test_a_group_is_announced_by_its_word_or_by_what_it_calls_itself(text: str, name: str, beside: str) -> None:
    assert told(text) == [("group", name, beside)]


@pytest.mark.parametrize("text", NOTHING_NEW)
def test_what_is_known_or_is_no_name_is_not_suggested(text: str) -> None:
    assert told(text) == []


def test_the_names_of_a_list_are_cleaned_of_and() -> None:
    names = {name for _, name, _ in told("قصفت قرى هورين وكاني سبي والزبيرات.")}
    assert names == {"هورين", "كاني سبي", "الزبيرات"}


def test_no_name_of_the_gazetteer_is_ever_suggested() -> None:
    aliases = [e.term for e in load_entries() if e.kind == "site" and e.table == "site_aliases"][::40]
    known = {normalise(name) for _, name, _ in told(*(f"سقط صاروخ على قرية {alias}." for alias in aliases))}
    assert known & set(aliases) == set()


def test_the_most_reported_comes_first_with_its_first_sentence() -> None:
    often = ["قصفت قرية الزبيرات. ثم قصفت قرية الزبيرات ثانية.", "وصل الى قريه الزبيرات وفد."]
    found = suggest(articles("قصفت قرية البطيحات أمس.", *often))
    first = found.iloc[0]
    assert list(found["name"]) == ["الزبيرات", "البطيحات"]
    assert (first["n_reports"], first["n_times"], first["source"]) == (2, 3, "pattern")
    assert first["example"] == "قصفت قرية الزبيرات."
    assert {c: str(t) for c, t in found.dtypes.items()} == COLUMNS


def test_nothing_found_is_an_empty_table_of_the_same_columns() -> None:
    found = suggest(articles("لا شيء هنا."))
    assert found.empty
    assert {c: str(t) for c, t in found.dtypes.items()} == COLUMNS
    assert callable(oi.suggest)


def test_every_word_stands_in_its_example() -> None:
    assert [r["term"] for r in rows("suggest_words") if normalise(r["term"]) not in normalise(r["example"])] == []


def test_no_word_is_listed_twice_or_both_begins_and_ends_a_name() -> None:
    listed = [(r["kind"], normalise(r["term"])) for r in rows("suggest_words")]
    assert sorted({one for one in listed if listed.count(one) > 1}) == []
    assert words()["head"] & (words()["not_name"] | words()["adjective"]) == set()


# the command


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    text = "بغداد 26 يوليو 2024\nسقط صاروخان على قرية الزبيرات غرب العراق يوم 25 يوليو 2024، وتبنت سرايا ثورة النخيل الهجوم.\n"
    (folder / "one.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_command_writes_a_table(reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "names.csv"
    assert cli.main(["suggest", str(reports), "--out", str(out)]) == cli.DONE
    assert f"2 names that the gazetteer lacks: {out}" in capsys.readouterr().out
    with out.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert list(table[0]) == list(COLUMNS)
    assert {(row["kind"], row["name"]) for row in table} == {("place", "الزبيرات"), ("group", "سرايا ثورة النخيل")}


def test_without_a_file_the_table_goes_to_the_screen(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["suggest", str(reports)]) == cli.DONE
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 2


def test_nothing_readable_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["suggest", str(tmp_path)]) == cli.NOTHING_DONE
    assert str(tmp_path) in capsys.readouterr().err


# named entities


class Marks:
    """Marks the words that it is told, as camel-tools' recogniser would."""

    def __init__(self, **labels: str) -> None:
        self.labels = labels

    def predict(self, sentences: list[list[str]]) -> list[list[str]]:
        return [[self.labels.get(word, "O") for word in sentence] for sentence in sentences]


def test_a_model_adds_what_no_word_announces() -> None:
    text = "وصل الوفد إلى الزُبيرات العليا ثم إلى بغداد مع هيئة النخيل."
    marks = {
        "الزُبيرات": "B-LOC",
        "العليا": "I-LOC",
        "بغداد": "B-LOC",
        "هيئة": "B-ORG",
        "النخيل": "I-ORG",
        "الوفد": "B-PERS",
    }
    found = suggest(articles(text), Marks(**marks))
    assert set(zip(found["kind"], found["name"], found["source"], strict=True)) == {
        ("place", "الزُبيرات العليا", "ner"),
        ("group", "هيئة النخيل", "ner"),
    }
    assert found["beside"].isna().all()


def test_a_name_found_both_ways_is_one_row() -> None:
    found = suggest(articles("قصفت قرية الزبيرات. وعاد أهل الزبيرات وبالزبيرات."), Marks(الزبيرات="B-LOC"))
    assert found[["name", "n_times", "source"]].to_numpy().tolist() == [["الزبيرات", 2, "pattern"]]


def test_and_written_onto_a_marked_name_is_taken_off() -> None:
    found = suggest(articles("زار الزبيرات. والزبيرات قرب النهر."), Marks(الزبيرات="B-LOC", والزبيرات="B-LOC"))
    assert found[["name", "n_times"]].to_numpy().tolist() == [["الزبيرات", 2]]


def test_labels_that_do_not_fit_the_words_are_left_out() -> None:
    class Short:
        def predict(self, sentences: list[list[str]]) -> list[list[str]]:
            return [["B-LOC"] for _ in sentences]

    assert suggest(articles("زار الوفد الزبيرات أمس."), Short()).empty


def test_without_torch_the_error_names_the_extra(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(suggest_ner, "find_spec", lambda name: None)
    assert cli.main(["suggest", str(reports), "--ner", "pretrained"]) == cli.NOTHING_DONE
    said = capsys.readouterr().err
    assert "torch and transformers" in said
    assert "extra 'ner'" in said
    assert len(said.splitlines()) == 1


def test_nothing_loads_torch_or_the_models_unasked(tmp_path: Path) -> None:
    code = (
        "import sys, osint_iraq as oi, osint_iraq.suggest\n"
        "from osint_iraq.schema import empty\n"
        "oi.suggest(empty('articles'))\n"
        "sys.stdout.write(' '.join(m for m in ('torch', 'transformers', 'camel_tools.ner', 'camel_tools.data') if m in sys.modules))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == ""


needs_torch = pytest.mark.skipif(
    not (util.find_spec("torch") and util.find_spec("transformers")),
    reason="torch and transformers are not installed (the extra 'ner')",
)


@pytest.fixture
def no_camel_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which camel-tools has no data and no list of models."""
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path / "camel"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "camel"


def tiny_model(folder: Path) -> None:
    """A BERT without any training, made so that it calls every word a place."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    labels = ["B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O"]
    letters = [chr(c) for c in range(0x621, 0x64B) if chr(c).isalpha()]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *letters, *(f"##{c}" for c in letters)]
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label=dict(enumerate(labels)), label2id={label: n for n, label in enumerate(labels)},
    )  # fmt: skip
    model = BertForTokenClassification(config)
    with torch.no_grad():
        model.classifier.bias[0] = 1000.0
    model.save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


@needs_torch
def test_a_model_in_a_folder_runs_through_camel_tools(no_camel_data: Path, tmp_path: Path) -> None:
    tiny_model(tmp_path / "tiny")
    found = suggest(articles("زار الوفد الزبيرات وبغداد."), tmp_path / "tiny")
    assert "الزبيرات" in set(found["name"])
    assert "." not in set(found["name"])
    assert not {"بغداد", "وبغداد"} & set(found["name"])
    assert set(found["source"]) == {"ner"}
    assert not no_camel_data.exists()


@needs_torch
@pytest.mark.parametrize(
    ("model", "said"), [("none", "no such folder"), ("empty", "holds no model"), ("pretrained", "camel_data -i")]
)
def test_a_model_that_is_not_there_is_named(model: str, said: str, no_camel_data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NerError, match=said):
        load_ner(model if model == "pretrained" else tmp_path / model)


@needs_torch
def test_a_broken_model_is_named(no_camel_data: Path, tmp_path: Path) -> None:
    for name in ("config.json", "vocab.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(NerError, match="could not be loaded"):
        load_ner(tmp_path)
