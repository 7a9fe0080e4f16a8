"""What the ops of `tf` and `tf.linalg` make of linear operators, and indexing into batches.

The dispatcher asks an operator among an op's inputs (`LinearOperator.__op_call__`), which asks
`call`. Ops that have a counterpart among the operator's methods use it; all others want numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pellucid.core.errors import explain
from pellucid.graph.static import static_value
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.linear_operator.parameters import as_argument, with_batch
from pellucid.ops.linear_operator.spec import LinearOperatorSpec, argument
from pellucid.ops.matmul import adjoint as adjoint_of

if TYPE_CHECKING:
    from pellucid.ops.linear_operator.linear_operator import LinearOperator


def call(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """Run `op` on inputs of which some are linear operators."""
    method = METHODS.get(op.name)
    found = None if method is None else method(inputs, attrs)
    if found is None:
        raise ValueError(
            explain(f"tf.{op.name}", "the operation does not accept linear operators",
                    fix="operator.to_dense()")
        )  # fmt: skip
    return found


def product_from_left(left: Any, operator: LinearOperator, **adjoints: bool) -> Any:
    """X A, as the adjoint of A^H X^H: the operator acts on columns."""
    adjoint, adjoint_arg = adjoints.get("adjoint", False), adjoints.get("adjoint_arg", False)
    left = as_argument(left, operator.dtype)
    turned = operator.matmul(left, adjoint=not adjoint, adjoint_arg=not adjoint_arg)
    return adjoint_of(turned)


def _product(inputs: Any, attrs: dict[str, Any]) -> Any:
    left, right = inputs
    turns = [
        bool(attrs.get(f"adj_{batch}") or attrs.get(f"transpose_{plain}"))
        for batch, plain in (("x", "a"), ("y", "b"))
    ]
    if hasattr(type(left), "add_to_tensor"):
        return left.matmul(right, adjoint=turns[0], adjoint_arg=turns[1])
    return product_from_left(left, right, adjoint=turns[1], adjoint_arg=turns[0])


def _solution(inputs: Any, attrs: dict[str, Any]) -> Any:
    left, right = inputs
    if not hasattr(type(left), "add_to_tensor"):
        return None
    return left.solve(right, adjoint=attrs.get("adjoint", False))


def _main_diagonal(inputs: Any, attrs: dict[str, Any]) -> Any:
    k = inputs[1]
    return inputs[0].diag_part() if all(v == 0 for v in _integers(k)) else None


def _turned(inputs: Any, attrs: dict[str, Any]) -> Any:
    """The transpose of the last two axes of a real operator, and the adjoint of any."""
    operator, perm = inputs
    order = _integers(perm)
    rank = len(order)
    swaps = order == [*range(rank - 2), rank - 1, rank - 2]
    return operator.adjoint() if swaps else None


def _transposed(inputs: Any, attrs: dict[str, Any]) -> Any:
    return None if inputs[0].dtype.is_complex else _turned(inputs, attrs)


def _integers(value: Any) -> list[int]:
    known = static_value(as_tensor(value))
    return [] if known is None else known.reshape(-1).tolist()


METHODS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    **dict.fromkeys(("MatMul", "BatchMatMul", "BatchMatMulV2"), _product),
    "MatrixSolve": _solution,
    "MatrixDiagPartV3": _main_diagonal,
    "ConjugateTranspose": _turned,
    "Transpose": _transposed,
    "MatrixInverse": lambda i, attrs: (
        i[0].adjoint().inverse() if attrs.get("adjoint") else i[0].inverse()
    ),
    "MatrixDeterminant": lambda i, attrs: i[0].determinant(),
    "Cholesky": lambda i, attrs: i[0].cholesky(),
}


def part(operator: LinearOperator, index: Any) -> LinearOperator:
    """The operator of some elements of a batch: `operator[0]`, `operator[..., tf.newaxis]`.

    Raises:
        ValueError: the operator is not made of tensors alone, or the index reaches beyond the
            batch dimensions.
    """
    index = index if isinstance(index, tuple) else (index,)
    if not operator._COMPONENTS:
        raise ValueError(
            explain(f"{operator.name}[...]", "such operators cannot be indexed",
                    fix="operator.to_dense()[...]")
        )  # fmt: skip
    if not any(i is Ellipsis for i in index):
        index = (*index, Ellipsis)
    batch: Any = operator.batch_shape.as_tuple
    if batch is None or None in batch:
        batch = operator.batch_shape_tensor()
    else:
        batch = list(batch)
    components = {
        name: _within_batch(argument(operator, name), index, batch, inner)
        for name, inner in operator._COMPONENTS.items()
    }
    given = {name: value for name, value in components.items() if value is not None}
    return type(operator)(**given, **LinearOperatorSpec.from_operator(operator)._others)


def _within_batch(value: Any, index: Any, batch: Any, inner: int) -> Any:
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return [_within_batch(v, index, batch, inner) for v in value]
    if hasattr(type(value), "add_to_tensor"):
        return part(value, index)
    everything = (slice(None),) * inner
    return with_batch(as_tensor(value), batch, inner)[(*index, *everything)]
