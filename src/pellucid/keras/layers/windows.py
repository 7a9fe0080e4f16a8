"""What convolution and pooling share: window arguments and output sizes."""

from __future__ import annotations

from typing import Any


def window_tuple(value: Any, rank: int, name: str) -> tuple[int, ...]:
    """`value` as a tuple of `rank` positive ints.

    Args:
        value: an int, used for every axis, or a sequence.
        rank: number of spatial axes.
        name: argument name, for errors.

    Raises:
        ValueError: wrong length, wrong types or sizes that are not positive.
    """
    try:
        sizes = (int(value),) * rank if hasattr(value, "__index__") else tuple(value)
        sizes = tuple(int(size) for size in sizes)
    except (TypeError, ValueError):
        sizes = ()
    wanted = f"The `{name}` argument must be a tuple of {rank} integers. Received {name}={value}"
    if len(sizes) != rank:
        raise ValueError(wanted)
    wrong = {size for size in sizes if size <= 0}
    if wrong:
        raise ValueError(f"{wanted}, including values {wrong} that do not satisfy `value > 0`")
    return sizes


def window_padding(value: str, allowed: tuple[str, ...]) -> str:
    """`value` in lower case, if allowed; else ValueError."""
    name = str(value).lower()
    if name not in allowed:
        raise ValueError(
            f"The `padding` argument must be a list/tuple or one of {set(allowed)}. "
            f"Received: {value}"
        )
    return name


def output_sizes(
    sizes: tuple[int | None, ...],
    window: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...] | None = None,
) -> tuple[int | None, ...]:
    """Spatial sizes after sliding a window: (n - w) // s + 1, or ceil(n / s) with padding.

    Args:
        sizes: spatial sizes, None for unknown.
        window, strides, dilation: of the window, one for each axis.
        padding: 'valid', 'same' or 'causal'.

    Raises:
        ValueError: when the window is larger than the input.
    """
    result: list[int | None] = []
    for axis, size in enumerate(sizes):
        if size is None:
            result.append(None)
            continue
        extent = (window[axis] - 1) * (dilation[axis] if dilation else 1) + 1
        if padding == "valid":
            size -= extent - 1
        result.append(-(-size // strides[axis]))
    if any(size is not None and size <= 0 for size in result):
        raise ValueError(
            "Computed output size would be zero or negative. Received: input sizes "
            f"{sizes}, window {window}, strides {strides}, padding {padding!r}, dilation "
            f"{dilation or (1,) * len(sizes)}. Expected an input at least as large as the window. "
            "Fix: padding='same'?"
        )
    return tuple(result)


def split_shape(shape: tuple[Any, ...], data_format: str) -> tuple[Any, tuple[Any, ...], Any]:
    """(batch, spatial sizes, channels) of an image shape."""
    if data_format == "channels_last":
        return shape[0], tuple(shape[1:-1]), shape[-1]
    return shape[0], tuple(shape[2:]), shape[1]


def join_shape(
    batch: Any, spatial: tuple[Any, ...], channels: Any, data_format: str
) -> tuple[Any, ...]:
    """The image shape with these parts."""
    if data_format == "channels_last":
        return (batch, *spatial, channels)
    return (batch, channels, *spatial)


def channels_last(rank: int) -> list[int]:
    """The permutation from (batch, channels, …) to (batch, …, channels)."""
    return [0, *range(2, rank + 2), 1]


def channels_first(rank: int) -> list[int]:
    """The permutation from (batch, …, channels) to (batch, channels, …)."""
    return [0, rank + 1, *range(1, rank + 1)]
