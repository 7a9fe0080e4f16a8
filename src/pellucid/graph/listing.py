"""A graph as a readable listing: `print(graph)`.

listing     a line for each node: its name, what it computes of what, what comes out, and the
            user's line that made it; the graphs of branches and loops are indented below theirs
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.graph.graph import graphs_among

_LONGEST = 60
_INDENT = "    "
# What follows from the tensors of a node need not be said again.
_DERIVED = frozenset({
    "T", "dtype", "shape", "Tin", "Tout", "N", "out_type", "SrcT", "DstT",
    "Tbefore", "generators", "variables", "assigned",
})  # fmt: skip


def listing(graph: Any) -> str:
    """The graph, a line for each node.

    Example:
        >>> graph = tf.function(lambda x: x * 2.).get_concrete_function(tf.TensorSpec([3])).graph
        >>> print(graph)
        <lambda>: 4 nodes
            x        = Placeholder()       float32 (3,)  program.py:1
            Const    = Const(2.)           float32 ()    program.py:1
            mul      = Mul(x, Const)       float32 (3,)  program.py:1
            Identity = Identity(mul)       float32 (3,)  program.py:1
    """
    return "\n".join(_lines(graph, ""))


def _lines(graph: Any, indent: str) -> Iterator[str]:
    count = len(graph.nodes)
    name = getattr(graph, "name", "graph")
    yield f"{indent}{name}: {count} node{'' if count == 1 else 's'}"
    rows = [_row(node) for node in graph.nodes]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    for node, row in zip(graph.nodes, rows, strict=True):
        name, call, result, place = row
        yield (
            f"{indent}{_INDENT}{name:<{widths[0]}} = {call:<{widths[1]}}  "
            f"{result:<{widths[2]}}  {place}"
        )
        for inner in graphs_among(node.attrs):
            yield from _lines(inner, indent + 2 * _INDENT)


def _row(node: Any) -> tuple[str, str, str, str]:
    """Name, call, result and place of a node."""
    inputs = [t.op.name if t.value_index == 0 else t.name for t in node.inputs]
    if node.type == "Const":
        inputs = [_value(node.attrs["value"])]
    options = [
        f"{name}={_value(value)}"
        for name, value in node.attrs.items()
        if not (node.type == "Const" or name in _DERIVED or _is_default(node, name, value))
        and not graphs_among({name: value})
    ]
    after = [f"after {n.name}" for n in node.control_inputs]
    call = f"{node.type}({', '.join([*inputs, *options, *after])})"
    result = ", ".join(f"{t.dtype.name} {_shape(t.dims)}" for t in node.outputs)
    file, line = node.source
    return node.name, _short(call), result, f"{os.path.basename(file)}:{line}"


def _is_default(node: Any, name: str, value: Any) -> bool:
    if name in node.op.schema.types or name in node.op.schema.derived:
        return True
    default = node.op.schema.defaults.get(name)
    same = value == default
    return default is not None and isinstance(same, bool) and same


def _value(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic):
        text = np.array2string(np.asarray(value), threshold=6, separator=", ")
        return " ".join(text.split())
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__
    return _short(getattr(value, "name", None) or repr(value))


def _shape(dims: Any) -> str:
    if dims is None:
        return "<unknown>"
    inside = ", ".join("?" if d is None else str(d) for d in dims)
    return f"({inside},)" if len(dims) == 1 else f"({inside})"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
