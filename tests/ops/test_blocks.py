"""Tests of ops/blocks.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

IMAGE = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)


def test_space_to_depth_and_back():
    deep = [[[[0, 1, 4, 5], [2, 3, 6, 7]], [[8, 9, 12, 13], [10, 11, 14, 15]]]]
    check_op(lambda x: tf.nn.space_to_depth(x, 2), IMAGE, expected=deep)
    check_op(lambda x: tf.nn.depth_to_space(x, 2), np.array(deep, np.float32), expected=IMAGE)


def test_channels_first():
    first = IMAGE.transpose(0, 3, 1, 2)
    deep = tf.nn.space_to_depth(first, 2, "NCHW")
    assert (
        deep.numpy().transpose(0, 2, 3, 1).tolist()
        == tf.nn.space_to_depth(IMAGE, 2).numpy().tolist()
    )
    assert tf.nn.depth_to_space(deep, 2, "NCHW").numpy().tolist() == first.tolist()


@pytest.mark.parametrize("arguments", [(3,), (1,), (2, "NWHC")])
def test_depth_refusals(arguments):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.nn.space_to_depth(IMAGE, *arguments)


def test_space_to_batch_and_back():
    pads = [[0, 0], [2, 0]]
    made = check_op(lambda x: tf.space_to_batch(x, [2, 2], pads), IMAGE)
    padded = np.pad(IMAGE, [(0, 0), *map(tuple, pads), (0, 0)])
    blocks = [padded[:, i::2, j::2] for i in range(2) for j in range(2)]
    assert made.numpy().tolist() == np.concatenate(blocks).tolist()
    check_op(lambda x: tf.batch_to_space(x, [2, 2], pads), made.numpy(), expected=IMAGE)


def test_one_number_for_a_square_block():
    assert tf.batch_to_space(tf.zeros([4, 2, 2, 1]), 2, [[0, 0], [0, 0]]).shape == [1, 4, 4, 1]


def test_batch_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.space_to_batch(tf.zeros([1, 3, 1]), [2], [[0, 0]])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.batch_to_space(tf.zeros([3, 2, 2, 1]), [2, 2], [[0, 0], [0, 0]])


def test_required_paddings():
    pads, crops = tf.required_space_to_batch_paddings([4, 5], [2, 2], [[1, 0], [0, 0]])
    assert pads.numpy().tolist() == [[1, 1], [0, 1]]
    assert crops.numpy().tolist() == [[0, 1], [0, 1]]
