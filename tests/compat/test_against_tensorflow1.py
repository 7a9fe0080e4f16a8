"""Optimizers, losses, metrics, learning rates, old arguments and names as in TensorFlow 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow1_cases

import pellucid.compat.v1 as tf

ANSWERS = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "tensorflow1" / "answers.json").read_text()
)


def _same(expected: Any, found: Any, place: str) -> None:
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), place
        for key in expected:
            _same(expected[key], found[key], f"{place} {key}")
    elif isinstance(expected, list) and any(isinstance(e, str | list | dict) for e in expected):
        assert len(found) == len(expected), (place, expected, found)
        for i, (e, f) in enumerate(zip(expected, found, strict=True)):
            _same(e, f, f"{place} {i}")
    elif isinstance(expected, str):
        assert found == expected, place
    else:
        np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-6, err_msg=place)


@pytest.mark.parametrize("case", [k for k in ANSWERS if k != "tensorflow"])
def test_as_in_tensorflow(case: str) -> None:
    found = getattr(tensorflow1_cases, case)(tf)
    _same(ANSWERS[case], json.loads(json.dumps(found)), case)
