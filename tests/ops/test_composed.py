"""Ops that others make up; the answers are TensorFlow 2.21's."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.core.registry import COMPOSED

FIXTURES = Path(__file__).parents[1] / "fixtures" / "raw_ops"
spec = importlib.util.spec_from_file_location("raw_op_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())
raw = tf.raw_ops


@pytest.fixture(scope="module")
def known():
    return cases.names(tf, tf.Variable([[1.0, 2.0], [3.0, 4.0]]))


def same(found, expected):
    assert [dtype for dtype, _ in found] == [dtype for dtype, _ in expected]
    for (_, value), (dtype, wanted) in zip(found, expected, strict=True):
        if dtype == "string":
            assert value == wanted
        else:
            np.testing.assert_allclose(value, wanted, rtol=1e-4, atol=1e-5)
            assert np.shape(value) == np.shape(wanted)


@pytest.mark.parametrize("call", ANSWERS)
def test_calls(call, known):
    same(cases.plain(tf, eval(call, known)), ANSWERS[call])


@pytest.mark.parametrize("call", ANSWERS)
def test_in_a_graph(call, known):
    outputs = tf.function(lambda: eval(call, known))()
    same(cases.plain(tf, outputs), ANSWERS[call])


def test_every_one_is_called():
    called = {call.partition("(")[0] for call in ANSWERS}
    assert COMPOSED.keys() - called == set()


ROWS = {
    "BandedTriangularSolve": (
        lambda m, r: raw.BandedTriangularSolve(matrix=m, rhs=r),
        np.array([[2.0, 3.0], [0.0, 1.0]]), np.array([[1.0], [2.0]]),
    ),
    "TridiagonalMatMul": (
        lambda a, b, c, r: raw.TridiagonalMatMul(superdiag=a, maindiag=b, subdiag=c, rhs=r),
        np.array([[1.0, 2.0, 0.0]]), np.array([[3.0, 4.0, 5.0]]), np.array([[0.0, 6.0, 7.0]]),
        np.array([[1.0], [2.0], [3.0]]),
    ),
    "MatrixSetDiagV2": (
        lambda x, d: raw.MatrixSetDiagV2(input=x, diagonal=d, k=[0, 1]),
        np.arange(9.0).reshape(3, 3), np.array([[1.0, 2.0, 0.0], [3.0, 4.0, 5.0]]),
    ),
    "PreventGradient": (lambda x: tf.raw_ops.PreventGradient(input=x), np.array([1, 2])),
    "InplaceAdd": (
        lambda x, v: raw.InplaceAdd(x=x, i=[0, 2], v=v), np.arange(3.0), np.array([1.0, 2.0])
    ),
    "SpaceToBatch": (
        lambda x: raw.SpaceToBatch(input=x, paddings=[[0, 0], [0, 0]], block_size=2),
        np.arange(8.0).reshape(1, 2, 4, 1),
    ),
    "MaxPoolV2": (
        lambda x: raw.MaxPoolV2(
            input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME"
        ),
        np.arange(9.0).reshape(1, 3, 3, 1),
    ),
    "NearestNeighbors": (
        lambda p, c: raw.NearestNeighbors(points=p, centers=c, k=tf.constant(2, tf.int64)),
        np.array([[0.0, 0.0], [5.0, 4.0]], np.float32),
        np.array([[1.0, 0.0], [4.0, 4.0]], np.float32),
    ),
    "GRUBlockCell": (
        lambda x, h, w, c: raw.GRUBlockCell(
            x=x, h_prev=h, w_ru=w, w_c=c, b_ru=tf.zeros([4], tf.float64),
            b_c=tf.ones([2], tf.float64),
        ),
        np.ones((1, 3)), np.full((1, 2), 0.5), np.linspace(-1, 1, 20).reshape(5, 4),
        np.linspace(1, -1, 10).reshape(5, 2),
    ),
    "LSTMBlockCell": (
        lambda x, c, w, p: raw.LSTMBlockCell(
            x=x, cs_prev=c, h_prev=c / 2, w=w, wci=p, wcf=p, wco=p, b=tf.zeros([8], tf.float64),
            use_peephole=True,
        ),
        np.ones((1, 3)), np.full((1, 2), 0.5), np.linspace(-1, 1, 40).reshape(5, 8),
        np.array([0.3, -0.2]),
    ),
    "RaggedBincount": (
        lambda v, w: raw.RaggedBincount(
            splits=tf.constant([0, 2, 2, 4], tf.int64), values=v, size=3, weights=w
        ),
        np.array([1, 0, 2, 2]), np.array([1.0, 2.0, 3.0, 4.0]),
    ),
    "SparseDenseCwiseMul": (
        lambda x, d: raw.SparseDenseCwiseMul(
            sp_indices=[[0, 1], [1, 0]], sp_values=x, sp_shape=[2, 2], dense=d
        ),
        np.array([1.0, 2.0]), np.array([3.0, 4.0]),
    ),
    "SparseSegmentMeanGrad": (
        lambda g: raw.SparseSegmentMeanGrad(
            grad=g, indices=[0, 2, 0], segment_ids=[0, 0, 1], output_dim0=4
        ),
        np.arange(4.0).reshape(2, 2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows(name):
    differentiable = name not in ("PreventGradient", "NearestNeighbors")
    # The number of bands must be known.
    check_op(*ROWS[name], grad=differentiable, shapes=name != "BandedTriangularSolve")


def test_prevented_gradient():
    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = raw.PreventGradient(input=x, message="not this way")
    with pytest.raises(LookupError, match="not this way"):
        tape.gradient(y, x)


def test_older_quantization_passes_gradients_through():
    x = np.array([-3.0, 0.3, 5.0])

    def second(x):
        return tf.raw_ops.QuantizeAndDequantizeV2(
            input=x, input_min=-1.0, input_max=1.0, range_given=True
        )

    def third(x):
        return tf.raw_ops.QuantizeAndDequantizeV3(
            input=x, input_min=-1.0, input_max=1.0, num_bits=5
        )

    for op in (second, third):
        check_op(op, x, grad=False)
        t = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = op(t)
        assert tape.gradient(y, t).numpy().tolist() == [1.0, 1.0, 1.0]


def test_wrong_parameters():
    with pytest.raises(TypeError, match=r"tf.raw_ops.InTopK: wrong parameters.*received"):
        raw.InTopK(targets=[1, 2])
    with pytest.raises(TypeError, match="wrong parameters"):
        raw.DeepCopy(x=1, y=2)


def test_signatures_and_names():
    import inspect

    assert str(inspect.signature(raw.InTopK)) == "(*, predictions, targets, k, name=None)"
    assert repr(raw.InTopK) == "<op InTopK, composed of others>"

    @tf.function
    def largest(x):
        return raw.InTopK(predictions=x, targets=[0], k=1, name="best")

    nodes = largest.get_concrete_function(tf.TensorSpec([1, 3])).graph.get_operations()
    assert any(node.name.startswith("best/") for node in nodes)


def test_unknown_when_traced():
    @tf.function(input_signature=[tf.TensorSpec([2], tf.bool)])
    def flipped(dims):
        return raw.Reverse(tensor=[[1, 2]], dims=dims)

    with pytest.raises(ValueError, match="must be known"):
        flipped([True, False])
