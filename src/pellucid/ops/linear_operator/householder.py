"""`tf.linalg.LinearOperatorHouseholder`: a reflection."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from pellucid.core.errors import InvalidArgumentError
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.complex import conj
from pellucid.ops.creation import fill, ones, zeros
from pellucid.ops.joining import concat
from pellucid.ops.linalg import norm
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import as_parameter, check_hint, check_rank
from pellucid.ops.matmul import adjoint as adjoint_of, matmul


class LinearOperatorHouseholder(LinearOperator):
    """Reflections I - 2 v v^H / (v^H v), their own inverses: shape [B1, ..., Bb, N, N].

    Args:
        reflection_axis: v, shape [B1, ..., Bb, N], of any length.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints; a reflection is
            self-adjoint, square and not positive definite.
        name: a name for the operator.

    Raises:
        ValueError: `reflection_axis` is a scalar, or a hint is denied.

    Example:
        >>> tf.linalg.LinearOperatorHouseholder([1., 0.]).matvec([2., 3.]).numpy().tolist()
        [-2.0, 3.0]

    Reference: https://en.wikipedia.org/wiki/Householder_transformation
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"reflection_axis": 1}

    def __init__(
        self,
        reflection_axis: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorHouseholder",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorHouseholder"
        self._reflection_axis = as_parameter(reflection_axis)
        check_rank(f"{where} [reflection_axis]", self._reflection_axis, 1)
        check_hint(where, is_self_adjoint, True, "A Householder operator is always self adjoint")
        statement = "A Householder operator is always non-positive definite"
        check_hint(where, is_positive_definite, False, statement)
        check_hint(where, is_square, True, "A Householder operator is always square")
        super().__init__(
            self._reflection_axis.dtype, is_non_singular=is_non_singular, is_self_adjoint=True,
            is_positive_definite=False, is_square=True, name=name, parameters=parameters,
        )  # fmt: skip

    @property
    def reflection_axis(self) -> Any:
        """v, as given."""
        return self._reflection_axis

    def _shape(self) -> TensorShape:
        known = self._reflection_axis.shape
        return known if known.rank is None else known.concatenate(known[-1:])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self._reflection_axis)
        return concat([sizes, sizes[-1:]], 0)

    def _unit_axis(self) -> Tensor:
        axis = as_tensor(self._reflection_axis)
        return axis / norm(axis, axis=-1, keepdims=True)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        axis = self._unit_axis()[..., None]
        return x - 2 * axis * matmul(axis, x, adjoint_a=True)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._matmul(rhs, adjoint, adjoint_arg)  # its own inverse

    def _diag_part(self) -> Tensor:
        axis = self._unit_axis()
        return 1 - 2 * axis * conj(axis)

    def _trace(self) -> Tensor:
        size = cast(self.domain_dimension_tensor(), self.dtype)
        return ones(self.batch_shape_tensor(), self.dtype) * (size - 2)

    def _determinant(self) -> Tensor:
        return fill(self.batch_shape_tensor(), np.array(-1, self.dtype.np_dtype))

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _eigvals(self) -> Tensor:
        size = self.domain_dimension_tensor()
        rest = ones(concat([self.batch_shape_tensor(), [size - 1]], 0), self.dtype)
        reflected = concat([self.batch_shape_tensor(), [1]], 0)
        return concat([fill(reflected, np.array(-1, self.dtype.np_dtype)), rest], axis=-1)

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def _assert_non_singular(self) -> None:
        return None

    def _assert_self_adjoint(self) -> None:
        return None

    def _assert_positive_definite(self) -> Any:
        raise InvalidArgumentError(
            None, None, "Householder operators are always non-positive definite."
        )

    def _linop_inverse(self) -> LinearOperator:
        return self
