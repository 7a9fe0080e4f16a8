"""What operators are made of: tensors or variables, checked; and batches brought to one shape.

as_parameter as_argument                 a tensor, or the variable itself
as_size, as_batch                        numbers of rows, batch shapes: static where possible
check_dtype, check_rank, check_hint      the constructors' refusals
matrix_solve, cholesky_solve                           of matrices whose batch dimensions broadcast
batch_of, with_batch, common_batch       batch shapes as vectors
"""

from __future__ import annotations

from typing import Any

from pellucid.core.dtypes import as_dtype, int32
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import TensorShape, broadcast_shapes
from pellucid.core.tensor import Tensor
from pellucid.graph.static import partial_value, static_value
from pellucid.ops import decomposition
from pellucid.ops.array import shape
from pellucid.ops.broadcasting import (
    as_tensor,
    broadcast_dynamic_shape,
    broadcast_to,
    shape_vector,
)
from pellucid.ops.casting import cast
from pellucid.ops.joining import concat
from pellucid.ops.variables import Variable


def as_parameter(value: Any, dtype: Any = None) -> Any:
    """`value` as a tensor; a variable stays itself, so that later assignments are seen.

    Python numbers become `dtype` if one is given.
    """
    if isinstance(value, Variable):
        return value
    return as_tensor(value) if dtype is None else as_argument(value, as_dtype(dtype))


def as_argument(value: Any, dtype: Any) -> Tensor:
    """`value` as a tensor; Python numbers become `dtype`, arrays keep theirs."""
    return as_tensor(value, hint=None if hasattr(value, "dtype") else dtype)


def check_dtype(where: str, value: Any, allowed: Any) -> None:
    """TypeError unless the dtype is one of `allowed`."""
    dtype = as_dtype(value.dtype)
    if dtype not in allowed:
        names = sorted(d.name for d in allowed)
        raise TypeError(explain(where, f"must have dtype in {names}", received=describe(value)))


def check_rank(where: str, value: Any, least: int) -> None:
    """ValueError if the rank is known and below `least`."""
    rank = value.shape.rank
    if rank is not None and rank < least:
        raise ValueError(
            explain(where, f"must have at least {least} dimension{'s' * (least > 1)}",
                    received=describe(value))
        )  # fmt: skip


def check_hint(where: str, given: bool | None, always: bool, statement: str) -> bool:
    """The value `always`, which a hint may repeat but not deny."""
    if given is not None and bool(given) is not always:
        raise ValueError(explain(where, statement, expected=f"{always} or None", received=given))
    return always


def as_size(where: str, value: Any) -> Any:
    """A number of rows or columns: an int where it is known, else an integer scalar tensor."""
    tensor = as_tensor(value)
    if not tensor.dtype.is_integer:
        raise TypeError(explain(where, "must be integer type", received=describe(tensor)))
    if tensor.shape.rank not in (None, 0):
        raise ValueError(explain(where, "must be a 0-D Tensor", received=describe(value)))
    known = static_value(tensor)
    if known is None:
        return tensor
    if known < 0:
        raise ValueError(explain(where, "must be non-negative", received=int(known)))
    return int(known)


def as_batch(where: str, value: Any) -> Any:
    """A batch shape: a TensorShape where it is known, else an integer vector; None is none."""
    if value is None:
        return TensorShape([])
    if isinstance(value, TensorShape) and value.is_fully_defined():
        return value
    tensor = as_tensor(shape_vector(value))
    if not tensor.dtype.is_integer and 0 not in (tensor.dims or ()):
        raise TypeError(explain(where, "must be integer type", received=describe(tensor)))
    if tensor.shape.rank not in (None, 1):
        raise ValueError(explain(where, "must be a 1-D Tensor", received=describe(value)))
    known = static_value(tensor)
    if known is None:
        return tensor
    if (known < 0).any():
        raise ValueError(explain(where, "must be non-negative", received=known.tolist()))
    return TensorShape(known.astype(int).tolist())


# ---------------------------------------------------------------- batches


def batch_of(x: Tensor, inner: int = 2) -> Any:
    """The batch shape of `x` (all but the last `inner` dimensions) as a vector."""
    return shape(x)[:-inner] if None in (x.dims or (None,)) else list(x.dims)[:-inner]


