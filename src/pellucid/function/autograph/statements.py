"""What rewritten code calls for `if`, `while`, `for` and `assert`.

Each function gets the parts of the statement as functions, and two that read and write the state:
the names which the parts assign. If the deciding value is a Python value, it does what Python
does. If it is a symbolic tensor, every part is traced into a graph of its own, and what the names
hold afterwards is what the op returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import nest
from pellucid.core.context import STATE, recording
from pellucid.core.convert import convert
from pellucid.core.errors import OperatorNotAllowedInGraphError, explain
from pellucid.core.tensor import Tensor
from pellucid.function.autograph import lists
from pellucid.function.autograph.jumps import OPTIONAL_VALUE, RETURN_VALUE
from pellucid.function.autograph.staged import condition, is_symbolic, staged
from pellucid.function.autograph.tracing import (
    Merged,
    State,
    blank,
    if_state,
    loop_state,
    trace_state,
)
from pellucid.function.autograph.undefined import Undefined, is_undefined
from pellucid.graph.graph import FuncGraph

GetState = Callable[[], tuple[Any, ...]]
SetState = Callable[[tuple[Any, ...]], None]


# ------------------------------------------------------------------------------ if


def if_stmt(
    test: Any,
    body: Callable[[], None],
    orelse: Callable[[], None],
    get: GetState,
    put: SetState,
    names: tuple[str, ...],
    handed_on: int,
    changed: tuple[str, ...],
) -> None:
    """`if test: body else: orelse`.

    Args:
        names: what the parts assign; the first `handed_on` of them may be read after it.
        changed: those of them that hold lists to which the parts append.
    """
    test = condition(test)
    if not is_symbolic(test):
        if test:
            body()
        else:
            orelse()
        return
    before = get()

    def branch(part: Callable[[], None]) -> Callable[[], tuple[Any, ...]]:
        def run() -> tuple[Any, ...]:
            put(lists.copied(before, names, changed))
            part()
            return get()

        return run

    traced = [trace_state(n, branch(p)) for n, p in (("if_true", body), ("if_false", orelse))]
    put(before)
    (true_graph, true_state), (false_graph, false_state) = traced
    merged = []
    for name, first, a, b in zip(names[:handed_on], before, true_state, false_state, strict=False):
        if name in changed:
            a, b = lists.settled(name, first, a, b, true_graph, false_graph)
        merged.append(_unify(name, a, b, true_graph, false_graph))
    after = if_state(test, true_graph, false_graph, merged)
    put((*after, *[Undefined(name) for name in names[handed_on:]]))


def _unify(name: str, a: Any, b: Any, true_graph: FuncGraph, false_graph: FuncGraph) -> Any:
    """One value both branches can give: a Python value, an Undefined, or a pair of tensor nests."""
    if name == RETURN_VALUE and is_undefined(a) != is_undefined(b):
        # Every path returns in the end, so what this branch says for now is never seen.
        if is_undefined(a):
            a = _stand_in(a, b, true_graph)
        else:
            b = _stand_in(b, a, false_graph)
    if is_undefined(a) and is_undefined(b):
        return a
    if is_undefined(a) or is_undefined(b):
        return _missing(name, "if" if is_undefined(a) else "else")
    if (a is None) != (b is None):
        where = "if" if a is None else "else"
        return _one_sided(
            name,
            f"{_described(name)} is None at the end of the {where} branch of an `if` on a tensor, "
            "and not in the other. Fix: give it a tensor in both.",
        )
    if a is b or _same_python(a, b):
        return a
    if hasattr(a, "allocated_like") and hasattr(b, "allocated_like"):
        with recording(()):
            with true_graph.as_default():
                first = a.allocated_like(b)
            with false_graph.as_default():
                b = b.allocated_like(first)
        a = first
    try:
        nest.assert_same_structure(a, b, expand_composites=True)
    except (TypeError, ValueError) as error:
        return Undefined(
            name,
            TypeError(
                f"'{name}' must have the same nested structure in both branches of an `if` on a "
                f"tensor: {error}"
            ),
        )
    return _Pair(name, _graph_values(name, a, true_graph), _graph_values(name, b, false_graph))


def _missing(name: str, branch: str) -> Any:
    return _one_sided(
        name,
        f"{_described(name)} must also be initialized in the {branch} branch of an `if` on a "
        "tensor: it is set in the other branch only. Fix: give it a value before the `if`.",
    )


def _described(name: str) -> str:
    returned = name in (RETURN_VALUE, OPTIONAL_VALUE)
    return "the value that the function returns" if returned else f"'{name}'"


def _one_sided(name: str, problem: str) -> Any:
    """A path that does not return is only an error if the function ends on it."""
    if name in (RETURN_VALUE, OPTIONAL_VALUE):
        return Undefined(name, ValueError(problem))
    raise ValueError(problem)


class _Pair(Merged):
    """The values of a name in both branches, as tensors of the branches' graphs."""

    def __init__(self, name: str, true_value: Any, false_value: Any) -> None:
        for x, y in zip(_flat(true_value), _flat(false_value), strict=True):
            if isinstance(x, Tensor) != isinstance(y, Tensor):
                raise TypeError(
                    f"'{name}' is {x!r} in one branch of an `if` on a tensor "
                    f"and {y!r} in the other."
                )
            if isinstance(x, Tensor) and x.dtype is not y.dtype:
                raise TypeError(
                    f"'{name}' must have the same dtype in both branches of an `if` on a tensor: "
                    f"it is {x.dtype.name} in the `if` branch and {y.dtype.name} in the "
                    "`else` branch. Fix: tf.cast one of them."
                )
        super().__init__(true_value, false_value)


