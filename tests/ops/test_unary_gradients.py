"""Gradient ops of element-wise functions: values, and derivatives of their own."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

raw = tf.raw_ops
Y = np.array([0.3, 0.8, 1.7])
DY = np.array([1.0, -2.0, 0.5])

OF_RESULT = [
    (raw.TanhGrad, lambda y, dy: dy * (1 - y**2)),
    (raw.SigmoidGrad, lambda y, dy: dy * y * (1 - y)),
    (raw.ReciprocalGrad, lambda y, dy: -dy * y**2),
    (raw.InvGrad, lambda y, dy: -dy * y**2),
    (raw.SqrtGrad, lambda y, dy: dy / (2 * y)),
    (raw.RsqrtGrad, lambda y, dy: dy * y**3 / -2),
]


@pytest.mark.parametrize(("op", "expected"), OF_RESULT, ids=lambda p: getattr(p, "name", ""))
def test_of_the_result(op, expected):
    check_op(lambda y, dy: op(y=y, dy=dy), Y, DY, expected=expected)


OF_ARGUMENT = [
    (raw.SoftplusGrad, lambda dy, x: dy / (1 + np.exp(-x))),
    (raw.SoftsignGrad, lambda dy, x: dy / (1 + np.abs(x)) ** 2),
]


@pytest.mark.parametrize(("op", "expected"), OF_ARGUMENT, ids=lambda p: getattr(p, "name", ""))
def test_of_the_argument(op, expected):
    check_op(lambda dy, x: op(gradients=dy, features=x), DY, Y, expected=expected)


def test_keyword_signatures():
    shown = {
        "MatMul": ["a", "b", "transpose_a", "transpose_b", "grad_a", "grad_b", "name"],
        "Sum": ["input", "axis", "keep_dims", "name"],
        "Where": ["condition", "name"],
    }
    for name, expected in shown.items():
        parameters = inspect.signature(getattr(raw, name)).parameters
        assert list(parameters) == expected
        assert {p.kind for p in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert inspect.signature(raw.Sum).parameters["keep_dims"].default is False


def test_names_of_graphs_and_of_python():
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    assert raw.Sum(input=x, axis=0).numpy().tolist() == [4.0, 6.0]
    assert raw.Sum(input=x, reduction_indices=0).numpy().tolist() == [4.0, 6.0]
    assert raw.ExpandDims(input=x, axis=0).shape == (1, 2, 2)
    assert raw.Squeeze(input=x[None], axis=[0]).shape == (2, 2)
    assert [t.shape for t in raw.Split(axis=0, value=x, num_split=2)] == [(1, 2)] * 2
    assert raw.Where(condition=[True, False]).numpy().tolist() == [[0]]
    assert raw.GatherV2(params=x, indices=[1], axis=1).numpy().tolist() == [[2.0], [4.0]]
