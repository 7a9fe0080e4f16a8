from __future__ import annotations

import pytest

import pellucid as tf
from pellucid.core.registry import OPS
from pellucid.ops.ragged_dispatch import HANDLERS

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])


def test_every_handler_belongs_to_an_op():
    assert [name for name in HANDLERS if name not in OPS] == []


@pytest.mark.parametrize(
    "call",
    [
        lambda: tf.transpose(rt),
        lambda: tf.sort(rt),
        lambda: tf.argmax(rt, 1),
        lambda: tf.unique(rt),
        lambda: tf.boolean_mask(rt, [True, False, True]),
        lambda: tf.linalg.band_part(rt, 0, 0),
        lambda: tf.roll(rt, 1, 0),
    ],
)
def test_what_does_not_accept_ragged_tensors(call):
    with pytest.raises(ValueError):
        call()


def test_shapes_and_ranks():
    assert int(tf.rank(rt)) == 2
    assert tf.reshape(rt, [5]).numpy().tolist() == [3, 1, 4, 5, 2]
    assert tf.where(rt > 2).numpy().tolist() == [[0, 0], [0, 2], [2, 0]]
    assert tf.one_hot(rt, 2).shape.as_list() == [3, None, 2]
    assert tf.nn.dropout(tf.cast(rt, tf.float32), 0.0).to_list()[2] == [5.0, 2.0]


def test_matmul():
    a = tf.ragged.constant([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0]]], ragged_rank=1)
    b = tf.ragged.constant([[[1.0], [1.0]], [[2.0], [1.0]]], ragged_rank=1)
    assert tf.matmul(a, b).to_list() == [[[3.0], [7.0]], [[16.0]]]


def test_map_fn():
    assert tf.map_fn(lambda row: row + 1, rt).to_list() == [[4, 2, 5], [], [6, 3]]
    found = tf.map_fn(tf.reduce_sum, rt, fn_output_signature=tf.int32)
    assert found.numpy().tolist() == [8, 0, 7]
    spec = tf.RaggedTensorSpec([None], tf.int32)
    rows = tf.map_fn(tf.range, tf.constant([2, 0, 3]), fn_output_signature=spec)
    assert rows.to_list() == [[0, 1], [], [0, 1, 2]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.map_fn(tf.reduce_sum, rt)
