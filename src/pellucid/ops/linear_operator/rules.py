"""Which class the product or the quotient of two operators has.

Structure is kept where there is an easy way: identities vanish, zeros stay, diagonals and circulant
operators multiply element by element, blocks with blocks of the same sizes. Anything else is a
`LinearOperatorComposition`, which applies one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.casting import cast
from pellucid.ops.creation import ones

if TYPE_CHECKING:
    from pellucid.ops.linear_operator.linear_operator import LinearOperator


def fitting_pair(
    left: LinearOperator, right: LinearOperator, adjoint: bool, adjoint_arg: bool
) -> tuple[LinearOperator, LinearOperator]:
    """Both operators, adjoint as told, whose sizes fit."""
    left = left.adjoint() if adjoint else left
    right = right.adjoint() if adjoint_arg else right
    own, other = left.domain_dimension, right.range_dimension
    if own is not None and other is not None and own != other:
        raise ValueError(
            "tf.linalg.LinearOperator: Operators are incompatible. Expected `x` to have dimension "
            f"{own} but got {other}."
        )
    return left, right


def product(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """A B as an operator, for operators whose sizes fit."""
    from pellucid.ops.linear_operator.composition import LinearOperatorComposition

    found = _of_zeros(left, right) or _of_identities(left, right) or _structured(
        left, right, divide=False
    )  # fmt: skip
    if found is not None:
        return found
    hints = product_hints(left, right, commuting=False)
    return LinearOperatorComposition([left, right], **hints)


def quotient(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """A^-1 B as an operator, for operators whose sizes fit."""
    from pellucid.ops.linear_operator.composition import LinearOperatorComposition
    from pellucid.ops.linear_operator.identity import LinearOperatorIdentity
    from pellucid.ops.linear_operator.inversion import LinearOperatorInversion

    if isinstance(left, LinearOperatorInversion):
        return product(left.operator, right)
    if isinstance(left, LinearOperatorIdentity):
        return right
    if isinstance(right, LinearOperatorIdentity):
        return left.inverse()
    found = _structured(left, right, divide=True)
    if found is not None:
        return found
    hints = product_hints(left, right, commuting=False)
    return LinearOperatorComposition([LinearOperatorInversion(left), right], **hints)


def product_hints(left: LinearOperator, right: LinearOperator, commuting: bool) -> dict[str, Any]:
    """What is known of A B (and of A^-1 B); more if the two commute."""
    singular = False in (left.is_non_singular, right.is_non_singular)
    regular = bool(left.is_non_singular and right.is_non_singular)
    hints: dict[str, Any] = {
        "is_non_singular": False if singular else (regular or None),
        "is_self_adjoint": None,
        "is_positive_definite": None,
        "is_square": bool(left.is_square and right.is_square) or None,
    }
    if commuting and left.is_self_adjoint and right.is_self_adjoint:
        hints["is_self_adjoint"] = True
        if left.is_positive_definite and right.is_positive_definite:
            hints["is_positive_definite"] = True
    return hints


def is_adjoint_pair(left: LinearOperator, right: LinearOperator) -> bool:
    """Whether one is known to be the adjoint of the other."""
    from pellucid.ops.linear_operator.adjoint import LinearOperatorAdjoint

    if left is right:
        return bool(left.is_self_adjoint)
    return (isinstance(left, LinearOperatorAdjoint) and left.operator is right) or (
        isinstance(right, LinearOperatorAdjoint) and right.operator is left
    )


def _of_zeros(left: LinearOperator, right: LinearOperator) -> LinearOperator | None:
    from pellucid.ops.linear_operator.zeros import LinearOperatorZeros

    for operator in (left, right):
        if isinstance(operator, LinearOperatorZeros):
            if left.is_square is False or right.is_square is False:
                raise ValueError(
                    "tf.linalg.LinearOperatorZeros: Matmul with non-square `LinearOperator`s or "
                    "non-square `LinearOperatorZeros` not supported at this time."
                )
            return operator
    return None


def _of_identities(left: LinearOperator, right: LinearOperator) -> LinearOperator | None:
    from pellucid.ops.linear_operator.identity import LinearOperatorIdentity

    if isinstance(left, LinearOperatorIdentity):
        return right
    return left if isinstance(right, LinearOperatorIdentity) else None


def _structured(left: LinearOperator, right: LinearOperator, divide: bool) -> LinearOperator | None:
    """A B, or A^-1 B, for two classes whose structure survives; None for all others."""
    for rule in (_of_scalings, _of_triangles, _of_circulants, _of_blocks):
        found = rule(left, right, divide)
        if found is not None:
            return found
    return None


def _of_scalings(
    left: LinearOperator, right: LinearOperator, divide: bool
) -> LinearOperator | None:
    from pellucid.ops.linear_operator.diag import LinearOperatorDiag
    from pellucid.ops.linear_operator.scaled_identity import LinearOperatorScaledIdentity

    factors = [_entries(operator) for operator in (left, right)]
    if factors[0] is None or factors[1] is None:
        return None
    hints = product_hints(left, right, commuting=True)
    values = factors[1] / factors[0] if divide else factors[0] * factors[1]
    if isinstance(left, LinearOperatorDiag) or isinstance(right, LinearOperatorDiag):
        return LinearOperatorDiag(values, **hints)
    rows = left.domain_dimension
    rows = left.domain_dimension_tensor() if rows is None else rows
    return LinearOperatorScaledIdentity(rows, values[..., 0], **hints)


def _entries(operator: LinearOperator) -> Any:
    """The diagonal of a diagonal or scaled identity operator, of a shape that broadcasts."""
    from pellucid.ops.linear_operator.diag import LinearOperatorDiag
    from pellucid.ops.linear_operator.scaled_identity import LinearOperatorScaledIdentity

    if isinstance(operator, LinearOperatorDiag):
        return as_tensor(operator.diag)
    if isinstance(operator, LinearOperatorScaledIdentity):
        return as_tensor(operator.multiplier)[..., None] * ones([1], operator.dtype)
    return None


def _of_triangles(
    left: LinearOperator, right: LinearOperator, divide: bool
) -> LinearOperator | None:
    """A diagonal operator scales the rows or the columns of a triangle."""
    from pellucid.ops.linear_operator.diag import LinearOperatorDiag
    from pellucid.ops.linear_operator.lower_triangular import LinearOperatorLowerTriangular

    hints = product_hints(left, right, commuting=False)
    if isinstance(left, LinearOperatorDiag) and isinstance(right, LinearOperatorLowerTriangular):
        rows = as_tensor(left.diag)[..., None]
        dense = right.to_dense()
        return LinearOperatorLowerTriangular(dense / rows if divide else rows * dense, **hints)
    if divide or not isinstance(left, LinearOperatorLowerTriangular):
        return None
    if isinstance(right, LinearOperatorDiag):
        columns = as_tensor(right.diag)[..., None, :]
        return LinearOperatorLowerTriangular(left.to_dense() * columns, **hints)
    return None


def _of_circulants(
    left: LinearOperator, right: LinearOperator, divide: bool
) -> LinearOperator | None:
    """Circulant operators share their eigenvectors, so spectra multiply."""
    from pellucid.ops.linear_operator.circulant import BaseCirculant

    if not isinstance(left, BaseCirculant) or type(left) is not type(right):
        return None
    assert isinstance(right, BaseCirculant)
    a, b = as_tensor(left.spectrum), as_tensor(right.spectrum)
    if a.dtype is not b.dtype:
        wider = a.dtype if a.dtype.is_complex else b.dtype
        a, b = cast(a, wider), cast(b, wider)
    return type(left)(
        b / a if divide else a * b, input_output_dtype=left.dtype,
        **product_hints(left, right, commuting=True),
    )  # fmt: skip


def _of_blocks(left: LinearOperator, right: LinearOperator, divide: bool) -> LinearOperator | None:
    from pellucid.ops.linear_operator.block_diag import LinearOperatorBlockDiag

    if not isinstance(left, LinearOperatorBlockDiag):
        return None
    if not isinstance(right, LinearOperatorBlockDiag):
        return None
    if len(left.operators) != len(right.operators):
        return None
    for a, b in zip(left.operators, right.operators, strict=True):
        own, other = a.domain_dimension, b.range_dimension
        if own is not None and other is not None and own != other:
            raise ValueError(
                "tf.linalg.LinearOperatorBlockDiag: Blocks are incompatible. Expected `x` to have "
                f"dimension {own} but got {other}."
            )
    pairs = zip(left.operators, right.operators, strict=True)
    blocks = [quotient(a, b) if divide else product(a, b) for a, b in pairs]
    return LinearOperatorBlockDiag(blocks, **product_hints(left, right, commuting=False))
