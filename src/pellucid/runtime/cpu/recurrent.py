"""Native lowerings of LSTM and GRU sequences and their derivatives, in float32."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.ops.recurrent import GRU_GATES, LSTM_GATES, check_sequence, takes_all
from pellucid.runtime.cpu.conv import Result

Shape = tuple[int, ...]

_ALL_STEPS = np.zeros(0, bool)  # the mask that the kernels understand as none


def _lowering(
    handler: str, mask_at: int, shapes: Callable[..., list[Shape]], aliases: dict[int, int]
) -> Callable[..., Result]:
    """The lowering of an op.

    Args:
        handler: the native function.
        mask_at: which of the inputs is the mask.
        shapes: from the shapes of the other inputs to those of the outputs, the first of which
            begins with (steps, batch); ValueError where they do not fit together.
        aliases: input -> the output that is written in its place.
    """

    def lower(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
        if attrs["T"] is not dtypes.float32:
            return None
        mask = inputs[mask_at]
        try:
            results = shapes(*[tuple(v.shape) for i, v in enumerate(inputs) if i != mask_at])
        except ValueError:
            return None  # the XLA kernel says what is wrong
        steps = results[0][:2]
        if mask.shape not in ((), steps) or 0 in results[0][2:]:
            return None
        kernel = jax.ffi.ffi_call(
            handler,
            [jax.ShapeDtypeStruct(shape, np.float32) for shape in results],
            vmap_method="sequential",
            input_output_aliases=aliases,
        )

        def run(*given: Any) -> Any:
            if takes_all(mask):
                given = (*given[:mask_at], _ALL_STEPS, *given[mask_at:])
            elif mask.shape == ():
                masks = jax.numpy.broadcast_to(given[mask_at], steps)
                given = (*given[:mask_at], masks, *given[mask_at + 1 :])
            return tuple(kernel(*given))

        places = list(range(len(inputs)))
        return run, [i for i in places if i != mask_at] if takes_all(mask) else places

    return lower


def _lstm(x: Shape, h: Shape, c: Shape, kernel: Shape, bias: Shape) -> list[Shape]:
    check_sequence(x, [h, c], kernel, bias, (LSTM_GATES,))
    return [(*x[:2], h[1]), h, c, (*x[:2], h[1]), x]


def _lstm_back(
    c: Shape, kernel: Shape, cell: Shape, gates: Shape, doutput: Shape, dh: Shape, dc: Shape
) -> list[Shape]:
    check_sequence(gates, [c, dh, dc], kernel, kernel[1:], (LSTM_GATES,))
    _check_stacks(gates, kernel, [cell, doutput])
    return [gates, dh, dc]


def _gru(x: Shape, h: Shape, kernel: Shape, bias: Shape) -> list[Shape]:
    check_sequence(x, [h], kernel, bias, (2, GRU_GATES))
    return [(*x[:2], h[1]), h, x, (*x[:2], h[1])]


def _gru_back(
    h: Shape, kernel: Shape, output: Shape, gates: Shape, inner: Shape, doutput: Shape, dh: Shape
) -> list[Shape]:
    check_sequence(gates, [h, dh], kernel, (2, *kernel[1:]), (2, GRU_GATES))
    _check_stacks(gates, kernel, [output, inner, doutput])
    return [gates, gates, dh]


def _check_stacks(gates: Shape, kernel: Shape, stacks: list[Shape]) -> None:
    expected = (*gates[:2], kernel[0])
    if any(shape != expected for shape in stacks):
        raise ValueError(f"expected arrays of shape {expected}, received {stacks}")


LOWERINGS: dict[str, Callable[..., Result]] = {
    "LSTMSequence": _lowering("pellucid_lstm", 5, _lstm, {0: 4}),
    "LSTMSequenceGrad": _lowering("pellucid_lstm_gradient", 2, _lstm_back, {4: 0}),
    "GRUSequence": _lowering("pellucid_gru", 4, _gru, {0: 2}),
    "GRUSequenceGrad": _lowering("pellucid_gru_gradient", 2, _gru_back, {4: 0}),
}
