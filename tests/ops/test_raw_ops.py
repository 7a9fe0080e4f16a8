"""Rows for the ops that graphs call by name and that no public function stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[0.5, 1.2, -2.0], [3.0, 0.1, 1.5]])
Y = np.array([[1.5, 0.7, 2.5], [2.0, 0.3, 0.9]])
IDS = np.array([1, 0], np.int32)
VOLUME = np.arange(36.0).reshape(1, 3, 3, 4, 1)
IMAGE = np.random.default_rng(0).normal(size=(2, 3, 2, 3))

# Gradients of element-wise functions, from the output y (or the input) and the cotangent dy.
GRADIENTS = [
    (tf.raw_ops.SigmoidGrad, lambda y, dy: dy * y * (1 - y)),
    (tf.raw_ops.TanhGrad, lambda y, dy: dy * (1 - y * y)),
    (tf.raw_ops.SqrtGrad, lambda y, dy: dy / (2 * y)),
    (tf.raw_ops.RsqrtGrad, lambda y, dy: -dy * y**3 / 2),
    (tf.raw_ops.ReciprocalGrad, lambda y, dy: -dy * y * y),
    (tf.raw_ops.InvGrad, lambda y, dy: -dy * y * y),
]
BY_INPUT = [
    (tf.raw_ops.SoftplusGrad, lambda dy, x: dy / (1 + np.exp(-x))),
    (tf.raw_ops.SoftsignGrad, lambda dy, x: dy / (1 + np.abs(x)) ** 2),
]


def raw(op: Any, names: str, **attributes: Any) -> Any:
    """`op` as a function of the inputs in order; raw ops take keywords only."""
    return lambda *values: op(**dict(zip(names.split(), values, strict=True)), **attributes)


@pytest.mark.parametrize(("op", "expected"), GRADIENTS, ids=lambda v: getattr(v, "name", "-"))
def test_gradient_by_output(op, expected):
    check_op(raw(op, "y dy"), X, Y, expected=expected)


@pytest.mark.parametrize(("op", "expected"), BY_INPUT, ids=lambda v: getattr(v, "name", "-"))
def test_gradient_by_input(op, expected):
    check_op(raw(op, "gradients features"), Y, X, expected=expected)


def test_older_arithmetic():
    check_op(raw(tf.raw_ops.Inv, "x"), X, expected=np.reciprocal)
    check_op(raw(tf.raw_ops.Div, "x y"), X, Y, expected=np.divide)
    check_op(raw(tf.raw_ops.Mod, "x y"), X, Y, expected=np.fmod, grad=False)
    check_op(raw(tf.raw_ops.BiasAddV1, "value bias"), X, Y[0], expected=np.add)
    check_op(raw(tf.raw_ops.BatchMatMul, "x y"), X, Y.T.copy(), expected=np.matmul)
    check_op(raw(tf.raw_ops.ClipByValue, "t clip_value_min clip_value_max"), X, np.float64(0),
             np.float64(1.3), expected=np.clip, grad=[0])  # fmt: skip


def test_choice_and_comparison():
    check_op(raw(tf.raw_ops.Select, "condition x y"), X > 1, X, Y, expected=np.where)
    near = raw(tf.raw_ops.ApproximateEqual, "x y", tolerance=0.8)
    check_op(near, X, Y, expected=lambda x, y: abs(x - y) < 0.8, dtype=tf.bool)
    buckets = raw(tf.raw_ops.Bucketize, "input", boundaries=[0.0, 1.0, 2.0])
    check_op(buckets, X, expected=lambda x: np.digitize(x, [0.0, 1.0, 2.0]), dtype=tf.int32)
    ones = np.array([0, 1, 7, -1], np.int8)
    check_op(raw(tf.raw_ops.PopulationCount, "x"), ones, expected=[0, 1, 3, 8], dtype=tf.uint8)


def test_shapes():
    a, b = np.array([2, 1, 3], np.int32), np.array([4, 1], np.int32)
    check_op(raw(tf.raw_ops.BroadcastArgs, "s0 s1"), a, b, expected=[2, 4, 3], xla=False)
    check_op(raw(tf.raw_ops.BroadcastGradientArgs, "s0 s1"), a, b,
             expected=(np.array([1]), np.array([0, 2])), xla=False, shapes=False)  # fmt: skip
    check_op(lambda x, y: tf.raw_ops.ShapeN(input=[x, y]), X, Y[0],
             expected=(np.array([2, 3]), np.array([3])))  # fmt: skip
    joined = lambda x, y: tf.raw_ops.ParallelConcat(values=[x, y], shape=[2, 3])  # noqa: E731
    check_op(joined, X[:1], Y[:1], expected=lambda x, y: np.concatenate([x, y]), grad=False)


def test_nothing_flows_through_a_stopped_gradient():
    check_op(raw(tf.raw_ops.StopGradient, "input"), X, expected=X, grad=False)


def test_volume_patches():
    patches = raw(tf.raw_ops.ExtractVolumePatches, "input", ksizes=[1, 2, 2, 2, 1],
                  strides=[1, 1, 1, 2, 1], padding="VALID")  # fmt: skip
    found = check_op(patches, VOLUME, grad=False)
    np.testing.assert_array_equal(found[0, 1, 0, 1], VOLUME[0, 1:3, :2, 2:4, 0].ravel())


def test_sparse_as_dense():
    places = np.array([[0, 2], [1, 0]], np.int64)
    dense = np.zeros((2, 3))
    dense[0, 2], dense[1, 0] = 5.0, 7.0
    values, size = np.array([5.0, 7.0]), np.array([2, 3], np.int64)
    check_op(lambda v: tf.raw_ops.SparseToDense(sparse_indices=places, output_shape=size,
             sparse_values=v, default_value=np.float64(0)), values, expected=dense)  # fmt: skip
    check_op(lambda v, b: tf.raw_ops.SparseTensorDenseMatMul(a_indices=places, a_values=v,
             a_shape=size, b=b), values, Y.T.copy(), expected=dense @ Y.T)  # fmt: skip


def test_inverse_transform_of_some_axes():
    z = (X + 1j * Y).astype(np.complex64)
    lengths, axes = np.array([2, 3], np.int32), np.array([0, 1], np.int32)
    check_op(lambda v: tf.raw_ops.IFFTND(input=v, fft_length=lengths, axes=axes), z,
             expected=np.fft.ifftn, grad=False)  # fmt: skip


@pytest.mark.parametrize("op", [tf.raw_ops.FusedBatchNorm, tf.raw_ops.FusedBatchNormV2])
def test_batch_normalization(op):
    normal = raw(op, "x scale offset mean variance", is_training=False, epsilon=0.01)
    one, mean = np.ones(3, np.float32), np.full(3, 0.2, np.float32)
    x = IMAGE.astype(np.float32)
    check_op(lambda *v: normal(*v)[0], x, one, one, mean, one, grad=False,
             expected=lambda x, s, o, m, v: (x - m) / np.sqrt(v + 0.01) * s + o)  # fmt: skip
