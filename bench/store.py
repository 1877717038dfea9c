"""Raw measurements as JSON files, so that the page and the chart can be made anew without measuring again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import facts

__all__ = ["Store"]


@dataclass(frozen=True)
class Store:
    """The measurements in one folder; each holds its `result`, and under `on` what it was made on and when."""

    folder: Path

    def keep(self, name: str, result: Any) -> None:
        """Store a measurement under its name, in place of an earlier one."""
        self._write(name, {"on": facts(), "result": result})

    def keep_part(self, name: str, part: str, result: Any) -> None:
        """Store one part (a size) of a measurement, in place of an earlier one of that part, beside the other parts."""
        self._write(name, self.parts(name) | {part: {"on": facts(), "result": result}})

    def load(self, name: str) -> dict[str, Any] | None:
        """A stored measurement; None where there is none."""
        path = self._path(name)
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def parts(self, name: str) -> dict[str, Any]:
        """The stored parts of a measurement by name, smaller sizes first; none where there is none."""
        return dict(sorted((self.load(name) or {}).items(), key=lambda part: int(part[0])))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _write(self, name: str, content: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
