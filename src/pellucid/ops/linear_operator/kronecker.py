"""`tf.linalg.LinearOperatorKronecker`: the Kronecker product of operators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape, shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.joining import concat
from pellucid.ops.linear_operator import blocks
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    check_hint,
    common_batch,
    operator_list,
    shape_at_run_time,
    static_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of, matrix_transpose

_PARTS = ("non-singular", "self-adjoint", "positive-definite")


class LinearOperatorKronecker(LinearOperator):
    """A1 (x) A2 (x) ... (x) Ak, applied factor by factor, never formed.

    Args:
        operators: [A1, ..., Ak], of one dtype; batches broadcast.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. What all
            operators are, the product is.
        name: by default the operators' names, joined by `_x_`.

    Raises:
        ValueError: there is no operator, or a hint is denied.
        TypeError: the dtypes differ.

    Example:
        >>> scale = tf.linalg.LinearOperatorDiag([1., 10.])
        >>> swap = tf.linalg.LinearOperatorPermutation([1, 0])
        >>> tf.linalg.LinearOperatorKronecker([scale, swap]).matvec([1., 2., 3., 4.]).numpy()
        array([ 2.,  1., 40., 30.], dtype=float32)

    Reference: https://en.wikipedia.org/wiki/Kronecker_product
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
        where = "tf.linalg.LinearOperatorKronecker"
        self._operators = operator_list(where, operators)
        hints = [is_non_singular, is_self_adjoint, is_positive_definite]
        names = ("is_non_singular", "is_self_adjoint", "is_positive_definite")
        for i, (name_, words) in enumerate(zip(names, _PARTS, strict=True)):
            if all(getattr(operator, name_) for operator in self._operators):
                statement = f"The Kronecker product of {words} operators is always {words}."
                hints[i] = check_hint(f"{where} [{name_}]", hints[i], True, statement)
        super().__init__(
            self._operators[0].dtype, is_non_singular=hints[0], is_self_adjoint=hints[1],
            is_positive_definite=hints[2], is_square=is_square,
            name=name or "_x_".join(o.name for o in self._operators), parameters=parameters,
        )  # fmt: skip

    @property
    def operators(self) -> list[LinearOperator]:
        """[A1, ..., Ak]."""
        return self._operators

    def _shape(self) -> TensorShape:
        batch = static_batch(*(o.batch_shape for o in self._operators))
        rows = _known_product(o.range_dimension for o in self._operators)
        columns = _known_product(o.domain_dimension for o in self._operators)
        return batch.concatenate([rows, columns])

    def _shape_tensor(self) -> Tensor:
        return shape_at_run_time(
            common_batch(*(o.batch_shape_tensor() for o in self._operators)),
            _product([o.range_dimension_tensor() for o in self._operators]),
            _product([o.domain_dimension_tensor() for o in self._operators]),
        )

    def _rotate(self, x: Any, rows: bool, apply: Any) -> Tensor:
        """Every factor applied to its own index.

        x[..., (n1 n2 ... nk), r] is seen as a matrix with n1 rows; A1 acts on them, and then the
        index moves to the end, which leaves n2 at the front; after k turns r is at the front.
        """
        rest = x
        for operator in self._operators:
            size = operator.range_dimension if rows else operator.domain_dimension
            if size is None:
                size = (
                    operator.range_dimension_tensor() if rows
                    else operator.domain_dimension_tensor()
                )  # fmt: skip
            rest = matrix_transpose(apply(operator, _with_rows(rest, size)))
        columns = x.shape[-1] if x.shape[-1] is not None else shape(x)[-1]
        return matrix_transpose(_with_rows(rest, columns))

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        return self._rotate(x, adjoint, lambda o, part: o.matmul(part, adjoint=adjoint))

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        if not all(o.is_square for o in self._operators):
            return super()._solve(rhs, adjoint, adjoint_arg)
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return self._rotate(rhs, not adjoint, lambda o, part: o.solve(part, adjoint=adjoint))

    def _diag_part(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._diag_part()
        return _outer([o.diag_part() for o in self._operators])

    def _trace(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._trace()
        return _product([o.trace() for o in self._operators])

    def _others(self, operator: LinearOperator, dtype: Any) -> Tensor:
        """N / N_i: how often the factor's determinant counts."""
        own = operator.domain_dimension_tensor()
        return cast(self.domain_dimension_tensor() // own, dtype)

    def _determinant(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._determinant()
        return _product([o.determinant() ** self._others(o, self.dtype) for o in self._operators])

    def _log_abs_determinant(self) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._log_abs_determinant()
        parts = [o.log_abs_determinant() * self._others(o, self.dtype) for o in self._operators]
        return reduce(lambda a, b: a + b, parts)

    def _eigvals(self) -> Tensor:
        if not all(o.is_self_adjoint for o in self._operators):
            return super()._eigvals()
        return _outer([o.eigvals() for o in self._operators])

    def _cond(self) -> Tensor:
        return _product([o.cond() for o in self._operators])

    def _assert_non_singular(self) -> Any:
        if not all(o.is_square for o in self._operators):
            return super()._assert_non_singular()
        return blocks.together([o.assert_non_singular() for o in self._operators])

    def _of(self, operators: list[LinearOperator], **hints: Any) -> LinearOperator:
        return LinearOperatorKronecker(operators, is_square=self.is_square, **hints)

    def _linop_adjoint(self) -> LinearOperator:
        return self._of([o.adjoint() for o in self._operators],
                        is_non_singular=self.is_non_singular)  # fmt: skip

    def _linop_inverse(self) -> LinearOperator:
        return self._of([o.inverse() for o in self._operators],
                        is_non_singular=self.is_non_singular,
                        is_self_adjoint=self.is_self_adjoint,
                        is_positive_definite=self.is_positive_definite)  # fmt: skip

    def _linop_cholesky(self) -> LinearOperator:
        if not all(o.is_self_adjoint and o.is_positive_definite for o in self._operators):
            return super()._linop_cholesky()
        return self._of([o.cholesky() for o in self._operators], is_non_singular=True)


def _known_product(sizes: Any) -> int | None:
    found = list(sizes)
    return None if None in found else reduce(lambda a, b: a * b, found)


def _product(factors: list[Tensor]) -> Tensor:
    return reduce(lambda a, b: a * b, factors)


def _with_rows(x: Tensor, rows: Any) -> Tensor:
    """A batch of matrices as one of matrices with `rows` rows, elements in their order."""
    known: Any = x.shape[:-2].as_tuple
    if isinstance(rows, int) and known is not None and None not in known:
        return reshape(x, [*known, rows, -1])
    return reshape(x, concat([shape(x)[:-2], as_tensor([rows, -1])], 0))


def _outer(vectors: list[Tensor]) -> Tensor:
    """All products of one element of each vector, the last running fastest."""

    def pair(a: Tensor, b: Tensor) -> Tensor:
        table = a[..., :, None] * b[..., None, :]
        return reshape(table, concat([shape(table)[:-2], as_tensor([-1])], 0))

    return reduce(pair, vectors)
