"""`tf.linalg.LinearOperatorZeros`: the matrix of zeros."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.dtypes import as_dtype, float32
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.array import shape
from pellucid.ops.assertion import assert_equal
from pellucid.ops.creation import fill, zeros
from pellucid.ops.joining import concat
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
from pellucid.ops.math import minimum
from pellucid.ops.matmul import adjoint as adjoint_of


class LinearOperatorZeros(LinearOperator):
    """A matrix of zeros, in a batch if wanted: shape [B1, ..., Bb, M, N].

    Args:
        num_rows: M.
        num_columns: N; by default M.
        batch_shape: [B1, ..., Bb]; by default there is no batch, and products broadcast.
        dtype: float32 by default.
        is_non_singular, is_positive_definite: False, or None.
        is_self_adjoint, is_square: False where M and N differ.
        assert_proper_shapes: check shapes that are only known at run time, then.
        name: a name for the operator.

    Raises:
        ValueError: a hint denies what such operators are, or sizes do not fit `is_square`.

    Example:
        >>> tf.linalg.LinearOperatorZeros(2).matvec([1., 2.]).numpy().tolist()
        [0.0, 0.0]
    """

    _SIZES: ClassVar[tuple[str, ...]] = ("num_rows", "num_columns", "batch_shape")

    def __init__(
        self,
        num_rows: TensorLike,
        num_columns: TensorLike | None = None,
        batch_shape: Any = None,
        dtype: DTypeLike | None = None,
        is_non_singular: bool | None = False,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = False,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorZeros",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorZeros"
        check_hint(where, is_non_singular, False, "A zero operator is always singular")
        statement = "A zero operator is always not positive-definite"
        check_hint(where, is_positive_definite, False, statement)
        if is_square:
            check_hint(where, is_self_adjoint, True, "A zero operator is always self adjoint")
        self._num_rows = as_size(f"{where} [num_rows]", num_rows)
        columns = num_rows if num_columns is None else num_columns
        self._num_columns = as_size(f"{where} [num_columns]", columns)
        if is_square and _known_to_differ(self._num_rows, self._num_columns):
            raise ValueError(
                f"{where}: LinearOperatorZeros initialized as is_square=True, but got "
                f"num_rows({self._num_rows}) != num_columns({self._num_columns})"
            )
        self._batch_shape = as_batch(f"{where} [batch_shape]", batch_shape)
        self._assert_proper_shapes = assert_proper_shapes
        super().__init__(
            float32 if dtype is None else as_dtype(dtype), is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint, is_positive_definite=is_positive_definite,
            is_square=is_square, name=name, parameters=parameters,
        )  # fmt: skip

    def _shape(self) -> TensorShape:
        return known_shape(self._batch_shape, self._num_rows, self._num_columns)

    def _shape_tensor(self) -> Tensor:
        return shape_at_run_time(self._batch_shape, self._num_rows, self._num_columns)

    def _own_batch(self) -> Any:
        batch = self._batch_shape
        return batch.as_list() if isinstance(batch, TensorShape) else batch

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        rows, taken = self._num_rows, self._num_columns
        if adjoint:
            rows, taken = taken, rows
        if self._assert_proper_shapes and not isinstance(taken, int):
            assert_equal(shape(x)[-2], taken, "x has another number of rows.")
        batch = common_batch(self._own_batch(), batch_of(x))
        columns = x.shape[-1] if x.shape[-1] is not None else shape(x)[-1]
        return zeros(shape_at_run_time(batch, rows, columns), self.dtype)

    def _to_dense(self) -> Tensor:
        return zeros(self.shape_tensor(), self.dtype)

    def _diag_part(self) -> Tensor:
        sizes = minimum(self.range_dimension_tensor(), self.domain_dimension_tensor())
        return zeros(concat([self.batch_shape_tensor(), [sizes]], 0), self.dtype)

    _eigvals = _diag_part

    def _trace(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    _determinant = _trace

    def _log_abs_determinant(self) -> Tensor:
        return fill(self.batch_shape_tensor(), np.array(-np.inf, self.dtype.np_dtype))

    def _cond(self) -> Tensor:
        nan = np.array(np.nan, self.dtype.real_dtype.np_dtype)
        return fill(self.batch_shape_tensor(), nan)

    def add_to_tensor(self, mat: TensorLike, name: str = "add_to_tensor") -> Tensor:
        """A + mat: `mat` itself, in the operator's batch."""
        with self._scope(name):
            mat = as_argument(mat, self.dtype)
            self._check_input_dtype(mat, "add_to_tensor [mat]")
            return with_batch(mat, common_batch(self._own_batch(), batch_of(mat)))

    def _assert_non_singular(self) -> Any:
        raise InvalidArgumentError(None, None, "Zero operators are always non-invertible.")

    def _assert_positive_definite(self) -> Any:
        raise InvalidArgumentError(None, None, "Zero operators are always non-positive definite.")

    def _assert_self_adjoint(self) -> None:
        return None

    def _linop_adjoint(self) -> LinearOperator:
        return LinearOperatorZeros(
            self._num_columns, self._num_rows, self._batch_shape, self.dtype,
            is_self_adjoint=self.is_self_adjoint, is_square=self.is_square,
        )  # fmt: skip


def _known_to_differ(rows: Any, columns: Any) -> bool:
    return isinstance(rows, int) and isinstance(columns, int) and rows != columns
