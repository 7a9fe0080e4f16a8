"""`tf.linalg.LinearOperatorDiag`: a diagonal matrix."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops import diagonal
from pellucid.ops.array import shape
from pellucid.ops.assertion import assert_equal, assert_less, assert_positive
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj, imag, real
from pellucid.ops.creation import zeros_like
from pellucid.ops.exponential import log, sqrt
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    batch_of,
    check_hint,
    check_rank,
    common_batch,
    with_batch,
)
from pellucid.ops.math import abs
from pellucid.ops.matmul import adjoint as adjoint_of
from pellucid.ops.reduction import reduce_max, reduce_min, reduce_prod, reduce_sum


class LinearOperatorDiag(LinearOperator):
    """Diagonal matrices: shape [B1, ..., Bb, N, N], made and applied in O(N).

    Args:
        diag: the diagonals, shape [B1, ..., Bb, N].
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints; real diagonals
            are always self-adjoint.
        name: a name for the operator.

    Raises:
        ValueError: `diag` is a scalar, or a hint is denied.

    Example:
        >>> tf.linalg.LinearOperatorDiag([1., 2.]).to_dense().numpy().tolist()
        [[1.0, 0.0], [0.0, 2.0]]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"diag": 1}

    def __init__(
        self,
        diag: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorDiag",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorDiag"
        self._diag = as_parameter(diag)
        check_rank(f"{where} [diag]", self._diag, 1)
        if not self._diag.dtype.is_complex:
            statement = "A real diagonal operator is always self adjoint"
            is_self_adjoint = check_hint(where, is_self_adjoint, True, statement)
        statement = "Only square diagonal operators currently supported"
        check_hint(where, is_square, True, statement)
        super().__init__(
            self._diag.dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def diag(self) -> Any:
        """The diagonals, shape [B1, ..., Bb, N]."""
        return self._diag

    def _shape(self) -> TensorShape:
        known = self._diag.shape
        return known if known.rank is None else known.concatenate(known[-1:])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._diag)
        return concat([sizes, sizes[-1:]], 0)

    def _entries(self, adjoint: bool = False) -> Tensor:
        entries = as_tensor(self._diag)
        return conj(entries) if adjoint else entries

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._entries(adjoint)[..., None] * (adjoint_of(x) if adjoint_arg else x)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return self._entries(adjoint) * x

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return (adjoint_of(rhs) if adjoint_arg else rhs) / self._entries(adjoint)[..., None]

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return rhs / self._entries(adjoint)

    def _to_dense(self) -> Tensor:
        return diagonal.diag(self._diag)

    def _diag_part(self) -> Tensor:
        return as_tensor(self._diag)

    def _determinant(self) -> Tensor:
        return reduce_prod(self._diag, -1)

    def _log_abs_determinant(self) -> Tensor:
        return cast(reduce_sum(log(abs(self._diag)), -1), self.dtype)

    def _eigvals(self) -> Tensor:
        return as_tensor(self._diag)

    def _cond(self) -> Tensor:
        sizes = abs(self._diag)
        return reduce_max(sizes, -1) / reduce_min(sizes, -1)

    def _add_to_tensor(self, x: Tensor) -> Tensor:
        entries = self._entries()
        x = with_batch(x, common_batch(batch_of(entries, 1), batch_of(x)))
        return diagonal.set_diag(x, diagonal.diag_part(x) + entries)

    def _assert_non_singular(self) -> Any:
        sizes = abs(self._diag)
        message = "Singular operator:  Diagonal contained zero values."
        return assert_less(np.array(0, sizes.dtype.np_dtype), sizes, message)

    def _assert_positive_definite(self) -> Any:
        message = "Diagonal operator had diagonal entries with non-positive real part."
        return assert_positive(real(self._entries()), message)

    def _assert_self_adjoint(self) -> Any:
        if not self.dtype.is_complex:
            return None
        part = imag(self._entries())
        message = "This diagonal operator contained non-zero imaginary values."
        return assert_equal(part, zeros_like(part), message)

    def _of(self, entries: Tensor, **hints: Any) -> LinearOperator:
        known: dict[str, Any] = {
            "is_non_singular": self.is_non_singular, "is_self_adjoint": self.is_self_adjoint,
            "is_positive_definite": self.is_positive_definite,
        }  # fmt: skip
        return LinearOperatorDiag(entries, **(known | hints))

    def _linop_adjoint(self) -> LinearOperator:
        return self._of(self._entries(adjoint=True))

    def _linop_inverse(self) -> LinearOperator:
        return self._of(1 / self._entries())

    def _linop_cholesky(self) -> LinearOperator:
        return self._of(sqrt(self._diag), is_non_singular=True)
