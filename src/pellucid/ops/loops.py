"""Loops on tensors, as Python in eager mode and as an op in graphs.

    while_loop         a body runs as long as a condition holds
    counted_loop       adds a `While` op that counts its iterations

Condition and body are traced into graphs of their own (`ops/subgraphs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.nest_paths import flatten_up_to
from pellucid.core.registry import OPS
from pellucid.core.shapes import dims_of, is_subshape
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph
from pellucid.graph.shape_rules import Call
from pellucid.ops import hidden_state
from pellucid.ops.subgraphs import boolean_scalar, share_captures, trace_branch, written_cells
from pellucid.runtime.dispatch import op

While = op(
    "While", "input: Tin... -> output: Tout..., before: Tbefore...",
    cond=FuncGraph, body=FuncGraph, Tout=list, bound=-1, Tbefore=[], generators=[], variables=[],
    assigned=[], stateful=True, calls_graphs=True,
)  # fmt: skip


@While.infer
def _(call: Call) -> list[Any]:
    kept = [t.dims for t in call.attrs["body"].inputs[: len(call.attrs["Tout"])]]
    attrs = call.attrs
    hidden = hidden_state.shapes_before(call.inputs, attrs["generators"], attrs["variables"])
    return [*kept, *hidden]


@While.kernel("numpy")
def _(
    inputs: list[Any], cond: Any, body: Any, Tout: list[DType],
    generators: list[Any], variables: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    before = hidden_state.values_before(body, inputs, generators, variables)
    state, captured = list(inputs[: len(Tout)]), inputs[len(Tout) :]
    while bool(np.asarray(cond(*state, *captured)[0]).any()):
        state = body(*state, *captured)
    return state, before


@While.kernel("xla")
def _(
    jax: Any, inputs: list[Any], cond: Any, body: Any, Tout: list[DType], bound: int,
    generators: list[Any], variables: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    """A `while_loop`; where the number of iterations is bounded by a value that is known, a scan.

    A scan can be differentiated, a `while_loop` cannot: it does not keep the values of its
    iterations.
    """
    before = hidden_state.values_before(body, inputs, generators, variables)
    asarray = jax.numpy.asarray
    state, captured = [asarray(v) for v in inputs[: len(Tout)]], inputs[len(Tout) :]
    cells = written_cells([cond, body], captured)

    def call(graph: Any, carry: Any) -> tuple[list[Any], list[Any]]:
        values, held = carry
        fresh = {id(c): type(c)(v) for c, v in zip(cells, held, strict=True)}
        outputs = graph(*values, *[fresh.get(id(c), c) for c in captured], cells=fresh)
        return [asarray(v) for v in outputs], [asarray(c.value) for c in fresh.values()]

    def test(carry: Any) -> Any:
        return jax.numpy.any(call(cond, carry)[0][0])

    def step(carry: Any) -> Any:
        return call(body, carry)

    def answered(carry: Any) -> tuple[Any, Any]:
        answers, held = call(cond, carry)
        return jax.numpy.any(answers[0]), (carry[0], held)

    carry = (_allocated(jax, step, state, held := [asarray(c.value) for c in cells]), held)
    asks_first = cond.stateful  # what the condition draws or assigns is handed on with its answer
    if asks_first:
        carry = answered(carry)
        test, step = lambda carry: carry[0], lambda carry: answered(call(body, carry[1]))
    if bound >= 0 and isinstance(inputs[bound], np.ndarray | np.generic):
        carry, _ = jax.lax.scan(
            lambda c, _: (jax.lax.cond(test(c), step, lambda same: same, c), None),
            carry, None, length=max(int(inputs[bound]), 0),
        )  # fmt: skip
    else:
        carry = jax.lax.while_loop(test, step, carry)
    state, values = carry[1] if asks_first else carry
    for cell, value in zip(cells, values, strict=True):
        cell.value = value
    return state, before


def _allocated(jax: Any, step: Any, state: list[Any], held: list[Any]) -> list[Any]:
    """Values without numbers in the shape that the body gives them: of arrays not written yet."""
    for _ in range(2):  # the shape of one may follow from that of another
        if all(v.size for v in state):
            break
        after = jax.eval_shape(step, (state, held))[0]
        state = [
            jax.numpy.zeros(a.shape, v.dtype) if not v.size and v.ndim == len(a.shape) else v
            for v, a in zip(state, after, strict=True)
        ]
    return state


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
) -> Any:
    """Run `loop_vars = body(*loop_vars)` as long as `cond(*loop_vars)` holds.

    Args:
        cond: returns a boolean scalar.
        body: returns new values of the same structure, dtypes and shapes.
        loop_vars: a list or tuple (possibly nested) of the first values.
        shape_invariants: shapes that hold throughout, where they are more general than the first
            values'.
        parallel_iterations, swap_memory, back_prop: how TensorFlow schedules the loop; without
            effect here.
        maximum_iterations: stop after so many.
        name: the node's name.

    Returns: the values after the last iteration, structured like `loop_vars`.

    Raises:
        ValueError: in a graph, the body changes the shape of a value.
        TypeError: `cond` or `body` is not callable, or a dtype or the structure changes; or
            `parallel_iterations` is not positive.
    """
    if not callable(cond) or not callable(body):
        which, received = ("body", body) if callable(cond) else ("cond", cond)
        raise TypeError(
            explain(f"tf.while_loop [{which}]", "must be callable", received=describe(received))
        )
    if parallel_iterations < 1:
        raise TypeError(
            explain(
                "tf.while_loop [parallel_iterations]", "must be positive",
                received=parallel_iterations,
            )
        )  # fmt: skip
    if not isinstance(loop_vars, list | tuple):
        loop_vars = [loop_vars]
    if not loop_vars:
        raise ValueError(explain("tf.while_loop [loop_vars]", "must not be empty"))
    if STATE.graph is None:
        return _eager_loop(cond, body, loop_vars, maximum_iterations)
    return _graph_loop(cond, body, loop_vars, shape_invariants, maximum_iterations, name)


def _eager_loop(cond: Any, body: Any, loop_vars: Any, limit: Any) -> Any:
    values = (
        _as_tensors(list(loop_vars))
        if isinstance(loop_vars, list)
        else tuple(_as_tensors(list(loop_vars)))
    )
    done = 0
    limit = None if limit is None else int(convert(limit))
    while (limit is None or done < limit) and bool(convert(cond(*values))):
        result = body(*values)
        if not isinstance(result, list | tuple):
            result = (result,)
        nest.assert_same_structure(list(values), list(result), check_types=False)
        values = nest.pack_sequence_as(result, nest.flatten(_as_tensors(list(result))))
        done += 1
    return values


def _graph_loop(
    cond: Any, body: Any, loop_vars: Any, invariants: Any, limit: Any, name: str | None
) -> Any:
    structure = _with_room_for_arrays(list(loop_vars), body)
    first = [convert(v) for v in nest.flatten(structure, expand_composites=True)]
    shapes = [t.dims for t in first]
    if invariants is not None:
        given = flatten_up_to(structure, list(invariants), check_types=False)
        shapes = [
            dims
            for value, shape in zip(nest.flatten(structure), given, strict=True)
            for dims in _invariant(value, shape)
        ]

    def unpack(flat: Sequence[Any]) -> Any:
        return nest.pack_sequence_as(structure, list(flat), expand_composites=True)

    def test(*flat: Any) -> Any:
        return convert(cond(*unpack(flat)))

    def step(number: Any, *flat: Any) -> list[Any]:
        result = body(*unpack(flat))
        result = list(result) if isinstance(result, list | tuple) else [result]
        nest.assert_same_structure(structure, result, check_types=False, expand_composites=True)
        return nest.flatten(result, expand_composites=True)

    bound = None if limit is None else _scalar_bound(limit)
    outputs = counted_loop(
        test, step, first, shapes, bound, ["loop_vars"] * len(first), name or "while"
    )
    result = unpack(outputs)
    return tuple(result) if isinstance(loop_vars, tuple) else result


def _scalar_bound(limit: Any) -> Tensor:
    bound = convert(limit, hint=dtypes.int32)
    if bound.dtype is not dtypes.int32:
        bound = as_int32(bound)
    if not bound.shape.is_compatible_with(()):
        problem = explain(
            "tf.while_loop [maximum_iterations]",
            "not a scalar",
            expected="()",
            received=bound.shape,
        )
        raise InvalidArgumentError(None, None, problem)
    return bound


def _invariant(value: Any, shape: Any) -> list[Any]:
    """The shapes that a loop variable keeps: one, or of a composite one for each component."""
    parts = nest.flatten(value, expand_composites=True)
    if isinstance(value, Tensor) or len(parts) == 1:
        return [dims_of(getattr(shape, "shape", shape))]
    if hasattr(value, "dense_shape"):  # how many numbers a sparse tensor has, may change
        return [(None, parts[0].dims[1]), (None,), parts[2].dims]
    return [None if p.dims is None else (None, *p.dims[1:]) for p in parts]


def _with_room_for_arrays(structure: list[Any], body: Any) -> list[Any]:
    """Loop variables in which arrays without elements have room for what `body` writes."""
    if not any(hasattr(v, "allocated_like") for v in nest.flatten(structure)):
        return structure
    preview = trace_branch("loop_preview", lambda: _preview(structure, body))
    after = preview.structured_outputs

    def allocated(before: Any, now: Any) -> Any:
        return before.allocated_like(now) if hasattr(before, "allocated_like") else before

    return nest.map_structure(allocated, structure, after, check_types=False)


def _preview(structure: list[Any], body: Any) -> list[Any]:
    """What `body` returns for loop variables whose values are not known."""
    graph = STATE.graph
    assert graph is not None

    def stand_in(value: Any) -> Any:
        tensor = convert(value)
        return graph.placeholder(tensor.dtype, tensor.dims)

    result = body(
        *nest.map_structure(
            lambda v: v if hasattr(v, "allocated_like") else _stand_ins(v, stand_in), structure
        )
    )
    return list(result) if isinstance(result, list | tuple) else [result]


def _stand_ins(value: Any, stand_in: Callable[[Any], Any]) -> Any:
    return nest.map_structure(stand_in, value, expand_composites=True)


def counted_loop(
    test: Callable[..., Any], step: Callable[..., list[Any]], first: Sequence[Any],
    shapes: Sequence[Any], bound: Any, names: Sequence[str], name: str = "while",
) -> list[Any]:  # fmt: skip
    """Add a `While` op whose first loop variable counts the iterations.

    Args:
        test: takes the loop variables; returns a boolean scalar.
        step: takes the number of the iteration and the loop variables; returns their new values.
        first: the loop variables' first values.
        shapes: the shapes that they keep.
        bound: int32 scalar: stop after so many iterations; or None.
        names: what to call the variables in errors.

    Returns: the loop variables after the loop.
    """
    arguments = [(dtypes.int32, ()), *[(t.dtype, s) for t, s in zip(first, shapes, strict=True)]]
    if bound is not None:
        arguments.insert(1, (dtypes.int32, ()))
    lead = len(arguments) - len(first)

    def full_test(*values: Any) -> Any:
        holds = convert(test(*values[lead:]))
        if holds.shape.num_elements() == 1:
            holds = OPS["Reshape"](holds, np.zeros(0, np.int32))
        holds = boolean_scalar(holds, "tf.while_loop [cond]")
        return holds if bound is None else _both(values[0] < values[1], holds)

    def full_step(*values: Any) -> list[Any]:
        return [values[0] + 1, *values[1:lead], *step(values[0], *values[lead:])]

    graphs = [
        trace_branch("while_cond", full_test, arguments),
        trace_branch("while_body", full_step, arguments),
    ]
    _check_loop(graphs[1], arguments, ["counter", "bound"][:lead] + list(names))
    captured = share_captures(graphs)
    start = [convert(0)] if bound is None else [convert(0), bound]
    given = [*start, *first, *captured]
    outputs = While(
        given, cond=graphs[0], body=graphs[1], Tout=[dtype for dtype, _ in arguments],
        bound=-1 if bound is None else 1, name=name,
        **hidden_state.attributes(graphs[::-1], given),
    ).output  # fmt: skip
    return outputs[lead:]


def as_int32(value: Any) -> Any:
    """A scalar cast to int32."""
    from pellucid.ops.casting import cast

    return cast(value, dtypes.int32)


def _both(a: Any, b: Any) -> Any:
    from pellucid.ops.comparison import logical_and

    return logical_and(a, b)


def _check_loop(
    body: FuncGraph, arguments: Sequence[tuple[DType, Any]], names: Sequence[str]
) -> None:
    for name, (dtype, dims), after in zip(names, arguments, body.outputs, strict=True):
        if after.dtype is not dtype:
            raise TypeError(
                explain(
                    f"loop variable '{name}'",
                    "the body changes its dtype",
                    expected=dtype.name,
                    received=after.dtype.name,
                    fix="tf.cast",
                )
            )
        if not is_subshape(after.dims, dims):
            raise ValueError(
                explain(
                    f"loop variable '{name}'", "the body changes its shape",
                    expected=str(dims), received=str(after.dims),
                    fix="shape_invariants, with None in the dimension that changes",
                )
            )  # fmt: skip


def _as_tensors(result: Any) -> Any:
    return nest.map_structure(
        lambda v: v if v is None or hasattr(v, "_type_spec") else convert(v), result
    )
