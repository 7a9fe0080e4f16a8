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
        (lambda: rt.to_tensor(), [[3, 1, 4], [0, 0, 0], [5, 2, 0]]),
        (lambda: rt.to_tensor(-1), [[3, 1, 4], [-1, -1, -1], [5, 2, -1]]),
        (lambda: rt.to_tensor(shape=[2, 1]), [[3], [0]]),
        (lambda: rt.to_tensor(shape=[None, 2]), [[3, 1], [0, 0], [5, 2]]),
        (lambda: r3.to_tensor(), [[[1, 0], [2, 3]], [[4, 0], [0, 0]]]),
        (
            lambda: tf.ragged.constant([[[1, 2]], []], ragged_rank=1, inner_shape=(2,)).to_tensor(
                [9, 8]
            ),
            [[[1, 2]], [[9, 8]]],
        ),
    ],
)
def test_to_tensor(made, expected):
    assert made().numpy().tolist() == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [[1, 2, 0], [3, 0, 0]]),
        ({"padding": 0}, [[1, 2], [3]]),
        ({"lengths": [2, 1]}, [[1, 2], [3]]),
        ({"lengths": [9, 0]}, [[1, 2, 0], []]),
    ],
)
def test_from_tensor(options, expected):
    assert RT.from_tensor([[1, 2, 0], [3, 0, 0]], **options).to_list() == expected


def test_from_tensor_of_higher_rank():
    x = [[[1], [2]], [[3], [4]]]
    assert RT.from_tensor(x, lengths=([1, 2], [1, 0, 1])).to_list() == [[[1]], [[], [4]]]
    assert RT.from_tensor(x, ragged_rank=2).ragged_rank == 2
    assert RT.from_tensor([[[1, 2, 0], [3, 0, 0]]], padding=0, ragged_rank=2).to_list() == [
        [[1, 2], [3]]
    ]
    with pytest.raises(ValueError, match="rank"):
        RT.from_tensor(5)


def test_sparse():
    sparse = rt.to_sparse()
    assert sparse.indices.numpy().tolist() == [[0, 0], [0, 1], [0, 2], [2, 0], [2, 1]]
    assert sparse.dense_shape.numpy().tolist() == [3, 3]
    assert RT.from_sparse(sparse).to_list() == rt.to_list()
    with pytest.raises(tf.errors.InvalidArgumentError, match="right-ragged"):
        RT.from_sparse(tf.SparseTensor([[0, 1]], [1], [1, 2]))


def test_gradient_of_to_tensor():
    v, fill = tf.Variable([1.0, 2.0, 3.0]), tf.Variable(5.0)
    weights = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(RT.from_row_lengths(v, [2, 1]).to_tensor(fill) * weights)
    dv, dfill = tape.gradient(y, [v, fill])
    assert dv.numpy().tolist() == [1.0, 2.0, 3.0]
    assert float(dfill) == 4.0
