"""`tf.linalg.LinearOperatorBlockLowerTriangular`: a lower triangle of operators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar

from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.ops.linear_operator import blocks
from pellucid.ops.linear_operator.linear_operator import LinearOperator
from pellucid.ops.linear_operator.parameters import (
    check_hint,
    check_one_dtype,
    common_batch,
    operator_list,
    shape_at_run_time,
    static_batch,
)
from pellucid.ops.matmul import adjoint as adjoint_of

_WHERE = "tf.linalg.LinearOperatorBlockLowerTriangular"


class LinearOperatorBlockLowerTriangular(LinearOperator):
    """[[A11], [A21, A22], ...] with zeros above: solved block by block.

    Args:
        operators: the rows of blocks, row i holding i + 1 operators; those on the diagonal are
            square.
        is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints. With
            non-singular blocks on the diagonal the whole is non-singular.
        name: a name for the operator.

    Raises:
        ValueError: there is no operator, blocks do not fit each other, or a hint is denied.
        TypeError: the dtypes differ.

    Products and solutions also take a list with one tensor for each block, and return a list.

    Example:
        >>> one, two = tf.linalg.LinearOperatorIdentity(1), tf.linalg.LinearOperatorDiag([2.])
        >>> operator = tf.linalg.LinearOperatorBlockLowerTriangular([[one], [two, one]])
        >>> operator.to_dense().numpy().tolist()
        [[1.0, 0.0], [2.0, 1.0]]
    """

    _COMPONENTS: ClassVar[dict[str, int]] = {"operators": 0}

    def __init__(
        self,
        operators: Sequence[Sequence[LinearOperator]],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorBlockLowerTriangular",
    ) -> None:
        parameters = {k: v for k, v in locals().items() if k not in ("self", "__class__")}
        if not operators:
            raise ValueError(explain(f"{_WHERE} [operators]", "must be a list of >=1 operators",
                                     received=operators))  # fmt: skip
        self._operators = [operator_list(_WHERE, row) for row in operators]
        _check_blocks(self._operators)
        check_one_dtype(_WHERE, [block for row in self._operators for block in row])
        diagonal = blocks.diagonal_blocks(self)
        statement = "A blockwise lower-triangular operator is always square"
        is_square = check_hint(_WHERE, is_square, True, statement)
        regular = [block.is_non_singular for block in diagonal]
        if all(regular) or False in regular:
            statement = (
                "A blockwise lower-triangular operator is non-singular if and only if the "
                "operators on its diagonal are"
            )
            is_non_singular = check_hint(_WHERE, is_non_singular, all(regular), statement)
        super().__init__(
            diagonal[0].dtype, is_non_singular=is_non_singular, is_self_adjoint=is_self_adjoint,
            is_positive_definite=is_positive_definite, is_square=is_square, name=name,
            parameters=parameters,
        )  # fmt: skip

    @property
    def operators(self) -> list[list[LinearOperator]]:
        """The rows of blocks."""
        return self._operators

    def _shape(self) -> TensorShape:
        batch = static_batch(*(b.batch_shape for row in self._operators for b in row))
        size = blocks.total(b.domain_dimension for b in blocks.diagonal_blocks(self))
        return batch.concatenate([size, size])

    def _shape_tensor(self) -> Tensor:
        sizes = [b.domain_dimension_tensor() for b in blocks.diagonal_blocks(self)]
        size = reduce(lambda a, b: a + b, sizes)
        batch = common_batch(*(b.batch_shape_tensor() for row in self._operators for b in row))
        return shape_at_run_time(batch, size, size)

    # ------------------------------------------------------------------ products and solutions

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """A X, for a tensor, an operator, or a list with one tensor for each block."""
        if not blocks.is_blockwise(x):
            return super().matmul(x, adjoint, adjoint_arg, name)
        with self._scope(name):
            parts = blocks.checked(self, x, -1 if adjoint_arg else -2, rows=adjoint)
            options = {"adjoint": adjoint, "adjoint_arg": adjoint_arg}
            return self._times(parts, adjoint, lambda block, p: block.matmul(p, **options))

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Any:
        """A x, for a tensor, or a list with one tensor for each block."""
        if not blocks.is_blockwise(x):
            return super().matvec(x, adjoint, name)
        with self._scope(name):
            parts = blocks.checked(self, x, -1, rows=adjoint)
            return self._times(parts, adjoint, lambda block, p: block.matvec(p, adjoint=adjoint))

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution X of A X = B, for B as in `matmul`."""
        if not blocks.is_blockwise(rhs):
            return super().solve(rhs, adjoint, adjoint_arg, name)
        self._check_solvable("solve")
        with self._scope(name):
            parts = blocks.checked(self, rhs, -1 if adjoint_arg else -2, rows=not adjoint)
            if adjoint_arg:
                parts = [adjoint_of(p) for p in parts]
            return self._substitute(parts, adjoint, vectors=False)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Any:
        """The solution x of A x = b, for b as in `matvec`."""
        if not blocks.is_blockwise(rhs):
            return super().solvevec(rhs, adjoint, name)
        self._check_solvable("solvevec")
        with self._scope(name):
            parts = blocks.checked(self, rhs, -1, rows=not adjoint)
            return self._substitute(parts, adjoint, vectors=True)

    def _times(self, parts: list[Tensor], adjoint: bool, product: Any) -> list[Tensor]:
        """The blocks of the product, by rows of A or, for the adjoint, by its columns."""
        size = len(self._operators)
        found = []
        for i in range(size):
            used = range(i, size) if adjoint else range(i + 1)
            terms = [
                product(self._operators[j][i] if adjoint else self._operators[i][j], parts[j])
                for j in used
            ]
            found.append(reduce(lambda a, b: a + b, terms))
        return found

    def _substitute(self, parts: list[Tensor], adjoint: bool, vectors: bool) -> list[Tensor]:
        """Forward substitution, or backward for the adjoint."""
        size = len(self._operators)
        times, solve = ("matvec", "solvevec") if vectors else ("matmul", "solve")
        found: dict[int, Tensor] = {}
        for i in reversed(range(size)) if adjoint else range(size):
            rest = parts[i]
            for j in range(i + 1, size) if adjoint else range(i):
                block = self._operators[j][i] if adjoint else self._operators[i][j]
                rest = rest - getattr(block, times)(found[j], adjoint=adjoint)
            found[i] = getattr(self._operators[i][i], solve)(rest, adjoint=adjoint)
        return [found[i] for i in range(size)]

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        x = adjoint_of(x) if adjoint_arg else x
        parts = blocks.split_rows(x, blocks.diagonal_blocks(self), rows=adjoint)
        return blocks.joined(self.matmul(parts, adjoint=adjoint), -2)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Any:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        parts = blocks.split_rows(rhs, blocks.diagonal_blocks(self), rows=not adjoint)
        return blocks.joined(self.solve(parts, adjoint=adjoint), -2)

    # ------------------------------------------------------------------ as numbers

    def _to_dense(self) -> Tensor:
        size = len(self._operators)
        rows = [[*row, *[None] * (size - len(row))] for row in self._operators]
        return blocks.dense(rows, blocks.diagonal_blocks(self), self.dtype)

    def _diag_part(self) -> Tensor:
        return blocks.joined([b.diag_part() for b in blocks.diagonal_blocks(self)], -1, inner=1)

    def _trace(self) -> Tensor:
        return reduce(lambda a, b: a + b, [b.trace() for b in blocks.diagonal_blocks(self)])

    def _determinant(self) -> Tensor:
        return reduce(lambda a, b: a * b, [b.determinant() for b in blocks.diagonal_blocks(self)])

    def _log_abs_determinant(self) -> Tensor:
        parts = [b.log_abs_determinant() for b in blocks.diagonal_blocks(self)]
        return reduce(lambda a, b: a + b, parts)

    def _eigvals(self) -> Tensor:
        if not all(b.is_self_adjoint for b in blocks.diagonal_blocks(self)):
            return super()._eigvals()
        return blocks.joined([b.eigvals() for b in blocks.diagonal_blocks(self)], -1, inner=1)

    def _assert_non_singular(self) -> Any:
        return blocks.together([b.assert_non_singular() for b in blocks.diagonal_blocks(self)])

    def _linop_inverse(self) -> LinearOperator:
        """Column by column: X_ii = A_ii^-1, X_ij = -A_ii^-1 sum_{j <= k < i} A_ik X_kj."""
        from pellucid.ops.linear_operator.composition import LinearOperatorComposition
        from pellucid.ops.linear_operator.full_matrix import LinearOperatorFullMatrix
        from pellucid.ops.linear_operator.scaled_identity import LinearOperatorScaledIdentity

        rows: list[list[Any]] = []
        for i, row in enumerate(self._operators):
            inverse = row[i].inverse()
            minus = LinearOperatorScaledIdentity(
                row[i].domain_dimension or row[i].domain_dimension_tensor(),
                -_one(self.dtype),
            )
            found: list[Any] = []
            for j in range(i):
                chains = [LinearOperatorComposition([row[k], rows[k][j]]) for k in range(j, i)]
                terms = chains[0] if len(chains) == 1 else LinearOperatorFullMatrix(
                    reduce(lambda a, b: a + b, [c.to_dense() for c in chains])
                )  # fmt: skip
                found.append(LinearOperatorComposition([minus, inverse, terms]))
            rows.append([*found, inverse])
        return LinearOperatorBlockLowerTriangular(rows, is_non_singular=self.is_non_singular)


