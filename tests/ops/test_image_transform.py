"""Rotations, blends and glimpses."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).random((2, 5, 5, 2)).astype(np.float32)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_quarter_turns(interpolation):
    for k in range(4):
        check_op(
            lambda x, k=k: tf.image.rotate(x, k * np.pi / 2, interpolation), X,
            expected=np.rot90(X, k, (1, 2)), grad=False, atol=1e-5,
        )  # fmt: skip
    found = tf.image.rotate(X, [0.0, np.pi])
    np.testing.assert_allclose(found[1], X[1, ::-1, ::-1])
    assert tf.image.rotate(X[0], 0.3).shape == (5, 5, 2)
    assert tf.image.rotate(X[0, :, :, 0], 0.3).shape == (5, 5)


def test_fill_modes():
    row = np.arange(1.0, 5.0, dtype=np.float32).reshape(1, 1, 4, 1)

    def moved(mode):
        from pellucid.core.registry import OPS

        shift = np.array([[1, 0, -3, 0, 1, 0, 0, 0]], np.float32)
        return OPS["ImageProjectiveTransformV3"](
            row, shift, np.array([1, 8], np.int32), np.float32(9), interpolation="NEAREST",
            fill_mode=mode,
        )[0, 0, :, 0].numpy().tolist()  # fmt: skip

    assert moved("CONSTANT") == [9, 9, 9, 1, 2, 3, 4, 9]
    assert moved("REFLECT") == [3, 2, 1, 1, 2, 3, 4, 4]
    assert moved("WRAP") == [4, 3, 4, 1, 2, 3, 4, 1]  # a period of 3 on the left: as TensorFlow
    assert moved("NEAREST") == [1, 1, 1, 1, 2, 3, 4, 4]


def test_gradient_of_a_turn_turns_back():
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.image.rotate(x, np.pi / 2) * X)
    np.testing.assert_allclose(tape.gradient(y, x), np.rot90(X, -1, (1, 2)), atol=1e-5)


def test_random_rotation():
    tf.random.set_seed(1)
    first = tf.image.random_rotation(X, 0.5)
    tf.random.set_seed(1)
    np.testing.assert_array_equal(first, tf.image.random_rotation(X, 0.5))
    np.testing.assert_array_equal(tf.image.random_rotation(X, 0.0), X)
    with pytest.raises(ValueError, match="non-negative"):
        tf.image.random_rotation(X, -1.0)


def test_blend():
    a, b = np.array([0, 100], np.uint8), np.array([200, 200], np.uint8)
    assert tf.image.blend(a, b, 0.5).numpy().tolist() == [100, 150]
    assert tf.image.blend(a, b, 2.0).numpy().tolist() == [255, 255]
    assert tf.image.blend(a, b, 0.0).numpy().tolist() == [0, 100]


def test_glimpse():
    image = np.arange(36.0, dtype=np.float32).reshape(1, 6, 6, 1)

    def look(offset, **options):
        found = tf.image.extract_glimpse(image, [2, 2], [offset], noise="zero", **options)
        return found[0, :, :, 0].numpy().tolist()

    assert look([0.0, 0.0]) == [[14, 15], [20, 21]]
    assert look([1.0, 2.0], centered=False, normalized=False) == [[8, 9], [14, 15]]
    assert look([5.0, 5.0], centered=False, normalized=False) == [[35, 0], [0, 0]]
    noisy = tf.image.extract_glimpse(image, [2, 2], [[5.0, 5.0]], centered=False, normalized=False)
    assert 0 < float(noisy[0, 1, 1, 0]) < 1


@pytest.mark.parametrize("interpolation", ["NEAREST", "BILINEAR"])
def test_projection_of_the_earlier_op(interpolation):
    transform = np.array([[1.0, 0.1, -0.7, 0.05, 0.9, 0.2, 0.01, 0.0]] * 2, np.float32)
    check_op(
        lambda x: tf.raw_ops.ImageProjectiveTransformV2(
            images=x, transforms=transform, output_shape=np.array([4, 6], np.int32),
            interpolation=interpolation,
        ), X, grad=interpolation == "NEAREST",  # in float32 a graph rounds otherwise
        expected=lambda x: tf.raw_ops.ImageProjectiveTransformV3(
            images=x, transforms=transform, output_shape=np.array([4, 6], np.int32),
            fill_value=np.float32(0), interpolation=interpolation, fill_mode="CONSTANT",
        ).numpy(),
    )  # fmt: skip
