"""`tf.linalg.LinearOperatorLowerTriangular`: a lower triangular matrix."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops import diagonal
from pellucid.ops.array import shape
from pellucid.ops.assertion import assert_less
from pellucid.ops.casting import cast
from pellucid.ops.decomposition import DENSE, triangular_solve
from pellucid.ops.exponential import log
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    check_dtype,
    check_hint,
    check_rank,
)
from pellucid.ops.math import abs
from pellucid.ops.matmul import adjoint as adjoint_of, matmul
from pellucid.ops.reduction import reduce_prod, reduce_sum


class LinearOperatorLowerTriangular(LinearOperator):
    """Lower triangular matrices: shape [B1, ..., Bb, N, N]; solved by substitution in O(N^2).

    Args:
        tril: the matrices, shape [B1, ..., Bb, N, N]; what is above the diagonal counts as 0.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
        name: a name for the operator.

    Raises:
        TypeError: the dtype is neither floating nor complex.
        ValueError: the rank is below 2, or `is_square` is False.

    Example:
        >>> operator = tf.linalg.LinearOperatorLowerTriangular([[2., 9.], [1., 1.]])
        >>> operator.solvevec([2., 3.]).numpy().tolist()
        [1.0, 2.0]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"tril": 2}

    def __init__(
        self,
        tril: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowerTriangular",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorLowerTriangular"
        statement = "Only square lower triangular operators supported at this time"
        check_hint(where, is_square, True, statement)
        self._tril = as_parameter(tril)
        check_dtype(f"{where} [tril]", self._tril, DENSE)
        check_rank(f"{where} [tril]", self._tril, 2)
        super().__init__(
            self._tril.dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=True, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def tril(self) -> Any:
        """The matrices, as given."""
        return self._tril

    def _shape(self) -> TensorShape:
        return self._tril.shape

    def _shape_tensor(self) -> Tensor:
        return shape(self._tril)

    def _to_dense(self) -> Tensor:
        return diagonal.band_part(self._tril, -1, 0)

    def _diag_part(self) -> Tensor:
        return diagonal.diag_part(self._tril)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return matmul(self._to_dense(), x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return triangular_solve(self._tril, rhs, lower=True, adjoint=adjoint)

    def _determinant(self) -> Tensor:
        return reduce_prod(self._diag_part(), -1)

    def _log_abs_determinant(self) -> Tensor:
        return cast(reduce_sum(log(abs(self._diag_part())), -1), self.dtype)

    def _eigvals(self) -> Tensor:
        return self._diag_part()

    def _assert_non_singular(self) -> Any:
        sizes = abs(self._diag_part())
        message = "Singular operator:  Diagonal contained zero values."
        return assert_less(np.array(0, sizes.dtype.np_dtype), sizes, message)
