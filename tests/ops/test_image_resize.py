"""Resizing against known numbers, both kernels, and gradients as transposes."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).random((2, 6, 7, 3)).astype(np.float32)
METHODS = [
    "bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic",
]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [[3, 4], [13, 9]])
def test_every_way_gives_the_same(method, size):
    for antialias in (False, True):
        check_op(
            lambda x, a=antialias: tf.image.resize(x, size, method, antialias=a), X,
            grad=False, atol=1e-5,
        )  # fmt: skip


def test_known_numbers():
    ramp = tf.reshape(tf.range(4.0), [1, 4, 1])

    def wide(n, **options):
        return tf.image.resize(ramp, [1, n], **options)[0, :, 0].numpy().tolist()

    assert wide(2) == [0.5, 2.5]
    assert wide(8) == [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]
    assert wide(2, method="nearest") == [1, 3]
    assert wide(2, method="area") == [0.5, 2.5]
    np.testing.assert_allclose(wide(2, antialias=True), [0.71428573, 2.2857144], rtol=1e-6)
    np.testing.assert_allclose(
        wide(2, method="bicubic"), [0.4117647409439087, 2.588235378265381], rtol=1e-6
    )


@pytest.mark.parametrize("method", ["bilinear", "nearest", "bicubic", "lanczos3", "gaussian"])
@pytest.mark.parametrize("size", [(3, 4), (12, 14), (13, 9)])
def test_gradient_is_the_transpose(method, size):
    weights = np.random.default_rng(1).random((2, *size, 3)).astype(np.float32)
    other = np.random.default_rng(2).random(X.shape).astype(np.float32)
    for run in (lambda f: f, tf.function):

        @run
        def slope(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.reduce_sum(tf.image.resize(x, size, method) * weights)
            return tape.gradient(y, x)

        found = np.sum(slope(tf.constant(X)) * other)
        wanted = np.sum(tf.image.resize(other, size, method) * weights)
        np.testing.assert_allclose(found, wanted, rtol=1e-4)


def test_dtypes():
    small = (X * 255).astype(np.uint8)
    for method in METHODS:
        found = tf.image.resize(small, [4, 4], method).dtype
        assert found == (tf.uint8 if method == "nearest" else tf.float32)


def test_aspect_ratio_and_pad():
    image = tf.ones([4, 8, 1])
    assert tf.image.resize(image, [8, 8], preserve_aspect_ratio=True).shape == (4, 8, 1)
    padded = tf.image.resize_with_pad(image, 6, 6)
    assert padded.shape == (6, 6, 1)
    assert padded[:, 0, 0].numpy().tolist() == [0, 1, 1, 1, 0, 0]


def test_errors():
    with pytest.raises(ValueError, match="2 elements"):
        tf.image.resize(X, [3])
    with pytest.raises(ValueError, match="not implemented"):
        tf.image.resize(X, [3, 3], "cubic")
    with pytest.raises(ValueError, match="3 or 4"):
        tf.image.resize(X[0, 0], [3, 3])
    with pytest.raises(tf.errors.InvalidArgumentError, match="positive"):
        tf.image.resize(X, [0, 3])


def test_size_known_only_at_run_time():
    run = tf.function(lambda x, n: tf.image.resize(x, tf.stack([n, n])))
    assert run(X, tf.constant(3)).shape == (2, 3, 3, 3)
