"""The table that `model.summary()` prints."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pellucid as tf


def summary_text(
    model: Any,
    line_length: int | None = None,
    positions: list[float] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: tuple[str, str] | list[str] | None = None,
) -> str:
    """The summary of a model as text; arguments as of `Model.summary`."""
    import shutil

    chain = _is_chain(model)
    headers = ["Layer (type)", "Output Shape", "Param #"]
    aligns = ["left", "left", "right"]
    default, ends = 88, [0.45, 0.80, 1.0]
    if not chain:
        headers.append("Connected to")
        aligns.append("left")
        default, ends = 108, [0.3, 0.56, 0.74, 1.0]
    if show_trainable:
        headers.append("Trainable")
        aligns.append("center")
        default, ends = default + 11, [0.9 * end for end in ends] + [1.0]
    terminal = shutil.get_terminal_size().columns - 4
    length = line_length if line_length is not None else min(default, terminal)
    ends = positions or ends
    if ends[-1] <= 1:
        ends = [int(length * end) for end in ends]
    rows: list[list[str]] = []
    layers = _in_range(model.layers if chain else model.operations, layer_range)
    for layer in layers:
        _add_rows(rows, layer, model, 0, chain, expand_nested, show_trainable)
    table = draw_table(headers, rows, aligns, _widths([int(end) for end in ends], length))
    return f'Model: "{model.name}"\n{table}{_totals(model)}'


def hand_over(print_fn: Callable[..., Any], text: str) -> None:
    """Give the text to `print_fn`, which may or may not know `line_break`."""
    try:
        print_fn(text, line_break=False)
    except TypeError:
        print_fn(text)


def _is_chain(model: Any) -> bool:
    """Whether each layer has one input, that of the layer before: no need to say which."""
    nodes = getattr(model, "_nodes", None)
    if nodes is None:
        return True
    if any(len(node.input_tensors) > 1 for node in nodes) or len(model.inputs) > 1:
        return False
    operations = [id(node.operation) for node in nodes]
    parents = [id(x._keras_history) for node in nodes for x in node.input_tensors]
    sources = [id(x) for node in nodes for x in node.input_tensors]
    return len(set(operations)) == len(nodes) and len(set(sources)) == len(parents)


def _in_range(layers: list[Any], layer_range: Any) -> list[Any]:
    if layer_range is None:
        return layers
    if len(layer_range) != 2 or not all(isinstance(x, str) for x in layer_range):
        raise ValueError(
            f"Model.summary [layer_range]: expected two layer names, received {layer_range!r}."
        )
    names = [layer.name for layer in layers]
    found = []
    for pattern in layer_range:
        places = [i for i, name in enumerate(names) if re.match(pattern, name)]
        if not places:
            raise ValueError(
                f"Passed layer_names do not match the layer names in the model. "
                f"Received: {layer_range}. Existing layers are: {names}"
            )
        found.append(places)
    return layers[found[0][0] : found[1][-1] + 1]


def _add_rows(
    rows: list[list[str]],
    layer: Any,
    model: Any,
    depth: int,
    chain: bool,
    expand_nested: bool,
    show_trainable: bool,
) -> None:
    prefix = "   " * depth + "└ " if depth else ""
    row = [f"{prefix}{layer.name} ({type(layer).__name__})", _shape_text(layer), _count(layer)]
    if not chain:
        row.append(_sources(layer, model) if depth == 0 else "-")
    if show_trainable:
        has_weights = bool(getattr(layer, "weights", None))
        row.append(("Y" if layer.trainable else "N") if has_weights else "-")
    rows.append(row)
    if expand_nested:
        for inner in getattr(layer, "layers", None) or []:
            _add_rows(rows, inner, model, depth + 1, chain, expand_nested, show_trainable)


def _shape_text(layer: Any) -> str:
    shapes: list[Any] = []
    if layer._inbound_nodes:
        for node in layer._inbound_nodes:
            shape = tf.nest.map_structure(lambda x: x.shape, node.outputs)
            if shape not in shapes:
                shapes.append(shape)
    else:
        shapes = _shape_of_built(layer)
    return ", ".join(_format(shape) for shape in shapes) or "?"


def _shape_of_built(layer: Any) -> list[Any]:
    """The output shape of a layer that was only called on data, if it states its shape rule."""
    from pellucid.keras.layers.layer import Layer

    states_rule = type(layer).compute_output_shape is not Layer.compute_output_shape
    shapes = getattr(layer, "_build_shapes", None)
    if not shapes or len(shapes) != 1 or not states_rule:
        return []
    try:
        return [layer.compute_output_shape(next(iter(shapes.values())))]
    except (TypeError, ValueError, NotImplementedError, AttributeError):
        return []


def _format(shape: Any) -> str:
    if isinstance(shape, dict):
        return "{" + ", ".join(f"{k}: {_format(v)}" for k, v in shape.items()) + "}"
    if isinstance(shape, list) or any(isinstance(x, tuple | list) for x in shape):
        return "[" + ", ".join(_format(x) for x in shape) + "]"
    return "(" + ", ".join(str(size) for size in shape) + ")"


def _count(layer: Any) -> str:
    if not hasattr(layer, "count_params"):
        return "0"
    return f"{layer.count_params():,}" if layer.built else "0 (unbuilt)"


def _sources(layer: Any, model: Any) -> str:
    members = {id(node) for node in model._nodes}
    words = []
    for node in layer._inbound_nodes:
        if id(node) in members:
            for x in node.input_tensors:
                operation, node_index, tensor_index = x._keras_history
                words.append(f"{operation.name}[{node_index}][{tensor_index}]")
    return ", ".join(words) or "-"


def _widths(ends: list[int], length: int) -> list[int]:
    """Inner widths of columns whose right ends are given, so that the table is `length` wide."""
    starts = [0, *ends[:-1]]
    widths = [end - start + 2 for start, end in zip(starts, ends, strict=True)]
    excess = sum(widths) - (length - len(ends) - 1)
    if excess <= 0:
        return widths
    for i, left in enumerate(range(len(widths), 0, -1)):
        part = min(round(excess / left), widths[i] - 3)
        widths[i] -= part
        excess -= part
    return widths


def draw_table(
    headers: list[str], rows: list[list[str]], aligns: list[str], widths: list[int]
) -> str:
    """A table with box characters; cells wrap at spaces, too long words end in '…'."""

    def line(left: str, middle: str, cross: str, right: str) -> str:
        return left + cross.join(middle * width for width in widths) + right + "\n"

    def cells(row: list[str], bar: str, bottom: bool = False) -> str:
        columns = [_wrap(cell, width - 2) for cell, width in zip(row, widths, strict=True)]
        height = max(len(column) for column in columns)
        text = ""
        for i in range(height):
            parts = []
            for column, width, align in zip(columns, widths, aligns, strict=True):
                at = i - (height - len(column)) if bottom else i
                part = column[at] if 0 <= at < len(column) else ""
                parts.append(f" {_align(part, width - 2, align)} ")
            text += bar + bar.join(parts) + bar + "\n"
        return text

    body = line("├", "─", "┼", "┤").join(cells(row, "│") for row in rows)
    return (
        line("┏", "━", "┳", "┓")
        + cells(headers, "┃", bottom=True)
        + line("┡", "━", "╇", "┩")
        + body
        + line("└", "─", "┴", "┘")
    )


def _align(text: str, width: int, align: str) -> str:
    if align == "right":
        return text.rjust(width)
    if align == "center":
        left = (width - len(text)) // 2
        return " " * left + text + " " * (width - len(text) - left)
    return text.ljust(width)


def _wrap(text: str, width: int) -> list[str]:
    indent = len(text) - len(text.lstrip(" "))
    lines: list[str] = []
    current = " " * indent
    for word in text.split():
        fresh = not current.strip()
        longer = current + word if fresh else f"{current} {word}"
        if len(longer) > width and not fresh:
            lines.append(current)
            longer = word
        current = longer if len(longer) <= width else longer[: max(width - 1, 0)] + "…"
    return [*lines, current]


def _totals(model: Any) -> str:
    trainable, frozen = _size(model.trainable_weights), _size(model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    state = _size(optimizer.variables) if optimizer is not None and optimizer.built else (0, 0)
    total = tuple(sum(parts) for parts in zip(trainable, frozen, state, strict=True))
    text = f" Total params: {_size_text(total)}\n Trainable params: {_size_text(trainable)}\n"
    text += f" Non-trainable params: {_size_text(frozen)}\n"
    if state[0]:
        text += f" Optimizer params: {_size_text(state)}\n"
    return text


def _size(weights: list[Any]) -> tuple[int, int]:
    """How many numbers the weights hold, and how many bytes."""
    counts = [math.prod(tuple(w.shape)) for w in weights]
    sizes = [tf.as_dtype(w.dtype).size for w in weights]
    return sum(counts), sum(n * size for n, size in zip(counts, sizes, strict=True))


def _size_text(size: tuple[int, ...]) -> str:
    count, number = size[0], float(size[1])
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if number < 1024 or unit == "TB":
            break
        number /= 1024
    return f"{count:,} ({number:.2f} {unit})"
