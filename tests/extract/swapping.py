"""One name for another of the same kind: what is told of the one is then told of the other, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from osint_iraq.extract.groups import kinds
from osint_iraq.lexicon import Cue, scan
from osint_iraq.reference import gazetteer
from osint_iraq.text import fold

Mention = dict[str, Any]

BASES = {
    "ain_al_asad": "عين الأسد", "habbaniyah": "الحبانية", "qayyarah": "القيارة", "speicher": "سبايكر",
    "shaddadi": "الشدادي", "tanf": "التنف", "rumaylan": "رميلان", "kharab_al_jir": "خراب الجير",
}  # fmt: skip
_SWAPPED = (*BASES, "taji", "balad", "k1", "besmaya", "harir")  # the last five are firm only with a word for a base
_HEADS = {"قاعده": "قاعدة", "معسكر": "معسكر", "مطار": "مطار"}
GROUPS = {
    "kataib_hezbollah": "كتائب حزب الله", "kataib_sayyid_al_shuhada": "كتائب سيد الشهداء",
    "harakat_nujaba": "حركة النجباء", "asaib_ahl_al_haq": "عصائب أهل الحق",
    "islamic_resistance_iraq": "المقاومة الإسلامية في العراق", "saraya_awliya_al_dam": "سرايا أولياء الدم",
    "usbat_al_thairin": "عصبة الثائرين", "liwa_ahrar_al_iraq": "لواء أحرار العراق",
}  # fmt: skip


def _led(prefix: str, name: str) -> str:
    """A name behind these letters, with the article only where it brings one."""
    lead = "ل".join(prefix.rsplit("لل", 1)) if prefix.endswith("لل") else prefix.removesuffix("ال")
    return f"{lead}{name.removeprefix('ا')}" if lead.endswith("ل") and name.startswith("ال") else lead + name


def renamed(text: str, cues: Iterable[Cue], name: str) -> str:
    """The text with the name for each of the cues, and with the word for a base that opened it."""
    folded = fold(text)
    for cue in sorted(cues, key=lambda c: -c.begin):
        begin, end = folded.span(cue.begin, cue.end)
        head = _HEADS.get(folded.text[cue.start : cue.end].split()[0])
        text = text[:begin] + _led(cue.prefix, f"{head} {name}" if head else name) + text[end:]
    return text


def named_in(text: str, kind: str) -> dict[str, list[Cue]]:
    """The places or groups that a text names, with their cues."""
    found: dict[str, list[Cue]] = {}
    for cue in scan(fold(text)):
        if cue.kind == kind:
            found.setdefault(cue.value, []).append(cue)
    return found


def base_fits(old: str, new: str, sites: Iterable[str]) -> bool:
    """True where the new base lies in the same country and in every place of the text in which the old one lies."""
    places = gazetteer()
    around = set(places.ancestors(old)) & set(sites)
    near = places.value(old, "country") == places.value(new, "country")
    return near and new not in sites and around <= set(places.ancestors(new))


def with_base(text: str, new: str) -> dict[str, str]:
    """The text with the new base for each base that it can stand for, by the old one's id."""
    sites = named_in(text, "site")
    fitting = [old for old in _SWAPPED if old in sites and base_fits(old, new, sites)]
    return {old: renamed(text, sites[old], BASES[new]) for old in fitting}


def with_group(text: str, new: str) -> dict[str, str]:
    """The text with the new faction or front for each one of its kind, by the old one's id."""
    groups = named_in(text, "group")
    fitting = [old for old in GROUPS if old in groups and kinds()[old] == kinds()[new] and new not in groups]
    return {old: renamed(text, groups[old], GROUPS[new]) for old in fitting}


def told_of_base(told: list[Mention], old: str, new: str) -> list[Mention]:
    """The mentions with the new base, and its governorate, for the old one."""
    place = {"site_id": new, "admin1": gazetteer().value(new, "admin1")}
    return [m | place if m["site_id"] == old else m for m in told]


def told_of_group(told: list[Mention], old: str, new: str) -> list[Mention]:
    """The mentions with the new group for the old one."""
    return [m | {k: new for k in ("claimed_by", "attributed_to") if m[k] == old} for m in told]
