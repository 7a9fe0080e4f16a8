"""LSTM and GRU sequences as ops: values against a step-by-step text, derivatives, masks, shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.recurrent import GRUSequence, LSTMSequence

STEPS, BATCH, UNITS = 3, 2, 2
MASK = np.array([[1, 0], [0, 0], [1, 1]], bool)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def lstm_inputs() -> list[np.ndarray]:
    state = (BATCH, UNITS)
    return [
        numbers(STEPS, BATCH, 4 * UNITS), numbers(*state), numbers(*state, seed=1),
        numbers(UNITS, 4 * UNITS), numbers(4 * UNITS),
    ]  # fmt: skip


def gru_inputs() -> list[np.ndarray]:
    return [
        numbers(STEPS, BATCH, 3 * UNITS), numbers(BATCH, UNITS), numbers(UNITS, 3 * UNITS),
        numbers(2, 3 * UNITS),
    ]  # fmt: skip


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def lstm_by_example(x: Any, h: Any, c: Any, kernel: Any, bias: Any, mask: Any) -> list[Any]:
    """One example and step at a time, as the textbook has it."""
    output, h, c = np.zeros((STEPS, BATCH, UNITS)), h.copy(), c.copy()
    for t in range(STEPS):
        for b in range(BATCH):
            if np.broadcast_to(mask, x.shape[:2])[t, b]:
                i, f, g, o = np.split(x[t, b] + h[b] @ kernel + bias, 4)
                c[b] = sigmoid(f) * c[b] + sigmoid(i) * np.tanh(g)
                h[b] = sigmoid(o) * np.tanh(c[b])
            output[t, b] = h[b]
    return [output, h, c]


def gru_by_example(x: Any, h: Any, kernel: Any, bias: Any, mask: Any) -> list[Any]:
    output, h = np.zeros((STEPS, BATCH, UNITS)), h.copy()
    for t in range(STEPS):
        for b in range(BATCH):
            if np.broadcast_to(mask, x.shape[:2])[t, b]:
                xz, xr, xg = np.split(x[t, b] + bias[0], 3)
                pz, pr, pg = np.split(h[b] @ kernel + bias[1], 3)
                z = sigmoid(xz + pz)
                h[b] = z * h[b] + (1 - z) * np.tanh(xg + sigmoid(xr + pr) * pg)
            output[t, b] = h[b]
    return [output, h]


@pytest.mark.parametrize("mask", [np.array(True), MASK], ids=["all", "masked"])
def test_values_and_derivatives(mask):
    """Of the outputs that layers use."""
    names = ("x", "h", "c", "kernel", "bias", "mask")
    check_op(
        lambda *v: list(tf.raw_ops.LSTMSequence(**dict(zip(names, v, strict=True))))[:3],
        *lstm_inputs(), mask, expected=lstm_by_example,
    )  # fmt: skip
    names = ("x", "h", "kernel", "bias", "mask")
    check_op(
        lambda *v: list(tf.raw_ops.GRUSequence(**dict(zip(names, v, strict=True))))[:2],
        *gru_inputs(), mask, expected=gru_by_example,
    )  # fmt: skip


def test_what_is_kept_has_derivatives_too():
    lstm, gru = lstm_inputs(), gru_inputs()
    check_op(lambda *v: list(LSTMSequence(*v)), *lstm, MASK)
    check_op(lambda *v: list(GRUSequence(*v)), *gru, MASK)


def test_gradients_have_derivatives():
    stack, state = numbers(STEPS, BATCH, UNITS), numbers(BATCH, UNITS, seed=2)
    x, h, c, kernel, _ = lstm_inputs()
    names = ("c", "kernel", "mask", "cell", "gates", "doutput", "dh", "dc")
    check_op(
        lambda *v: list(tf.raw_ops.LSTMSequenceGrad(**dict(zip(names, v, strict=True)))),
        c, kernel, MASK, stack, sigmoid(x), stack + 1, h, state,
    )  # fmt: skip
    x, h, kernel, _ = gru_inputs()
    names = ("h", "kernel", "mask", "output", "gates", "inner", "doutput", "dh")
    check_op(
        lambda *v: list(tf.raw_ops.GRUSequenceGrad(**dict(zip(names, v, strict=True)))),
        h, kernel, MASK, stack, sigmoid(x), stack - 1, stack + 1, state,
    )  # fmt: skip


def test_no_steps():
    x, h, c, kernel, bias = lstm_inputs()
    made = tf.raw_ops.LSTMSequence(x=x[:0], h=h, c=c, kernel=kernel, bias=bias, mask=True)
    assert made.output.shape == (0, BATCH, UNITS)
    np.testing.assert_array_equal(made.last_c, c)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_rounded_once(dtype):
    inputs = x, h, kernel, bias = [tf.cast(v, dtype) for v in gru_inputs()]
    made = tf.raw_ops.GRUSequence(x=x, h=h, kernel=kernel, bias=bias, mask=True)
    assert made.output.dtype == dtype
    wanted, _ = gru_by_example(*[np.asarray(v, np.float64) for v in inputs], np.array(True))
    np.testing.assert_array_equal(made.output, tf.cast(wanted, dtype))


def test_shapes_that_do_not_fit():
    x, h, kernel, bias = gru_inputs()
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected a state of shape"):
        tf.raw_ops.GRUSequence(x=x, h=h[:1], kernel=kernel, bias=bias, mask=True)
    with pytest.raises(ValueError, match="expected bias of shape"):
        tf.function(
            lambda: tf.raw_ops.GRUSequence(x=x, h=h, kernel=kernel, bias=bias[:1], mask=True)
        )()
