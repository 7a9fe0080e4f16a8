"""`tf.print`: print tensors, also from inside a compiled program."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from pellucid.core import dtypes, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.runtime.dispatch import op

# `template` holds what is printed around the tensors, with \0 where each of them goes.
Print = op(
    "PrintV2", "inputs: T... ->",
    template=str, stream="stderr", summarize=3, stateful=True, gradient=None, effects=True,
)  # fmt: skip


@Print.kernel("numpy")
def _(inputs: list[Any], template: str, stream: str, summarize: int) -> None:
    _write(stream, _filled(template, inputs, summarize))


@Print.kernel("xla")
def _(jax: Any, inputs: list[Any], template: str, stream: str, summarize: int) -> None:
    jax.debug.callback(
        lambda *values: _write(stream, _filled(template, values, summarize)), *inputs, ordered=True
    )


def _filled(template: str, values: Any, summarize: int) -> str:
    pieces = template.split("\0")
    texts = [*[format_array(np.asarray(v), summarize) for v in values], ""]
    return "".join(p + t for p, t in zip(pieces, texts, strict=True))


def format_array(array: np.ndarray, summarize: int) -> str:
    """Elements as TensorFlow prints them: `summarize` at each end of a dimension, then `...`."""
    if array.ndim == 0:
        if dtypes.NUMPY_TO_DTYPE[array.dtype].is_floating and array.dtype != np.float64:
            array = array.astype(np.float32)
        value = array[()] if array.dtype == np.float32 else array.item()
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if array.dtype.kind == "b":
            return str(int(value))
        return _number(value)
    rows = list(array)
    if summarize >= 0 and len(rows) > 2 * summarize:
        head, tail = rows[:summarize], rows[len(rows) - summarize :]
        parts = [*_all(head, summarize), "...", *_all(tail, summarize)]
    else:
        parts = _all(rows, summarize)
    separator = (
        " " if array.ndim == 1 else "\n " + ("\n" * (array.ndim - 2) if array.ndim > 2 else "")
    )
    return "[" + separator.join(_indent(p, array.ndim) for p in parts) + "]"


def _all(rows: list[Any], summarize: int) -> list[str]:
    return [
        f'"{r.decode("utf-8", "replace")}"'
        if isinstance(r, bytes)
        else format_array(np.asarray(r), summarize)
        for r in rows
    ]


def _indent(text: str, ndim: int) -> str:
    return text if ndim == 1 else text.replace("\n", "\n ")


def _number(value: Any) -> str:
    """The fewest digits, of two choices, that give a float back; as C's `%g` writes them."""
    if isinstance(value, complex):
        return "?"  # as TensorFlow prints it
    if not isinstance(value, float | np.floating):
        return str(value)
    short, long, kind = (15, 17, float) if isinstance(value, float) else (6, 9, np.float32)
    text = f"{value:.{short}g}"
    return text if kind(text) == value or value != value else f"{value:.{long}g}"


def print(*inputs: Any, **kwargs: Any) -> Any:
    """Print `inputs`, separated by blanks, when the program gets there.

    Args:
        *inputs: tensors, Python values, and nests of them.
        output_stream: `sys.stderr` (default), `sys.stdout`, or `"file://path"` to append to.
        summarize: elements to show at each end of a dimension; 3; -1 for all.
        sep: what stands between inputs; a blank.
        end: what stands at the end; a newline.
        name: the node's name.

    Returns: None in eager mode, the operation in a graph.

    Raises:
        ValueError: an unknown keyword or stream.
    """
    stream = kwargs.pop("output_stream", sys.stderr)
    summarize = kwargs.pop("summarize", 3)
    sep, end, name = kwargs.pop("sep", " "), kwargs.pop("end", "\n"), kwargs.pop("name", None)
    if kwargs:
        raise ValueError(
            explain(
                "tf.print",
                "unrecognized keyword arguments",
                expected="output_stream, summarize, sep, end or name",
                received=sorted(kwargs),
            )
        )
    tensors: list[Any] = []
    text = sep.join(_template(i, tensors) for i in inputs) + end
    return Print(
        tensors,
        template=text,
        stream=_stream_name(stream),
        summarize=3 if summarize is None else summarize,
        name=name,
    )


def _template(value: Any, tensors: list[Any]) -> str:
    """The text of an input; its tensors are appended and stand as \\0 in the text."""
    if isinstance(value, Tensor) or hasattr(value, "handle"):
        tensors.append(convert(value))
        return "\0"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_template(v, tensors)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(_template(v, tensors) for v in value)
        return (
            f"[{inner}]"
            if isinstance(value, list)
            else f"({inner}{',' if len(value) == 1 else ''})"
        )
    if nest.is_nested_or_composite(value) and STATE.graph is not None:
        return ", ".join(_template(v, tensors) for v in nest.flatten(value, expand_composites=True))
    return format_array(value, 3) if isinstance(value, np.ndarray) else str(value)


def _stream_name(stream: Any) -> str:
    if stream in (sys.stderr, "stderr", "tf.stderr"):
        return "stderr"
    if stream in (sys.stdout, "stdout", "tf.stdout"):
        return "stdout"
    if isinstance(stream, str) and stream.startswith("file://"):
        return stream
    raise ValueError(
        f"Unknown output stream, logging level, or file: {stream!r}. "
        "Expected sys.stdout, sys.stderr or 'file://path'."
    )


def _write(stream: str, text: str) -> None:
    if stream.startswith("file://"):
        with open(stream.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text)
        return
    target = sys.stderr if stream == "stderr" else sys.stdout
    target.write(text)
    target.flush()