def _flat(value: Any) -> list[Any]:
    return nest.flatten(value, expand_composites=True)


def _stand_in(missing: Undefined, value: Any, graph: FuncGraph) -> Any:
    """Zeros like `value` in another branch; `missing` itself if that cannot be."""
    leaves = _flat(value)
    if missing.reason is not None or any(isinstance(v, Tensor) and v.dims is None for v in leaves):
        return missing
    with graph.as_default(), recording(()):
        return nest.map_structure(
            lambda v: blank(v) if isinstance(v, Tensor) else v, value, expand_composites=True
        )


def _same_python(a: Any, b: Any) -> bool:
    if isinstance(a, Tensor) or isinstance(b, Tensor) or type(a) is not type(b):
        return False
    if isinstance(a, bool | int | float | complex | np.ndarray) or nest.is_nested(a):
        return False  # numbers become tensors, since later code may expect one
    try:
        return bool(a == b)
    except (TypeError, ValueError):
        return False


def _graph_values(name: str, value: Any, graph: FuncGraph) -> Any:
    """Numbers and tensors as tensors of `graph`; anything else stays, and must agree."""

    def leaf(v: Any) -> Any:
        if (
            isinstance(v, Tensor)
            or hasattr(v, "handle")
            or isinstance(v, bool | int | float | complex | np.ndarray | np.generic)
        ):
            return graph.capture(convert(v))
        return v

    with graph.as_default(), recording(()):
        return nest.map_structure(leaf, value, expand_composites=True)


# --------------------------------------------------------------------------- loops


def while_stmt(
    test: Callable[[], Any],
    body: Callable[[], None],
    get: GetState,
    put: SetState,
    names: tuple[str, ...],
    handed_on: int,
    changed: tuple[str, ...],
    unread: tuple[str, ...],
) -> None:
    """`while test(): body()`; for the names see `State`."""
    holds = condition(test())
    while not is_symbolic(holds):
        if not holds:
            return
        body()
        holds = condition(test())
    # It may be known only after some iterations that it depends on tensors (`while True: … break`).
    put(
        loop_state(test, lambda i: body(), State(get, put, names, handed_on, changed, unread), None)
    )


def for_stmt(
    iterated: Any,
    go_on: Callable[[], Any] | None,
    body: Callable[[Any], None],
    get: GetState,
    put: SetState,
    names: tuple[str, ...],
    handed_on: int,
    changed: tuple[str, ...],
    unread: tuple[str, ...],
) -> None:
    """`for item in iterated: body(item)`, as long as `go_on()` (no `break` so far)."""
    sequence = staged(iterated)
    if sequence is not None:
        state = State(get, put, names, handed_on, changed, unread)
        put(loop_state(go_on, lambda i: body(sequence.at(i)), state, sequence.length))
        return
    loop = getattr(iterated, "__autograph_for__", None)
    if loop is not None and STATE.graph is not None:
        loop(go_on, body, State(get, put, names, handed_on, changed, unread))
        return
    for item in iterated:
        body(item)
        if go_on is not None:
            holds = go_on()
            if is_symbolic(holds):
                raise OperatorNotAllowedInGraphError(
                    "a loop over a Python iterable breaks on a condition that is a tensor. "
                    "Fix: loop over "
                    "tf.range(...) or a tensor, so that the loop becomes part of the graph."
                )
            if not holds:
                break


# -------------------------------------------------------------------------- assert


def assert_stmt(test: Any, message: Callable[[], Any]) -> None:
    """`assert test, message()`; of a tensor it is checked when the graph runs."""
    if not is_symbolic(test):
        if not test:
            raise AssertionError(message())
        return
    from pellucid.ops.assertion import Assert

    Assert(test, [convert(str(message()) or explain("assert", "the condition does not hold"))])
