"""Prints the Homebrew formula of a release: `formula.py OWNER/NAME VERSION SHA256SUMS`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_TEMPLATE = Path(__file__).with_name("ai-observer.rb.in")


def formula(repository: str, version: str, checksums: str) -> str:
    """
    :param checksums: lines of sha256sum.
    :raises KeyError: the checksum of an executable that the formula installs is not there.
    """
    digests = {name.lstrip("*"): digest for digest, name in (line.split() for line in checksums.splitlines())}
    values = {"repository": repository, "version": version}
    values |= {name.removeprefix("ai-observer-"): digest for name, digest in digests.items()}
    return re.sub(r"@([a-z0-9-]+)@", lambda match: values[match[1]], _TEMPLATE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    print(formula(sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_text(encoding="utf-8")), end="")
