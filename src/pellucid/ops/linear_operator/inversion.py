"""`tf.linalg.LinearOperatorInversion`: the inverse of an operator."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import check_hint, inherit_hints


class LinearOperatorInversion(LinearOperator):
    """A^-1 of an operator A, never formed: its products are solutions with A.

    Args:
        operator: A, square and not singular.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints, by default those
            of A, which they may not contradict.
        name: by default the operator's, with `_inv`.

    Raises:
        ValueError: A is singular or not square by its hints, or a hint contradicts that of A.

    Example:
        >>> a = tf.linalg.LinearOperatorFullMatrix([[2., 0.], [1., 1.]])
        >>> tf.linalg.LinearOperatorInversion(a).matvec([2., 3.]).numpy().tolist()
        [1.0, 2.0]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"operator": 0}

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorInversion"
        for hint in (is_non_singular, operator.is_non_singular):
            check_hint(f"{where} [is_non_singular]", hint, True, "a singular matrix has no inverse")
        for hint in (is_square, operator.is_square):
            check_hint(f"{where} [is_square]", hint, True, "only a square matrix has an inverse")
        self._operator = operator
        hints = inherit_hints(
            operator, "inverse", is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        super().__init__(
            operator.dtype, name=name or f"{operator.name}_inv", parameters=parameters, **hints
        )

    @property
    def operator(self) -> LinearOperator:
        """A."""
        return self._operator

    def _linop_inverse(self) -> LinearOperator:
        return self._operator

    def _shape(self) -> TensorShape:
        return self._operator.shape

    def _shape_tensor(self) -> Tensor:
        return self._operator.shape_tensor()

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._operator.solve(x, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return self._operator.solvevec(x, adjoint=adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._operator.matmul(rhs, adjoint=adjoint, adjoint_arg=adjoint_arg)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return self._operator.matvec(rhs, adjoint=adjoint)

    def _determinant(self) -> Tensor:
        return 1 / self._operator.determinant()

    def _log_abs_determinant(self) -> Tensor:
        return -self._operator.log_abs_determinant()

    def _eigvals(self) -> Tensor:
        return 1 / self._operator.eigvals()

    def _cond(self) -> Tensor:
        return self._operator.cond()

    def _assert_non_singular(self) -> Any:
        return self._operator.assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self._operator.assert_positive_definite()

    def _assert_self_adjoint(self) -> Any:
        return self._operator.assert_self_adjoint()
