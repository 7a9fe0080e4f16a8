"""Element-wise ops on ragged tensors: on their innermost values, after broadcasting.

    elementwise          what the dispatcher does with an op that works on each element by itself
    map_flat_values      `tf.ragged.map_flat_values`: any function of the innermost values
    align                several tensors with the same rows, broadcast to each other

A dimension is repeated where its size is known to be 1, as in NumPy. Ragged dimensions must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import nest
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.tensor import Tensor
from pellucid.graph.static import static_value
from pellucid.ops.array import expand_dims
from pellucid.ops.assertion import Assert
from pellucid.ops.casting import cast
from pellucid.ops.comparison import equal, logical_or, not_equal
from pellucid.ops.creation import range as range_, zeros
from pellucid.ops.gather import gather
from pellucid.ops.ragged_tensor import RaggedTensor, rows_of
from pellucid.ops.reduction import reduce_all
from pellucid.ops.row_partition import RowPartition


def elementwise(op: Any, inputs: Any, attrs: dict[str, Any], name: str | None) -> Any:
    """Run `op` on the innermost values of all inputs."""
    # A Python list is several tensors only where the op takes several; elsewhere it is one.
    listed = [arg.is_list for arg in op.schema.inputs]
    pairs = list(zip(inputs, listed, strict=True))
    rows, aligned = align([v for i, several in pairs for v in (i if several else [i])])
    values = iter(aligned)
    regrouped = [[next(values) for _ in i] if several else next(values) for i, several in pairs]
    result = op(*regrouped, name=name, **attrs)
    return [rows(r) for r in result] if isinstance(result, list) else rows(result)


def align(inputs: list[Any]) -> tuple[Callable[[Any], Any], list[Any]]:
    """Innermost values that stand for the same elements, and how to cut them into rows again."""
    ragged = [i for i in inputs if isinstance(i, RaggedTensor)]
    first = ragged[0]
    inner = (first.flat_values.shape.rank or 1) - 1
    values = [i if isinstance(i, RaggedTensor) else _dense(i, first) for i in inputs]
    small = all(
        isinstance(v, RaggedTensor) or (v.shape.rank is not None and v.shape.rank <= inner)
        for v in values
    )
    if small and all(_same_rows(first, r) for r in ragged[1:]):
        flats = [v.flat_values if isinstance(v, RaggedTensor) else v for v in values]
        return first.with_flat_values, flats
    partitions, flats = broadcast(values)

    def rows(flat: Any) -> Any:
        for partition in reversed(partitions):
            flat = RaggedTensor(flat, partition, internal=True)
        return flat

    return rows, flats


def _dense(value: Any, like: RaggedTensor) -> Tensor:
    if isinstance(value, Tensor):
        return value
    return convert(value, hint=like.dtype)


def _same_rows(a: RaggedTensor, b: RaggedTensor) -> bool:
    """Whether both are known to have the same rows."""
    if a.ragged_rank != b.ragged_rank or a.flat_values.shape.rank != b.flat_values.shape.rank:
        return False
    return all(
        x is y or _known_equal(x, y)
        for x, y in zip(a.nested_row_splits, b.nested_row_splits, strict=True)
    )


def _known_equal(x: Tensor, y: Tensor) -> bool:
    if x.dims != y.dims:
        return False
    ours, theirs = static_value(x), static_value(y)
    return ours is not None and theirs is not None and ours.tolist() == theirs.tolist()


# ---------------------------------------------------------------- broadcasting


def broadcast(inputs: list[Any]) -> tuple[list[RowPartition], list[Any]]:
    """The row partitions to which ragged and dense tensors broadcast, and their values there."""
    ranks = [i.shape.rank for i in inputs]
    if None in ranks:
        shapes = ", ".join(str(i.shape) for i in inputs)
        problem = "unable to broadcast a ragged tensor of unknown rank"
        raise ValueError(explain("tf.RaggedTensor", problem, received=shapes))
    rank = max(ranks)
    depth = max(
        rank - r + i.ragged_rank
        for r, i in zip(ranks, inputs, strict=True)
        if isinstance(i, RaggedTensor)
    )
    index = next(i for i in inputs if isinstance(i, RaggedTensor)).row_splits.dtype
    layers = [_as_ragged(i, rank, depth, index) for i in inputs]
    # For each input, which of its rows stands at each row of the result; None: its own, in order.
    chosen: list[Tensor | None] = _outermost(layers)
    partitions: list[RowPartition] = []
    for _ in range(depth):
        partition, chosen = _next_level(layers, chosen)
        partitions.append(partition)
        layers = [layer.values for layer in layers]
    flats = [v if c is None else gather(v, c) for v, c in zip(layers, chosen, strict=True)]
    return partitions, flats


def _as_ragged(value: Any, rank: int, depth: int, index: Any) -> RaggedTensor:
    """`value` with leading dimensions of size 1 up to `rank`, ragged in the first `depth`."""
    while value.shape.rank < rank:
        value = (
            RaggedTensor.from_uniform_row_length(value, rows_of(value), nrows=1)
            if isinstance(value, RaggedTensor)
            else expand_dims(value, 0)
        )
    if not isinstance(value, RaggedTensor):
        return RaggedTensor.from_tensor(value, ragged_rank=depth, row_splits_dtype=index)
    value = value.with_row_splits_dtype(index)
    missing = depth - value.ragged_rank
    if not missing:
        return value
    flat = RaggedTensor.from_tensor(value.flat_values, ragged_rank=missing, row_splits_dtype=index)
    return value.with_flat_values(flat)


def _outermost(layers: list[RaggedTensor]) -> list[Tensor | None]:
    counts = [layer.shape[0] for layer in layers]
    known = {n for n in counts if n not in (1, None)}
    if not known and None not in counts:
        return [None] * len(layers)
    wide = layers[counts.index(next(iter(known)) if known else None)]
    if len(known) > 1:
        problem = "Unable to broadcast: sizes differ in dimension 0"
        text = explain("tf.RaggedTensor", problem, expected="one size, or 1", received=counts)
        raise InvalidArgumentError(None, None, text)
    rows = wide.nrows()
    chosen: list[Tensor | None] = []
    for layer, n in zip(layers, counts, strict=True):
        if n == 1:
            chosen.append(zeros([rows], rows.dtype))
        elif n is None and layer is not wide:  # only running tells whether it has one row
            chosen.append(range_(rows) * _unless_one(layer.nrows()))
        else:
            chosen.append(None)
    return chosen


def _unless_one(size: Tensor) -> Tensor:
    """0 where `size` is 1, else 1: the step through what is or is not repeated."""
    return cast(not_equal(size, 1), size.dtype)


def _next_level(
    layers: list[RaggedTensor], chosen: list[Tensor | None]
) -> tuple[RowPartition, list[Tensor | None]]:
    """The row partition of the result one dimension further in, and the rows chosen there."""
    single = [layer._row_partition.static_uniform_row_length == 1 for layer in layers]
    ragged = [layer._row_partition.uniform_row_length() is None for layer in layers]
    leader = ragged.index(True) if True in ragged else single.index(False) if False in single else 0
    lead, at = layers[leader]._row_partition, chosen[leader]
    if at is not None:
        uniform = lead.uniform_row_length()
        lead = (
            RowPartition.from_row_lengths(gather(lead.row_lengths(), at), validate=False)
            if uniform is None
            else RowPartition.from_uniform_row_length(uniform, nrows=rows_of(at, at.dtype))
        )
        lead = lead.for_values(lead.row_splits()[-1])
    found: list[Tensor | None] = []
    for layer, own, one in zip(layers, chosen, single, strict=True):
        if one and False in single:
            found.append(gather(_or_all(own, lead), lead.value_rowids()))
            continue
        partition = layer._row_partition
        uniform = partition.uniform_row_length()
        if partition is not lead and uniform is not None and static_value(uniform) is None:
            found.append(_stretched(partition, uniform, _or_all(own, lead), lead))
            continue
        if partition is not lead:
            lengths = partition.row_lengths()
            _check_lengths(lengths if own is None else gather(lengths, own), lead.row_lengths())
        if own is None:
            found.append(None)
        else:
            starts = gather(partition.row_starts(), own)
            found.append(gather(starts, lead.value_rowids()) + lead.offsets_in_rows())
    return lead, found


def _stretched(partition: RowPartition, uniform: Tensor, own: Tensor, lead: RowPartition) -> Tensor:
    """The rows chosen in a dimension of which only running tells whether its size is 1."""
    step = _unless_one(uniform)
    fits = logical_or(equal(uniform, 1), reduce_all(equal(uniform, lead.row_lengths())))
    Assert(fits, ["ragged dimensions differ", uniform, lead.row_lengths()])
    starts = gather(partition.row_starts(), own)
    return gather(starts, lead.value_rowids()) + step * lead.offsets_in_rows()


def _or_all(own: Tensor | None, lead: RowPartition) -> Tensor:
    return range_(lead.nrows()) if own is None else own


def _check_lengths(ours: Tensor, theirs: Tensor) -> None:
    a, b = static_value(ours), static_value(theirs)
    if a is None or b is None:
        Assert(reduce_all(equal(ours, theirs)), ["ragged dimensions differ", ours, theirs])
    elif a.tolist() != b.tolist():
        text = explain(
            "tf.RaggedTensor", "Unable to broadcast: ragged dimensions differ",
            expected=f"row lengths {b.tolist()}", received=a.tolist(),
        )  # fmt: skip
        raise InvalidArgumentError(None, None, text)


# ---------------------------------------------------------------- any function


def map_flat_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`op` of the innermost values of ragged arguments, cut into the same rows.

    Args:
        op: a function; what it returns has as many rows as the innermost values.
        *args, **kwargs: its arguments. All ragged ones must have the same rows.

    Returns: a RaggedTensor; without ragged arguments what `op` returns.

    Raises:
        ValueError: the result has another number of rows, or rows of arguments differ.

    Example:
        >>> tf.ragged.map_flat_values(tf.square, tf.ragged.constant([[1], [2, 3]]))
        <tf.RaggedTensor [[1], [4, 9]]>
    """
    ragged = [v for v in nest.flatten((args, kwargs)) if isinstance(v, RaggedTensor)]
    if not ragged:
        return op(*args, **kwargs)
    first = ragged[0]
    for other in ragged[1:]:
        _check_rows(first, other)

    def flat(value: Any) -> Any:
        return value.flat_values if isinstance(value, RaggedTensor) else value

    inner_args, inner_kwargs = nest.map_structure(flat, (args, kwargs))
    result = op(*inner_args, **inner_kwargs)
    if not isinstance(result, RaggedTensor):
        result = convert(result)
    wanted = first.flat_values.shape[0]
    if result.shape.rank == 0 or (result.shape[0] not in (None, wanted) and wanted is not None):
        raise ValueError(
            explain(
                "tf.ragged.map_flat_values [op]",
                "its output does not have as many rows as the flat_values of the inputs",
                expected=f"{wanted} rows",
                received=describe(result),
            )
        )
    return first.with_flat_values(result)


def _check_rows(a: RaggedTensor, b: RaggedTensor) -> None:
    if _same_rows(a, b):
        return
    if a.ragged_rank != b.ragged_rank:
        problem = "arguments differ in their ragged ranks"
        where, ranks = "tf.ragged.map_flat_values [args]", (a.ragged_rank, b.ragged_rank)
        raise ValueError(explain(where, problem, expected=ranks[0], received=ranks[1]))
    for x, y in zip(a.nested_row_splits, b.nested_row_splits, strict=True):
        ours, theirs = static_value(x), static_value(y)
        if ours is None or theirs is None:
            Assert(reduce_all(equal(x, y)), ["ragged arguments have different rows", x, y])
        elif ours.tolist() != theirs.tolist():
            text = explain("tf.ragged.map_flat_values [args]", "row splits differ",
                           expected=ours.tolist(), received=theirs.tolist())  # fmt: skip
            if ours[-1] != theirs[-1]:
                raise ValueError(text)
            raise InvalidArgumentError(None, None, text)
