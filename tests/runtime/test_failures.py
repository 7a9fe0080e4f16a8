"""The message of an op that refuses: the user's function, our words, the inputs, the fix."""

from __future__ import annotations

import pytest

import pellucid as tf
from pellucid.core.errors import InvalidArgumentError

TWO_THREE = tf.zeros((2, 3))


def message(call) -> str:
    with pytest.raises(InvalidArgumentError) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda: tf.reshape(tf.range(6), [4, 2]),
            "tf.reshape: Cannot reshape a tensor with 6 elements to shape [4, 2]. Expected 8 "
            "elements, received 6. Inputs: (6,) int32, (2,) int32 [Op:Reshape]",
        ),
        (
            lambda: tf.zeros(3) + tf.zeros(4),
            "tf.add: shapes cannot be broadcast together. Expected dimensions that are equal or 1, "
            "counted from the last. Received: (3,) float32, (4,) float32 [Op:AddV2]",
        ),
        (
            lambda: tf.matmul(TWO_THREE, TWO_THREE),
            "tf.matmul: inner dimensions differ. Expected b.shape[-2] == 3 (from a: (2, 3)), "
            "received (2, 3). Inputs: (2, 3) float32, (2, 3) float32 [Op:MatMul]. "
            "Fix: transpose_b=True?",
        ),
        (
            lambda: tf.reduce_sum(tf.zeros(3), axis=2),
            "tf.reduce_sum: axis out of range. Expected -1 <= axis < 1, received 2. "
            "Inputs: (3,) float32, (1,) int32 [Op:Sum]",
        ),
        (
            lambda: tf.concat([TWO_THREE, tf.zeros((3, 2))], 0),
            "tf.concat: sizes differ in dimension 1, which is not the one that is joined. "
            "Expected 3, as in input 0, received 2 in input 1. "
            "Inputs: (2, 3) float32, (3, 2) float32, () int32 [Op:ConcatV2]",
        ),
        (
            lambda: tf.stack([tf.zeros(2), tf.zeros(3)]),
            "tf.stack: shapes differ. Expected one shape. "
            "Received: (2,) float32, (3,) float32 [Op:Pack]",
        ),
        (
            lambda: tf.fill([-1], 0),
            "tf.fill: a dimension is negative. Expected sizes >= 0. "
            "Received: (1,) int32, () int32 [Op:Fill]",
        ),
        (
            lambda: tf.zeros(3) * tf.zeros(3, tf.int32),
            "tf.multiply: cannot compute Mul as input #1(zero-based) was expected to be a float32 "
            "tensor but is a int32 tensor [Op:Mul]. Fix: tf.cast(x, tf.float32)",
        ),
        (
            lambda: tf.bitwise.invert(1.0),
            "tf.bitwise.invert: dtype float32 is not supported for 'T'. Expected one of int16, "
            "int32, int64, int8, uint16, uint32, uint64, uint8; received () float32 [Op:Invert]. "
            "Fix: tf.cast the input.",
        ),
    ],
)
def test_whole_message(call, expected):
    assert message(call) == expected


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: tf.image.rgb_to_grayscale(tf.zeros((2, 2, 4))), "tf.image.rgb_to_grayscale"),
        (lambda: TWO_THREE[5], "tf.Tensor.__getitem__"),
        (lambda: tf.raw_ops.StridedSlice(input=TWO_THREE, begin=[5], end=[6], strides=[1],
                                         shrink_axis_mask=1), "tf.raw_ops.StridedSlice"),
        (lambda: tf.map_fn(lambda x: tf.gather(x, 9), TWO_THREE), "tf.gather"),
        (lambda: tf.keras.layers.Dot(1)([TWO_THREE, tf.zeros((3, 3))]), "tf."),
    ],
)  # fmt: skip
def test_the_function_that_the_user_called_is_named(call, where):
    assert message(call).startswith(where)


def test_a_graph_says_the_same_as_eager_work():
    @tf.function
    def f(x):
        return tf.reshape(x, [4, 2])

    assert message(lambda: f(tf.range(6))) == message(lambda: tf.reshape(tf.range(6), [4, 2]))


def test_a_compiled_program_names_the_op_and_where_its_node_was_made():
    @tf.function
    def f(x, i):
        return tf.gather(x, i)

    with pytest.raises(InvalidArgumentError, match=r"\[Op:GatherV2\]") as caught:
        f(TWO_THREE, 7)
    assert "gather" in str(caught.value).lower()


IMAGES = tf.zeros((1, 4, 4, 2))


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: tf.zeros(tf.TensorShape([None, 2])), "tf.zeros [shape]"),
        (lambda: tf.reshape(TWO_THREE, tf.TensorShape([None, 3])), "tf.reshape [shape]"),
        (lambda: tf.linalg.set_diag(tf.eye(2), [1.0, 2.0], align="x"), "tf.linalg.set_diag"),
        (lambda: tf.linalg.diag_part(tf.eye(2), align="x"), "tf.linalg.diag_part [align]"),
        (lambda: tf.nn.max_pool2d(IMAGES, [2, 1, 1, 1], 1, "SAME"), "tf.nn.max_pool2d"),
        (lambda: tf.nn.avg_pool2d(IMAGES, [1, 1, 1, 2], 1, "SAME"), "tf.nn.avg_pool2d [ksize]"),
        (lambda: tf.Variable([1.0, 2.0]).assign_sub([1.0]), "tf.Variable.assign_sub [delta]"),
        (
            lambda: tf.quantization.quantize_and_dequantize_v2(IMAGES, 0.0, 1.0, round_mode="x"),
            "tf.quantization.quantize_and_dequantize_v2 [round_mode]",
        ),
    ],
)
def test_checks_that_functions_share_name_the_one_that_was_called(call, where):
    with pytest.raises((ValueError, tf.errors.OpError)) as caught:
        call()
    assert str(caught.value).startswith(where)
