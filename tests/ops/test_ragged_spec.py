from __future__ import annotations

import pytest

import pellucid as tf

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])


def test_from_value():
    spec = tf.RaggedTensorSpec.from_value(rt)
    assert repr(spec) == "RaggedTensorSpec(TensorShape([3, None]), tf.int32, 1, tf.int64)"
    assert spec == tf.type_spec_from_value(rt)
    assert tf.RaggedTensorSpec([None, None], tf.int32).is_compatible_with(rt)
    assert not tf.RaggedTensorSpec([None, None], tf.int64).is_compatible_with(rt)


def test_ragged_rank():
    assert tf.RaggedTensorSpec([2, None, 3]).ragged_rank == 2
    with pytest.raises(ValueError, match="ragged_rank"):
        tf.RaggedTensorSpec(None)
    with pytest.raises(ValueError, match="less than rank"):
        tf.RaggedTensorSpec([None, None], ragged_rank=2)


def test_through_a_function_with_a_signature():
    traces = []

    @tf.function(input_signature=[tf.RaggedTensorSpec([None, None], tf.int32)])
    def doubled(x):
        traces.append(1)
        return x * 2

    assert doubled(rt).to_list() == [[6, 2, 8], [], [10, 4]]
    assert doubled(tf.ragged.constant([[1]])).to_list() == [[2]]
    assert len(traces) == 1


def test_uniform_dimensions_come_back():
    uniform = tf.RaggedTensor.from_uniform_row_length(rt[:2], 2)
    assert tf.function(lambda x: x)(uniform).shape.as_list() == [1, 2, None]
