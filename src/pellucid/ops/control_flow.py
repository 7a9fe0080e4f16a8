"""Conditionals on tensors, as Python in eager mode and as ops in graphs.

    cond, case, switch_case        If, Case: one branch runs

A branch is traced into a graph of its own (`ops/subgraphs.py`). Loops are in `ops/loops.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, describe, explain
from pellucid.core.shapes import generalize_shapes
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph
from pellucid.graph.shape_rules import Call
from pellucid.ops import hidden_state
from pellucid.ops.assertion import Assert
from pellucid.ops.casting import cast
from pellucid.ops.math import add_n
from pellucid.ops.subgraphs import boolean_scalar, share_captures, trace_branch, written_cells
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
    attrs = call.attrs
    hidden = hidden_state.shapes_before(call.inputs[1:], attrs["generators"], attrs["variables"])
    return [*found, *hidden]


If = op(
    "If", "cond: Tcond, input: Tin... -> output: Tout..., before: Tbefore...",
    then_branch=FuncGraph, else_branch=FuncGraph, Tout=list, Tbefore=[], generators=[],
    variables=[], assigned=[], stateful=True, calls_graphs=True, infer=_branch_shapes,
)  # fmt: skip


@If.kernel("numpy")
def _(
    cond: Any, inputs: list[Any], then_branch: Any, else_branch: Any,
    generators: list[Any], variables: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    before = hidden_state.values_before(then_branch, inputs, generators, variables)
    return (then_branch if np.asarray(cond).any() else else_branch)(*inputs), before


@If.kernel("xla")
def _(
    jax: Any, cond: Any, inputs: list[Any], then_branch: Any, else_branch: Any,
    generators: list[Any], variables: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    before = hidden_state.values_before(then_branch, inputs, generators, variables)
    if isinstance(cond, np.ndarray | np.generic):
        return (then_branch if cond.any() else else_branch)(*inputs), before
    branches, state, finish = _threaded(jax, [then_branch, else_branch], inputs)
    return finish(jax.lax.cond(jax.numpy.any(cond), *branches, state)), before


Case = op(
    "Case", "branch_index: int32, input: Tin... -> output: Tout..., before: Tbefore...",
    branches=list, Tout=list, Tbefore=[], generators=[], variables=[],
    assigned=[], stateful=True, calls_graphs=True, infer=_branch_shapes,
)  # fmt: skip


@Case.kernel("numpy")
def _(
    index: Any, inputs: list[Any], branches: Any, generators: list[Any], variables: list[int]
) -> tuple[list[Any], list[Any]]:
    before = hidden_state.values_before(branches[0], inputs, generators, variables)
    chosen = int(index) if 0 <= int(index) < len(branches) else len(branches) - 1
    return branches[chosen](*inputs), before


@Case.kernel("xla")
def _(
    jax: Any, index: Any, inputs: list[Any], branches: Any,
    generators: list[Any], variables: list[int],
) -> tuple[list[Any], list[Any]]:  # fmt: skip
    before = hidden_state.values_before(branches[0], inputs, generators, variables)
    ready, state, finish = _threaded(jax, branches, inputs)
    last = len(branches) - 1
    chosen = jax.numpy.where((index < 0) | (index > last), last, index)
    return finish(jax.lax.switch(chosen, ready, state)), before


def _threaded(
    jax: Any, branches: Sequence[Any], inputs: list[Any]
) -> tuple[list[Any], list[Any], Any]:
    """Branches as pure functions of the values of the variables among `inputs`.

    Returns: the functions, the values now, and what puts the values after it back into the
        variables.
    """
    asarray = jax.numpy.asarray
    cells = written_cells(branches, inputs)

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


def _check_same_outputs(where: str, graphs: Sequence[FuncGraph]) -> None:
    first = graphs[0]
    for graph in graphs[1:]:
        try:
            nest.assert_same_structure(
                first.structured_outputs, graph.structured_outputs, expand_composites=True
            )
        except (ValueError, TypeError) as error:
            raise TypeError(
                explain(where, f"the branches return different structures: {error}")
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
        received = true_fn if missing == "true_fn" else false_fn
        raise TypeError(
            explain(f"tf.cond [{missing}]", "must be callable", received=describe(received))
        )
    if STATE.graph is None:
        return (true_fn if bool(pred) else false_fn)()
    if isinstance(pred, bool):
        raise TypeError(
            explain("tf.cond [pred]", "not a tensor, in a graph", expected="a boolean tensor",
                    received=pred, fix="a Python `if`")
        )  # fmt: skip
    predicate = boolean_scalar(convert(pred), "tf.cond [pred]")
    graphs = [trace_branch("cond_true", true_fn), trace_branch("cond_false", false_fn)]
    _check_same_outputs("tf.cond", graphs)
    return _packed(graphs[0].structured_outputs, add_if(predicate, graphs, name or "cond"))


def add_if(predicate: Tensor, graphs: Sequence[FuncGraph], name: str) -> list[Any]:
    """Add an `If` of two traced branches; its outputs."""
    captured = share_captures(graphs)
    return If(
        predicate, captured, then_branch=graphs[0], else_branch=graphs[1],
        Tout=[t.dtype for t in graphs[0].outputs], name=name,
        **hidden_state.attributes(graphs, captured),
    ).output  # fmt: skip


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
        InvalidArgumentError: it is not a scalar.
    """
    if isinstance(branch_index, int):
        raise TypeError(
            explain(
                "tf.switch_case [branch_index]",
                "must be a tensor, not a Python int",
                received=branch_index,
                fix=f"call the branch, or tf.constant({branch_index})",
            )
        )
    functions = _branch_functions(branch_fns)
    branch_index = convert(branch_index)
    if not branch_index.dtype.is_integer:
        raise TypeError(
            explain(
                "tf.switch_case [branch_index]",
                "must be an integer tensor",
                received=describe(branch_index),
                fix="tf.cast(x, tf.int32)",
            )
        )
    if not branch_index.shape.is_compatible_with(()):
        raise InvalidArgumentError(
            None, None,
            explain(
                "tf.switch_case [branch_index]", "not a scalar",
                expected="()", received=describe(branch_index),
            ),
        )  # fmt: skip
    if default is not None:
        functions = [*functions, default]
    if STATE.graph is None:
        index = int(branch_index)
        return functions[index if 0 <= index < len(functions) else -1]()
    graphs = [trace_branch(f"branch{i}", f) for i, f in enumerate(functions)]
    _check_same_outputs("tf.switch_case", graphs)
    captured = share_captures(graphs)
    outputs = Case(
        convert(branch_index, dtypes.int32), captured, branches=graphs,
        Tout=[t.dtype for t in graphs[0].outputs], name=name,
        **hidden_state.attributes(graphs, captured),
    ).output  # fmt: skip
    return _packed(graphs[0].structured_outputs, outputs)


