"""`tf.strings.format`: tensors written into a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import scalar
from pellucid.ops.printing import format_array
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.runtime.dispatch import op

StringFormat = op(
    "StringFormat",
    "inputs: T... -> output: string",
    template="%s",
    placeholder="%s",
    summarize=3,
    infer=scalar,
    gradient=None,
)


@StringFormat.kernel("host")
def _(inputs: list[Any], template: str, placeholder: str, summarize: int) -> Any:
    pieces = template.split(placeholder)
    if len(pieces) != len(inputs) + 1:
        raise ValueError(
            f"the template {template!r} has {len(pieces) - 1} placeholders for "
            f"{len(inputs)} tensors"
        )
    texts = [_written(np.asarray(x), summarize) for x in inputs]
    return "".join(p + t for p, t in zip(pieces, [*texts, ""], strict=True)).encode()


def _written(array: np.ndarray, summarize: int) -> str:
    if array.ndim == 0 and array.dtype == object:
        return f'"{_escaped(array.item())}"'
    if array.dtype == object:
        array = np.vectorize(lambda text: _escaped(text).encode(), otypes=[object])(array)
    return format_array(array, summarize)


def _escaped(text: bytes) -> str:
    """Quotes, backslashes and unprintable bytes as C writes them."""
    return "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in text)


_ESCAPES = {10: "\\n", 13: "\\r", 9: "\\t", 34: '\\"', 39: "\\'", 92: "\\\\"}


def format(
    template: str,
    inputs: TensorLike | Sequence[TensorLike],
    placeholder: str = "{}",
    summarize: int = 3,
    name: str | None = None,
) -> Tensor:
    """`template` with the values of tensors in the places of its placeholders.

    Args:
        template: the text.
        inputs: a list with one tensor for each placeholder, or a single tensor.
        placeholder: what marks a place.
        summarize: how many elements to write at each end of a dimension; -1 for all.

    Returns: a scalar string.

    Raises:
        ValueError: the numbers of placeholders and tensors differ.

    Example:
        >>> tf.strings.format("x: {}", tf.constant([1, 2])).numpy()
        b'x: [1 2]'
    """
    listed = [inputs] if isinstance(inputs, Tensor | RaggedTensor) else list(inputs)  # type: ignore[arg-type]
    expected = template.count(placeholder)
    if expected != len(listed):
        raise ValueError(
            explain(
                "tf.strings.format [inputs]",
                "not one for each placeholder",
                expected=f"{expected} tensors for {template!r}",
                received=str(len(listed)),
            )
        )
    pieces = template.split(placeholder)
    text, tensors = pieces[0], []
    for value, after in zip(listed, pieces[1:], strict=True):
        if isinstance(value, RaggedTensor) and isinstance(value.row_splits, EagerTensor):
            text += str(value.to_list()) + after
        else:
            tensors.append(convert(value))
            text += "\0" + after
    return StringFormat(tensors, template=text, placeholder="\0", summarize=summarize, name=name)
