"""Variables are set and removed in a file of lines; all else stays to the byte."""

from __future__ import annotations

import pytest

from aiobserver.setup.env_file import load, with_value, without

CASES = {
    "empty": ("", "A=1\n"),
    "after others": ("# keys\nB=2\n", "# keys\nB=2\nA=1\n"),
    "no last line end": ("B=2", "B=2\nA=1\n"),
    "carriage returns": ("B=2\r\n", "B=2\r\nA=1\r\n"),
    "in place": ("A=0 # old\nB=2\n", "A=1\nB=2\n"),
    "exported": ("export A='0'\nB=2\n", "A=1\nB=2\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_a_variable_is_set_and_the_rest_stays(before: str, after: str) -> None:
    assert with_value(before, ("A",), "1") == after


@pytest.mark.parametrize(
    "value", ["", "plain", "Authorization=Bearer a%20b", "with 'quotes'", 'with "quotes"', "a # b"]
)
def test_a_value_is_read_as_it_was_written(value: str) -> None:
    assert load(with_value("", ("A",), value)) == {"A": value}


def test_the_last_of_several_lines_counts_and_all_are_removed() -> None:
    assert load("A=1\nA=2\n") == {"A": "2"}
    assert without("A=1\n# c\nA=2\nB=3\n", ("A",)) == "# c\nB=3\n"


@pytest.mark.parametrize("text", ["nonsense\n", 'A="several\nlines"\n'], ids=["no variable", "several lines"])
def test_what_is_no_list_of_variables_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected NAME=value|of several lines"):
        load(text)
