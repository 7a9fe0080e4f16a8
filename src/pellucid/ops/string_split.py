"""Strings taken apart at separators, or into bytes."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.creation import range as range_of
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sorting import searchsorted
from pellucid.ops.string_elements import elements, scalar, vector, with_rows
from pellucid.runtime.dispatch import op

StringSplitV2 = op(
    "StringSplitV2",
    "input: string, sep: string -> indices: int64, values: string, shape: int64",
    maxsplit=-1,
    gradient=None,
)


@StringSplitV2.infer
def _(call: Any) -> Any:
    return [(None, 2), (None,), (2,)]


@StringSplitV2.kernel("host")
def _(x: Any, sep: Any, maxsplit: int) -> Any:
    separator = scalar(sep, "sep") or None
    return _sparse([_pieces(text, separator, maxsplit) for text in _texts(x)])


def _pieces(text: bytes, separator: bytes | None, maxsplit: int) -> list[bytes]:
    # Without a cut the text stays as it is, blanks and all.
    return text.split(separator, maxsplit) if maxsplit else [text]


StringSplit = op(
    "StringSplit",
    "input: string, delimiter: string -> indices: int64, values: string, shape: int64",
    skip_empty=True,
    gradient=None,
)


@StringSplit.infer
def _(call: Any) -> Any:
    return [(None, 2), (None,), (2,)]


@StringSplit.kernel("host")
def _(x: Any, delimiter: Any, skip_empty: bool) -> Any:
    """Every byte of `delimiter` separates; without any, each byte of the text stands alone."""
    separators = scalar(delimiter, "delimiter")
    rows = []
    for text in _texts(x):
        if separators:
            even = text.translate(bytes.maketrans(separators, separators[:1] * len(separators)))
            parts = even.split(separators[:1])
        else:
            parts = _single_bytes(text)
        rows.append([p for p in parts if p] if skip_empty else parts)
    return _sparse(rows)


def _texts(x: Any) -> list[bytes]:
    if np.ndim(x) != 1:
        raise ValueError(f"input must be a vector, got shape: {list(np.shape(x))}")
    return elements(x)


def _single_bytes(text: bytes) -> list[bytes]:
    return [text[i : i + 1] for i in range(len(text))]


def _sparse(rows: list[list[bytes]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of different lengths as the indices, values and shape of a sparse matrix."""
    lengths = np.array([len(row) for row in rows], np.int64)
    starts = np.cumsum(lengths) - lengths
    row = np.repeat(np.arange(len(rows)), lengths)
    column = np.arange(len(row)) - starts[row]
    values = vector([part for parts in rows for part in parts])
    return np.stack([row, column], 1), values, np.array([len(rows), lengths.max(initial=0)])


def split(
    input: TensorLike, sep: TensorLike | None = None, maxsplit: int = -1, name: str | None = None
) -> Any:
    """The parts of each string between separators, as `bytes.split` finds them.

    Args:
        input: strings; also ragged.
        sep: the separator; None or "" takes any run of whitespace, and gives no empty parts.
        maxsplit: split at most this often; -1 without limit.

    Returns: a RaggedTensor with one more dimension than `input`; a vector if `input` is a scalar.

    Example:
        >>> tf.strings.split(["a b", "c"])
        <tf.RaggedTensor [[b'a', b'b'], [b'c']]>
    """
    separator = convert("" if sep is None else sep, dtypes.string)

    def parts(texts: Tensor) -> tuple[Tensor, ...]:
        indices, values, shape = StringSplitV2(texts, separator, maxsplit=maxsplit, name=name)
        return _row_splits(indices, shape), values

    return with_rows(_strings(input), parts)[0]


def bytes_split(input: TensorLike, name: str | None = None) -> Any:
    """Each string as its single bytes.

    Args:
        input: strings; also ragged.

    Returns: a RaggedTensor with one more dimension than `input`; a vector if `input` is a scalar.

    Example:
        >>> tf.strings.bytes_split("abc").numpy().tolist()
        [b'a', b'b', b'c']
    """

    def parts(texts: Tensor) -> tuple[Tensor, ...]:
        indices, values, shape = StringSplit(texts, "", skip_empty=False, name=name)
        return _row_splits(indices, shape), values

    return with_rows(_strings(input), parts)[0]


def _strings(input: TensorLike) -> Any:
    return input if isinstance(input, RaggedTensor) else convert(input, dtypes.string)


def _row_splits(indices: Tensor, shape: Tensor) -> Tensor:
    """Where the rows of a sparse matrix begin and end among its values."""
    return searchsorted(indices[:, 0], range_of(shape[0] + 1), out_type=dtypes.int64)
