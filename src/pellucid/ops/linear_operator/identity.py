"""`tf.linalg.LinearOperatorIdentity`: the matrix that changes nothing."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.dtypes import as_dtype, float32
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.creation import ones, zeros
from pellucid.ops.diagonal import diag_part, set_diag
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_argument,
    as_batch,
    as_size,
    batch_of,
    check_hint,
    common_batch,
    known_shape,
    shape_at_run_time,
    with_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of


class LinearOperatorIdentity(LinearOperator):
    """The identity matrix, in a batch if wanted: shape [B1, ..., Bb, N, N].

    Args:
        num_rows: N.
        batch_shape: [B1, ..., Bb]; by default there is no batch, and products broadcast.
        dtype: float32 by default.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: True, or None.
        assert_proper_shapes: check shapes that are only known at run time, then.
        name: a name for the operator.

    Raises:
        ValueError: a hint denies what identities are, or `num_rows` is no number of rows.

    Example:
        >>> tf.linalg.LinearOperatorIdentity(2).matvec([1., 2.]).numpy().tolist()
        [1.0, 2.0]
    """

    _SIZES: ClassVar[tuple[str, ...]] = ("num_rows", "batch_shape")

    def __init__(
        self,
        num_rows: TensorLike,
        batch_shape: Any = None,
        dtype: DTypeLike | None = None,
        is_non_singular: bool | None = True,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = True,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorIdentity",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorIdentity"
        for hint, statement in (
            (is_self_adjoint, "An identity operator is always self adjoint"),
            (is_non_singular, "An identity operator is always non-singular"),
            (is_positive_definite, "An identity operator is always positive-definite"),
            (is_square, "An identity operator is always square"),
        ):
            check_hint(where, hint, True, statement)
        self._num_rows = as_size(f"{where} [num_rows]", num_rows)
        self._batch_shape = as_batch(f"{where} [batch_shape]", batch_shape)
        self._assert_proper_shapes = assert_proper_shapes
        super().__init__(
            float32 if dtype is None else as_dtype(dtype), is_non_singular=True,
            is_self_adjoint=True, is_positive_definite=True, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    def _shape(self) -> TensorShape:
        return known_shape(self._batch_shape, self._num_rows, self._num_rows)

    def _shape_tensor(self) -> Tensor:
        return shape_at_run_time(self._batch_shape, self._num_rows, self._num_rows)

    def _own_batch(self) -> Any:
        batch = self._batch_shape
        return batch.as_list() if isinstance(batch, TensorShape) else batch

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        x = self._checked(x)
        return with_batch(x, common_batch(self._own_batch(), batch_of(x)))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._matmul(rhs, adjoint, adjoint_arg)  # its own inverse

    def _checked(self, x: Any) -> Any:
        """`x`, whose rows are as many as the operator's, asserted at run time if so wished."""
        if not self._assert_proper_shapes or self.domain_dimension is not None:
            return x
        from pellucid.ops.array import shape
        from pellucid.ops.assertion import assert_equal

        assert_equal(shape(x)[-2], self._num_rows, "x has another number of rows.")
        return x

    def _diag_part(self) -> Tensor:
        return ones(self.shape_tensor()[:-1], self.dtype)

    _eigvals = _diag_part

    def _trace(self) -> Tensor:
        from pellucid.ops.casting import cast

        rows = cast(self.domain_dimension_tensor(), self.dtype)
        return ones(self.batch_shape_tensor(), self.dtype) * rows

    def _determinant(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def add_to_tensor(self, mat: TensorLike, name: str = "add_to_tensor") -> Tensor:
        """A + mat: one more on each diagonal."""
        with self._scope(name):
            mat = as_argument(mat, self.dtype)
            self._check_input_dtype(mat, "add_to_tensor [mat]")
            mat = with_batch(mat, common_batch(self._own_batch(), batch_of(mat)))
            return set_diag(mat, diag_part(mat) + 1)

    def _assert_non_singular(self) -> None:
        return None

    _assert_positive_definite = _assert_self_adjoint = _assert_non_singular

    def _linop_inverse(self) -> LinearOperator:
        return self

    _linop_cholesky = _linop_inverse
