from __future__ import annotations

import pytest

import pellucid as tf

RowPartition = tf.experimental.RowPartition


@pytest.mark.parametrize(
    "partition",
    [
        lambda: RowPartition.from_row_splits([0, 2, 2, 3]),
        lambda: RowPartition.from_row_lengths([2, 0, 1]),
        lambda: RowPartition.from_row_starts([0, 2, 2], 3),
        lambda: RowPartition.from_row_limits([2, 2, 3]),
        lambda: RowPartition.from_value_rowids([0, 0, 2]),
    ],
)
def test_encodings_are_one(partition):
    p = partition()
    assert p.row_splits().numpy().tolist() == [0, 2, 2, 3]
    assert p.row_lengths().numpy().tolist() == [2, 0, 1]
    assert p.value_rowids().numpy().tolist() == [0, 0, 2]
    assert p.offsets_in_rows().numpy().tolist() == [0, 1, 0]
    assert (p.static_nrows, p.static_nvals, p.is_uniform()) == (3, 3, False)
    assert p.dtype == tf.int64
    assert p.with_dtype(tf.int32).row_splits().dtype == tf.int32


def test_uniform():
    p = RowPartition.from_uniform_row_length(3, nrows=4)
    assert p.row_splits().numpy().tolist() == [0, 3, 6, 9, 12]
    assert p.static_uniform_row_length == 3
    assert repr(p) == "tf.RowPartition(nrows=4, uniform_row_length=3)"
    empty = RowPartition.from_uniform_row_length(0, nvals=0, nrows=3)
    assert empty.row_splits().numpy().tolist() == [0, 0, 0, 0]
    with pytest.raises(ValueError, match="must equal"):
        RowPartition.from_uniform_row_length(2, nvals=3)


@pytest.mark.parametrize("splits", [[1, 2], [0, 2, 1]])
def test_bad_splits(splits):
    with pytest.raises(tf.errors.InvalidArgumentError):
        RowPartition.from_row_splits(splits)


def test_bad_numbers():
    with pytest.raises(tf.errors.InvalidArgumentError):
        RowPartition.from_value_rowids([1, 0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        RowPartition.from_row_lengths([-1, 4])
    with pytest.raises(ValueError, match="int32 or int64"):
        RowPartition.from_row_splits([0.0, 3.0])
    with pytest.raises(ValueError, match="nrows"):
        RowPartition.from_value_rowids([0, 3], nrows=2)
    with pytest.raises(ValueError, match="from_row_splits"):
        RowPartition(tf.constant([0, 1]))


def test_what_a_function_derives_stays_in_it():
    """A partition that was captured by one function serves the next one, and eager code."""
    rt = tf.ragged.constant([[1, 2], [3]])

    @tf.function
    def lengths():
        return rt.row_lengths(), rt.value_rowids()

    @tf.function
    def sums():
        return tf.reduce_sum(rt, 1), tf.reverse(rt, [1])

    assert [t.numpy().tolist() for t in lengths()] == [[2, 1], [0, 0, 1]]
    total, backwards = sums()
    assert total.numpy().tolist() == [3, 3]
    assert backwards.to_list() == [[2, 1], [3]]
    assert rt.row_lengths().numpy().tolist() == [2, 1]
