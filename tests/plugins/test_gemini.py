"""What the Gemini plugin decides, record by record."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from aiobserver_gemini.cost import COST, cost_points

from aiobserver.model.batch import Batch, Records
from aiobserver.model.derived import DerivedPoint, Unpriced
from tests.rows import log


def answers(*attributes: dict[str, Any]) -> Records:
    """Answers of the model by their attributes."""
    rows = [log(EventName="gemini_cli.api_response", LogAttributes=orjson.dumps(one).decode()) for one in attributes]
    return Records(Batch("logs", "gemini-cli", None, rows))


def test_an_answer_costs_what_the_list_says() -> None:
    (point,) = cost_points(
        answers(
            {
                "model": "gemini-2.5-pro",
                "input_token_count": 1000,
                "output_token_count": 100,
                "thoughts_token_count": 50,
                "cached_content_token_count": 0,
                "session.id": "s1",
            }
        )
    )
    assert isinstance(point, DerivedPoint)
    assert (point.name, point.attributes) == (COST, {"model": "gemini-2.5-pro", "session.id": "s1"})
    assert point.value == pytest.approx(1000 * 1.25e-6 + 150 * 10e-6)


def test_a_cost_that_the_tool_sends_is_not_derived_again() -> None:
    assert list(cost_points(answers({"model": "gemini-2.5-pro", "input_token_count": 5, "cost": 0.1}))) == []


def test_a_model_without_a_price_is_said_to_be_unpriced() -> None:
    assert list(cost_points(answers({"model": "nobody-knows-1", "input_token_count": 5}, {}))) == [
        Unpriced(0, "nobody-knows-1"),
        Unpriced(1, "unknown"),
    ]
