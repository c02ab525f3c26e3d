"""What is kept of the texts in transcripts."""

from __future__ import annotations

from aiobserver.config import Config
from aiobserver.config.parsers import KeptText


def kept_text(config: Config) -> KeptText:
    """By the settings; where content is redacted, none."""
    return "none" if any(name == "content" for name, _ in config.redact) else config.keep_text
