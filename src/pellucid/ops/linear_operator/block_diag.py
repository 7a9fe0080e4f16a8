"""`tf.linalg.LinearOperatorBlockDiag`: operators along the diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.linear_operator import blocks
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    check_hint,
    common_batch,
    operator_list,
    shape_at_run_time,
    static_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of

_PARTS = ("non-singular", "self-adjoint", "positive definite")


class LinearOperatorBlockDiag(LinearOperator):
    """The direct sum of operators: each acts on its own rows, and zeros stand elsewhere.

    Args:
        operators: [A1, ..., Ak], of one dtype; batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. What all
            operators are, the whole is.
        name: by default the operators' names, joined by `_ds_`.

    Raises:
        ValueError: there is no operator, or a hint is denied.
        TypeError: the dtypes differ.

    Products and solutions also take a list with one tensor for each block, and return a list.

    Example:
        >>> one = tf.linalg.LinearOperatorIdentity(1)
        >>> two = tf.linalg.LinearOperatorDiag([2., 3.])
        >>> tf.linalg.LinearOperatorBlockDiag([one, two]).matvec([1., 1., 1.]).numpy().tolist()
        [1.0, 2.0, 3.0]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"operators": 0}

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str | None = None,
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        where = "tf.linalg.LinearOperatorBlockDiag"
        self._operators = operator_list(where, operators)
        hints = [is_non_singular, is_self_adjoint, is_positive_definite]
        names = ("is_non_singular", "is_self_adjoint", "is_positive_definite")
        for i, (name_, words) in enumerate(zip(names, _PARTS, strict=True)):
            if all(getattr(operator, name_) for operator in self._operators):
                statement = f"The direct sum of {words} operators is always {words}."
                hints[i] = check_hint(where, hints[i], True, statement)
        super().__init__(
            self._operators[0].dtype, is_non_singular=hints[0], is_self_adjoint=hints[1],
            is_positive_definite=hints[2], is_square=is_square,
            name=name or "_ds_".join(o.name for o in self._operators), parameters=parameters,
        )  # fmt: skip

    @property
    def operators(self) -> list[LinearOperator]:
        """[A1, ..., Ak]."""
        return self._operators

    def _shape(self) -> TensorShape:
        batch = static_batch(*(o.batch_shape for o in self._operators))
        rows = blocks.total(o.range_dimension for o in self._operators)
        columns = blocks.total(o.domain_dimension for o in self._operators)
        return batch.concatenate([rows, columns])

    def _shape_tensor(self) -> Tensor:
        return shape_at_run_time(
            common_batch(*(o.batch_shape_tensor() for o in self._operators)),
            reduce(lambda a, b: a + b, [o.range_dimension_tensor() for o in self._operators]),
            reduce(lambda a, b: a + b, [o.domain_dimension_tensor() for o in self._operators]),
        )

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """A X, for a tensor, an operator, or a list with one tensor for each block."""
        if not blocks.is_blockwise(x):
            return super().matmul(x, adjoint, adjoint_arg, name)
        with self._scope(name):
            parts = blocks.checked(self, x, -1 if adjoint_arg else -2, rows=adjoint)
            return [o.matmul(p, adjoint=adjoint, adjoint_arg=adjoint_arg)
                    for o, p in zip(self._operators, parts, strict=True)]  # fmt: skip

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Any:
        """A x, for a tensor, or a list with one tensor for each block."""
        if not blocks.is_blockwise(x):
            return super().matvec(x, adjoint, name)
        with self._scope(name):
            parts = blocks.checked(self, x, -1, rows=adjoint)
            return [o.matvec(p, adjoint=adjoint)
                    for o, p in zip(self._operators, parts, strict=True)]  # fmt: skip

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution X of A X = B, for B as in `matmul`."""
        if not blocks.is_blockwise(rhs):
            return super().solve(rhs, adjoint, adjoint_arg, name)
        self._check_solvable("solve")
        with self._scope(name):
            parts = blocks.checked(self, rhs, -1 if adjoint_arg else -2, rows=not adjoint)
            return [o.solve(p, adjoint=adjoint, adjoint_arg=adjoint_arg)
                    for o, p in zip(self._operators, parts, strict=True)]  # fmt: skip

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Any:
        """The solution x of A x = b, for b as in `matvec`."""
        if not blocks.is_blockwise(rhs):
            return super().solvevec(rhs, adjoint, name)
        self._check_solvable("solvevec")
        with self._scope(name):
            parts = blocks.checked(self, rhs, -1, rows=not adjoint)
            return [o.solvevec(p, adjoint=adjoint)
                    for o, p in zip(self._operators, parts, strict=True)]  # fmt: skip

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        parts = blocks.split_rows(x, self._operators, rows=adjoint)
        return blocks.joined(self.matmul(parts, adjoint=adjoint), -2)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        parts = blocks.split_rows(rhs, self._operators, rows=not adjoint)
        return blocks.joined(self.solve(parts, adjoint=adjoint), -2)

    def _to_dense(self) -> Tensor:
        rows = [[operator if i == j else None for j in range(len(self._operators))]
                for i, operator in enumerate(self._operators)]  # fmt: skip
        return blocks.dense(rows, self._operators, self.dtype)

    def _diag_part(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._diag_part()
        return blocks.joined([o.diag_part() for o in self._operators], -1, inner=1)

    def _trace(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._trace()
        return reduce(lambda a, b: a + b, [o.trace() for o in self._operators])

    def _determinant(self) -> Tensor:
        return reduce(lambda a, b: a * b, [o.determinant() for o in self._operators])

    def _log_abs_determinant(self) -> Tensor:
        return reduce(lambda a, b: a + b, [o.log_abs_determinant() for o in self._operators])

    def _eigvals(self) -> Tensor:
        if not all(o.is_self_adjoint for o in self._operators):
            return super()._eigvals()
        return blocks.joined([o.eigvals() for o in self._operators], -1, inner=1)

    def _each(self, method: str) -> Any:
        return blocks.together([getattr(o, method)() for o in self._operators])

    def _assert_non_singular(self) -> Any:
        return self._each("assert_non_singular")

    def _assert_positive_definite(self) -> Any:
        return self._each("assert_positive_definite")

    def _assert_self_adjoint(self) -> Any:
        return self._each("assert_self_adjoint")

    def _of(self, operators: list[LinearOperator], **hints: Any) -> LinearOperator:
        return LinearOperatorBlockDiag(operators, is_square=self.is_square, **hints)

    def _linop_adjoint(self) -> LinearOperator:
        return self._of([o.adjoint() for o in self._operators],
                        is_non_singular=self.is_non_singular)  # fmt: skip

    def _linop_inverse(self) -> LinearOperator:
        return self._of([o.inverse() for o in self._operators],
                        is_non_singular=self.is_non_singular,
                        is_self_adjoint=self.is_self_adjoint,
                        is_positive_definite=self.is_positive_definite)  # fmt: skip

    def _linop_cholesky(self) -> LinearOperator:
        return self._of([o.cholesky() for o in self._operators], is_non_singular=True)
