"""pyproject.toml, environment.yml with postBuild, and the locks ask for the same things."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import BuildString, MatchSpec, PackageRecord

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = ["lock.txt", "lock-dev.txt", "lock-bench.txt"]
CONDA_NAME = {
    "matplotlib": "matplotlib-base",
    "brotli": "brotli-python",
    "duckdb": "python-duckdb",
}  # where conda-forge calls the same thing differently
ONLY_CONDA = {"python", "pip"}
TORCH = re.compile(r"torch|nvidia|cuda|triton|transformers", re.IGNORECASE)


@dataclass(frozen=True)
class Pin:
    """One line of a lock."""

    name: str
    version: str
    marker: str
    hashes: int


def read_pins(text: str) -> list[Pin]:
    """The pins of a lock; a line that is none of pin, hash and comment is an error."""
    pins = []
    for logical in text.replace("\\\n", " ").splitlines():
        if not logical.strip() or logical.lstrip().startswith("#"):
            continue
        pinned, *hashes = logical.split("--hash=")
        found = re.fullmatch(r"([A-Za-z0-9._-]+)==([^\s;]+)\s*(?:;\s*(.+?))?\s*", pinned)
        assert found, f"not a pin: {logical[:80]!r}"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", h) for h in hashes), f"not sha256: {found[1]}"
        pins.append(Pin(canonicalize_name(found[1]), found[2], found[3] or "", len(hashes)))
    return pins


def read_toml() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*extras: str) -> dict[str, Requirement]:
    """What the library and these extras ask for, by name."""
    project = read_toml()["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def lean_camel() -> dict[str, Requirement]:
    """What we let camel-tools have by default."""
    (entry,) = [e for e in read_toml()["tool"]["uv"]["dependency-metadata"] if e["name"] == "camel-tools"]
    return {canonicalize_name(r.name): r for r in map(Requirement, entry["requires-dist"])}


def environment() -> dict:
    return yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))


def conda_specs() -> dict[str, MatchSpec]:
    specs = [MatchSpec(line, strict=True) for line in environment()["dependencies"] if isinstance(line, str)]
    return {str(spec).split()[0]: spec for spec in specs}


def pip_specs() -> dict[str, Requirement]:
    """What the conda environment gets by pip: its own section, and postBuild."""
    (section,) = [d["pip"] for d in environment()["dependencies"] if isinstance(d, dict)]
    script = (PROJECT / "postBuild").read_text(encoding="utf-8")
    lines = [*section, *re.findall(r"[\w.-]+==[\w.]+", script)]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def pins_of(lock: str) -> dict[str, list[Pin]]:
    by_name: dict[str, list[Pin]] = {}
    for pin in read_pins((PROJECT / "requirements" / lock).read_text(encoding="utf-8")):
        by_name.setdefault(pin.name, []).append(pin)
    return by_name


def conda_allows(spec: MatchSpec, name: str, version: str) -> bool:
    return spec.matches(PackageRecord(name, version, BuildString("0"), 0, "noarch"))


def floor_of(specifiers: SpecifierSet) -> str:
    """The lowest version that is asked for, as written."""
    floors = [s.version for s in specifiers if s.operator in (">=", "==")]
    return floors[0] if floors else "0"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_hashed_and_names_no_place(lock: str) -> None:
    text = (PROJECT / "requirements" / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    assert [p.name for p in read_pins(text) if not p.hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_lean(lock: str) -> None:
    assert [name for name in pins_of(lock) if TORCH.search(name)] == []


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("lock.txt", ["notebooks"]),
        ("lock-dev.txt", ["notebooks", "dev"]),
        ("lock-bench.txt", ["notebooks", "dev", "bench"]),
    ],
)
def test_lock_gives_all_that_is_asked_for(lock: str, extras: list[str]) -> None:
    pins = pins_of(lock)
    asked = requirements(*extras) | {f"{n} of camel-tools": r for n, r in lean_camel().items()}
    for requirement in asked.values():
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is in pyproject.toml but not in {lock}: run `make lock`"
        for pin in pins[name]:
            assert pin.version in requirement.specifier, f"{lock}: {name} {pin.version}, asked for {requirement}"


def versions(pins: list[Pin]) -> set[tuple[str, int]]:
    return {(pin.version, pin.hashes) for pin in pins}


@pytest.mark.parametrize(("part", "whole"), pairwise(LOCKS))
def test_each_lock_is_a_part_of_the_next(part: str, whole: str) -> None:
    small, large = pins_of(part), pins_of(whole)
    assert {name: versions(large.get(name, [])) for name in small} == {n: versions(p) for n, p in small.items()}


def test_lock_holds_the_builder_that_pyproject_asks_for() -> None:
    toml = read_toml()
    assert toml["dependency-groups"]["build"] == toml["build-system"]["requires"]
    for requirement in map(Requirement, toml["build-system"]["requires"]):
        assert all(pin.version in requirement.specifier for pin in pins_of("lock.txt")[requirement.name])


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_one_version_of_each_package(lock: str, python: str) -> None:
    env = {"python_version": python, "python_full_version": f"{python}.9"}
    for name, pins in pins_of(lock).items():
        live = [p for p in pins if not p.marker or Marker(p.marker).evaluate(env)]
        assert len(live) <= 1, f"{lock}: {name} is pinned twice on Python {python}"


def test_conda_specs_are_strict_and_channels_are_named() -> None:
    assert environment()["name"] == read_toml()["project"]["name"]
    assert environment()["channels"] == ["conda-forge", "nodefaults"]
    assert "pandas" in conda_specs()


def test_conda_environment_gives_all_that_is_asked_for() -> None:
    have = set(conda_specs()) | set(pip_specs())
    asked = set(requirements("notebooks")) | set(lean_camel())
    assert sorted(name for name in asked if CONDA_NAME.get(name, name) not in have) == []


def test_conda_environment_asks_for_nothing_else() -> None:
    known = set(requirements("notebooks", "dev")) | set(lean_camel()) | {"setuptools"}
    names = {CONDA_NAME.get(name, name) for name in known} | ONLY_CONDA
    assert sorted((set(conda_specs()) | set(pip_specs())) - names) == []
    assert [n for n in [*conda_specs(), *pip_specs()] if TORCH.search(n)] == []


def test_conda_floors_are_those_of_pyproject() -> None:
    asked = requirements("notebooks", "dev") | {"setuptools": Requirement(read_toml()["build-system"]["requires"][0])}
    compared = 0
    for name, requirement in asked.items():
        conda_name = CONDA_NAME.get(name, name)
        if conda_name not in conda_specs():
            continue
        spec, floor = conda_specs()[conda_name], floor_of(requirement.specifier)
        assert conda_allows(spec, conda_name, floor), f"{spec} refuses {floor}, which pyproject.toml allows"
        assert str(spec.version or ">=0") == str(requirement.specifier or ">=0"), f"{spec} is not {requirement}"
        compared += 1
    assert compared > 10


def test_conda_allows_what_was_tested() -> None:
    pins = pins_of("lock-dev.txt")
    by_conda_name = {CONDA_NAME.get(name, name): name for name in pins}
    for conda_name, spec in conda_specs().items():
        if conda_name in ONLY_CONDA:
            continue
        for pin in pins[by_conda_name[conda_name]]:
            assert conda_allows(spec, conda_name, pin.version), f"{spec} refuses the tested {pin.version}"


def test_conda_python_starts_where_ours_does() -> None:
    spec = conda_specs()["python"]
    assert conda_allows(spec, "python", floor_of(SpecifierSet(read_toml()["project"]["requires-python"])))
    assert not conda_allows(spec, "python", "3.10.13")


def test_what_conda_gets_by_pip_is_what_was_tested() -> None:
    pins = pins_of("lock.txt")
    for name, requirement in pip_specs().items():
        assert all(pin.version in requirement.specifier for pin in pins[name]), f"{requirement}: locked is {pins[name]}"
    asked = requirements()
    for name in set(pip_specs()) & set(asked):
        assert pip_specs()[name].specifier == asked[name].specifier


def test_camel_tools_asks_for_our_lean_part_and_the_extra_ner() -> None:
    """Fails when camel-tools moves on: then decide anew what is lean."""
    theirs = {canonicalize_name(Requirement(r).name) for r in importlib.metadata.requires("camel-tools") or []}
    extra = set(requirements("ner")) - set(requirements())
    ours = set(lean_camel()) | extra
    assert ours == theirs
    assert extra & set(lean_camel()) == set()
    (entry,) = [e for e in read_toml()["tool"]["uv"]["dependency-metadata"] if e["name"] == "camel-tools"]
    assert Version(entry["version"]) in requirements()["camel-tools"].specifier
