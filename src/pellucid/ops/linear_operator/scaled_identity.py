"""`tf.linalg.LinearOperatorScaledIdentity`: multiplication by one number."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import expand_dims, shape
from pellucid.ops.assertion import assert_equal, assert_positive
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj, imag, real
from pellucid.ops.creation import ones, zeros_like
from pellucid.ops.diagonal import diag_part, set_diag
from pellucid.ops.exponential import log, sqrt
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_argument,
    as_parameter,
    as_size,
    batch_of,
    check_hint,
    common_batch,
    known_shape,
    shape_at_run_time,
    with_batch,
)
from pellucid.ops.math import abs
from pellucid.ops.matmul import adjoint as adjoint_of


class LinearOperatorScaledIdentity(LinearOperator):
    """c times the identity matrix, for a batch of numbers c: shape [B1, ..., Bb, N, N].

    Args:
        num_rows: N.
        multiplier: c, of shape [B1, ..., Bb].
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints; a real multiple
            is always self-adjoint.
        assert_proper_shapes: check shapes that are only known at run time, then.
        name: a name for the operator.

    Raises:
        ValueError: a hint is denied, or `num_rows` is no number of rows.

    Example:
        >>> tf.linalg.LinearOperatorScaledIdentity(2, 3.).to_dense().numpy().tolist()
        [[3.0, 0.0], [0.0, 3.0]]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"multiplier": 0}
    _SIZES: ClassVar[tuple[str, ...]] = ("num_rows",)

    def __init__(
        self,
        num_rows: TensorLike,
        multiplier: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorScaledIdentity",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorScaledIdentity"
        check_hint(where, is_square, True, "A ScaledIdentity operator is always square")
        self._num_rows = as_size(f"{where} [num_rows]", num_rows)
        self._multiplier = as_parameter(multiplier)
        self._assert_proper_shapes = assert_proper_shapes
        if not self._multiplier.dtype.is_complex:
            is_self_adjoint = check_hint(
                where, is_self_adjoint, True, "A real multiple of the identity is self adjoint"
            )
        super().__init__(
            self._multiplier.dtype, is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint, is_positive_definite=is_positive_definite,
            is_square=True, name=name, parameters=parameters,
        )  # fmt: skip

    @property
    def multiplier(self) -> Any:
        """The numbers c, of shape [B1, ..., Bb]."""
        return self._multiplier

    def _shape(self) -> TensorShape:
        return known_shape(self._multiplier.shape, self._num_rows, self._num_rows)

    def _shape_tensor(self) -> Tensor:
        batch = shape(self._multiplier)
        return shape_at_run_time(batch, self._num_rows, self._num_rows)

    def _factor(self, adjoint: bool = False) -> Tensor:
        """c or its conjugate, of shape [B1, ..., Bb, 1, 1]."""
        factor = as_tensor(self._multiplier)[..., None, None]
        return conj(factor) if adjoint else factor

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._checked(adjoint_of(x) if adjoint_arg else x) * self._factor(adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._checked(adjoint_of(rhs) if adjoint_arg else rhs) / self._factor(adjoint)

    def _checked(self, x: Any) -> Any:
        """`x`, whose rows are as many as the operator's, asserted at run time if so wished."""
        if self._assert_proper_shapes and self.domain_dimension is None:
            assert_equal(shape(x)[-2], self._num_rows, "x has another number of rows.")
        return x

    def _diag_part(self) -> Tensor:
        rows = as_tensor([self._num_rows])
        return expand_dims(as_tensor(self._multiplier), -1) * ones(rows, self.dtype)

    _eigvals = _diag_part

    def _rows(self, dtype: Any) -> Tensor:
        return cast(self.domain_dimension_tensor(), dtype)

    def _trace(self) -> Tensor:
        return self._multiplier * self._rows(self.dtype)

    def _determinant(self) -> Tensor:
        return self._multiplier ** self._rows(self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        size = log(abs(self._multiplier))
        return cast(size * self._rows(size.dtype), self.dtype)

    def _cond(self) -> Tensor:
        size = abs(self._multiplier)
        return size / size

    def add_to_tensor(self, mat: TensorLike, name: str = "add_to_tensor") -> Tensor:
        """A + mat: c more on each diagonal."""
        with self._scope(name):
            mat = as_argument(mat, self.dtype)
            self._check_input_dtype(mat, "add_to_tensor [mat]")
            factor = as_tensor(self._multiplier)[..., None]
            mat = with_batch(mat, common_batch(batch_of(factor, 1), batch_of(mat)))
            return set_diag(mat, diag_part(mat) + factor)

    def _assert_non_singular(self) -> Any:
        return assert_positive(abs(self._multiplier), "LinearOperator was singular.")

    def _assert_positive_definite(self) -> Any:
        return assert_positive(
            real(as_tensor(self._multiplier)), "LinearOperator was not positive definite."
        )

    def _assert_self_adjoint(self) -> Any:
        if not self.dtype.is_complex:
            return None
        part = imag(as_tensor(self._multiplier))
        return assert_equal(part, zeros_like(part), "LinearOperator was not self-adjoint.")

    def _of(self, multiplier: Any, **hints: Any) -> LinearOperator:
        known: dict[str, Any] = {
            "is_non_singular": self.is_non_singular, "is_self_adjoint": self.is_self_adjoint,
            "is_positive_definite": self.is_positive_definite,
        }  # fmt: skip
        return LinearOperatorScaledIdentity(self._num_rows, multiplier, **(known | hints))

    def _linop_adjoint(self) -> LinearOperator:
        return self._of(conj(as_tensor(self._multiplier)))

    def _linop_inverse(self) -> LinearOperator:
        return self._of(1 / as_tensor(self._multiplier))

    def _linop_cholesky(self) -> LinearOperator:
        return self._of(sqrt(self._multiplier), is_non_singular=True)
