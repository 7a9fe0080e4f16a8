"""Random changes: reproducible by seed, within bounds, independent in a batch."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

X = np.random.default_rng(0).random((64, 4, 5, 3)).astype(np.float32)
CALLS = {
    "flip_left_right": (), "flip_up_down": (), "brightness": (0.3,), "contrast": (0.2, 0.9),
    "saturation": (0.2, 0.9), "hue": (0.3,),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_seeds(name):
    stateless = getattr(tf.image, f"stateless_random_{name}")
    first = stateless(X, *CALLS[name], seed=(1, 2))
    np.testing.assert_array_equal(first, stateless(X, *CALLS[name], seed=(1, 2)))
    assert (first.numpy() != stateless(X, *CALLS[name], seed=(3, 2)).numpy()).any()
    stateful = getattr(tf.image, f"random_{name}")
    tf.random.set_seed(5)
    first, second = stateful(X, *CALLS[name]), stateful(X, *CALLS[name])
    tf.random.set_seed(5)
    np.testing.assert_array_equal(first, stateful(X, *CALLS[name]))
    assert (first.numpy() != second.numpy()).any()


def test_each_image_of_a_batch_is_flipped_for_itself():
    found = tf.image.stateless_random_flip_left_right(X, seed=(1, 2)).numpy()
    flipped = [(a == b[:, ::-1]).all() for a, b in zip(found, X, strict=True)]
    kept = [(a == b).all() for a, b in zip(found, X, strict=True)]
    assert all(f != k for f, k in zip(flipped, kept, strict=True))
    assert 15 < sum(flipped) < 49


def test_crop():
    value = np.arange(30).reshape(5, 6)
    seen = set()
    for s in range(20):
        found = tf.image.stateless_random_crop(value, [2, 3], seed=(s, 1)).numpy()
        top, left = divmod(int(found[0, 0]), 6)
        np.testing.assert_array_equal(found, value[top : top + 2, left : left + 3])
        seen.add((top, left))
    assert len(seen) > 5
    assert tf.function(lambda v: tf.image.random_crop(v, [2, 3]))(value).shape == (2, 3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Need"):
        tf.image.random_crop(value, [6, 6])


def test_jpeg_quality():
    image = X[0]
    found = tf.image.stateless_random_jpeg_quality(image, 20, 90, seed=(1, 2))
    np.testing.assert_array_equal(
        found, tf.image.stateless_random_jpeg_quality(image, 20, 90, seed=(1, 2))
    )
    assert tf.image.random_jpeg_quality(image, 20, 90).shape == image.shape


def test_bounds():
    for call in (
        lambda: tf.image.random_brightness(X, -0.1), lambda: tf.image.random_hue(X, 0.6),
        lambda: tf.image.random_contrast(X, 0.5, 0.5), lambda: tf.image.random_saturation(X, -1, 1),
        lambda: tf.image.random_jpeg_quality(X, 50, 20),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="must be"):
            call()