def _one(dtype: Any) -> Tensor:
    from pellucid.ops.creation import ones

    return ones([], dtype)


def _check_blocks(rows: list[list[LinearOperator]]) -> None:
    """ValueError unless the rows form a triangle of blocks whose sizes fit."""
    for i, row in enumerate(rows):
        if len(row) != i + 1:
            raise ValueError(
                f"{_WHERE}: Argument `operators[{i}]` must contain `{i + 1}` blocks. Received: "
                f"{len(row)} blocks."
            )
        if row[i].is_square is False:
            raise ValueError(
                f"{_WHERE}: Matrices on the diagonal (the final elements of each row-partition in "
                f"the `operators` list) must be square. `operators[{i}][{i}]` has shape "
                f"{row[i].shape}."
            )
        for j, block in enumerate(row):
            columns, wanted = block.domain_dimension, rows[j][j].domain_dimension
            if None not in (columns, wanted) and columns != wanted:
                raise ValueError(
                    f"{_WHERE}: Argument `operators[{i}][{j}].domain_dimension` ({columns}) must "
                    f"be the same as `operators[{j}][{j}].domain_dimension` ({wanted})."
                )
            taken, height = block.range_dimension, row[i].range_dimension
            if None not in (taken, height) and taken != height:
                raise ValueError(
                    f"{_WHERE}: Argument `operators[{i}][{j}].range_dimension` ({taken}) must be "
                    f"the same as `operators[{i}][{i}].range_dimension` ({height})."
                )
