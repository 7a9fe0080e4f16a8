"""Control flow on tensors: conditionals and loops, as Python in eager mode and as ops in graphs.

    cond, case, switch_case        If, Case: one branch runs
    while_loop                     While: a body runs as long as a condition holds

A branch or body is traced into a graph of its own. What it uses from outside becomes an input of the op.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE, recording
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.nest_paths import flatten_up_to
from pellucid.core.registry import OPS
from pellucid.core.shapes import dims_of, generalize_shapes, is_subshape
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph
from pellucid.graph.shape_rules import Call
from pellucid.runtime.dispatch import op

# ---------------------------------------------------------------------- ops


def _branch_shapes(call: Call) -> list[Any]:
    branches = call.attrs.get("branches") or [call.attrs["then_branch"], call.attrs["else_branch"]]
    columns = zip(*[[t.dims for t in b.outputs] for b in branches], strict=True)
    found = []
    for first, *rest in columns:
        for other in rest:
            first = generalize_shapes(first, other)
        found.append(first)
    return found


If = op(
    "If", "cond: Tcond, input: Tin... -> output: Tout...",
    then_branch=FuncGraph, else_branch=FuncGraph, Tout=list,
    stateful=True, calls_graphs=True, infer=_branch_shapes,
)  # fmt: skip


@If.kernel("numpy")
def _(cond: Any, inputs: list[Any], then_branch: Any, else_branch: Any) -> list[Any]:
    return (then_branch if np.asarray(cond).any() else else_branch)(*inputs)


@If.kernel("xla")
def _(jax: Any, cond: Any, inputs: list[Any], then_branch: Any, else_branch: Any) -> list[Any]:
    if isinstance(cond, np.ndarray | np.generic):
        return (then_branch if cond.any() else else_branch)(*inputs)
    branches, state, finish = _threaded(jax, [then_branch, else_branch], inputs)
    return finish(jax.lax.cond(jax.numpy.any(cond), *branches, state))


Case = op(
    "Case", "branch_index: int32, input: Tin... -> output: Tout...",
    branches=list, Tout=list, stateful=True, calls_graphs=True, infer=_branch_shapes,
)  # fmt: skip


@Case.kernel("numpy")
def _(index: Any, inputs: list[Any], branches: Any) -> list[Any]:
    chosen = int(index) if 0 <= int(index) < len(branches) else len(branches) - 1
    return branches[chosen](*inputs)


@Case.kernel("xla")
def _(jax: Any, index: Any, inputs: list[Any], branches: Any) -> list[Any]:
    ready, state, finish = _threaded(jax, branches, inputs)
    last = len(branches) - 1
    chosen = jax.numpy.where((index < 0) | (index > last), last, index)
    return finish(jax.lax.switch(chosen, ready, state))


def _threaded(
    jax: Any, branches: Sequence[Any], inputs: list[Any]
) -> tuple[list[Any], list[Any], Any]:
    """Branches as pure functions of the values of the variables among `inputs`.

    Returns: the functions, the values now, and what puts the values after it back into the variables.
    """
    asarray = jax.numpy.asarray
    cells = _cells(branches, inputs)

    def pure(branch: Any) -> Any:
        def run(values: list[Any]) -> tuple[list[Any], list[Any]]:
            fresh = {id(c): type(c)(v) for c, v in zip(cells, values, strict=True)}
            outputs = branch(*[fresh.get(id(i), i) for i in inputs], cells=fresh)
            return [asarray(o) for o in outputs], [asarray(c.value) for c in fresh.values()]

        return run

    def finish(result: tuple[list[Any], list[Any]]) -> list[Any]:
        outputs, values = result
        for cell, value in zip(cells, values, strict=True):
            cell.value = value
        return outputs

    return [pure(b) for b in branches], [asarray(c.value) for c in cells], finish


def _cells(graphs: Sequence[Any], inputs: Sequence[Any]) -> list[Any]:
    """What the graphs may change: variables among the inputs, states of generators inside."""
    found = {id(i): i for i in inputs if hasattr(i, "changed")}
    for graph in graphs:
        found.update((id(c), c) for c in graph.cells)
    return list(found.values())


While = op(
    "While", "input: Tin... -> output: Tout...",
    cond=FuncGraph, body=FuncGraph, Tout=list, bound=-1, stateful=True, calls_graphs=True,
)  # fmt: skip


@While.infer
def _(call: Call) -> list[Any]:
    return [t.dims for t in call.attrs["body"].inputs[: len(call.attrs["Tout"])]]


@While.kernel("numpy")
def _(inputs: list[Any], cond: Any, body: Any, Tout: list[DType]) -> list[Any]:
    state, captured = list(inputs[: len(Tout)]), inputs[len(Tout) :]
    while bool(np.asarray(cond(*state, *captured)[0]).any()):
        state = body(*state, *captured)
    return state


@While.kernel("xla")
def _(
    jax: Any, inputs: list[Any], cond: Any, body: Any, Tout: list[DType], bound: int
) -> list[Any]:
    """A `while_loop`; where the number of iterations is bounded by a value that is known, a scan.

    A scan can be differentiated, a `while_loop` cannot: it does not keep the values of its iterations.
    """
    asarray = jax.numpy.asarray
    state, captured = [asarray(v) for v in inputs[: len(Tout)]], inputs[len(Tout) :]
    cells = _cells([cond, body], captured)

    def call(graph: Any, carry: Any) -> tuple[list[Any], list[Any]]:
        values, held = carry
        fresh = {id(c): type(c)(v) for c, v in zip(cells, held, strict=True)}
        outputs = graph(*values, *[fresh.get(id(c), c) for c in captured], cells=fresh)
        return [asarray(v) for v in outputs], [asarray(c.value) for c in fresh.values()]

    def test(carry: Any) -> Any:
        return jax.numpy.any(call(cond, carry)[0][0])

    def step(carry: Any) -> Any:
        return call(body, carry)

    carry = (state, [asarray(c.value) for c in cells])
    if bound >= 0 and isinstance(inputs[bound], np.ndarray | np.generic):
        carry, _ = jax.lax.scan(
            lambda c, _: (jax.lax.cond(test(c), step, lambda same: same, c), None),
            carry, None, length=max(int(inputs[bound]), 0),
        )  # fmt: skip
    else:
        carry = jax.lax.while_loop(test, step, carry)
    state, values = carry
    for cell, value in zip(cells, values, strict=True):
        cell.value = value
    return state


# ------------------------------------------------------------------- tracing


def trace_branch(
    name: str, function: Callable[..., Any], arguments: Sequence[tuple[DType, Any]] = ()
) -> FuncGraph:
    """The graph of a branch; `structured_outputs` holds what it returned."""
    graph = FuncGraph(name, STATE.graph)
    with graph.as_default(), recording(()):
        inputs = [
            graph.argument(dtype, dims, f"arg{i}") for i, (dtype, dims) in enumerate(arguments)
        ]
        result = function(*inputs)
        graph.structured_outputs = nest.map_structure(
            lambda leaf: leaf if leaf is None else graph.capture(convert(leaf)),
            result,
            expand_composites=True,
        )
        graph.outputs = [
            t
            for t in nest.flatten(graph.structured_outputs, expand_composites=True)
            if t is not None
        ]
    return graph


def share_captures(graphs: Sequence[FuncGraph]) -> list[Any]:
    """Give all graphs the same list of captured values as trailing inputs; returns the values.

    Variables that the graphs only read are read outside instead, so that what flows into the op are tensors: gradients
    can flow back through them.
    """
    _hoist_reads(graphs)
    shared: dict[int, Any] = {}
    for graph in graphs:
        for value in graph.external_captures:
            shared.setdefault(id(value), value)
    for graph in graphs:
        placed = {
            id(v): t for v, t in zip(graph.external_captures, graph.internal_captures, strict=True)
        }
        for key, value in shared.items():
            if key not in placed:
                is_tensor = isinstance(value, Tensor)
                dtype = value.dtype if is_tensor else dtypes.resource
                placed[key] = graph.placeholder(dtype, value.dims if is_tensor else ())
            graph.inputs.append(placed[key])
    return list(shared.values())


def _hoist_reads(graphs: Sequence[FuncGraph]) -> None:
    written = {
        id(v)
        for g in graphs
        for v, t in g.captured.values()
        if not isinstance(v, Tensor) and not _only_read(g, t)
    }
    values: dict[int, Any] = {}
    for graph in graphs:
        for key, (variable, handle) in list(graph.captured.items()):
            if isinstance(variable, Tensor) or key in written:
                continue
            value = values.setdefault(key, variable.read_value())
            inner = graph.placeholder(value.dtype, value.dims)
            for node in graph.nodes:
                if node.type == "ReadVariableOp" and node.inputs[0] is handle:
                    node.op, node.inputs, node.attrs = OPS["Identity"], [inner], {"T": value.dtype}
            del graph.captured[key]
            graph.captured[id(value)] = (value, inner)


def _only_read(graph: FuncGraph, handle: Any) -> bool:
    return all(
        n.type == "ReadVariableOp" for n in graph.nodes if any(t is handle for t in n.inputs)
    )


def _check_same_outputs(where: str, graphs: Sequence[FuncGraph]) -> None:
    first = graphs[0]
    for graph in graphs[1:]:
        try:
            nest.assert_same_structure(
                first.structured_outputs, graph.structured_outputs, expand_composites=True
            )
        except (ValueError, TypeError) as error:
            raise TypeError(
                f"{where}: the branches return different structures. {error}"
            ) from error
        for a, b in zip(first.outputs, graph.outputs, strict=True):
            if a.dtype is not b.dtype:
                raise TypeError(
                    explain(
                        where,
                        "the branches return different dtypes",
                        expected=a.dtype.name,
                        received=b.dtype.name,
                    )
                )


# ------------------------------------------------------------------- public


def cond(pred: Any, true_fn: Any = None, false_fn: Any = None, name: str | None = None) -> Any:
    """`true_fn()` if `pred` holds, else `false_fn()`.

    Args:
        pred: a boolean scalar tensor or Python bool.
        true_fn, false_fn: functions without arguments that return the same structure and dtypes.
        name: the node's name.

    Raises:
        TypeError: a branch is not callable, or their results differ in structure or dtype.

    Example:
        >>> tf.cond(tf.constant(True), lambda: 1, lambda: 2).numpy()
        np.int32(1)
    """
    if not callable(true_fn) or not callable(false_fn):
        missing = "true_fn" if not callable(true_fn) else "false_fn"
        raise TypeError(f"'{missing}' must be callable.")
    if STATE.graph is None or isinstance(pred, bool):
        return (true_fn if bool(pred) else false_fn)()
    predicate = _predicate(convert(pred), "tf.cond [pred]")
    graphs = [trace_branch("cond_true", true_fn), trace_branch("cond_false", false_fn)]
    _check_same_outputs("tf.cond", graphs)
    captured = share_captures(graphs)
    outputs = If(
        predicate, captured, then_branch=graphs[0], else_branch=graphs[1],
        Tout=[t.dtype for t in graphs[0].outputs], name=name or "cond",
    )  # fmt: skip
    return _packed(graphs[0].structured_outputs, outputs)


def _predicate(value: Tensor, where: str) -> Tensor:
    """`value`, which decides what runs, if it is a boolean scalar as far as can be told."""
    if value.dtype is not dtypes.bool or not value.shape.is_compatible_with(()):
        received = f"{value.shape} {value.dtype.name}"
        problem = explain(where, "not a boolean scalar", expected="() bool", received=received)
        raise InvalidArgumentError(None, None, problem)
    return value


def _as_tensors(result: Any) -> Any:
    return nest.map_structure(lambda v: v if v is None else convert(v), result)


def _packed(structure: Any, outputs: Sequence[Any]) -> Any:
    rest = iter(outputs)
    return nest.map_structure(
        lambda leaf: leaf if leaf is None else next(rest), structure, expand_composites=True
    )


def switch_case(
    branch_index: Any, branch_fns: Any, default: Any = None, name: str = "switch_case"
) -> Any:
    """The result of the branch with number `branch_index`.

    Args:
        branch_index: an int32 scalar tensor.
        branch_fns: functions, or pairs or a dict of (number, function) with the numbers 0 … n-1.
        default: runs for other numbers; without it the last branch does.

    Raises:
        TypeError: `branch_index` is a Python number, or something is not callable.
    """
    if isinstance(branch_index, int):
        raise TypeError(f"branch_index must not be a Python int, got {branch_index}.")
    functions = _branch_functions(branch_fns)
    if default is not None:
        functions = [*functions, default]
    if STATE.graph is None:
        index = int(convert(branch_index))
        return functions[index if 0 <= index < len(functions) else -1]()
    graphs = [trace_branch(f"branch{i}", f) for i, f in enumerate(functions)]
    _check_same_outputs("tf.switch_case", graphs)
    captured = share_captures(graphs)
    outputs = Case(
        convert(branch_index, dtypes.int32), captured, branches=graphs,
        Tout=[t.dtype for t in graphs[0].outputs], name=name,
    )  # fmt: skip
    return _packed(graphs[0].structured_outputs, outputs)


def _branch_functions(branch_fns: Any) -> list[Any]:
    if isinstance(branch_fns, dict):
        branch_fns = sorted(branch_fns.items())
    elif not isinstance(branch_fns, list | tuple):
        raise TypeError(f"branch_fns must be a dict, list, or tuple, received {branch_fns!r}")
    if branch_fns and isinstance(branch_fns[0], tuple):
        numbers = [n for n, _ in sorted(branch_fns, key=lambda p: p[0])]
        if numbers != list(range(len(numbers))):
            raise ValueError(
                f"branch indices must form contiguous [0..{len(numbers)}), received {numbers}"
            )
        branch_fns = [f for _, f in sorted(branch_fns, key=lambda p: p[0])]
    if not branch_fns or not all(callable(f) for f in branch_fns):
        raise TypeError("branch_fns must be a non-empty list of callables.")
    return list(branch_fns)


def case(
    pred_fn_pairs: Any,
    default: Any = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """The result of the first pair `(pred, fn)` whose predicate holds.

    Args:
        pred_fn_pairs: a list of pairs of a boolean scalar tensor and a function.
        default: runs if none holds.
        exclusive: raise InvalidArgumentError if more than one holds.
        strict: branches must return lists or tuples as they are (a single value is not unpacked).

    Raises:
        InvalidArgumentError: none holds and there is no default.
    """
    pairs = list(pred_fn_pairs)
    if not pairs or not all(isinstance(p, tuple) and len(p) == 2 and callable(p[1]) for p in pairs):
        raise TypeError("pred_fn_pairs must be a non-empty list of (predicate, callable) pairs.")
    if STATE.graph is None:
        return _eager_case(pairs, default, exclusive)
    if default is None:
        default = pairs[-1][1]
    result = default
    for predicate, function in reversed(pairs):
        result = _chain(predicate, function, result, name)
    return result()


def _chain(predicate: Any, function: Any, otherwise: Any, name: str) -> Any:
    return lambda: cond(convert(predicate), function, otherwise, name=name)


def _eager_case(pairs: list[Any], default: Any, exclusive: bool) -> Any:
    holding = [f for p, f in pairs if bool(convert(p))]
    if exclusive and len(holding) > 1:
        raise InvalidArgumentError(
            None,
            None,
            f"Input error: exclusive=True: more than 1 conditions ({len(holding)}) evaluated as True",
        )
    if holding:
        return holding[0]()
    if default is None:
        raise InvalidArgumentError(
            None, None, "tf.case: none of the conditions holds, and there is no default."
        )
    return default()


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
        TypeError: `cond` or `body` is not callable, or a dtype or the structure changes.
    """
    if not callable(cond) or not callable(body):
        raise TypeError("'cond' and 'body' must be callable.")
    if not isinstance(loop_vars, list | tuple):
        loop_vars = [loop_vars]
    if not loop_vars:
        raise ValueError("'loop_vars' must not be empty.")
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
        values = type(values)(_as_tensors(list(result)))
        done += 1
    return values


