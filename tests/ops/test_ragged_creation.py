from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_constant():
    assert tf.ragged.constant([[1.0, 2.0], [3.0]], tf.float64).dtype == tf.float64
    assert tf.ragged.constant([["a"], ["b", "c"]]).to_list() == [[b"a"], [b"b", b"c"]]
    assert tf.ragged.constant([[[1, 2]], [[3, 4], [5, 6]]], ragged_rank=1).shape[2] == 2
    assert tf.ragged.constant([[1], [2, 3]], row_splits_dtype=tf.int32).row_splits.dtype == tf.int32
    assert tf.ragged.constant([[[1, 2], [3, 4]]], inner_shape=(2,)).ragged_rank == 1
    assert tf.ragged.constant([], ragged_rank=2).ragged_rank == 2
    assert isinstance(tf.ragged.constant([1, 2]), tf.Tensor)


@pytest.mark.parametrize("rows", [[[1], 2], [[1, [2]]], [[1], ["a"]]])
def test_constant_of_unlike_values(rows):
    with pytest.raises(ValueError):
        tf.ragged.constant(rows)


def test_constant_with_too_high_a_ragged_rank():
    with pytest.raises(ValueError, match=r"Expected less than 2, received 3"):
        tf.ragged.constant([[1, 2]], ragged_rank=3)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (([1, 2], [3, 5]), [[1, 2], [2, 3, 4]]),
        ((3,), [[0, 1, 2]]),
        (([3, 0, 2],), [[0, 1, 2], [], [0, 1]]),
        (([0, 5], [5, 0], [2, -1]), [[0, 2, 4], [5, 4, 3, 2, 1]]),
        ((1.0, 3.0), [[1.0, 2.0]]),
    ],
)
def test_range(arguments, expected):
    assert tf.ragged.range(*arguments).to_list() == expected


def test_range_of_unlike_lengths():
    with pytest.raises(tf.errors.InvalidArgumentError, match="same shape"):
        tf.ragged.range([1, 2], [1, 2, 3])


def test_partitions():
    ids = tf.ragged.row_splits_to_segment_ids(np.array([0, 3, 3, 5], np.int32))
    assert ids.numpy().tolist() == [0, 0, 0, 2, 2]
    assert ids.dtype == tf.int32
    splits = tf.ragged.segment_ids_to_row_splits([0, 0, 2], num_segments=4)
    assert splits.numpy().tolist() == [0, 2, 2, 3, 3]
