"""`tf.linalg.LinearOperatorAdjoint`: the conjugate transpose of an operator."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.complex import conj
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import inherit_hints
from pellucid.ops.matmul import adjoint as adjoint_of


class LinearOperatorAdjoint(LinearOperator):
    """A^H of an operator A: shape [B1, ..., Bb, N, M], never formed.

    Args:
        operator: A.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints, by default those
            of A, which they may not contradict.
        name: by default the operator's, with `_adjoint`.

    Raises:
        ValueError: a hint contradicts that of A.

    Example:
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1., 2.], [3., 4.]])
        >>> tf.linalg.LinearOperatorAdjoint(a).to_dense().numpy().tolist()
        [[1.0, 3.0], [2.0, 4.0]]
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
        self._operator = operator
        hints = inherit_hints(
            operator, "adjoint", is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        super().__init__(
            operator.dtype, name=name or f"{operator.name}_adjoint", parameters=parameters, **hints
        )

    @property
    def operator(self) -> LinearOperator:
        """A."""
        return self._operator

    def _linop_adjoint(self) -> LinearOperator:
        return self._operator

    def _shape(self) -> TensorShape:
        known = self._operator.shape
        return known if known.rank is None else known[:-2].concatenate([known[-1], known[-2]])

    def _shape_tensor(self) -> Tensor:
        sizes = self._operator.shape_tensor()
        return concat([sizes[:-2], sizes[-1:], sizes[-2:-1]], 0)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._operator.matmul(x, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _matvec(self, x: Any, adjoint: bool = False) -> Any:
        return self._operator.matvec(x, adjoint=not adjoint)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return self._operator.solve(rhs, adjoint=not adjoint, adjoint_arg=adjoint_arg)

    def _solvevec(self, rhs: Any, adjoint: bool = False) -> Any:
        return self._operator.solvevec(rhs, adjoint=not adjoint)

    def _to_dense(self) -> Tensor:
        return adjoint_of(self._operator.to_dense())

    def _diag_part(self) -> Tensor:
        return conj(self._operator.diag_part())

    def _trace(self) -> Tensor:
        return conj(self._operator.trace())

    def _determinant(self) -> Tensor:
        return conj(self._operator.determinant())

    def _log_abs_determinant(self) -> Tensor:
        return self._operator.log_abs_determinant()

    def _eigvals(self) -> Tensor:
        return self._operator.eigvals()

    def _cond(self) -> Tensor:
        return self._operator.cond()

    def _assert_non_singular(self) -> Any:
        return self._operator.assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self._operator.assert_positive_definite()

    def _assert_self_adjoint(self) -> Any:
        return self._operator.assert_self_adjoint()
