"""Drawn and sampled boxes; the samples are those of TensorFlow 2.21."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_drawing():
    found = tf.image.draw_bounding_boxes(
        tf.zeros([1, 5, 5, 1]), [[[0.25, 0.25, 0.75, 1.0]]], [[0.5]]
    )
    # One channel is drawn in white.
    wanted = np.zeros((5, 5))
    wanted[[1, 3], 1:] = 1
    wanted[1:4, [1, 4]] = 1
    np.testing.assert_array_equal(found[0, :, :, 0], wanted)
    beyond = tf.image.draw_bounding_boxes(
        tf.zeros([1, 4, 4, 3]), [[[-1.0, -1.0, 2.0, 0.0]]], [[1.0, 0.5, 0.0]]
    )
    assert beyond[0, :, 0].numpy().tolist() == [[1, 0.5, 0]] * 4
    assert not beyond[0, :, 1:].numpy().any()


SAMPLES = [
    (0, [4, 38, 0], [80, 78, -1]),
    (1, [9, 27, 0], [55, 68, -1]),
    (2, [7, 27, 0], [61, 80, -1]),
    (3, [6, 15, 0], [82, 103, -1]),
]


def test_stateless_samples():
    for seed, begin, size in SAMPLES:
        found = tf.image.stateless_sample_distorted_bounding_box(
            [100, 120, 3], [[[0.1, 0.2, 0.5, 0.9]]], seed=(seed, 2), min_object_covered=0.5
        )
        assert found[0].numpy().tolist() == begin
        assert found[1].numpy().tolist() == size
        edges = [
            begin[0] / 100,
            begin[1] / 120,
            (begin[0] + size[0]) / 100,
            (begin[1] + size[1]) / 120,
        ]
        np.testing.assert_allclose(found[2][0, 0], edges, rtol=1e-6)


def test_stateful():
    arguments = ([100, 120, 3], [[[0.1, 0.2, 0.5, 0.9]]])
    tf.random.set_seed(1)
    first = [tf.image.sample_distorted_bounding_box(*arguments, seed=3)[0] for _ in range(3)]
    tf.random.set_seed(1)
    again = [tf.image.sample_distorted_bounding_box(*arguments, seed=3)[0] for _ in range(3)]
    np.testing.assert_array_equal(first, again)
    assert len({tuple(v.numpy()) for v in first}) > 1


def test_without_boxes():
    none = np.zeros((1, 0, 4), np.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="No bounding boxes"):
        tf.image.stateless_sample_distorted_bounding_box([10, 10, 3], none, seed=(1, 2))
    begin, size, _ = tf.image.stateless_sample_distorted_bounding_box(
        [10, 10, 3], none, seed=(1, 2), area_range=(0.99, 1.0), aspect_ratio_range=(3.0, 4.0),
        use_image_if_no_bounding_boxes=True,
    )  # fmt: skip
    assert (begin.numpy().tolist(), size.numpy().tolist()) == ([0, 0, 0], [10, 10, -1])