def _wrong_branches(expected: str, received: object) -> str:
    where = "tf.switch_case [branch_fns]"
    return explain(where, "no such branches", expected=expected, received=received)


def _branch_functions(branch_fns: Any) -> list[Any]:
    if isinstance(branch_fns, dict):
        branch_fns = sorted(branch_fns.items())
    elif not isinstance(branch_fns, list | tuple):
        raise TypeError(_wrong_branches("a dict, list, or tuple", describe(branch_fns)))
    if branch_fns and isinstance(branch_fns[0], tuple):
        numbers = [n for n, _ in sorted(branch_fns, key=lambda p: p[0])]
        if numbers != list(range(len(numbers))):
            expected = f"indices that form contiguous [0..{len(numbers)})"
            raise ValueError(_wrong_branches(expected, numbers))
        branch_fns = [f for _, f in sorted(branch_fns, key=lambda p: p[0])]
    if not branch_fns:
        raise ValueError(_wrong_branches("at least one item", describe(branch_fns)))
    if not all(callable(f) for f in branch_fns):
        raise TypeError(_wrong_branches("a list of callables", describe(branch_fns)))
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
        pred_fn_pairs: a list of pairs of a boolean scalar tensor and a function; with `exclusive`
            also a dict.
        default: runs if none holds.
        exclusive: in a graph, raise InvalidArgumentError if more than one holds. Eagerly the first
            one that holds is taken, as in TensorFlow.
        strict: branches must return lists or tuples as they are (a single value is not unpacked).

    Raises:
        InvalidArgumentError: none holds and there is no default.
        TypeError: a predicate is not a tensor, or something is not callable.
        ValueError: there are no pairs.

    Example:
        >>> x = tf.constant(3)
        >>> tf.case([(x < 2, lambda: 'small'), (x < 5, lambda: 'medium')]).numpy()
        b'medium'
    """
    pairs = _checked_pairs(pred_fn_pairs, exclusive)
    if default is not None and not callable(default):
        raise TypeError(
            explain("tf.case [default]", "must be callable", received=describe(default))
        )
    if STATE.graph is None:
        return _eager_case(pairs, default)
    if exclusive:
        holding = add_n([cast(p, dtypes.int32) for p, _ in pairs])
        Assert(holding <= 1, ["Input error: exclusive=True: more than 1 conditions hold."])
    result = default or _last_chance(*pairs[-1])
    for predicate, function in reversed(pairs):
        result = _chain(predicate, function, result, name)
    return result()


def _checked_pairs(given: Any, exclusive: bool) -> list[Any]:
    if isinstance(given, dict):
        if not exclusive and STATE.graph is None:
            problem = (
                "an unordered dictionary with exclusive=False does not say which pair is first"
            )
            raise ValueError(explain("tf.case [pred_fn_pairs]", problem, fix="a list of pairs"))
        given = list(given.items())
    pairs = list(given)
    if not pairs:
        raise ValueError(
            explain("tf.case [pred_fn_pairs]", "no pairs", expected="at least one", received=pairs)
        )
    for pair in pairs:
        if not (isinstance(pair, tuple | list) and len(pair) == 2 and callable(pair[1])):
            problem, expected = "not a pair", "a list of (predicate, callable) pairs"
            raise TypeError(
                explain("tf.case [pred_fn_pairs]", problem, expected=expected, received=pair)
            )
        if not isinstance(pair[0], Tensor) and not hasattr(pair[0], "handle"):
            received = describe(pair[0])
            raise TypeError(
                explain("tf.case [pred]", "not a tensor", expected="a Tensor", received=received)
            )
    return [(boolean_scalar(convert(p), "tf.case [pred]"), f) for p, f in pairs]


def _last_chance(predicate: Tensor, function: Any) -> Any:
    """The last branch when there is no default: its predicate must hold."""

    def run() -> Any:
        Assert(predicate, ["Input error: None of conditions evaluated as True."])
        return function()

    return run


def _chain(predicate: Any, function: Any, otherwise: Any, name: str) -> Any:
    return lambda: cond(predicate, function, otherwise, name=name)


def _eager_case(pairs: list[Any], default: Any) -> Any:
    chosen = next((f for p, f in pairs if bool(p)), default)
    if chosen is None:
        problem = "none of the conditions holds, and there is no default"
        message = explain("tf.case [default]", problem, fix="default=lambda: …")
        raise InvalidArgumentError(None, None, message)
    return chosen()
