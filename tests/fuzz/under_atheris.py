"""The decoders under atheris, that is libFuzzer: it keeps inputs that reach new branches and changes them further."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["aiobserver.otlp"]):
    from tests.fuzz.decoding import Decoding


def main() -> None:
    """Arguments are libFuzzer's; exits when it has done its runs."""
    atheris.Setup(sys.argv, Decoding().check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
