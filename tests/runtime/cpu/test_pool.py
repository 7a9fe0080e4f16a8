"""Native pooling and its gradients against XLA and NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as tf
from pellucid.ops import pooling as ops

NAMES = ("ksize", "strides", "padding", "data_format")


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Numbers with many ties."""
    drawn = np.random.default_rng([seed, *shape]).standard_normal(shape)
    return (np.round(drawn * 2) / 2).astype(np.float32)


def attributes(size: Any, stride: Any, padding: str) -> dict[str, Any]:
    return {
        "ksize": [1, *size, 1],
        "strides": [1, *stride, 1],
        "padding": padding,
        "data_format": "NHWC" if len(size) == 2 else "NDHWC",
    }


def check(machines: Any, same: Any, x: np.ndarray, attrs: Any, reference: Any) -> None:
    volume = x.ndim == 5
    forward = ops.MaxPool3D if volume else ops.MaxPool
    gradient = ops.MaxPool3DGrad if volume else ops.MaxPoolGrad
    y = machines.native(forward, x, **attrs)
    np.testing.assert_array_equal(y, reference(forward, x, **attrs))
    dy = numbers(*y.shape, seed=1)
    same(machines.native(gradient, x, y, dy, **attrs), reference(gradient, x, y, dy, **attrs))


def check_mean(machines: Any, same: Any, x: np.ndarray, attrs: Any, reference: Any) -> None:
    """The same of means, where the windows do not tile the input: those are left to XLA."""
    volume = x.ndim == 5
    forward = ops.AvgPool3D if volume else ops.AvgPool
    gradient = ops.AvgPool3DGrad if volume else ops.AvgPoolGrad
    if ops.pool_windows(x.shape, *(attrs[k] for k in NAMES)).tiled:
        assert not machines.covers(forward, x, **attrs)
        return
    y = machines.native(forward, x, **attrs)
    same(y, reference(forward, x, **attrs))
    dy = numbers(*y.shape, seed=1)
    sizes = np.array(x.shape, np.int32)
    same(machines.native(gradient, sizes, dy, **attrs), reference(gradient, sizes, dy, **attrs))


@pytest.mark.parametrize(
    ("shape", "size", "stride", "padding"),
    [
        ((3, 13, 11, 20), (2, 2), (2, 2), "VALID"),
        ((3, 13, 12, 20), (3, 3), (2, 2), "SAME"),
        ((2, 12, 12, 64), (2, 2), (2, 2), "VALID"),
        ((1, 7, 7, 3), (3, 2), (1, 1), "SAME"),
        ((1, 8, 8, 130), (3, 3), (3, 3), "SAME"),
        ((2, 5, 6, 7, 4), (2, 3, 2), (2, 1, 2), "SAME"),
        ((2, 7, 7, 5), (2, 2), (3, 3), "VALID"),
    ],
)
def test_equals_xla(machines, same, shape, size, stride, padding):
    attrs = attributes(size, stride, padding)
    check(machines, same, numbers(*shape), attrs, machines.xla)
    check_mean(machines, same, numbers(*shape), attrs, machines.xla)


@st.composite
def cases(draw: Any) -> Any:
    size = tuple(draw(st.integers(1, 4)) for _ in range(2))
    stride = tuple(draw(st.integers(1, 4)) for _ in range(2))
    padding = draw(st.sampled_from(["SAME", "VALID"]))
    least = [1 if padding == "SAME" else n for n in size]
    spatial = tuple(n + draw(st.integers(0, 8)) for n in least)
    channels = draw(st.sampled_from([1, 3, 15, 16, 17, 40, 130]))
    return (draw(st.integers(0, 3)), *spatial, channels), attributes(size, stride, padding)


@settings(max_examples=30, deadline=None)
@given(cases())
def test_any_shape_equals_numpy(machines, same, case):
    shape, attrs = case
    check(machines, same, numbers(*shape), attrs, machines.numpy)
    check_mean(machines, same, numbers(*shape), attrs, machines.numpy)


def test_first_of_equal_elements_gets_the_gradient(machines):
    x = np.ones((1, 2, 2, 1), np.float32)
    y, dy = np.ones((1, 1, 1, 1), np.float32), np.full((1, 1, 1, 1), 5, np.float32)
    dx = machines.native(ops.MaxPoolGrad, x, y, dy, **attributes((2, 2), (2, 2), "VALID"))
    np.testing.assert_array_equal(dx.reshape(4), [5, 0, 0, 0])


@pytest.mark.parametrize("channels", [1, 20])
def test_nan_and_infinity_as_xla(machines, same, channels):
    x = numbers(2, 6, 6, channels)
    x[0, 1, 1], x[0, 4, 2], x[1, 0, 0] = np.nan, np.inf, -np.inf
    check(machines, same, x, attributes((2, 2), (2, 2), "VALID"), machines.xla)
    check_mean(machines, same, x, attributes((2, 2), (1, 2), "SAME"), machines.xla)


def test_the_mean_of_equal_numbers_is_that_number(machines):
    x = np.full((1, 9, 9, 19), 0.1, np.float32)
    y = machines.native(ops.AvgPool, x, **attributes((3, 3), (1, 1), "SAME"))
    np.testing.assert_array_max_ulp(y, x, 1)
    ones = machines.native(ops.AvgPool, np.ones_like(x), **attributes((7, 7), (1, 1), "SAME"))
    np.testing.assert_array_equal(ones, 1)


@pytest.mark.parametrize("switch", ["1", "0"])
def test_means_in_every_layout_and_their_second_derivatives(monkeypatch, switch):
    monkeypatch.setenv("PELLUCID_NATIVE", switch)
    x = tf.constant(numbers(2, 5, 6, 3))

    def run(x: Any, form: str) -> Any:
        if form == "NCHW":
            x = tf.transpose(x, [0, 3, 1, 2])
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.nn.avg_pool2d(x, [2, 3], [1, 2], "SAME", form)
                loss = tf.reduce_sum(y**2)
            dx = tape.gradient(loss, x)
            second = tf.reduce_sum(dx**2)
        back = [0, 2, 3, 1] if form == "NCHW" else [0, 1, 2, 3]
        return [tf.transpose(v, back) for v in (y, dx, outer.gradient(second, x))]

    found = [tf.function(run)(x, form) for form in ("NHWC", "NCHW")]
    for values in zip(*found, run(x, "NHWC"), strict=True):
        for value in values[:-1]:
            np.testing.assert_allclose(value, values[-1], rtol=1e-5, atol=1e-5)


def test_windows_of_padding_only_are_left_to_xla(machines):
    attrs = {
        **attributes((2, 2), (1, 1), "EXPLICIT"),
        "explicit_paddings": [0, 0, 2, 2, 2, 2, 0, 0],
    }
    assert not machines.covers(ops.MaxPool, numbers(1, 3, 3, 1), **attrs)
