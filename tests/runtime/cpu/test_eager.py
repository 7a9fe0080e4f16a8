"""Native kernels for eager work agree with NumPy's, and leave alone what they do not cover."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.ops import image_interpolation
from pellucid.runtime.cpu import eager

pytestmark = pytest.mark.skipif(eager._library() is None, reason="no native library")
RNG = np.random.default_rng(3)


@pytest.mark.parametrize("dtype", [np.float32, np.uint8])
@pytest.mark.parametrize(
    ("shape", "size"),
    [((2, 7, 5, 3), (13, 4)), ((1, 30, 40, 4), (10, 90)), ((1, 9, 9, 1), (20, 20)),
     ((3, 16, 12, 6), (5, 5)), ((1, 600, 500, 3), (301, 299))],
)  # fmt: skip
@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("method", ["bilinear", "bicubic", "area", "lanczos3"])
def test_resized_images(monkeypatch, method, antialias, shape, size, dtype):
    images = (RNG.random(shape) * 255).astype(dtype)
    found = tf.image.resize(images, size, method, antialias=antialias)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    expected = tf.image.resize(images, size, method, antialias=antialias)
    assert found.dtype is expected.dtype
    np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=1e-5, atol=1e-4)


def test_places_outside_of_an_image_are_refused():
    images = np.zeros((1, 4, 4, 1), np.float32)
    inside = image_interpolation.bilinear(4, 3, False, True)
    outside = image_interpolation.bilinear(5, 3, True, False)
    assert eager.resized(images, inside, inside) is not None
    assert eager.resized(images, inside, outside) is None
    assert eager.resized(images.astype(np.float64), inside, inside) is None


@pytest.mark.parametrize("shape", [(33, 100), (1, 5000), (1200, 3), (4, 4, 65), (300, 4096)])
def test_softmax(monkeypatch, shape):
    x = (RNG.standard_normal(shape) * 20).astype(np.float32)
    x.reshape(-1)[[1, 70]] = -np.inf
    found = tf.nn.softmax(x).numpy()
    assert eager.softmax(x) is not None
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    np.testing.assert_allclose(found, tf.nn.softmax(x).numpy(), rtol=2e-6, atol=1e-37)
    assert not found[x == -np.inf].any()


def test_softmax_of_what_is_no_number():
    x = RNG.standard_normal((40, 40)).astype(np.float32)
    x[3, 7], x[5], x[6, 2] = np.nan, -np.inf, np.inf
    found = eager.softmax(x)
    assert found is not None
    assert np.flatnonzero(np.isnan(found).all(1)).tolist() == [3, 5, 6]
    assert not np.isnan(np.delete(found, [3, 5, 6], 0)).any()


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, -1, 1])
@pytest.mark.parametrize("shape", [(100, 101), (3, 20_001), (2, 70, 65)])
def test_sums(shape, axis, keepdims):
    x = (RNG.standard_normal(shape) + 1).astype(np.float32)
    exact = x.astype(np.float64)
    for function, plain in ((tf.reduce_sum, np.sum), (tf.reduce_mean, np.mean)):
        found = function(x, axis, keepdims).numpy()
        expected = plain(exact, axis=axis, keepdims=keepdims)
        assert (found.shape, found.dtype) == (expected.shape, np.float32)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_long_sum_is_made_of_shares(monkeypatch):
    monkeypatch.setattr(eager, "_LONG_SHARE", 1000)
    x = (RNG.standard_normal((123, 101)) + 1).astype(np.float32)
    for keepdims in (False, True):
        expected = x.astype(np.float64).sum(keepdims=keepdims)
        found = eager.sums(x, None, keepdims)
        assert found is not None
        assert (found.shape, found.dtype) == (np.shape(expected), np.float32)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_sums_of_what_is_no_number():
    x = np.ones((100, 100), np.float32)
    x[1, 99], x[2, 0], x[3, 0], x[3, 1] = np.nan, np.inf, np.inf, -np.inf
    found = eager.sums(x, (-1,), False)
    assert found is not None
    assert np.isnan(found[[1, 3]]).all()
    assert found[[0, 2]].tolist() == [100.0, np.inf]
    assert eager.sums(x.T, (-1,), False) is None
    assert eager.sums(x, (0,), False) is None
