from __future__ import annotations

import pytest

import pellucid as tf

Shape = tf.experimental.DynamicRaggedShape
rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])


def test_of_a_tensor():
    shape = tf.shape(rt)
    assert repr(shape) == "<DynamicRaggedShape lengths=[3, (3, 0, 2)] num_row_partitions=1>"
    assert (shape.rank, shape.inner_rank, shape.num_row_partitions) == (2, 1, 1)
    assert int(shape[0]) == 3
    assert shape.inner_shape.numpy().tolist() == [5]
    assert not shape.is_uniform(1)
    with pytest.raises(ValueError, match="not uniform"):
        shape[1]
    assert shape[:1].static_lengths() == [3]


def test_from_lengths():
    shape = Shape.from_lengths([2, (2, 1), 3])
    assert shape.static_lengths() == [2, (2, 1), 3]
    assert shape.static_lengths(ragged_lengths=False) == [2, None, 3]
    assert shape.inner_shape.numpy().tolist() == [3, 3]
    partition = tf.experimental.RowPartition.from_row_lengths([2, 1])
    assert Shape.from_row_partitions([partition]).static_lengths() == [2, (2, 1)]


def test_tensors_of_a_shape():
    shape = tf.shape(rt)
    assert tf.zeros(shape).to_list() == [[0.0, 0.0, 0.0], [], [0.0, 0.0]]
    assert tf.fill(shape, 7).to_list() == [[7, 7, 7], [], [7, 7]]
    assert tf.reshape([1, 2, 3, 4, 5], shape).to_list() == [[1, 2, 3], [], [4, 5]]
    assert tf.broadcast_to(tf.constant([[1], [2], [3]]), shape).to_list() == [[1, 1, 1], [], [3, 3]]
    wide = tf.broadcast_dynamic_shape(shape, Shape.from_tensor([[1], [2], [3]]))
    assert wide.static_lengths() == [3, (3, 0, 2)]