def _graph_loop(
    cond: Any, body: Any, loop_vars: Any, invariants: Any, limit: Any, name: str | None
) -> Any:
    structure = _with_room_for_arrays(list(loop_vars), body)
    first = [convert(v) for v in nest.flatten(structure, expand_composites=True)]
    shapes = [t.dims for t in first]
    if invariants is not None:
        given = flatten_up_to(structure, invariants, check_types=False)
        shapes = [dims_of(getattr(s, "shape", s)) for s in given]

    def unpack(flat: Sequence[Any]) -> Any:
        return nest.pack_sequence_as(structure, list(flat), expand_composites=True)

    def test(*flat: Any) -> Any:
        return convert(cond(*unpack(flat)))

    def step(number: Any, *flat: Any) -> list[Any]:
        result = body(*unpack(flat))
        result = list(result) if isinstance(result, list | tuple) else [result]
        nest.assert_same_structure(structure, result, check_types=False, expand_composites=True)
        return nest.flatten(result, expand_composites=True)

    bound = None if limit is None else convert(limit, dtypes.int32)
    outputs = counted_loop(
        test, step, first, shapes, bound, ["loop_vars"] * len(first), name or "while"
    )
    result = unpack(outputs)
    return tuple(result) if isinstance(loop_vars, tuple) else result


