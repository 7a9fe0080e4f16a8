"""Functions of `tf.compat.v1` with arguments of their own; the answers are TensorFlow 2.21's."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf

FIXTURES = Path(__file__).parents[1] / "fixtures" / "compat_v1"
spec = importlib.util.spec_from_file_location("compat_v1_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())


@pytest.fixture(scope="module")
def found():
    return cases.evaluate(tf)


@pytest.mark.parametrize("call", ANSWERS)
def test_calls(found, call):
    result, expected = found[call], ANSWERS[call]
    if isinstance(expected, str) or isinstance(expected[0], int):
        assert result == expected
        return
    assert [dtype for dtype, _ in result] == [dtype for dtype, _ in expected]
    for (_, values), (_, wanted) in zip(result, expected, strict=True):
        assert np.shape(values) == np.shape(wanted)
        np.testing.assert_allclose(values, wanted, rtol=1e-4, atol=2e-4)


def test_random_box():
    size, box = tf.constant([20, 30, 3]), tf.constant([[[0.1, 0.1, 0.9, 0.9]]])
    begin, shape, _ = tf.compat.v1.image.sample_distorted_bounding_box(size, box, seed=3, seed2=4)
    assert (begin + shape)[0] <= 20
    assert (begin + shape)[1] <= 30
    glimpse = tf.compat.v1.image.extract_glimpse(
        tf.ones([1, 4, 4, 1]), [2, 2], [[0.0, 0.0]], uniform_noise=True
    )
    assert glimpse.numpy().ravel().tolist() == [1.0] * 4
