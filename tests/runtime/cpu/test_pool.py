"""Native max pooling and its gradient against XLA and NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from pellucid.ops import pooling as ops


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
    check(machines, same, numbers(*shape), attributes(size, stride, padding), machines.xla)


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


def test_windows_of_padding_only_are_left_to_xla(machines):
    attrs = {
        **attributes((2, 2), (1, 1), "EXPLICIT"),
        "explicit_paddings": [0, 0, 2, 2, 2, 2, 0, 0],
    }
    assert not machines.covers(ops.MaxPool, numbers(1, 3, 3, 1), **attrs)
