"""`tf.linalg.LinearOperatorComposition`: several operators, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.linear_operator.blocks import together
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    check_hint,
    common_batch,
    operator_list,
    shape_at_run_time,
    static_batch,
)
from pellucid.ops.linear_operator.rules import is_adjoint_pair
from pellucid.ops.matmul import adjoint as adjoint_of


class LinearOperatorComposition(LinearOperator):
    """The product A1 A2 ... Ak: shape [B1, ..., Bb, M, N], applied from the last to the first.

    Args:
        operators: [A1, ..., Ak], of one dtype and of sizes and batches that fit.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. The product of
            non-singular operators is non-singular, that of an operator and its adjoint
            self-adjoint.
        name: by default the operators' names, joined by `_o_`.

    Raises:
        ValueError: there is no operator, sizes do not fit, or a hint is denied.
        TypeError: the dtypes differ.

    Example:
        >>> a = tf.linalg.LinearOperatorFullMatrix([[1., 2.], [3., 4.]])
        >>> (a @ tf.linalg.LinearOperatorDiag([1., 10.])).to_dense().numpy().tolist()
        [[1.0, 20.0], [3.0, 40.0]]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"operators": 0}

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorComposition"
        self._operators = operator_list(where, operators)
        for left, right in zip(self._operators, self._operators[1:], strict=False):
            own, other = left.domain_dimension, right.range_dimension
            if own is not None and other is not None and own != other:
                raise ValueError(f"{where}: Dimensions {own} and {other} are not compatible")
        if all(operator.is_non_singular for operator in self._operators):
            statement = "The composition of non-singular operators is always non-singular."
            is_non_singular = check_hint(where, is_non_singular, True, statement)
        if len(self._operators) == 2 and is_adjoint_pair(*self._operators):
            statement = "The product of an operator and its adjoint is self-adjoint"
            is_self_adjoint = check_hint(where, is_self_adjoint, True, statement)
            if is_non_singular:
                statement = "The product of a regular operator and its adjoint is positive definite"
                is_positive_definite = check_hint(where, is_positive_definite, True, statement)
        super().__init__(
            self._operators[0].dtype, is_non_singular=is_non_singular,
            is_self_adjoint=is_self_adjoint, is_positive_definite=is_positive_definite,
            is_square=is_square, name=name or "_o_".join(o.name for o in self._operators),
            parameters=parameters,
        )  # fmt: skip

    @property
    def operators(self) -> list[LinearOperator]:
        """[A1, ..., Ak]."""
        return self._operators

    def _shape(self) -> TensorShape:
        batch = static_batch(*(o.batch_shape for o in self._operators))
        sizes = [self._operators[0].range_dimension, self._operators[-1].domain_dimension]
        return batch.concatenate(sizes)

    def _shape_tensor(self) -> Tensor:
        batch = common_batch(*(o.batch_shape_tensor() for o in self._operators))
        return shape_at_run_time(
            batch, self._operators[0].range_dimension_tensor(),
            self._operators[-1].domain_dimension_tensor(),
        )  # fmt: skip

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        order = self._operators if adjoint else reversed(self._operators)
        return reduce(lambda y, operator: operator.matmul(y, adjoint=adjoint), order, x)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        order = reversed(self._operators) if adjoint else self._operators
        return reduce(lambda y, operator: operator.solve(y, adjoint=adjoint), order, rhs)

    def _determinant(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._determinant()
        return reduce(lambda a, b: a * b, [o.determinant() for o in self._operators])

    def _log_abs_determinant(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._log_abs_determinant()
        return reduce(lambda a, b: a + b, [o.log_abs_determinant() for o in self._operators])

    def _assert_non_singular(self) -> Any:
        if not all(o.is_square for o in self._operators):
            return super()._assert_non_singular()
        return together([operator.assert_non_singular() for operator in self._operators])