def common_batch(*parts: Any) -> Any:
    """The vector of the batch shape that all `parts` (vectors or lists) broadcast to."""
    found = parts[0]
    for part in parts[1:]:
        if isinstance(found, list) and isinstance(part, list):
            found = list(broadcast_shapes(tuple(found), tuple(part)) or ())
        else:
            found = broadcast_dynamic_shape(found, part)
    return found


def with_batch(x: Tensor, batch: Any, inner: int = 2) -> Tensor:
    """`x` broadcast to the batch shape `batch`, its last `inner` dimensions kept."""
    own = batch_of(x, inner)
    if isinstance(own, list) and isinstance(batch, list):
        return x if own == batch else broadcast_to(x, [*batch, *x.dims[-inner:]])
    return broadcast_to(x, concat([batch, shape(x)[-inner:]], 0))


def same_batch(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Two batches of matrices, broadcast to their common batch shape."""
    batch = common_batch(batch_of(a), batch_of(b))
    return with_batch(a, batch), with_batch(b, batch)


def matrix_solve(a: Tensor, b: Tensor, adjoint: bool = False) -> Tensor:
    """`tf.linalg.solve` with batch dimensions that broadcast."""
    return decomposition.solve(*same_batch(a, b), adjoint=adjoint)


def cholesky_solve(factor: Tensor, b: Tensor) -> Tensor:
    """`tf.linalg.cholesky_solve` with batch dimensions that broadcast."""
    return decomposition.cholesky_solve(*same_batch(factor, b))


def static_batch(*shapes: TensorShape) -> TensorShape:
    """What is known of the shape that batch shapes broadcast to."""
    found = TensorShape([])
    for one in shapes:
        found = TensorShape(broadcast_shapes(found.as_tuple, one.as_tuple))
    return found


def known_shape(batch: Any, rows: Any, columns: Any) -> TensorShape:
    """The static shape of matrices, from sizes that may be tensors."""
    sizes = [size if isinstance(size, int) else None for size in (rows, columns)]
    leading = batch if isinstance(batch, TensorShape) else TensorShape(partial_value(batch))
    return leading.concatenate(sizes)


def shape_at_run_time(batch: Any, rows: Any, columns: Any) -> Tensor:
    """The shape of matrices as an int32 vector, from sizes that may be tensors."""
    leading = batch.as_list() if isinstance(batch, TensorShape) else batch
    parts = [as_tensor(p, hint=int32) for p in (leading, [rows, columns])]
    return concat([cast(p, int32) for p in parts], 0)


def operator_list(where: str, operators: Any) -> list[Any]:
    """A list of at least one operator, all of one dtype.

    Raises:
        TypeError: it is no list, something in it is no operator, or the dtypes differ.
        ValueError: it is empty.
    """
    if not isinstance(operators, list | tuple):
        raise TypeError(explain(f"{where} [operators]", "Expected a list of operators",
                                received=describe(operators)))  # fmt: skip
    if not operators:
        raise ValueError(explain(f"{where} [operators]", "must be a list of >=1 operators",
                                 received=operators))  # fmt: skip
    for operator in operators:
        if not hasattr(operator, "add_to_tensor"):
            raise TypeError(
                explain(f"{where} [operators]", "not a linear operator",
                        received=describe(operator), fix="tf.linalg.LinearOperatorFullMatrix(x)")
            )  # fmt: skip
    check_one_dtype(where, operators)
    return list(operators)


def check_one_dtype(where: str, operators: Any) -> None:
    """TypeError unless all operators have one dtype."""
    if len({operator.dtype for operator in operators}) > 1:
        found = ", ".join(f"{o.name}: {o.dtype.name}" for o in operators)
        raise TypeError(
            explain(where, "Expected all operators to have the same dtype", received=found)
        )


_PROPERTIES = ("non-singular", "self-adjoint", "positive-definite", "square")


def inherit_hints(operator: Any, what: str, *hints: bool | None) -> dict[str, Any]:
    """The four hints of the adjoint or inverse of an operator, taken from it where None."""
    names = ("is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square")
    found = {}
    for name, words, hint in zip(names, _PROPERTIES, hints, strict=True):
        own = getattr(operator, name)
        if None not in (hint, own) and bool(hint) is not own:
            raise ValueError(
                f"tf.linalg.LinearOperator [{name}]: An operator is {words} if and only if its "
                f"{what} is {words}."
            )
        found[name] = own if hint is None else hint
    return found
