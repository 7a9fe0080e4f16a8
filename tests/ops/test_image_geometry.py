"""Flips, turns, crops, borders and patches against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.arange(2 * 4 * 5 * 3.0).reshape(2, 4, 5, 3)


def test_flips_and_turns():
    check_op(tf.image.flip_left_right, X, expected=X[:, :, ::-1], grad=False)
    check_op(tf.image.flip_up_down, X[0], expected=X[0, ::-1])
    check_op(tf.image.transpose, X, expected=X.transpose(0, 2, 1, 3), grad=False)
    for k in range(-4, 5):
        check_op(
            lambda x, k=k: tf.image.rot90(x, k), X, expected=np.rot90(X, k, (1, 2)), grad=False
        )
        turned = tf.function(tf.image.rot90)(X[0], tf.constant(k))
        np.testing.assert_array_equal(turned, np.rot90(X[0], k))


def test_unknown_rank():
    signature = [tf.TensorSpec(None, tf.float64)]
    for fn, wanted in (
        (tf.image.flip_left_right, X[:, :, ::-1]),
        (tf.image.transpose, X.transpose(0, 2, 1, 3)),
    ):
        np.testing.assert_array_equal(tf.function(fn, input_signature=signature)(X), wanted)


def test_crops_and_borders():
    check_op(
        lambda x: tf.image.crop_to_bounding_box(x, 1, 2, 2, 3), X, expected=X[:, 1:3, 2:5],
        grad=False,
    )  # fmt: skip
    padded = np.pad(X, [(0, 0), (2, 1), (1, 3), (0, 0)])
    check_op(lambda x: tf.image.pad_to_bounding_box(x, 2, 1, 7, 9), X, expected=padded, grad=False)
    both = np.pad(X[:, 1:3], [(0, 0), (0, 0), (1, 1), (0, 0)])
    check_op(lambda x: tf.image.resize_with_crop_or_pad(x, 2, 7), X, expected=both, grad=False)
    for fraction in (0.5, tf.constant(0.5)):
        check_op(
            lambda x, f=fraction: tf.image.central_crop(x, f), X, expected=X[:, 1:3, 1:4],
            grad=False, shapes=False, xla=fraction == 0.5 and isinstance(fraction, float),
        )  # fmt: skip


def test_errors():
    with pytest.raises(ValueError, match="3 or 4"):
        tf.image.flip_left_right(X[0, 0])
    with pytest.raises(ValueError, match="height"):
        tf.image.crop_to_bounding_box(X, 3, 0, 2, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="height"):
        tf.image.crop_to_bounding_box(X, tf.constant(3), 0, 2, 2)
    with pytest.raises(ValueError, match="target_height"):
        tf.image.pad_to_bounding_box(X, 0, 0, 3, 9)
    with pytest.raises(ValueError, match="within"):
        tf.image.central_crop(X, 0.0)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_patches(padding):
    found = check_op(
        lambda x: tf.image.extract_patches(x, [1, 2, 2, 1], [1, 2, 1, 1], [1, 1, 2, 1], padding),
        X[:1, :, :, :1],
    ).numpy()
    image = X[0, :, :, 0]
    if padding == "SAME":
        assert found.shape == (1, 2, 5, 4)
        assert found[0, 0, 0].tolist() == [0, image[0, 1], 0, image[1, 1]]
    else:
        assert found.shape == (1, 2, 3, 4)
        assert found[0, 1, 2].tolist() == [image[2, 2], image[2, 4], image[3, 2], image[3, 4]]


def test_an_image_smaller_than_the_patches_has_none():
    patches = tf.function(
        lambda x: tf.image.extract_patches(x, [1, 5, 5, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")
    )
    assert patches(tf.zeros([1, 4, 9, 1])).shape == (1, 0, 5, 25)
    known = patches.get_concrete_function(tf.zeros([1, 4, 9, 1])).structured_outputs.shape
    assert known == (1, 0, 5, 25)
    cubes = tf.extract_volume_patches(tf.zeros([1, 4, 4, 4, 1]), [1, 5, 5, 5, 1], [1] * 5, "VALID")
    assert cubes.shape == (1, 0, 0, 0, 125)
