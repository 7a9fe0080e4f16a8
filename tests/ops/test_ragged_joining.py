from __future__ import annotations

import pytest

import pellucid as tf

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])
r3 = tf.ragged.constant([[[1], [2, 3]], [[4]]])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: tf.concat([rt, [[1]]], 0), [[3, 1, 4], [], [5, 2], [1]]),
        (lambda: tf.concat([rt, rt], 1), [[3, 1, 4, 3, 1, 4], [], [5, 2, 5, 2]]),
        (lambda: tf.concat([rt, [[7], [8], [9]]], -1), [[3, 1, 4, 7], [8], [5, 2, 9]]),
        (lambda: tf.concat([r3, r3], 2), [[[1, 1], [2, 3, 2, 3]], [[4, 4]]]),
        (lambda: tf.stack([rt, rt], 1), [[[3, 1, 4], [3, 1, 4]], [[], []], [[5, 2], [5, 2]]]),
        (lambda: tf.stack([rt, rt], 2), [[[3, 3], [1, 1], [4, 4]], [], [[5, 5], [2, 2]]]),
        (lambda: tf.tile(rt, [1, 2]), [[3, 1, 4, 3, 1, 4], [], [5, 2, 5, 2]]),
        (lambda: tf.tile(rt, [2, 1]), [[3, 1, 4], [], [5, 2], [3, 1, 4], [], [5, 2]]),
        (lambda: tf.tile(rt, [1, 0]), [[], [], []]),
        (lambda: tf.tile(r3, [1, 2, 1]), [[[1], [2, 3], [1], [2, 3]], [[4], [4]]]),
        (lambda: tf.reverse(r3, [0, 2]), [[[4]], [[1], [3, 2]]]),
        (lambda: tf.expand_dims(rt, 0), [[[3, 1, 4], [], [5, 2]]]),
        (lambda: tf.expand_dims(rt, 1), [[[3, 1, 4]], [[]], [[5, 2]]]),
        (lambda: tf.expand_dims(rt, -1), [[[3], [1], [4]], [], [[5], [2]]]),
        (lambda: tf.squeeze(tf.ragged.constant([[[1, 2]], [[3]]]), 1), [[1, 2], [3]]),
        (lambda: tf.split(rt, [1, 2])[1], [[], [5, 2]]),
        (lambda: tf.dynamic_partition(rt, [0, 1, 0], 2)[0], [[3, 1, 4], [5, 2]]),
        (lambda: tf.ragged.stack([[1, 2], [3]]), [[1, 2], [3]]),
        (lambda: tf.ragged.stack([rt, [[1]]]), [[[3, 1, 4], [], [5, 2]], [[1]]]),
        (
            lambda: tf.ragged.stack_dynamic_partitions([10, 20, 30, 40], [1, 0, 1, 1], 2),
            [[20], [10, 30, 40]],
        ),
    ],
)
def test_values(made, expected):
    assert made().to_list() == expected


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="incompatible"):
        tf.concat([rt, tf.ragged.constant([[1]])], axis=1)
    with pytest.raises(ValueError, match="out of bounds"):
        tf.concat([rt, rt], 2)
    with pytest.raises(ValueError, match=r"tf\.squeeze \[axis\]: must be given"):
        tf.squeeze(rt)


def test_gradient_of_concat():
    v = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        row = tf.RaggedTensor.from_row_lengths(v, [2, 1])
        y = tf.reduce_sum(tf.concat([row, row * 2.0], 1))
    assert tf.convert_to_tensor(tape.gradient(y, v)).numpy().tolist() == [3.0, 3.0, 3.0]


def test_stack_of_tensors():
    """Only vectors are cut by int32 positions; beside one another they stay tensors."""
    one, two = tf.constant([[1, 2]]), tf.constant([[3, 4, 5], [6, 7, 8]])
    assert tf.ragged.stack([[1, 2], [3]]).row_splits.dtype == tf.int32
    both = tf.ragged.stack([one, two])
    assert both.to_list() == [[[1, 2]], [[3, 4, 5], [6, 7, 8]]]
    assert [s.dtype for s in both.nested_row_splits] == [tf.int64, tf.int64]
    assert tf.ragged.stack([tf.zeros([1, 2, 3]), tf.zeros([2, 4, 3])]).shape[-1] == 3
    assert tf.ragged.stack([[1, 2], [3, 4]], axis=1).numpy().tolist() == [[1, 3], [2, 4]]
    assert tf.ragged.stack([one, one], axis=2).numpy().tolist() == [[[1, 1], [2, 2]]]
