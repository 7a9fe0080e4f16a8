"""The signatures of traced functions as text, in the form that TensorFlow prints them in."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from pellucid.core.dtypes import resource
from pellucid.core.specs import TensorSpec
from pellucid.core.tensor import Tensor


def signature(function: Any, verbose: bool) -> str:
    """The parameters and the result of a concrete function.

    Args:
        function: a `ConcreteFunction`.
        verbose: one line for each parameter, and the captures; otherwise all in a single line.
    """
    rows = _parameters(function)
    result = _type(function.graph.structured_outputs)
    if not verbose:
        return f"({', '.join(_in_a_line(rows))}) -> {result}"
    shown = [f"  {name} ({kind.name}): {text}" for name, kind, text in rows]
    graph = function.graph
    captures = zip(graph.external_captures, graph.internal_captures, strict=True)
    captured = [f"  {id(value)}: {_capture(tensor)}" for value, tensor in captures]
    return "\n".join(
        ["Input Parameters:", *(shown or ["  None"]), "Output Type:", f"  {result}", "Captures:"]
        + (captured or ["  None"])
    )


def function_type(function: Any) -> inspect.Signature:
    """The signature of a concrete function: what each parameter was given, and the result."""
    parameters = [
        inspect.Parameter(name, kind, annotation=_Shown(text))
        for name, kind, text in sorted(_parameters(function), key=lambda row: row[1])
    ]
    result = _Shown(_type(function.graph.structured_outputs))
    return inspect.Signature(parameters, return_annotation=result)


class _Shown(str):
    """A text that shows itself without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _in_a_line(rows: list[tuple[str, Any, str]]) -> list[str]:
    shown: list[str] = []
    named = False
    for name, kind, text in rows:
        if kind is inspect.Parameter.KEYWORD_ONLY and not named:
            named = True
            shown.append("*")
        shown.append(f"{name}: {text}")
    return shown


def _parameters(function: Any) -> list[tuple[str, Any, str]]:
    """For each parameter of the traced call its name, its kind, and what was passed."""
    args, kwargs = function.structured_input_signature or ((), {})
    known = function.parameters
    declared = list(known.signature.parameters.values()) if known is not None else []
    rest = [p for p in declared if p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD)]
    rows: list[tuple[str, Any, str]] = []
    for position, value in enumerate(args):
        parameter = rest[min(position, len(rest) - 1)] if rest else None
        if parameter is None or parameter.kind is parameter.VAR_POSITIONAL:
            kind = inspect.Parameter.POSITIONAL_ONLY
            name = f"{parameter.name if parameter else 'args'}_{position - len(rest) + 1}"
        else:
            kind, name = parameter.kind, parameter.name
        rows.append((name, kind, _type(value)))
    order = {p.name: i for i, p in enumerate(declared)}
    for name in sorted(kwargs, key=lambda n: order.get(n, len(order))):
        kind = inspect.Parameter.KEYWORD_ONLY
        rows.append((name, kind, _type(kwargs[name])))
    return rows


def _type(value: Any) -> str:
    """What a trace knows of a value."""
    if value is None or isinstance(value, int | float | complex | str | bytes):
        return f"Literal[{value!r}]"
    if hasattr(value, "handle"):
        return (
            f"VariableSpec(shape={value.shape}, dtype={value.dtype!r}, trainable={value.trainable})"
        )
    if isinstance(value, Tensor | TensorSpec):
        return repr(TensorSpec(value.shape, value.dtype))
    if isinstance(value, Mapping):
        return f"Dict[{', '.join(f'[{k!r}, {_type(v)}]' for k, v in value.items())}]"
    if isinstance(value, list | tuple):
        kind = "List" if isinstance(value, list) else "Tuple"
        return f"{kind}[{', '.join(map(_type, value))}]"
    return repr(getattr(value, "_type_spec", value))


def _capture(tensor: Any) -> str:
    if tensor.dtype is resource:
        return "TensorSpec(shape=(), dtype=tf.resource, name=None)"
    return repr(TensorSpec(tensor.shape, tensor.dtype))
