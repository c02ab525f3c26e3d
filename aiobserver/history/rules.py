"""Rules for the texts in transcripts."""

from __future__ import annotations

from aiobserver.config import Config
from aiobserver.config.parsers import KeptText


def kept_text(config: Config) -> KeptText:
    """Text that is kept by the settings; none where content is redacted."""
    return "none" if any(name == "content" for name, _ in config.redact) else config.keep_text
