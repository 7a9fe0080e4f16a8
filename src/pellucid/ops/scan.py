"""One step for each row of some tensors, as one op: what `tf.scan` is in a graph.

    scan_rows        the last carry and the outputs of all steps
    Scan             the op; XLA compiles it to a loop that visits the rows in place

Unlike a `While` it knows which tensors it goes through row by row, so that neither it nor its
derivative moves more than one row in a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.names import name_scope
from pellucid.core.registry import OPS
from pellucid.core.shapes import generalize_shapes, is_compatible
from pellucid.core.tensor import Tensor
from pellucid.graph.expansion import EXPANSIONS, replay
from pellucid.graph.graph import FuncGraph
from pellucid.graph.shape_rules import Call
from pellucid.ops import hidden_state
from pellucid.ops.array import shape as shape_of
from pellucid.ops.constants import constant
from pellucid.ops.gather import gather
from pellucid.ops.loops import while_loop
from pellucid.ops.subgraphs import share_captures, trace_branch, written_cells
from pellucid.ops.tensor_array import TensorArray
from pellucid.runtime.dispatch import op

# What is worth more to keep for the derivative than to compute again.
_DEAR = frozenset({"MatMul", "BatchMatMulV2", "Conv2D", "Conv3D", "DepthwiseConv2dNative"})

# The outputs are the last carry, the body's other outputs stacked (the last `kept` of them are for
# the derivative), then the carry before each step stacked; `before` is the hidden state before each
# step stacked, then the variables before the first. XLA leaves out what nobody uses.
Scan = op(
    "PellucidScan",
    "carry: Tcarry..., rows: Trows..., captured: Tcaptured... "
    "-> output: Tout..., before: Tbefore...",
    body=FuncGraph, reverse=False, kept=0, Tout=list, Tbefore=[], generators=[], variables=[],
    assigned=[], stateful=True, calls_graphs=True,
)  # fmt: skip


@Scan.infer
def _(call: Call) -> list[Any]:
    size, body = len(call.attrs["Tcarry"]), call.attrs["body"]
    rows = call.inputs[size : size + len(call.attrs["Trows"])]
    known = [t.dims[0] for t in rows if t.dims is not None and t.dims[0] is not None]
    count = known[0] if known else None

    def stacked(dims: Any) -> Any:
        return None if dims is None else (count, *dims)

    carry = [t.dims for t in body.inputs[:size]]
    outputs = [t.dims for t in body.outputs[size:]]
    attrs = call.attrs
    hidden = hidden_state.shapes_before(call.inputs, attrs["generators"], attrs["assigned"])
    first = hidden_state.shapes_before(call.inputs, (), attrs["variables"])
    return [
        *carry, *map(stacked, outputs), *map(stacked, carry), *map(stacked, hidden), *first
    ]  # fmt: skip


@Scan.kernel("numpy")
def _(
    carry: list[Any], rows: list[Any], captured: list[Any], body: Any, reverse: bool,
    generators: list[Any], variables: list[int], assigned: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    count, size = len(rows[0]), len(carry)
    given = [*carry, *rows, *captured]

    def hidden() -> list[Any]:
        return hidden_state.values_before(body, given, generators, assigned)

    state, columns, start = list(carry), [], hidden()
    first = [given[i].value for i in variables]
    for i in range(count - 1, -1, -1) if reverse else range(count):
        before = [*state, *hidden()]
        result = body(*state, *[r[i] for r in rows], *captured)
        state = result[:size]
        columns.append([*result[size:], *before])
    if not count:  # the shapes are those of a step that is not counted
        zeros = [np.zeros(r.shape[1:], r.dtype) for r in rows]
        columns = [[*body(*state, *zeros, *captured)[size:], *state, *start]]
    stacks = [np.stack([np.asarray(v) for v in column]) for column in zip(*columns, strict=True)]
    if reverse:
        stacks = [s[::-1] for s in stacks]
    place = len(stacks) - len(start)
    outputs = [s[:count] for s in stacks]
    return [*state, *outputs[:place]], [*outputs[place:], *first]


@Scan.kernel("xla")
def _(
    jax: Any, carry: list[Any], rows: list[Any], captured: list[Any], body: Any, reverse: bool,
    generators: list[Any], variables: list[int], assigned: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    asarray = jax.numpy.asarray
    cells, size = written_cells([body], captured), len(carry)
    given = [*carry, *rows, *captured]
    known = [*map(body.generator, generators), *[given[i] for i in assigned]]
    first = [asarray(given[i].value) for i in variables]

    def step(loop: Any, row: Any) -> Any:
        state, held = loop
        fresh = {id(c): type(c)(v) for c, v in zip(cells, held, strict=True)}
        before = [*state, *[asarray(fresh[id(c)].value) for c in known]]
        given = [fresh.get(id(c), c) for c in captured]
        result = [asarray(v) for v in body(*state, *row, *given, cells=fresh)]
        after = [asarray(c.value) for c in fresh.values()]
        return (result[:size], after), (result[size:], before)

    start = ([asarray(v) for v in carry], [asarray(c.value) for c in cells])
    loop, (outputs, before) = jax.lax.scan(step, start, [asarray(r) for r in rows], reverse=reverse)
    for cell, value in zip(cells, loop[1], strict=True):
        cell.value = value
    return [*loop[0], *outputs, *before[:size]], [*before[size:], *first]


def _as_loop(node: Any, inputs: list[Any], used: list[bool]) -> list[Any]:
    """The `While` that does the same in TensorFlow; of the outputs only those that are used."""
    attrs, body = node.attrs, node.attrs["body"]
    size, wide = len(attrs["Tcarry"]), len(attrs["Trows"])
    carry, rows, captured = inputs[:size], inputs[size : size + wide], inputs[size + wide :]
    if attrs["Tbefore"]:
        raise ValueError(
            f"Graph.as_graph_def: node '{node.name}' ({node.type}) keeps random states for a "
            "derivative, which TensorFlow's ops cannot say."
        )
    count, stacked = shape_of(rows[0])[0], used[size:]

    def step(i: Any, values: list[Any], arrays: list[Any]) -> Any:
        place = count - 1 - i if attrs["reverse"] else i
        given = [*values, *[gather(r, place) for r in rows], *captured]
        after = replay(body, dict(zip(map(id, body.inputs), given, strict=True)))
        written = [*after[size:], *values]
        kept = [v for v, wanted in zip(written, stacked, strict=True) if wanted]
        pairs = zip(arrays, kept, strict=True)
        return i + 1, after[:size], [a.write(place, v) for a, v in pairs]

    elements = [*body.outputs[size:], *body.inputs[:size]]
    arrays = [
        TensorArray(t.dtype, count, element_shape=t.shape)
        for t, wanted in zip(elements, stacked, strict=True) if wanted
    ]  # fmt: skip
    start = (constant(0), list(carry), arrays)
    with name_scope(f"{node.name}/"):
        _, last, done = while_loop(lambda i, *_: i < count, step, start, maximum_iterations=count)
        found = iter([a.stack() for a in done])
    return [*last, *[next(found) if wanted else None for wanted in stacked]]


EXPANSIONS["PellucidScan"] = _as_loop


def scan_rows(
    step: Callable[[list[Any], list[Any]], tuple[Sequence[Any], Sequence[Any]]],
    carry: Sequence[Any],
    rows: Sequence[Any],
    *,
    reverse: bool = False,
) -> tuple[list[Any], list[Any]]:
    """Add a `Scan`: for each row in turn, `carry, outputs = step(carry, row)`.

    Args:
        step: takes the carry and a row, as lists of tensors.
        carry: the first values.
        rows: tensors whose first dimension is the number of steps, at least one tensor.
        reverse: from the last row to the first; the stacks stay in the order of the rows.

    Returns: the last carry; the outputs, stacked.

    Raises:
        TypeError: a step changes the dtype of a value.
    """
    size, shapes = len(carry), [t.dims for t in carry]
    below = [(r.dtype, None if r.dims is None else r.dims[1:]) for r in rows]

    def flat(*values: Any) -> list[Any]:
        after, outputs = step(list(values[:size]), list(values[size:]))
        return [*after, *outputs]

    graph: Any = None
    for _ in range(3):  # a shape that changes is traced again as unknown
        arguments = [*zip([t.dtype for t in carry], shapes, strict=True), *below]
        graph = trace_branch("scan_body", flat, arguments)
        for before, after in zip(carry, graph.outputs, strict=False):
            if before.dtype is not after.dtype:
                raise TypeError(
                    explain("tf.scan [fn]", "a step changes the dtype of a value",
                            expected=before.dtype.name, received=after.dtype.name, fix="tf.cast")
                )  # fmt: skip
            if not is_compatible(before.dims, after.dims):
                raise ValueError(
                    explain("tf.scan [fn]", "a step changes the shape of a value",
                            expected=before.shape, received=after.shape)
                )  # fmt: skip
        general = [
            generalize_shapes(dims, after.dims)
            for dims, after in zip(shapes, graph.outputs, strict=False)
        ]
        if general == shapes:
            break
        shapes = general
    count = len(graph.outputs) - size
    inner = {id(t) for t in graph.outputs}
    dear = [t for n in graph.nodes if n.type in _DEAR for t in n.outputs if id(t) not in inner]
    graph.outputs = [*graph.outputs, *dear]
    _transpose_outside(graph)
    captured = share_captures([graph])
    types = [t.dtype for t in graph.outputs]
    outputs = Scan(
        list(carry), list(rows), captured, body=graph, reverse=reverse, kept=len(dear),
        Tout=[*types, *types[:size]], name="scan",
        **hidden_state.attributes([graph], [*carry, *rows, *captured], stacked=True),
    ).output  # fmt: skip
    return outputs[:size], outputs[size : size + count]


def _transpose_outside(graph: FuncGraph) -> None:
    """Products with a transposed matrix from outside take a matrix that was transposed once."""
    outside = {id(inner): outer for outer, inner in graph.captured.values()}
    made: dict[int, Any] = {}
    for node in list(graph.nodes):
        if node.type != "MatMul" or not node.attrs["transpose_b"]:
            continue
        source = node.inputs[1]
        while source.op.type == "Identity":
            source = source.op.inputs[0]
        matrix = outside.get(id(source))
        if isinstance(matrix, Tensor):
            if id(source) not in made:
                made[id(source)] = graph.capture(OPS["Transpose"](matrix, [1, 0]))
            node.inputs = [node.inputs[0], made[id(source)]]
            node.attrs = {**node.attrs, "transpose_b": False}
