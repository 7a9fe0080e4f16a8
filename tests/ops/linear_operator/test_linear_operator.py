"""Linear operators of every kind against their dense matrices, and against TensorFlow's classes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

FIXTURES = Path(__file__).parents[2] / "fixtures" / "linear_operator"
spec = importlib.util.spec_from_file_location("operators", FIXTURES / "operators.py")
fixture = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixture)

NAMES = list(fixture.operators(tf))
REGULAR = [name for name in NAMES if name != "zeros"]
X = np.random.default_rng(0).normal(size=(2, 3, 2))


def operator(name):
    return fixture.operators(tf)[name]


def close(found, wanted, rtol=1e-9, atol=1e-9):
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=rtol, atol=atol)


def test_classes_and_hints_are_those_of_tensorflow():
    wanted = json.loads((FIXTURES / "kinds.json").read_text())
    found = fixture.kinds(tf)
    assert len(wanted) > 1000
    assert {k: (found.get(k), v) for k, v in wanted.items() if found.get(k) != v} == {}


@pytest.mark.parametrize("name", NAMES)
def test_products(name):
    op = operator(name)
    dense = op.to_dense().numpy()
    assert dense.shape == tuple(op.shape) == tuple(op.shape_tensor().numpy())
    close(op.matmul(X), dense @ X)
    close(op.matmul(X, adjoint=True), dense.T @ X)
    close(op.matmul(np.swapaxes(X, -1, -2), adjoint_arg=True), dense @ X)
    close(op.matvec(X[0, :, 0]), dense @ X[0, :, 0])
    close(op.matvec(X[0, :, 0], adjoint=True), dense.T @ X[0, :, 0])
    close(op @ X, dense @ X)
    close(np.swapaxes(X, -1, -2) @ op, np.swapaxes(X, -1, -2) @ dense)
    close(op.add_to_tensor(X @ np.swapaxes(X, -1, -2)), dense + X @ np.swapaxes(X, -1, -2))


@pytest.mark.parametrize("name", REGULAR)
def test_solutions(name):
    op = operator(name)
    dense = op.to_dense().numpy()
    close(op.solve(X), np.linalg.solve(dense, X))
    close(op.solve(X, adjoint=True), np.linalg.solve(dense.T, X))
    close(op.solve(np.swapaxes(X, -1, -2), adjoint_arg=True), np.linalg.solve(dense, X))
    close(op.solvevec(X[0, :, 0]), np.linalg.solve(dense, X[0, :, 0]))
    close(op.inverse().to_dense(), np.linalg.inv(dense))
    close(op.inverse().matmul(X), np.linalg.solve(dense, X))


@pytest.mark.parametrize("name", NAMES)
def test_numbers(name):
    op = operator(name)
    dense = op.to_dense().numpy()
    close(op.determinant(), np.linalg.det(dense))
    close(op.log_abs_determinant(), np.linalg.slogdet(dense)[1])
    close(op.trace(), np.trace(dense))
    close(op.diag_part(), np.diag(dense))
    close(op.adjoint().to_dense(), dense.T)
    if name != "zeros":
        close(op.cond(), np.linalg.cond(dense))
    if op.is_self_adjoint:
        close(np.sort(op.eigvals()), np.linalg.eigvalsh(dense))
        assert op.assert_self_adjoint() is None
    if op.is_positive_definite and op.is_self_adjoint:
        close(op.cholesky().to_dense(), np.linalg.cholesky(dense))
        assert op.assert_positive_definite() is None
    if name != "zeros":
        assert op.assert_non_singular() is None


@pytest.mark.parametrize("name", NAMES)
def test_passing_through_functions(name):
    op = operator(name)
    traces = []

    @tf.function
    def apply(op, x):
        traces.append(1)
        return op.matmul(x), op.determinant()

    for argument in (op, operator(name)):
        product, det = apply(argument, X)
        close(product, op.to_dense().numpy() @ X)
        close(det, op.determinant())
    assert len(traces) == 1, "an operator like the first is traced again"
    copy = tf.nest.map_structure(lambda t: t, op, expand_composites=True)
    assert fixture.kind(lambda: copy) == fixture.kind(lambda: op)
    close(copy.to_dense(), op.to_dense())
    assert tf.type_spec_from_value(op) == tf.type_spec_from_value(copy)


MADE = {
    "diag": lambda t: tf.linalg.LinearOperatorDiag(t[..., 0]),
    "scaled": lambda t: tf.linalg.LinearOperatorScaledIdentity(3, t[..., 0, 0]),
    "full": lambda t: tf.linalg.LinearOperatorFullMatrix(t),
    "positive": lambda t: tf.linalg.LinearOperatorFullMatrix(
        tf.matmul(t, t, transpose_b=True), is_self_adjoint=True, is_positive_definite=True
    ),
    "tril": lambda t: tf.linalg.LinearOperatorLowerTriangular(t),
    "blocks": lambda t: tf.linalg.LinearOperatorBlockDiag(
        [
            tf.linalg.LinearOperatorFullMatrix(t[..., :2, :2]),
            tf.linalg.LinearOperatorDiag(t[..., 2, 2:]),
        ]
    ),
    "lower_blocks": lambda t: tf.linalg.LinearOperatorBlockLowerTriangular(
        [
            [tf.linalg.LinearOperatorFullMatrix(t[..., :2, :2])],
            [
                tf.linalg.LinearOperatorFullMatrix(t[..., 2:, :2]),
                tf.linalg.LinearOperatorDiag(t[..., 2, 2:]),
            ],
        ]
    ),
    "kronecker": lambda t: tf.linalg.LinearOperatorKronecker(
        [tf.linalg.LinearOperatorDiag(t[..., 0, 2:]), tf.linalg.LinearOperatorFullMatrix(t)]
    ),
    "composition": lambda t: tf.linalg.LinearOperatorComposition(
        [tf.linalg.LinearOperatorLowerTriangular(t), tf.linalg.LinearOperatorFullMatrix(t)]
    ),
    "householder": lambda t: tf.linalg.LinearOperatorHouseholder(t[..., 1]),
    "update": lambda t: tf.linalg.LinearOperatorLowRankUpdate(
        tf.linalg.LinearOperatorDiag(t[..., 0] ** 2, is_positive_definite=True),
        t[..., 1:],
        t[..., 0, :2] ** 2,
        is_diag_update_positive=True,
    ),
    "toeplitz": lambda t: tf.linalg.LinearOperatorToeplitz(t[..., 0], t[..., 1]),
    "tridiag": lambda t: tf.linalg.LinearOperatorTridiag(t),
    "circulant": lambda t: tf.linalg.LinearOperatorCirculant(
        tf.gather(t[..., 0], [0, 1, 1], axis=-1), input_output_dtype=tf.float64
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_batches_gradients_and_unknown_shapes(name):
    """Batches broadcast, every way to run agrees, and gradients are right."""
    matrices = fixture.GENERAL + np.random.default_rng(1).normal(size=(2, 3, 3)) * 0.3
    if name == "tridiag":
        matrices[..., 1, :] += 4
    x = X[:, None]  # batches (2, 1) and (2) broadcast to (2, 2)

    def results(t, x):
        op = MADE[name](t)
        return op.matmul(x), op.solve(x), op.log_abs_determinant(), op.diag_part(), op.trace()

    def expected(t, x):
        dense = MADE[name](tf.constant(t)).to_dense().numpy()
        diagonal = np.diagonal(dense, axis1=-2, axis2=-1)
        log = np.linalg.slogdet(dense)[1]
        return dense @ x, np.linalg.solve(dense, x), log, diagonal, diagonal.sum(-1)

    check_op(results, matrices, x, expected=expected, xla=False, grad_rtol=1e-3, grad_atol=1e-4)


def test_complex_operators():
    values = (np.arange(9.0).reshape(3, 3) + 1j * np.arange(9.0)[::-1].reshape(3, 3)) + 9 * np.eye(
        3
    )
    for op in (
        tf.linalg.LinearOperatorFullMatrix(values),
        tf.linalg.LinearOperatorDiag(values[0]),
        tf.linalg.LinearOperatorScaledIdentity(3, values[0, 0]),
        tf.linalg.LinearOperatorLowerTriangular(values),
        tf.linalg.LinearOperatorToeplitz(values[0], values[1]),
        tf.linalg.LinearOperatorTridiag(values),
        tf.linalg.LinearOperatorHouseholder(values[0]),
        tf.linalg.LinearOperatorCirculant(values[0], input_output_dtype=tf.complex128),
        tf.linalg.LinearOperatorLowRankUpdate(
            tf.linalg.LinearOperatorFullMatrix(values), values[:, :1], values[0, :1]
        ),
    ):
        dense = op.to_dense().numpy()
        x = X[0] * (1 + 2j)
        close(op.matmul(x), dense @ x)
        close(op.matmul(x, adjoint=True), dense.conj().T @ x)
        close(op.matmul(x.conj().T, adjoint_arg=True), dense @ x)
        close(op.solve(x, adjoint=True), np.linalg.solve(dense.conj().T, x))
        close(op.adjoint().to_dense(), dense.conj().T)
        close(op.determinant(), np.linalg.det(dense), rtol=1e-6)
        assert op.log_abs_determinant().dtype == tf.complex128
        assert op.cond().dtype == tf.float64


def test_block_arguments():
    op = operator("lower_blocks")
    parts = [X[..., :2, :], X[..., 2:, :]]
    dense = op.to_dense().numpy()
    for name in ("lower_blocks", "blocks"):
        op = operator(name)
        dense = op.to_dense().numpy()
        close(tf.concat(op.matmul(parts), -2), dense @ X)
        close(tf.concat(op.solve(parts, adjoint=True), -2), np.linalg.solve(dense.T, X))
        vectors = [X[0, :2, 0], X[0, 2:, 0]]
        close(tf.concat(op.matvec(vectors, adjoint=True), -1), dense.T @ X[0, :, 0])
        close(tf.concat(op.solvevec(vectors), -1), np.linalg.solve(dense, X[0, :, 0]))
        with pytest.raises(ValueError, match="not compatible"):
            op.matmul(parts[:1])


def test_longer_block_triangle_and_its_inverse():
    blocks = [tf.linalg.LinearOperatorFullMatrix(fixture.GENERAL + i) for i in range(6)]
    op = tf.linalg.LinearOperatorBlockLowerTriangular(
        [blocks[:1], blocks[1:3], [blocks[3], blocks[4], blocks[5]]]
    )
    dense = op.to_dense().numpy()
    assert np.triu(dense[:3, 3:]).any() == 0
    close(op.inverse().to_dense(), np.linalg.inv(dense), rtol=1e-6)
    close(op.solvevec(np.arange(9.0)), np.linalg.solve(dense, np.arange(9.0)), rtol=1e-6)


def test_variables_are_kept():
    diag = tf.Variable([1.0, 2.0])
    op = tf.linalg.LinearOperatorDiag(diag)
    assert op.diag is diag
    assert [v is diag for v in op.trainable_variables] == [True]
    assert isinstance(op, tf.Module)
    diag.assign([3.0, 4.0])
    close(op.matvec([1.0, 1.0]), [3, 4])
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(op.solvevec([3.0, 4.0]))
    close(tape.gradient(total, diag), [-1 / 3, -1 / 4], rtol=1e-6)


def test_functions_of_tf_linalg_take_operators():
    op = operator("positive")
    dense = op.to_dense().numpy()
    close(tf.linalg.det(op), np.linalg.det(dense))
    close(tf.linalg.logdet(op), np.log(np.linalg.det(dense)))
    close(tf.linalg.trace(op), np.trace(dense))
    close(tf.linalg.diag_part(op), np.diag(dense))
    close(tf.linalg.solve(op, X[0]), np.linalg.solve(dense, X[0]))
    close(tf.matmul(op, X), dense @ X)
    close(tf.matmul(X, op, adjoint_a=True), np.swapaxes(X, -1, -2) @ dense)
    close(tf.linalg.matvec(op, X[0, :, 0]), dense @ X[0, :, 0])
    assert isinstance(tf.linalg.inv(op), tf.linalg.LinearOperatorInversion)
    assert isinstance(tf.linalg.cholesky(op), tf.linalg.LinearOperatorLowerTriangular)
    assert tf.linalg.adjoint(op) is op
    with pytest.raises(ValueError, match="to_dense"):
        tf.reduce_sum(op)
    with pytest.raises(ValueError, match=r"len|convert|LinearOperator"):
        tf.convert_to_tensor(op)


def test_parts_of_batches():
    values = np.arange(24.0).reshape(4, 2, 3) + 1
    op = tf.linalg.LinearOperatorDiag(values)
    close(op[0].to_dense(), op.to_dense().numpy()[0])
    close(op[1:3, 0].to_dense(), op.to_dense().numpy()[1:3, 0])
    close(op[..., tf.newaxis, 1].diag, values[:, None, 1])
    inverse = tf.linalg.LinearOperatorFullMatrix(fixture.GENERAL + np.zeros((2, 3, 3))).inverse()
    close(inverse[1].to_dense(), np.linalg.inv(fixture.GENERAL))
    with pytest.raises(ValueError, match="indexed"):
        tf.linalg.LinearOperatorIdentity(2, [3])[0]


def test_sizes_known_at_run_time_only():
    @tf.function
    def f(n, x):
        identity = tf.linalg.LinearOperatorIdentity(n, assert_proper_shapes=True)
        zeros = tf.linalg.LinearOperatorZeros(n, batch_shape=tf.stack([n]))
        scaled = tf.linalg.LinearOperatorScaledIdentity(n, 2.0, assert_proper_shapes=True)
        assert identity.shape.as_list() == [None, None]
        return identity.matmul(x), zeros.matmul(x), scaled.to_dense(), identity.trace()

    same, nothing, twice, trace = f(tf.constant(3), tf.ones([3, 2]))
    close(same, np.ones((3, 2)))
    close(nothing, np.zeros((3, 3, 2)))
    close(twice, 2 * np.eye(3))
    assert trace.numpy() == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="another number of rows"):
        f(tf.constant(2), tf.ones([3, 2]))


class Doubling(tf.linalg.LinearOperator):
    """A user's own operator: a shape and a product are enough."""

    def _shape(self):
        return tf.TensorShape([2, 2])

    def _matmul(self, x, adjoint=False, adjoint_arg=False):
        return 2.0 * (tf.linalg.adjoint(x) if adjoint_arg else x)


