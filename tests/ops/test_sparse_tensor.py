from __future__ import annotations

import pytest

import pellucid as tf

sp = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 2.0, 3.0], [2, 3])


def test_parts():
    assert sp.shape.as_list() == [2, 3]
    assert (sp.indices.dtype, sp.dtype) == (tf.int64, tf.float32)
    assert sp.with_values([4.0, 5.0, 6.0]).values.numpy().tolist() == [4.0, 5.0, 6.0]
    assert tf.SparseTensor.from_value(sp).values is sp.values
    assert repr(tf.SparseTensorSpec([2, 3])) == "SparseTensorSpec(TensorShape([2, 3]), tf.float32)"


def test_operators():
    assert (sp * 2.0).values.numpy().tolist() == [2.0, 4.0, 6.0]
    assert (sp * [[1.0], [2.0]]).values.numpy().tolist() == [1.0, 2.0, 6.0]
    assert (sp / [2.0, 2.0, 4.0]).values.numpy().tolist() == [0.5, 0.5, 1.5]
    assert (tf.constant(2.0) * sp).values.numpy().tolist() == [2.0, 4.0, 6.0]


@pytest.mark.parametrize("call", [lambda: sp + sp, lambda: -sp, lambda: sp[0], lambda: sp - 1])
def test_operators_that_would_not_stay_sparse(call):
    with pytest.raises(TypeError):
        call()


def test_ops_on_the_values():
    assert tf.square(sp).values.numpy().tolist() == [1.0, 4.0, 9.0]
    assert tf.cast(sp, tf.int32).dtype == tf.int32
    assert tf.shape(sp).numpy().tolist() == [2, 3]
    assert (int(tf.size(sp)), int(tf.rank(sp))) == (6, 2)


@pytest.mark.parametrize(
    "call", [lambda: tf.reduce_sum(sp), lambda: tf.matmul(sp, sp), lambda: tf.reshape(sp, [6])]
)
def test_ops_for_dense_tensors(call):
    with pytest.raises(ValueError):
        call()


def test_parts_that_do_not_fit():
    with pytest.raises(ValueError):
        tf.SparseTensor([[0, 0]], [1, 2], [2, 2])
    with pytest.raises(ValueError):
        tf.SparseTensor([[0, 0]], [1], [2])
    with pytest.raises((TypeError, ValueError)):
        tf.SparseTensor([[0.5, 0]], [1], [2, 2])


def test_through_a_function():
    @tf.function(input_signature=[tf.SparseTensorSpec([None, 3])])
    def double(x):
        assert x.shape.as_list() == [None, 3]
        return x * 2.0

    assert double(sp).values.numpy().tolist() == [2.0, 4.0, 6.0]
