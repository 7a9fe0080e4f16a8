"""`tf.linalg.LinearOperatorFullMatrix`: a matrix without structure."""

from __future__ import annotations

from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.decomposition import DENSE
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import as_parameter, check_dtype, check_rank
from pellucid.ops.matmul import matmul


class LinearOperatorFullMatrix(LinearOperator):
    """Dense matrices as an operator: shape [B1, ..., Bb, M, N].

    Args:
        matrix: the matrices, shape [B1, ..., Bb, M, N].
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. With the second
            and third, solutions go through Cholesky factors.
        name: a name for the operator.

    Raises:
        TypeError: the dtype is neither floating nor complex.
        ValueError: the rank is below 2.

    Example:
        >>> operator = tf.linalg.LinearOperatorFullMatrix([[2., 0.], [1., 1.]])
        >>> operator.solvevec([2., 3.]).numpy().tolist()
        [1.0, 2.0]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"matrix": 2}

    def __init__(
        self,
        matrix: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorFullMatrix",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        self._matrix = as_parameter(matrix)
        where = "tf.linalg.LinearOperatorFullMatrix [matrix]"
        check_dtype(where, self._matrix, DENSE)
        check_rank(where, self._matrix, 2)
        super().__init__(
            self._matrix.dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=is_square, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def matrix(self) -> Any:
        """The matrices."""
        return self._matrix

    def _shape(self) -> TensorShape:
        return self._matrix.shape

    def _shape_tensor(self) -> Tensor:
        return shape(self._matrix)

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        return matmul(self._matrix, x, adjoint_a=adjoint, adjoint_b=adjoint_arg)

    def _to_dense(self) -> Tensor:
        return as_tensor(self._matrix)