def test_subclass():
    op = Doubling(tf.float32, parameters={"a": 1}, name="twice")
    assert (op.name, op.parameters, op.dtype) == ("twice", {"a": 1}, tf.float32)
    close(op.to_dense(), 2 * np.eye(2))
    close(op.solve([[1.0], [2.0]]), [[0.5], [1.0]])
    assert (op.determinant().numpy(), op.trace().numpy()) == (4, 4)
    assert isinstance(op @ op, tf.linalg.LinearOperatorComposition)
    with pytest.raises(TypeError, match="abstract"):
        tf.linalg.LinearOperator(tf.float32)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda la: la.LinearOperatorFullMatrix([1.0, 2.0]), ValueError, "at least 2"),
        (lambda la: la.LinearOperatorFullMatrix([[1, 2]]), TypeError, "dtype"),
        (lambda la: la.LinearOperatorDiag(1.0), ValueError, "at least 1"),
        (
            lambda la: la.LinearOperatorDiag([1.0], is_self_adjoint=False),
            ValueError,
            "self adjoint",
        ),
        (lambda la: la.LinearOperatorIdentity(-2), ValueError, "non-negative"),
        (lambda la: la.LinearOperatorIdentity(2.0), TypeError, "integer"),
        (lambda la: la.LinearOperatorIdentity(2, batch_shape=3), ValueError, "1-D"),
        (lambda la: la.LinearOperatorZeros(2, 3), ValueError, "is_square"),
        (lambda la: la.LinearOperatorZeros(2).inverse(), ValueError, "singular"),
        (
            lambda la: la.LinearOperatorZeros(2).solvevec([1.0, 1.0]),
            NotImplementedError,
            "singular",
        ),
        (lambda la: la.LinearOperatorPermutation([0, 0]), ValueError, "unique"),
        (lambda la: la.LinearOperatorToeplitz([1.0], [1.0, 2.0]), ValueError, "mismatched"),
        (lambda la: la.LinearOperatorCirculant2D([1.0]), ValueError, "at least 2"),
        (lambda la: la.LinearOperatorTridiag([[1.0]], diagonals_format="x"), ValueError, "format"),
        (lambda la: la.LinearOperatorHouseholder(1.0), ValueError, "at least 1"),
        (lambda la: la.LinearOperatorComposition([]), ValueError, ">=1"),
        (lambda la: la.LinearOperatorKronecker([np.eye(2)]), TypeError, "FullMatrix"),
        (
            lambda la: la.LinearOperatorDiag([1.0]) @ la.LinearOperatorDiag([1.0, 2.0]),
            ValueError,
            "incompatible",
        ),
        (lambda la: la.LinearOperatorDiag([1.0]).matmul(np.ones((1, 1))), TypeError, "float64"),
        (lambda la: la.LinearOperatorDiag([1.0]).matvec([1.0, 2.0]), ValueError, "not compatible"),
        (lambda la: la.LinearOperatorDiag([1.0]).cholesky(), ValueError, "Cholesky"),
        (
            lambda la: la.LinearOperatorFullMatrix([[1.0]]).eigvals(),
            NotImplementedError,
            "self-adjoint",
        ),
        (
            lambda la: la.LinearOperatorFullMatrix([[1.0, 2.0]]).determinant(),
            NotImplementedError,
            "square",
        ),
        (
            lambda la: la.LinearOperatorDiag([0.0]).assert_non_singular(),
            tf.errors.InvalidArgumentError,
            "zero",
        ),
        (
            lambda la: la.LinearOperatorDiag([-1.0]).assert_positive_definite(),
            tf.errors.InvalidArgumentError,
            "non-positive",
        ),
        (
            lambda la: la.LinearOperatorFullMatrix([[1.0, 2.0], [0.0, 1.0]]).assert_self_adjoint(),
            tf.errors.InvalidArgumentError,
            "adjoint",
        ),
    ],
)
def test_refusals(make, error, message):
    with pytest.raises(error, match=message):
        make(tf.linalg)


def test_conjugate_gradient():
    op, b = operator("positive"), np.array([1.0, 2.0, 3.0])
    wanted = np.linalg.solve(fixture.POSITIVE, b)
    found = tf.linalg.experimental.conjugate_gradient(op, b)
    assert found.i.numpy() == 3
    close(found.x, wanted, rtol=1e-6)
    better = tf.linalg.experimental.conjugate_gradient(
        op, b, preconditioner=operator("positive_diag").inverse(), x=wanted + 0.1, tol=1e-9
    )
    close(better.x, wanted, rtol=1e-6)
    assert tf.linalg.experimental.conjugate_gradient(op, b, max_iter=1).i.numpy() == 1
    with pytest.raises(ValueError, match="self-adjoint"):
        tf.linalg.experimental.conjugate_gradient(operator("full"), b)
