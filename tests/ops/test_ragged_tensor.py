from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

RT = tf.RaggedTensor
rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])
r3 = tf.ragged.constant([[[1], [2, 3]], [[4]]])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: RT.from_row_splits([1, 2, 3], [0, 2, 2, 3]), [[1, 2], [], [3]]),
        (lambda: RT.from_row_lengths([1, 2, 3], [2, 0, 1]), [[1, 2], [], [3]]),
        (lambda: RT.from_row_starts([1, 2, 3], [0, 2]), [[1, 2], [3]]),
        (lambda: RT.from_row_limits([1, 2, 3], [2, 3]), [[1, 2], [3]]),
        (lambda: RT.from_value_rowids([1, 2, 3, 4], [0, 0, 2, 2], 5), [[1, 2], [], [3, 4], [], []]),
        (lambda: RT.from_uniform_row_length([1, 2, 3, 4], 2), [[1, 2], [3, 4]]),
        (lambda: RT.from_nested_row_splits([1, 2, 3], [[0, 1, 2], [0, 2, 3]]), [[[1, 2]], [[3]]]),
        (lambda: RT.from_nested_row_lengths([1, 2, 3], [[1, 1], [2, 1]]), [[[1, 2]], [[3]]]),
        (
            lambda: RT.from_nested_value_rowids([1, 2, 3], [[0, 1], [0, 1, 1]], [3, 2]),
            [[[1]], [[2, 3]], []],
        ),
    ],
)
def test_factories(made, expected):
    assert made().to_list() == expected


def test_parts():
    assert rt.shape.as_list() == [3, None]
    assert (rt.ragged_rank, r3.ragged_rank) == (1, 2)
    assert rt.flat_values.numpy().tolist() == [3, 1, 4, 5, 2]
    assert rt.row_lengths().numpy().tolist() == [3, 0, 2]
    assert r3.row_lengths(axis=2).to_list() == [[1, 2], [1]]
    assert [v.numpy().tolist() for v in r3.nested_value_rowids()] == [[0, 0, 1], [0, 1, 1, 2]]
    assert r3.bounding_shape().numpy().tolist() == [2, 2, 2]
    assert int(r3.bounding_shape(axis=1)) == 2
    assert rt.nrows(out_type=tf.int32).dtype == tf.int32
    uniform = RT.from_uniform_row_length(rt[:2], 2)
    assert uniform.shape.as_list() == [1, 2, None]
    assert int(uniform.uniform_row_length) == 2


def test_numpy():
    found = rt.numpy()
    assert found.dtype == object
    assert [row.tolist() for row in found] == [[3, 1, 4], [], [5, 2]]
    np.testing.assert_array_equal(tf.ragged.constant([[1, 2], [3, 4]]).numpy(), [[1, 2], [3, 4]])


def test_merge_dims():
    assert r3.merge_dims(1, 2).to_list() == [[1, 2, 3], [4]]
    assert r3.merge_dims(0, 1).to_list() == [[1], [2, 3], [4]]
    assert r3.merge_dims(0, 2).numpy().tolist() == [1, 2, 3, 4]
    inner = tf.ragged.constant([[[1, 2]], [[3, 4], [5, 6]]], ragged_rank=1)
    assert inner.merge_dims(1, 2).to_list() == [[1, 2], [3, 4, 5, 6]]


def test_text():
    assert repr(r3) == "<tf.RaggedTensor [[[1], [2, 3]], [[4]]]>"
    assert len(repr(tf.ragged.constant([[i] for i in range(5000)]))) < 200


def test_changed_values():
    assert rt.with_flat_values([1, 2, 3, 4, 5]).to_list() == [[1, 2, 3], [], [4, 5]]
    assert rt.with_row_splits_dtype(tf.int32).row_splits.dtype == tf.int32
    with pytest.raises(ValueError, match="not compatible"):
        rt.with_values([1])


def test_what_it_is_not():
    with pytest.raises(TypeError):
        hash(rt)
    with pytest.raises(TypeError):
        bool(rt)
    with pytest.raises(TypeError):
        len(rt)
    with pytest.raises(ValueError, match="unsupported type"):
        tf.convert_to_tensor(rt)
    with pytest.raises(ValueError, match="from_row_splits"):
        RT(rt.values, rt.row_splits)


def test_does_not_fit():
    with pytest.raises(tf.errors.InvalidArgumentError):
        RT.from_row_splits([1, 2, 3], [0, 2])
    with pytest.raises(tf.errors.InvalidArgumentError):
        RT.from_row_lengths([1, 2, 3], [1, 1])
    with pytest.raises(ValueError, match="must equal"):
        RT.from_uniform_row_length([1, 2, 3], 2)


def test_rows_in_words_and_as_arrays():
    """As TensorFlow 2.21 prints and nests them."""
    words = tf.ragged.constant([["x" * 40, "y" * 40], ["z"]])
    assert repr(words) == (f"<tf.RaggedTensor [[b'{'x' * 40}',\n  b'{'y' * 40}'], [b'z']]>")
    assert (
        str(tf.ragged.constant([[0.1, 1e-10], [1e20]]))
        == "<tf.RaggedTensor [[0.1, 1e-10], [1e+20]]>"
    )
    assert str(tf.ragged.constant([[], []])) == "<tf.RaggedTensor [[], []]>"
    assert tf.ragged.constant([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]).numpy().shape == (2, 2, 2)
    columns = tf.ragged.constant([[[1], [3, 4]], [[5], [7, 8]]]).numpy()
    assert columns.shape == (2, 2)
    assert columns[1, 1].tolist() == [7, 8]
    one = tf.ragged.constant([[[1], [2, 3]], [[4]]]).numpy()[1]
    assert one.dtype == object
    assert one[0].tolist() == [4]
