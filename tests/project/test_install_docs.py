"""What the documents tell people to type is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from aiobserver.cli import command
from aiobserver.config import SETTINGS
from tests.server import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")])
PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _commands(page: Path) -> list[str]:
    """What stands in blocks of shell and in code between words, without comments."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    return [line.split(" #")[0].strip() for line in (*lines, *inline)]


@PAGE
def test_make_has_the_targets_it_names(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        word for line in _commands(page) if line.startswith("make ") for word in line.split()[1:] if "=" not in word
    }
    assert named <= targets


@PAGE
def test_the_command_has_the_subcommands_and_options_it_names(page: Path) -> None:
    for line in _commands(page):
        words = line.split()
        if words and re.fullmatch(r"(\S+/)?(aiobserver|ai-observer)", words[0]) and "=" not in words[0]:
            _follow(command, words[1:], line)


def _follow(at: click.Command, words: list[str], line: str) -> None:
    options = {name: option for option in at.params for name in option.opts}
    takes_value = False
    for position, word in enumerate(words):
        if takes_value:
            takes_value = False
        elif word.startswith("-"):
            name = word.split("=")[0].rstrip(",;:")
            assert name in {*options, "--help", "-h"}, line
            option = options.get(name)
            takes_value = isinstance(option, click.Option) and not option.is_flag and "=" not in word
        elif isinstance(at, click.Group):
            found = [at.commands.get(name) for name in word.split("|")]
            assert None not in found, line
            for subcommand in found:
                assert subcommand is not None
                _follow(subcommand, words[position + 1 :], line)
            return


@PAGE
def test_it_names_no_setting_that_is_none(page: Path) -> None:
    known = {setting.env for setting in SETTINGS}
    assert set(re.findall(r"\bAI_OBSERVER_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known
