"""Native LSTM and GRU sequences and their derivatives against XLA and NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as tf
from pellucid.core import dtypes
from pellucid.ops import recurrent as ops
from pellucid.runtime.cpu import NativeKernels

KINDS = ("lstm", "gru")
ATTRS = {"T": dtypes.float32}


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(np.float32)


def arrays(kind: str, steps: int, batch: int, units: int) -> dict[str, np.ndarray]:
    gates = 4 if kind == "lstm" else 3
    made = {
        "x": numbers(steps, batch, gates * units),
        "h": numbers(batch, units, seed=1),
        "c": numbers(batch, units, seed=2),
        "kernel": numbers(units, gates * units) / np.float32(units**0.5),
        "bias": numbers(*([4 * units] if kind == "lstm" else [2, 3 * units])),
    }
    if kind == "gru":
        del made["c"]
    return made


def native_of(machines: Any, op: Any, inputs: list[Any]) -> list[np.ndarray]:
    """The native kernel's outputs; a mask that takes all steps is known while compiling."""
    jax = machines.jax
    known = {i: v for i, v in enumerate(inputs) if v.dtype == bool and v.all()}

    def run(*active: Any) -> Any:
        rest = iter(active)
        values = [known[i] if i in known else next(rest) for i in range(len(inputs))]
        found = NativeKernels(jax).lower(op, values, ATTRS)
        assert found is not None, "the native kernel does not cover this case"
        return found

    return [
        np.asarray(v) for v in jax.jit(run)(*[v for i, v in enumerate(inputs) if i not in known])
    ]


def xla_of(machines: Any, op: Any, inputs: list[Any]) -> list[np.ndarray]:
    run = machines.jax.jit(lambda *values: op.xla_kernel.run_xla(machines.jax, list(values), ATTRS))
    return [np.asarray(v) for v in run(*inputs)]


def numpy_of(machines: Any, op: Any, inputs: list[Any]) -> list[np.ndarray]:
    with np.errstate(all="ignore"):
        return op.run_numpy(inputs, ATTRS)


def check(
    machines: Any, same: Any, kind: str, given: dict[str, np.ndarray], mask: Any, reference: Any
) -> None:
    """Forward, and backward from the reference's values."""
    inputs = [*given.values(), np.asarray(mask)]
    forward, backward = (
        (ops.LSTMSequence, ops.LSTMSequenceGrad)
        if kind == "lstm"
        else (ops.GRUSequence, ops.GRUSequenceGrad)
    )
    expected = reference(machines, forward, inputs)
    for found, wanted in zip(native_of(machines, forward, inputs), expected, strict=True):
        same(found, wanted)
    doutput, dh, dc = (numbers(*expected[i].shape, seed=3 + i) for i in (0, 1, 1))
    kernel, mask = given["kernel"], inputs[-1]
    if kind == "lstm":
        _, _, _, cell, gates = expected
        inputs = [given["c"], kernel, mask, cell, gates, doutput, dh, dc]
    else:
        output, _, gates, inner = expected
        inputs = [given["h"], kernel, mask, output, gates, inner, doutput, dh]
    wanted = reference(machines, backward, inputs)
    for found, value in zip(native_of(machines, backward, inputs), wanted, strict=True):
        same(found, value)


def some_mask(steps: int, batch: int) -> np.ndarray:
    mask = np.random.default_rng([steps, batch]).random((steps, batch)) < 0.6
    mask[:1, :1] = False  # never all True: that would be another case
    return mask


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("shape", [(7, 5, 24), (3, 33, 16), (1, 1, 1), (0, 3, 4), (4, 0, 8)])
@pytest.mark.parametrize("kind", KINDS)
def test_equals_xla(machines, same, kind, shape, masked):
    mask = some_mask(*shape[:2]) if masked and 0 not in shape else True
    check(machines, same, kind, arrays(kind, *shape), mask, xla_of)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 60), st.integers(1, 70),
    st.booleans(),
)  # fmt: skip
def test_any_shape_equals_numpy(machines, same, kind, steps, batch, units, masked):
    mask = some_mask(steps, batch) if masked and steps * batch else True
    check(machines, same, kind, arrays(kind, steps, batch, units), mask, numpy_of)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mask_known_as_one_value_is_for_all_steps(machines, same, kind):
    given = arrays(kind, 3, 2, 5)
    op = ops.LSTMSequence if kind == "lstm" else ops.GRUSequence
    output, last_h, *_ = native_of(machines, op, [*given.values(), np.asarray(False)])
    np.testing.assert_array_equal(output, np.broadcast_to(given["h"], output.shape))
    np.testing.assert_array_equal(last_h, given["h"])


