from __future__ import annotations

import pytest

import pellucid as tf

sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], tf.constant([1, 1, 4], tf.int64), [2, 2])
count = tf.sparse.bincount


@pytest.mark.parametrize(
    ("found", "indices", "values", "shape"),
    [
        (lambda: count(sparse), [[1], [4]], [2, 1], [5]),
        (lambda: count(sparse, axis=-1), [[0, 1], [1, 4]], [2, 1], [2, 5]),
        (lambda: count([[1, 2, 2], [0, 0, 5]], axis=-1),
         [[0, 1], [0, 2], [1, 0], [1, 5]], [1, 2, 2, 1], [2, 6]),
        (lambda: count([[1, 2, 2], [0, 0, 5]], axis=-1, minlength=8, maxlength=3),
         [[0, 1], [0, 2], [1, 0]], [1, 2, 2], [2, 3]),
        (lambda: count([1, 1, 3], binary_output=True), [[1], [3]], [1, 1], [4]),
        (lambda: count([1, 1, 3], [0.5, 1.0, 2.0]), [[1], [3]], [1.5, 2.0], [4]),
        (lambda: count(tf.ragged.constant([[1, 2, 2], [5]]), axis=-1),
         [[0, 1], [0, 2], [1, 5]], [1, 2, 1], [2, 6]),
    ],
)  # fmt: skip
def test_counts(found, indices, values, shape):
    result = found()
    assert result.indices.numpy().tolist() == indices
    assert result.values.numpy().tolist() == values
    assert result.dense_shape.numpy().tolist() == shape


def test_errors():
    with pytest.raises(ValueError, match="axis"):
        count([1], axis=2)
    with pytest.raises(ValueError, match="exclusive"):
        count([1], [1], binary_output=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-negative"):
        count([-1])
