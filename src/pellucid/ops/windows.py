"""Sliding windows: where the windows of a convolution or a pooling lie, and how to walk over them.

    Windows        sizes, strides, dilations, paddings and positions along every spatial dimension
    plan           work them out from an op's attributes
    window_dims    the number of positions only (None where a dimension is unknown), for shape rules
    to_channels_last, from_channels_last
                   NCHW and the like to NHWC and back
    spatial        the spatial entries of an attribute list such as `strides`
    explicit       `explicit_paddings` (a flat list over all dimensions) as pairs, spatial ones only

Everything here works on arrays whose channels come last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.errors import explain

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Windows:
    """Windows over the spatial dimensions.

    Attributes:
        inputs: lengths of the input.
        sizes: lengths of the window, without dilation.
        strides: steps from one window to the next.
        dilations: steps from one element of a window to the next.
        pads: zeros before and after.
        counts: number of windows.
    """

    inputs: tuple[int, ...]
    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    pads: Pairs
    counts: tuple[int, ...]

    @property
    def rank(self) -> int:
        """The number of spatial dimensions."""
        return len(self.sizes)

    @property
    def tiled(self) -> bool:
        """Whether the windows touch without overlap and cover the input exactly."""
        return (
            self.strides == self.sizes
            and all(d == 1 for d in self.dilations)
            and all(pad == (0, 0) for pad in self.pads)
            and all(
                n * s == i for n, s, i in zip(self.counts, self.sizes, self.inputs, strict=True)
            )
        )

    @property
    def padded(self) -> tuple[int, ...]:
        """Lengths of the input with its padding."""
        return tuple(n + low + high for n, (low, high) in zip(self.inputs, self.pads, strict=True))

    def offsets(self) -> Iterator[tuple[int, ...]]:
        """The elements of a window, row by row."""
        return iter(np.ndindex(*self.sizes))

    def slices(self, offset: Sequence[int]) -> tuple[slice, ...]:
        """Where in the padded input (batch first) element `offset` of every window is."""
        return (slice(None), *(self.along(axis, at) for axis, at in enumerate(offset)))

    def along(self, axis: int, at: int) -> slice:
        """Where along spatial dimension `axis` element `at` of every window is."""
        start = at * self.dilations[axis]
        stride = self.strides[axis]
        return slice(start, start + (self.counts[axis] - 1) * stride + 1, stride)

    def pad(self, xp: Any, x: Any, value: Any = 0) -> Any:
        """`x` (batch, spatial…, channels) with its padding, filled with `value`."""
        if all(pad == (0, 0) for pad in self.pads):
            return x
        return xp.pad(x, [(0, 0), *self.pads, (0, 0)], constant_values=value)

    def crop(self, x: Any) -> Any:
        """The input without its padding."""
        return x[
            (
                slice(None),
                *(slice(low, low + n) for n, (low, _) in zip(self.inputs, self.pads, strict=True)),
            )
        ]


def plan(
    inputs: Sequence[int],
    sizes: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    pairs: Pairs = (),
    may_be_none: bool = False,
) -> Windows:
    """The windows that the attributes of an op ask for.

    Args:
        inputs: lengths of the input's spatial dimensions.
        sizes: lengths of the window.
        strides: steps between windows.
        dilations: steps between elements of a window.
        padding: `"VALID"`, `"SAME"` or `"EXPLICIT"`.
        pairs: for EXPLICIT, zeros before and after in every spatial dimension.
        may_be_none: whether an input that is too small for a window just has none.

    Raises:
        ValueError: a size, stride or dilation is not positive, or a window exceeds the input.
    """
    _check(sizes, strides, dilations, padding)
    pads, counts = [], []
    for i, (n, size, stride, dilation) in enumerate(
        zip(inputs, sizes, strides, dilations, strict=True)
    ):
        reach = (size - 1) * dilation + 1
        if padding == "SAME":
            count = -(-n // stride)
            total = max((count - 1) * stride + reach - n, 0)
            pads.append((total // 2, total - total // 2))
        else:
            pads.append(pairs[i] if padding == "EXPLICIT" else (0, 0))
            count = (n + sum(pads[-1]) - reach) // stride + 1
        if count < 0 or (count == 0 and n > 0 and not may_be_none):
            problem = f"the window does not fit into spatial dimension {i}"
            raise ValueError(
                explain("", problem, expected=f"{reach} elements or more",
                        received=n + sum(pads[-1]), fix="padding='SAME'")
            )  # fmt: skip
        counts.append(count)
    return Windows(
        tuple(map(int, inputs)), tuple(map(int, sizes)), tuple(map(int, strides)),
        tuple(map(int, dilations)), tuple(pads), tuple(counts),
    )  # fmt: skip


def _check(
    sizes: Sequence[int], strides: Sequence[int], dilations: Sequence[int], padding: str
) -> None:
    if padding not in ("SAME", "VALID", "EXPLICIT"):
        expected = "'SAME' or 'VALID' (or a list of pairs)"
        raise ValueError(explain("", "unknown padding", expected=expected, received=repr(padding)))
    for name, values in (("Stride", strides), ("Window size", sizes), ("Dilation", dilations)):
        for value in values:
            if value <= 0:
                raise ValueError(
                    explain("", f"{name} is too small", expected="1 or more", received=value)
                )


def window_dims(
    inputs: Sequence[int | None],
    sizes: Sequence[int | None],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    pairs: Pairs = (),
    may_be_none: bool = False,
) -> list[int | None]:
    """The number of windows along every dimension, None where it is unknown; see `plan`."""
    _check([s for s in sizes if s is not None], strides, dilations, padding)
    found: list[int | None] = []
    for i, (n, size) in enumerate(zip(inputs, sizes, strict=True)):
        if n is None or (size is None and padding != "SAME"):
            found.append(None)
            continue
        pair = (pairs[i],) if pairs else ()
        one = plan([n], [size or 1], [strides[i]], [dilations[i]], padding, pair, may_be_none)
        found.append(one.counts[0])
    return found


def channel_axis(data_format: str) -> int:
    """Which dimension holds the channels: 1 for `"NCHW"`, the last for `"NHWC"`."""
    if data_format in ("NHWC", "NWC", "NDHWC"):
        return len(data_format) - 1
    if data_format in ("NCHW", "NCW", "NCDHW"):
        return 1
    expected = "one such as 'NHWC' or 'NCHW'"
    raise ValueError(
        explain("", "unknown data_format", expected=expected, received=repr(data_format))
    )


def spatial(values: Sequence[Any], data_format: str) -> tuple[Any, ...]:
    """The entries of the spatial dimensions of a list with one entry for each dimension."""
    channels = channel_axis(data_format)
    return tuple(v for i, v in enumerate(values) if i not in (0, channels))


def explicit(paddings: Sequence[int], data_format: str) -> Pairs:
    """`explicit_paddings` (before and after of every dimension, flat) of the spatial dimensions."""
    pairs = [(int(paddings[i]), int(paddings[i + 1])) for i in range(0, len(paddings), 2)]
    return spatial(pairs, data_format) if pairs else ()


def to_channels_last(xp: Any, x: Any, data_format: str) -> Any:
    """`x` with its channels last."""
    return x if channel_axis(data_format) == x.ndim - 1 else xp.moveaxis(x, 1, -1)


def from_channels_last(xp: Any, x: Any, data_format: str) -> Any:
    """`x`, whose channels are last, in `data_format`."""
    return x if channel_axis(data_format) == x.ndim - 1 else xp.moveaxis(x, -1, 1)


def arrange(batch: Any, dims: Sequence[Any], channels: Any, data_format: str) -> tuple[Any, ...]:
    """A shape in `data_format`."""
    if channel_axis(data_format) == 1:
        return (batch, channels, *dims)
    return (batch, *dims, channels)


def per_dimension(value: Any, rank: int, data_format: str, name: str, where: str) -> list[int]:
    """`strides`, `dilations` or `ksize` as a list with one entry for each of rank + 2 dimensions.

    Args:
        value: an int, or a list of 1, `rank` or `rank + 2` ints.
        rank: number of spatial dimensions.

    Raises:
        ValueError: the list has another length.
    """
    if value is None:
        value = 1
    values = [int(v) for v in value] if hasattr(value, "__len__") else [int(value)]
    if len(values) == rank + 2:
        return values
    if len(values) == 1:
        values = values * rank
    if len(values) != rank:
        raise ValueError(
            explain(f"{where} [{name}]", "wrong length", received=value,
                    expected=f"length 1, {rank} or {rank + 2}")
        )  # fmt: skip
    return list(arrange(1, values, 1, data_format))


def paddings_of(padding: Any, rank: int, where: str) -> tuple[str, list[int]]:
    """`padding` as the two attributes `padding` and `explicit_paddings`."""
    if isinstance(padding, str):
        if padding == "EXPLICIT":
            raise ValueError(
                explain(f"{where} [padding]", "explicit padding is given as a list",
                        expected=f"{rank + 2} pairs", received=repr(padding))
            )  # fmt: skip
        return padding, []
    pairs = [[int(v) for v in pair] for pair in padding]
    if len(pairs) != rank + 2 or any(len(pair) != 2 for pair in pairs):
        raise ValueError(
            explain(f"{where} [padding]", "a list holds a pair for each dimension",
                    expected=f"{rank + 2} pairs", received=padding)
        )  # fmt: skip
    flat = [v for pair in pairs for v in pair]
    return ("EXPLICIT", flat) if any(flat) else ("VALID", [])
