"""Search terms: literal; the statements make them and the texts lower case, both by the same function."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Search:
    """A term as it stands in plain columns and, escaped, in JSON columns; None: no search."""

    text: str | None
    json_text: str | None

    @classmethod
    def of(cls, term: str | None) -> Search:
        if not term:
            return cls(None, None)
        return cls(term, json.dumps(term, ensure_ascii=False)[1:-1])

    @property
    def parameters(self) -> dict[str, str | None]:
        return {"text": self.text, "json_text": self.json_text}
