"""`tf.linalg.LinearOperatorLowRankUpdate`: an operator and a perturbation of low rank."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops import decomposition, diagonal
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.complex import conj
from pellucid.ops.exponential import log
from pellucid.ops.linear_operator.diag import LinearOperatorDiag
from pellucid.ops.linear_operator.identity import LinearOperatorIdentity
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    as_parameter,
    batch_of,
    check_hint,
    check_rank,
    cholesky_solve,
    common_batch,
    matrix_solve,
    shape_at_run_time,
    static_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of, matmul
from pellucid.ops.reduction import reduce_sum

_WHERE = "tf.linalg.LinearOperatorLowRankUpdate"


class LinearOperatorLowRankUpdate(LinearOperator):
    """A = L + U D V^H, with L an operator and K columns in U and V: shape [B1, ..., Bb, M, N].

    A^-1 = L^-1 - L^-1 U C^-1 V^H L^-1 with the K x K "capacitance" C = D^-1 + V^H L^-1 U, and
    det A = det C det D det L, so both cost little more than the same with L.

    Args:
        base_operator: L.
        u: U, shape [B1, ..., Bb, M, K].
        diag_update: the diagonal of D, shape [B1, ..., Bb, K]; by default ones.
        v: V, shape [B1, ..., Bb, N, K]; by default U.
        is_diag_update_positive: whether the elements of D are positive.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. With V = U and
            L self-adjoint, so is A; with D positive and L positive definite, so is A.
        name: a name for the operator.

    Raises:
        ValueError: sizes do not fit, or a hint is denied.
        TypeError: the dtypes differ.

    Example:
        >>> base = tf.linalg.LinearOperatorDiag([1., 2.], is_positive_definite=True)
        >>> tf.linalg.LinearOperatorLowRankUpdate(base, [[1.], [1.]]).to_dense().numpy().tolist()
        [[2.0, 1.0], [1.0, 3.0]]

    Reference: https://en.wikipedia.org/wiki/Woodbury_matrix_identity
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {
        "base_operator": 0, "u": 2, "diag_update": 1, "v": 2,
    }  # fmt: skip

    def __init__(
        self,
        base_operator: LinearOperator,
        u: TensorLike,
        diag_update: TensorLike | None = None,
        v: TensorLike | None = None,
        is_diag_update_positive: bool | None = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowRankUpdate",
    ) -> None:
        parameters = {k: w for k, w in locals().items() if k not in ("self", "__class__")}
        self._base_operator = base_operator
        dtype = base_operator.dtype
        self._u = as_parameter(u, dtype)
        self._v = self._u if v is None else as_parameter(v, dtype)
        self._diag_update = None if diag_update is None else as_parameter(diag_update, dtype)
        if diag_update is None:
            is_diag_update_positive = check_hint(
                f"{_WHERE} [is_diag_update_positive]", is_diag_update_positive, True,
                "Default diagonal is the identity, which is positive",
            )  # fmt: skip
        self._is_diag_update_positive = is_diag_update_positive
        self._check_parts()
        hints = [is_non_singular, is_self_adjoint, is_positive_definite]
        if v is None:
            self._infer(hints)
        super().__init__(
            dtype, is_non_singular=hints[0], is_self_adjoint=hints[1],
            is_positive_definite=hints[2], is_square=is_square, name=name, parameters=parameters,
        )  # fmt: skip
        # D positive and L positive definite make C positive definite, too.
        self._has_positive_capacitance = bool(
            v is None and base_operator.is_positive_definite and base_operator.is_self_adjoint
            and is_diag_update_positive
        )  # fmt: skip

    def _check_parts(self) -> None:
        base, parts = self._base_operator, {"u": self._u, "v": self._v}
        if self._diag_update is not None:
            parts["diag_update"] = self._diag_update
        for name, value in parts.items():
            check_rank(f"{_WHERE} [{name}]", value, 1 if name == "diag_update" else 2)
            if value.dtype.base_dtype is not base.dtype:
                raise TypeError(explain(f"{_WHERE} [{name}]", "wrong dtype",
                                        expected=base.dtype.name,
                                        received=value.dtype.name))  # fmt: skip
        columns = [value.shape[-1] for value in parts.values() if value.shape.rank is not None]
        pairs = [(columns[0], other) for other in columns[1:]] if columns else []
        pairs.append((base.range_dimension, _rows(self._u)))
        pairs.append((base.domain_dimension, _rows(self._v)))
        for a, b in pairs:
            if a is not None and b is not None and a != b:
                raise ValueError(f"{_WHERE}: Dimensions {a} and {b} are not compatible")

    def _infer(self, hints: list[bool | None]) -> None:
        """Complete the hints for V = U."""
        base, positive = self._base_operator, self._is_diag_update_positive
        is_real = not base.dtype.is_complex
        if not base.is_self_adjoint or not (positive or is_real):
            return
        statement = "A = L + U D U^H, with L self-adjoint and D real, is self-adjoint"
        hints[1] = check_hint(f"{_WHERE} [is_self_adjoint]", hints[1], True, statement)
        if base.is_positive_definite and positive:
            statement = "Arguments imply this is self-adjoint positive-definite operator"
            hints[2] = check_hint(f"{_WHERE} [is_positive_definite]", hints[2], True, statement)

    @property
    def base_operator(self) -> LinearOperator:
        """L."""
        return self._base_operator

    @property
    def u(self) -> Any:
        """U."""
        return self._u

    @property
    def v(self) -> Any:
        """V."""
        return self._v

    @property
    def diag_update(self) -> Any:
        """The diagonal of D, None if D is the identity."""
        return self._diag_update

    @property
    def is_diag_update_positive(self) -> bool | None:
        """Whether the elements of D are positive."""
        return self._is_diag_update_positive

    @property
    def diag_operator(self) -> LinearOperator:
        """D."""
        if self._diag_update is not None:
            return LinearOperatorDiag(
                self._diag_update, is_positive_definite=self._is_diag_update_positive
            )
        count = self._u.shape[-1]
        count = shape(self._u)[-1] if count is None else count
        return LinearOperatorIdentity(count, dtype=self.dtype)

    def _shape(self) -> TensorShape:
        parts = [self._base_operator.batch_shape, self._u.shape[:-2], self._v.shape[:-2]]
        if self._diag_update is not None:
            parts.append(self._diag_update.shape[:-1])
        base = self._base_operator
        return static_batch(*parts).concatenate([base.range_dimension, base.domain_dimension])

    def _shape_tensor(self) -> Tensor:
        parts = [batch_of(as_tensor(x)) for x in (self._u, self._v)]
        if self._diag_update is not None:
            parts.append(batch_of(as_tensor(self._diag_update), 1))
        base = self._base_operator
        return shape_at_run_time(
            common_batch(base.batch_shape_tensor(), *parts),
            base.range_dimension_tensor(), base.domain_dimension_tensor(),
        )  # fmt: skip

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        middle = matmul(right, x, adjoint_a=True, adjoint_b=adjoint_arg)
        update = matmul(left, self.diag_operator.matmul(middle, adjoint=adjoint))
        return self._base_operator.matmul(x, adjoint=adjoint, adjoint_arg=adjoint_arg) + update

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        base = self._base_operator
        if base.is_non_singular is False:
            raise ValueError(
                f"{self.name}.solve: Solve not implemented unless this is a perturbation of a "
                "non-singular LinearOperator."
            )
        left, right = (self._v, self._u) if adjoint else (self._u, self._v)
        found = base.solve(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)
        middle = matmul(right, found, adjoint_a=True)
        capacitance = self._capacitance()
        if self._has_positive_capacitance:
            middle = cholesky_solve(decomposition.cholesky(capacitance), middle)
        else:
            middle = matrix_solve(capacitance, middle, adjoint=adjoint)
        return found - base.solve(matmul(left, middle), adjoint=adjoint)

    def _capacitance(self) -> Tensor:
        """C = D^-1 + V^H L^-1 U."""
        product = matmul(self._v, self._base_operator.solve(as_tensor(self._u)), adjoint_a=True)
        return self.diag_operator.inverse().add_to_tensor(product)

    def _determinant(self) -> Tensor:
        found = self.diag_operator.determinant() * self._base_operator.determinant()
        return decomposition.det(self._capacitance()) * found

    def _log_abs_determinant(self) -> Tensor:
        capacitance = self._capacitance()
        if self._has_positive_capacitance:
            factor = diagonal.diag_part(decomposition.cholesky(capacitance))
            size = reduce_sum(log(factor), -1) * 2
        else:
            size = decomposition.slogdet(capacitance).log_abs_determinant
        base = self._base_operator
        return size + self.diag_operator.log_abs_determinant() + base.log_abs_determinant()

    def _diag_part(self) -> Tensor:
        if self._base_operator.is_square is not True:
            return super()._diag_part()
        update = self._scaled_u() * conj(as_tensor(self._v))
        return self._base_operator.diag_part() + reduce_sum(update, -1)

    def _scaled_u(self) -> Tensor:
        u = as_tensor(self._u)
        return u if self._diag_update is None else u * as_tensor(self._diag_update)[..., None, :]

    def _to_dense(self) -> Tensor:
        return self._base_operator.add_to_tensor(
            matmul(self._scaled_u(), adjoint_of(as_tensor(self._v)))
        )


def _rows(x: Any) -> int | None:
    return None if x.shape.rank is None else x.shape[-2]
