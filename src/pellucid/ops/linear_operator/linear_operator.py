"""`tf.linalg.LinearOperator`: what all linear operators can do.

Subclasses give a shape and a product; everything else follows from these by way of the dense
matrix, and is overridden where the structure allows better:

    _shape _shape_tensor                   (the second only if sizes may be unknown)
    _matmul _solve                         products and solutions; _matvec _solvevec from these
    _to_dense _diag_part _trace _add_to_tensor
    _determinant _log_abs_determinant _eigvals _cond
    _assert_non_singular _assert_positive_definite _assert_self_adjoint
    _linop_adjoint _linop_inverse _linop_cholesky       the same as operators
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import Any, ClassVar

import numpy as np

from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.module import Module
from pellucid.core.names import name_scope
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops import decomposition, diagonal, spectral
from pellucid.ops.array import expand_dims, squeeze
from pellucid.ops.assertion import assert_equal, assert_less, assert_positive
from pellucid.ops.broadcasting import as_tensor, shape_vector
from pellucid.ops.complex import real
from pellucid.ops.exponential import exp, log
from pellucid.ops.linear_operator import calls, rules
from pellucid.ops.linear_operator.parameters import as_argument, cholesky_solve, matrix_solve
from pellucid.ops.linear_operator.spec import LinearOperatorSpec
from pellucid.ops.math import abs
from pellucid.ops.matmul import adjoint as adjoint_of
from pellucid.ops.patterns import eye
from pellucid.ops.reduction import reduce_max, reduce_min, reduce_sum


class LinearOperator(Module, metaclass=ABCMeta):
    """A (batch of) matrices, given by what they do: shape [B1, ..., Bb, M, N].

    Subclass it with `_shape` and `_matmul` (and what else the structure makes cheap).

    Args:
        dtype: of the matrix, and of what it is applied to.
        graph_parents: the tensors it is made of (unused by TensorFlow 2).
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints, promises of the
            caller that choose cheaper ways; None says nothing. They are not checked; see
            `assert_non_singular` and its kin.
        name: a name for the operator.
        parameters: the arguments of the subclass's constructor.

    Raises:
        ValueError: hints contradict each other.

    Example:
        >>> operator = tf.linalg.LinearOperatorDiag([1., 2.])
        >>> operator.matvec([3., 4.]).numpy().tolist()
        [3.0, 8.0]

    Reference: https://www.tensorflow.org/api_docs/python/tf/linalg/LinearOperator
    """

    # Constructor arguments that hold tensors, or operators, or lists of either: the components
    # of the operator as a composite tensor, and how many dimensions of each are not batches.
    # Those in `_SIZES` may be numbers or tensors; numbers belong to the type spec.
    _COMPONENTS: ClassVar[dict[str, int]] = {}
    _SIZES: ClassVar[tuple[str, ...]] = ()

    __array_priority__ = 100  # NumPy's operators let `__rmatmul__` win

    def __init__(
        self,
        dtype: DTypeLike,
        graph_parents: Any = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
        parameters: dict[str, Any] | None = None,
    ) -> None:
        if is_positive_definite:
            is_non_singular = _implied(is_non_singular, "A positive definite matrix is always "
                                       "non-singular.")  # fmt: skip
        if is_non_singular:
            is_square = _implied(is_square, "A non-singular matrix is always square.")
        if is_self_adjoint:
            is_square = _implied(is_square, "A self-adjoint matrix is always square.")
        super().__init__(type(self).__name__)
        self._name = name or type(self).__name__  # unlike a module's, it may be any text
        self._dtype = as_dtype(dtype)
        self._graph_parents = [] if graph_parents is None else list(graph_parents)
        self._is_square_hint = is_square
        self._is_non_singular = is_non_singular
        self._is_self_adjoint = is_self_adjoint
        self._is_positive_definite = is_positive_definite
        self._parameters = parameters or {}

    # ------------------------------------------------------------------ what it is

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments it was made with."""
        return dict(self._parameters)

    @property
    def dtype(self) -> DType:
        """The dtype of the matrix."""
        return self._dtype

    @property
    def graph_parents(self) -> list[Any]:
        """The tensors given as `graph_parents`."""
        return self._graph_parents

    @property
    def is_non_singular(self) -> bool | None:
        """Whether the matrix has an inverse, None if nobody said."""
        return self._is_non_singular

    @property
    def is_self_adjoint(self) -> bool | None:
        """Whether the matrix equals its conjugate transpose, None if nobody said."""
        return self._is_self_adjoint

    @property
    def is_positive_definite(self) -> bool | None:
        """Whether x^H A x > 0 for all x (the real part of it), None if nobody said."""
        return self._is_positive_definite

    @property
    def is_square(self) -> bool | None:
        """Whether there are as many rows as columns, as far as is known.

        Raises:
            ValueError: the hint says no, but the shape is square.
        """
        rows, columns = self.range_dimension, self.domain_dimension
        known = None if rows is None or columns is None else rows == columns
        if known and self._is_square_hint is False:
            raise ValueError("User set is_square hint to False, but the operator was square.")
        return known if self._is_square_hint is None else self._is_square_hint

    @property
    def shape(self) -> TensorShape:
        """The static shape [B1, ..., Bb, M, N]."""
        return self._shape()

    @property
    def batch_shape(self) -> TensorShape:
        """The static batch shape [B1, ..., Bb]."""
        return self.shape[:-2]

    @property
    def tensor_rank(self) -> int | None:
        """The rank b + 2 of the matrices as a tensor."""
        return self.shape.rank

    @property
    def domain_dimension(self) -> int | None:
        """N: the size of vectors that it can be applied to."""
        return None if self.shape.rank is None else self.shape[-1]

    @property
    def range_dimension(self) -> int | None:
        """M: the size of vectors that it produces."""
        return None if self.shape.rank is None else self.shape[-2]

    def shape_tensor(self, name: str = "shape_tensor") -> Tensor:
        """The shape as an int32 vector, also where it is only known at run time."""
        with self._scope(name):
            known = self.shape
            return as_tensor(shape_vector(known)) if known.is_fully_defined() else (
                self._shape_tensor()
            )  # fmt: skip

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The batch shape as an int32 vector."""
        with self._scope(name):
            known = self.batch_shape
            if known.is_fully_defined():
                return as_tensor(np.array(known.as_list(), np.int32))
            return self.shape_tensor()[:-2]

    def tensor_rank_tensor(self, name: str = "tensor_rank_tensor") -> Tensor:
        """The rank b + 2, an int32 scalar."""
        with self._scope(name):
            rank = self.tensor_rank
            if rank is not None:
                return as_tensor(np.int32(rank))
            from pellucid.ops.array import size

            return size(self.shape_tensor())

    def domain_dimension_tensor(self, name: str = "domain_dimension_tensor") -> Tensor:
        """N as an int32 scalar."""
        with self._scope(name):
            return self._size_tensor(self.domain_dimension, -1)

    def range_dimension_tensor(self, name: str = "range_dimension_tensor") -> Tensor:
        """M as an int32 scalar."""
        with self._scope(name):
            return self._size_tensor(self.range_dimension, -2)

    def _size_tensor(self, known: int | None, axis: int) -> Tensor:
        return self.shape_tensor()[axis] if known is None else as_tensor(np.int32(known))

    def _scope(self, name: str) -> name_scope:
        return name_scope(f"{self.name}/{name}")

    @abstractmethod
    def _shape(self) -> TensorShape:
        """The static shape."""

    def _shape_tensor(self) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} does not define _shape_tensor")

    # ------------------------------------------------------------------ products and solutions

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """A X.

        Args:
            x: a tensor of shape [..., N, R] and the operator's dtype; or another operator.
            adjoint: multiply by A^H.
            adjoint_arg: multiply by X^H.

        Returns: [..., M, R], or an operator: of a class that keeps the structure of both where
            there is one, else a `LinearOperatorComposition`.

        Raises:
            ValueError: the sizes do not fit.
            TypeError: the dtypes differ.
        """
        if isinstance(x, LinearOperator):
            left, right = rules.fitting_pair(self, x, adjoint, adjoint_arg)
            with self._scope(name):
                return rules.product(left, right)
        with self._scope(name):
            x = self._argument(x, "matmul [x]", -1 if adjoint_arg else -2, -2 if adjoint else -1)
            return self._matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Any:
        """A x, for x of shape [..., N]: see `matmul`."""
        with self._scope(name):
            x = self._argument(x, "matvec [x]", -1, -2 if adjoint else -1)
            return self._matvec(x, adjoint=adjoint)

    def __matmul__(self, other: Any) -> Any:
        return self.matmul(other)

    def __rmatmul__(self, other: Any) -> Any:
        return calls.product_from_left(other, self)

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution X of A X = B.

        Args:
            rhs: B, of shape [..., M, R] and the operator's dtype; or another operator.
            adjoint: solve with A^H.
            adjoint_arg: solve for B^H.

        Returns: [..., N, R], or an operator.

        Raises:
            NotImplementedError: by its hints the operator is singular or not square.
            ValueError: the sizes do not fit.
            TypeError: the dtypes differ.
        """
        self._check_solvable("solve")
        if isinstance(rhs, LinearOperator):
            left, right = rules.fitting_pair(self, rhs, adjoint, adjoint_arg)
            with self._scope(name):
                return rules.quotient(left, right)
        with self._scope(name):
            axis = -1 if adjoint_arg else -2
            rhs = self._argument(rhs, "solve [rhs]", axis, -1 if adjoint else -2)
            return self._solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Any:
        """The solution x of A x = b, for b of shape [..., M]: see `solve`."""
        self._check_solvable("solvevec")
        with self._scope(name):
            rhs = self._argument(rhs, "solvevec [rhs]", -1, -1 if adjoint else -2)
            return self._solvevec(rhs, adjoint=adjoint)

    def _argument(self, x: Any, where: str, axis: int, own_axis: int) -> Any:
        """What the operator is applied to, as a tensor whose dtype and size fit."""
        x = as_argument(x, self.dtype)
        self._check_input_dtype(x, where)
        if x.shape.rank is not None and x.shape.rank < (1 if "vec" in where else 2):
            raise IndexError(
                explain(f"{self.name}.{where}", "the rank is too low", received=x.shape)
            )
        if x.shape.rank is not None and self.shape.rank is not None:
            _check_size(self, where, self.shape[own_axis], x.shape[axis])
        return x

    def _check_input_dtype(self, x: Any, where: str) -> None:
        if x.dtype.base_dtype is not self.dtype:
            raise TypeError(
                explain(f"{self.name}.{where}", "wrong dtype", expected=self.dtype.name,
                        received=x.dtype.name)
            )  # fmt: skip

    def _check_solvable(self, where: str) -> None:
        for denied, what in ((self.is_non_singular is False, "be singular"),
                             (self.is_square is False, "not be square")):  # fmt: skip
            if denied:
                raise NotImplementedError(
                    f"{self.name}.{where}: Exact solve not implemented for an operator that is "
                    f"expected to {what}."
                )

    @abstractmethod
    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        """The product with a tensor of a fitting shape and dtype."""

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return squeeze(self._matmul(expand_dims(x, -1), adjoint=adjoint), -1)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        if self._has_cholesky_factor():
            return cholesky_solve(decomposition.cholesky(self._to_dense()), rhs)
        return matrix_solve(self._to_dense(), rhs, adjoint=adjoint)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return squeeze(self._solve(expand_dims(rhs, -1), adjoint=adjoint), -1)

    def _has_cholesky_factor(self) -> bool:
        return bool(self.is_self_adjoint and self.is_positive_definite)

    # ------------------------------------------------------------------ as numbers

    def to_dense(self, name: str = "to_dense") -> Tensor:
        """The matrices as a tensor of shape [..., M, N]."""
        with self._scope(name):
            return self._to_dense()

    def _to_dense(self) -> Tensor:
        batch = self.batch_shape
        sizes: Any = batch.as_list() if batch.is_fully_defined() else self.batch_shape_tensor()
        columns = self.domain_dimension
        columns = self.domain_dimension_tensor() if columns is None else columns
        return self.matmul(eye(columns, batch_shape=sizes, dtype=self.dtype))

    def diag_part(self, name: str = "diag_part") -> Tensor:
        """The diagonals, of shape [..., min(M, N)]."""
        with self._scope(name):
            return self._diag_part()

    def _diag_part(self) -> Tensor:
        return diagonal.diag_part(self._to_dense())

    def trace(self, name: str = "trace") -> Tensor:
        """The sums of the diagonals, of shape [...]."""
        with self._scope(name):
            return self._trace()

    def _trace(self) -> Tensor:
        return reduce_sum(self.diag_part(), -1)

    def add_to_tensor(self, x: TensorLike, name: str = "add_to_tensor") -> Tensor:
        """A + x, for a tensor of the same dtype and a shape that broadcasts."""
        with self._scope(name):
            x = as_argument(x, self.dtype)
            self._check_input_dtype(x, "add_to_tensor [x]")
            return self._add_to_tensor(x)

    def _add_to_tensor(self, x: Tensor) -> Tensor:
        return self._to_dense() + x

    def determinant(self, name: str = "det") -> Tensor:
        """The determinants, of shape [...].

        Raises:
            NotImplementedError: by its hint the operator is not square.
        """
        self._check_square("determinant")
        with self._scope(name):
            return self._determinant()

    def _determinant(self) -> Tensor:
        if self._has_cholesky_factor():
            return exp(self.log_abs_determinant())
        return decomposition.det(self._to_dense())

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        """The logarithms of the absolute values of the determinants, of shape [...].

        Raises:
            NotImplementedError: by its hint the operator is not square.
        """
        self._check_square("log_abs_determinant")
        with self._scope(name):
            return self._log_abs_determinant()

    def _log_abs_determinant(self) -> Tensor:
        if self._has_cholesky_factor():
            factor = diagonal.diag_part(decomposition.cholesky(self._to_dense()))
            return reduce_sum(log(factor), -1) * 2
        return decomposition.slogdet(self._to_dense()).log_abs_determinant

    def _check_square(self, where: str) -> None:
        if self.is_square is False:
            raise NotImplementedError(
                f"{self.name}.{where}: Determinant not implemented for an operator that is "
                "expected to not be square."
            )

    def eigvals(self, name: str = "eigvals") -> Tensor:
        """The eigenvalues of a self-adjoint operator, of shape [..., N].

        Raises:
            NotImplementedError: there is no hint that the operator is self-adjoint.
        """
        if not self.is_self_adjoint:
            raise NotImplementedError(
                f"{self.name}.eigvals: Only self-adjoint matrices are supported. "
                "Fix: is_self_adjoint=True, or tf.linalg.eigvals(operator.to_dense())."
            )
        with self._scope(name):
            return self._eigvals()

    def _eigvals(self) -> Tensor:
        return spectral.eigvalsh(self._to_dense())

    def cond(self, name: str = "cond") -> Tensor:
        """The condition numbers: greatest over least singular value, real, of shape [...]."""
        with self._scope(name):
            return self._cond()

    def _cond(self) -> Tensor:
        values = (
            abs(self._eigvals()) if self.is_self_adjoint
            else spectral.svd(self._to_dense(), compute_uv=False)
        )  # fmt: skip
        return reduce_max(values, -1) / reduce_min(values, -1)

    # ------------------------------------------------------------------ promises, checked

    def assert_non_singular(self, name: str = "assert_non_singular") -> Any:
        """Raise InvalidArgumentError if a matrix is singular, up to the precision of its dtype.

        Returns: None; in a graph, the node that asserts it.
        """
        with self._scope(name):
            return self._assert_non_singular()

    def _assert_non_singular(self) -> Any:
        numbers = self.dtype.real_dtype.np_dtype
        bound = np.array(1 / np.finfo(numbers).eps, numbers)
        return assert_less(self.cond(), bound, "Singular matrix up to precision epsilon.")

    def assert_positive_definite(self, name: str = "assert_positive_definite") -> Any:
        """Raise InvalidArgumentError unless x^H A x > 0 for all x.

        Raises:
            NotImplementedError: there is no hint that the operator is self-adjoint.
        """
        with self._scope(name):
            return self._assert_positive_definite()

    def _assert_positive_definite(self) -> Any:
        if not self.is_self_adjoint:
            raise NotImplementedError(
                f"{self.name}.assert_positive_definite is not implemented for operators without "
                "the hint is_self_adjoint=True."
            )
        factor = diagonal.diag_part(decomposition.cholesky(self._to_dense()))
        return assert_positive(real(factor), "Matrix was not positive definite.")

    def assert_self_adjoint(self, name: str = "assert_self_adjoint") -> Any:
        """Raise InvalidArgumentError unless A equals its conjugate transpose."""
        with self._scope(name):
            return self._assert_self_adjoint()

    def _assert_self_adjoint(self) -> Any:
        dense = self._to_dense()
        return assert_equal(dense, adjoint_of(dense), "Matrix was not equal to its adjoint.")

    # ------------------------------------------------------------------ as operators

    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        """A^H as an operator; itself if it is self-adjoint by its hint."""
        if self.is_self_adjoint:
            return self
        with self._scope(name):
            return self._linop_adjoint()

    @property
    def H(self) -> LinearOperator:
        """The adjoint."""
        return self.adjoint()

    def _linop_adjoint(self) -> LinearOperator:
        from pellucid.ops.linear_operator.adjoint import LinearOperatorAdjoint

        return LinearOperatorAdjoint(
            self, is_non_singular=self.is_non_singular, is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite, is_square=self.is_square,
        )  # fmt: skip

    def inverse(self, name: str = "inverse") -> LinearOperator:
        """A^-1 as an operator.

        Raises:
            ValueError: by its hints the operator is singular or not square.
        """
        for denied, what in ((self.is_square is False, "non square"),
                             (self.is_non_singular is False, "singular")):  # fmt: skip
            if denied:
                raise ValueError(f"{self.name}.inverse: Cannot take the Inverse: This operator "
                                 f"represents a {what} matrix.")  # fmt: skip
        with self._scope(name):
            return self._linop_inverse()

    def _linop_inverse(self) -> LinearOperator:
        from pellucid.ops.linear_operator.inversion import LinearOperatorInversion

        return LinearOperatorInversion(
            self, is_non_singular=self.is_non_singular, is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite, is_square=self.is_square,
        )  # fmt: skip

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        """L with A = L L^H as an operator.

        Raises:
            ValueError: there is no hint that the operator is self-adjoint and positive definite.
        """
        if not self._has_cholesky_factor():
            raise ValueError(
                f"{self.name}.cholesky: Cannot take the Cholesky decomposition: Not a positive "
                "definite self adjoint matrix."
            )
        with self._scope(name):
            return self._linop_cholesky()

    def _linop_cholesky(self) -> LinearOperator:
        from pellucid.ops.linear_operator.lower_triangular import LinearOperatorLowerTriangular

        return LinearOperatorLowerTriangular(
            decomposition.cholesky(self._to_dense()),
            is_non_singular=True, is_self_adjoint=False, is_square=True,
        )  # fmt: skip

    # ------------------------------------------------------------------ as a composite tensor

    @property
    def _type_spec(self) -> TypeSpec | None:
        return LinearOperatorSpec.from_operator(self) if self._is_composite() else None

    def _is_composite(self) -> bool:
        """Whether this very class says of which components its operators consist."""
        return any(held in vars(type(self)) for held in ("_COMPONENTS", "_SIZES"))

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
        return calls.call(op, inputs, attrs, name)

    def __getitem__(self, index: Any) -> LinearOperator:
        return calls.part(self, index)


def _implied(hint: bool | None, statement: str) -> bool:
    if hint is False:
        raise ValueError(f"tf.linalg.LinearOperator: {statement}")
    return True


def _check_size(operator: LinearOperator, where: str, own: int | None, other: int | None) -> None:
    if own is not None and other is not None and own != other:
        raise ValueError(
            explain(f"{operator.name}.{where}", f"Dimensions {own} and {other} are not compatible",
                    expected=f"a size of {own} for an operator of shape {operator.shape}",
                    received=other)
        )  # fmt: skip