def _with_room_for_arrays(structure: list[Any], body: Any) -> list[Any]:
    """Loop variables in which arrays without elements have room for what `body` writes."""
    if not any(hasattr(v, "allocated_like") for v in nest.flatten(structure)):
        return structure
    preview = trace_branch("loop_preview", lambda: _preview(structure, body))
    after = preview.structured_outputs
    return nest.map_structure(
        lambda before, now: before.allocated_like(now) if hasattr(before, "allocated_like") else before,
        structure, after, check_types=False,
    )  # fmt: skip


def _preview(structure: list[Any], body: Any) -> list[Any]:
    tensors = nest.map_structure(
        lambda v: v if hasattr(v, "allocated_like") else convert(v), structure
    )
    result = body(*tensors)
    return list(result) if isinstance(result, list | tuple) else [result]


def counted_loop(
    test: Callable[..., Any], step: Callable[..., list[Any]], first: Sequence[Any], shapes: Sequence[Any],
    bound: Any, names: Sequence[str], name: str = "while",
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
        holds = _predicate(convert(test(*values[lead:])), "tf.while_loop [cond]")
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
    outputs = While(
        [*start, *first, *captured], cond=graphs[0], body=graphs[1],
        Tout=[dtype for dtype, _ in arguments], bound=-1 if bound is None else 1, name=name,
    )  # fmt: skip
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
                    f"loop variable '{name}'", "the body changes its shape", expected=str(dims), received=str(after.dims),
                    fix="shape_invariants, with None in the dimension that changes",
                )
            )  # fmt: skip
