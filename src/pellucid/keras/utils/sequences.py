"""pad_sequences: lists of different lengths as one array."""

from __future__ import annotations

from typing import Any

import numpy as np


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> np.ndarray:
    """An array (sequences, maxlen, …) of sequences that are filled up or cut.

    Args:
        sequences: list of sequences.
        maxlen: length, default that of the longest.
        dtype: of the result.
        padding: 'pre' or 'post': where fillers go.
        truncating: 'pre' or 'post': where elements are cut off.
        value: the filler.

    Raises:
        ValueError: for things that are no sequences and for unknown words.
    Example: `pad_sequences([[1], [2, 3]])` gives `[[0, 1], [2, 3]]`.
    """
    if not hasattr(sequences, "__len__"):
        raise ValueError("`sequences` must be iterable.")
    for name, word in (("padding", padding), ("truncating", truncating)):
        if word not in ("pre", "post"):
            what = "Padding" if name == "padding" else "Truncating"
            raise ValueError(f'{what} type "{word}" not understood: expected "pre" or "post".')
    for one in sequences:
        if not hasattr(one, "__len__"):
            raise ValueError(
                f"`sequences` must be a list of iterables. Found non-iterable: {one!s}"
            )
    if maxlen is None:
        maxlen = max((len(one) for one in sequences), default=0)
    tail = next((np.asarray(one).shape[1:] for one in sequences if len(one)), ())
    words = np.issubdtype(dtype, np.str_)
    if isinstance(value, str) and dtype is not object and not words:
        raise ValueError(
            f"`dtype` {dtype} is not compatible with `value`'s type: {type(value)}\nYou should "
            "set `dtype=object` for variable length strings."
        )
    result = np.full((len(sequences), maxlen, *tail), value, dtype=dtype)
    for row, one in zip(result, sequences, strict=True):
        if not len(one) or not maxlen:
            continue
        kept = np.asarray(one[-maxlen:] if truncating == "pre" else one[:maxlen], dtype=dtype)
        if kept.shape[1:] != tail:
            raise ValueError(
                f"Shape of sample {kept.shape[1:]} of sequence is different from expected shape "
                f"{tail}"
            )
        if padding == "pre":
            row[-len(kept) :] = kept
        else:
            row[: len(kept)] = kept
    return result