@pytest.mark.parametrize("kind", KINDS)
def test_large_numbers_nan_and_infinity(machines, same, kind):
    given = arrays(kind, 4, 6, 20)
    x = given["x"]
    x[0, 0], x[1, 1], x[0, 2, ::3], x[2, 3, 5] = 500, -500, np.inf, np.nan
    x[0, 4, ::2], x[:, 5] = -np.inf, 1e-30
    check(machines, same, kind, given, True, xla_of)


def test_functions_are_exact_to_a_few_units(machines):
    """A GRU whose gates let everything through is a tanh; the LSTM's input gate is a sigmoid."""
    edges = np.array([0.0, 0.625, 1e-7, 9, 20, 100], np.float32)
    values = np.concatenate([edges, np.geomspace(1e-6, 30, 90).astype(np.float32)])
    x = np.zeros((1, 1, 3, 96), np.float32)
    x[..., 0, :], x[..., 2, :] = -200, np.concatenate([-values[:48], values[48:]])
    zeros = np.zeros((1, 96), np.float32)
    gru = [x.reshape(1, 1, -1), zeros, np.zeros((96, 288), np.float32),
           np.zeros((2, 288), np.float32), np.array(True)]  # fmt: skip
    tangent = native_of(machines, ops.GRUSequence, gru)[0].ravel()
    np.testing.assert_allclose(tangent, np.tanh(x[0, 0, 2].astype(np.float64)), rtol=4e-7)
    x = np.zeros((1, 1, 4, 96), np.float32)
    x[..., 0, :] = np.concatenate([-values[:48], values[48:]])
    lstm = [x.reshape(1, 1, -1), zeros, zeros, np.zeros((96, 384), np.float32),
            np.zeros(384, np.float32), np.array(True)]  # fmt: skip
    gates = native_of(machines, ops.LSTMSequence, lstm)[4].reshape(4, 96)
    exact = 1 / (1 + np.exp(-x[0, 0, 0].astype(np.float64)))
    np.testing.assert_allclose(gates[0], exact, rtol=4e-7, atol=1e-37)  # no denormals


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_covered_is_left_to_xla(machines, kind):
    given = [*arrays(kind, 2, 3, 4).values(), np.array(True)]
    op = ops.LSTMSequence if kind == "lstm" else ops.GRUSequence
    kernels = NativeKernels(machines.jax)
    assert kernels.lower(op, given, {"T": dtypes.float64}) is None
    assert kernels.lower(op, [given[0][..., 1:], *given[1:]], ATTRS) is None


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_layers_train_and_map_as_without(machines, monkeypatch, kind):
    """Derivatives of first and second order, and vectorized_map, with and without the kernels."""
    layer = getattr(tf.keras.layers, kind)(5, return_sequences=True)
    x = tf.constant(numbers(3, 4, 2))
    layer(x)

    def run(x: Any) -> Any:
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                loss = tf.reduce_sum(layer(x) ** 2)
            dx, *dw = tape.gradient(loss, [x, *layer.trainable_weights])
            second = tf.reduce_sum(dx**2)
        mapped = tf.vectorized_map(lambda one: layer(one[None])[0], x)
        return loss, dx, dw, outer.gradient(second, [x, *layer.trainable_weights]), mapped

    results = []
    for switch in ("1", "0"):
        monkeypatch.setenv("PELLUCID_NATIVE", switch)
        results.append(tf.nest.flatten(tf.function(run)(x)))
    for found, wanted in zip(*results, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)
