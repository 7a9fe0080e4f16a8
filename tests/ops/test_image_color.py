"""Colour spaces and adjustments against Python's own conversions and known numbers."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).random((2, 3, 3, 3))


def _each(function, x):
    return np.array([function(*p) for p in x.reshape(-1, 3)]).reshape(x.shape)


def test_hsv():
    check_op(tf.image.rgb_to_hsv, X, expected=lambda x: _each(colorsys.rgb_to_hsv, x))
    check_op(tf.image.hsv_to_rgb, X, expected=lambda x: _each(colorsys.hsv_to_rgb, x))
    gray = np.full((1, 1, 3), 0.5)
    assert tf.image.rgb_to_hsv(gray).numpy().tolist() == [[[0, 0, 0.5]]]


def test_linear_spaces():
    for there, back in (
        (tf.image.rgb_to_yiq, tf.image.yiq_to_rgb), (tf.image.rgb_to_yuv, tf.image.yuv_to_rgb),
    ):  # fmt: skip
        np.testing.assert_allclose(back(there(X)), X, atol=1e-4)
    white = np.ones((1, 1, 3), np.float32)
    np.testing.assert_allclose(tf.image.rgb_to_yuv(white), [[[1, 0, 0]]], atol=1e-6)
    gray = check_op(tf.image.rgb_to_grayscale, X.astype(np.float32), grad=False)
    np.testing.assert_allclose(gray[..., 0], X @ [0.2989, 0.587, 0.114], rtol=1e-5)
    assert tf.image.grayscale_to_rgb(gray).shape == X.shape


def test_convert_image_dtype():
    def run(values, source, target, saturate=False):
        image = tf.constant(values, source)
        return tf.image.convert_image_dtype(image, target, saturate).numpy().tolist()

    assert run([0, 255], tf.uint8, tf.float32) == [0, 1]
    assert run([0.0, 0.5, 1.0], tf.float32, tf.uint8) == [0, 127, 255]
    assert run([-1.0, 2.0], tf.float32, tf.uint8, True) == [0, 255]
    assert run([0, 65535], tf.uint16, tf.uint8) == [0, 255]
    assert run([0, 255], tf.uint8, tf.uint16) == [0, 65280]
    with pytest.raises(AttributeError, match="floating or integer"):
        run([1], tf.uint8, tf.bool)


def test_adjustments():
    x = X.astype(np.float32)
    check_op(lambda v: tf.image.adjust_brightness(v, 0.2), x, expected=x + 0.2, grad=False)
    mean = x.mean((1, 2), keepdims=True)
    check_op(
        lambda v: tf.image.adjust_contrast(v, 0.5), x, expected=(x - mean) * 0.5 + mean, grad=False
    )
    check_op(lambda v: tf.image.adjust_gamma(v, 2.0, 0.5), x, expected=0.5 * x**2, grad=False)

    def turned(r, g, b):
        h, s, v = colorsys.rgb_to_hsv(r, g, b)
        return colorsys.hsv_to_rgb((h + 0.3) % 1, s, v)

    check_op(
        lambda v: tf.image.adjust_hue(v, 0.3), x, expected=_each(turned, x), grad=False, atol=1e-5
    )

    def dull(r, g, b):
        h, s, v = colorsys.rgb_to_hsv(r, g, b)
        return colorsys.hsv_to_rgb(h, min(s * 0.4, 1), v)

    check_op(
        lambda v: tf.image.adjust_saturation(v, 0.4), x, expected=_each(dull, x), grad=False,
        atol=1e-5,
    )  # fmt: skip


def test_integers_saturate():
    image = tf.constant([[[250, 10, 128]]], tf.uint8)
    assert tf.image.adjust_brightness(image, 0.2).numpy().tolist() == [[[255, 61, 179]]]
    assert tf.image.adjust_brightness(image, -0.2).numpy().tolist() == [[[199, 0, 77]]]


def test_standardization():
    found = tf.image.per_image_standardization(X)
    assert found.dtype == tf.float32
    np.testing.assert_allclose(np.mean(found, (1, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(np.std(found, (1, 2, 3)), 1, rtol=1e-5)
    assert not tf.image.per_image_standardization(tf.ones([2, 2, 1])).numpy().any()


def test_errors():
    with pytest.raises(tf.errors.FailedPreconditionError, match="3 channels"):
        tf.image.rgb_to_hsv(X[..., :2])
    with pytest.raises(tf.errors.InvalidArgumentError, match="channels"):
        tf.image.rgb_to_grayscale(X[..., :2])
    with pytest.raises(ValueError, match="channels"):
        tf.image.grayscale_to_rgb(X)
    with pytest.raises(ValueError, match="range"):
        tf.image.adjust_hue(X, 2.0)
    with pytest.raises(ValueError, match="non-negative"):
        tf.image.adjust_gamma(X, -1)
