from __future__ import annotations

import pytest

import pellucid as tf

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])
r2 = tf.ragged.constant([[1], [2, 3]])
r3 = tf.ragged.constant([[[1], [2, 3]], [[4]]])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: rt + 1, [[4, 2, 5], [], [6, 3]]),
        (lambda: -rt, [[-3, -1, -4], [], [-5, -2]]),
        (lambda: rt > 2, [[True, False, True], [], [True, False]]),
        (lambda: tf.add(r2, [[10], [20]]), [[11], [22, 23]]),
        (lambda: tf.add(r2, [10]), [[11], [12, 13]]),
        (lambda: r3 * r3, [[[1], [4, 9]], [[16]]]),
        (lambda: tf.maximum(rt, 3), [[3, 3, 4], [], [5, 3]]),
        (lambda: tf.clip_by_value(rt, 2, 4), [[3, 2, 4], [], [4, 2]]),
        (lambda: tf.cast(rt, tf.bool), [[True, True, True], [], [True, True]]),
        (lambda: tf.where(rt > 2, rt, 0), [[3, 0, 4], [], [5, 0]]),
        (lambda: tf.add_n([rt, rt]), [[6, 2, 8], [], [10, 4]]),
        (lambda: tf.ones_like(rt, tf.float32), [[1.0, 1.0, 1.0], [], [1.0, 1.0]]),
        (lambda: tf.ragged.constant([[[5], [6, 7]]]) + r3, None),
    ],
)
def test_values(made, expected):
    if expected is None:  # one row is repeated, but what is in the rows differs
        with pytest.raises(tf.errors.InvalidArgumentError):
            made()
    else:
        assert made().to_list() == expected


def test_one_row_is_repeated():
    assert (tf.ragged.constant([[1, 2]]) + tf.ragged.constant([[1, 1], [5, 5]])).to_list() == [
        [2, 3],
        [6, 7],
    ]


@pytest.mark.parametrize(
    "other", [tf.ragged.constant([[1, 2], [3]]), tf.constant([[1, 2], [3, 4]])]
)
def test_rows_differ(other):
    with pytest.raises(tf.errors.InvalidArgumentError):
        r2 + other


def test_in_a_graph():
    @tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.int32)] * 2)
    def total(a, b):
        return a + b

    assert total(r2, r2).to_list() == [[2], [4, 6]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        total(r2, tf.ragged.constant([[1, 2], [3]]))


def test_map_flat_values():
    assert tf.ragged.map_flat_values(tf.square, r2).to_list() == [[1], [4, 9]]
    assert tf.ragged.map_flat_values(lambda a, b: a * b, r2, r2).to_list() == [[1], [4, 9]]
    with pytest.raises(ValueError, match=r"Expected 3 rows, received \(\) int32"):
        tf.ragged.map_flat_values(tf.reduce_sum, r2)


def test_python_lists_on_either_side():
    r = tf.ragged.constant([[1.0, 2.0], [3.0]])
    column = [[1.0], [2.0]]
    assert (r - column).to_list() == [[0.0, 1.0], [1.0]]
    assert (column - r).to_list() == [[0.0, -1.0], [-1.0]]
    assert (r * column).to_list() == [[1.0, 2.0], [6.0]]
    assert (r > column).to_list() == [[False, True], [True]]
    assert tf.add_n([r, r]).to_list() == [[2.0, 4.0], [6.0]]
