"""Windows with gaps: any op on every n-th pixel.

Functions: with_space_to_batch, pool.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import shape_of
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.pooling import avg_pool, max_pool


def with_space_to_batch(
    input: TensorLike, dilation_rate: Any, padding: str, op: Callable[..., Any],
    filter_shape: Any = None, spatial_dims: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Tensor:  # fmt: skip
    """Run `op` with dilation: on every rate-th pixel, each phase as an image of its own.

    Args:
        input: tensor (batch, spatial…, channels).
        dilation_rate: an int for each spatial dimension.
        padding: `"VALID"` or `"SAME"`.
        op: `op(input, number of spatial dims, padding) -> output`, without dilation.
        filter_shape: lengths of the window that `op` uses; needed for `"SAME"`.
        spatial_dims: which dimensions are spatial; by default all but batch and channels.
        data_format: `"NC…"` where channels are dimension 1.

    Returns: what a dilated `op` would return.
    """
    from pellucid.ops.blocks import batch_to_space, required_space_to_batch_paddings, space_to_batch

    where = "tf.nn.with_space_to_batch"
    x = convert_to_tensor(input)
    if np.ndim(dilation_rate) != 1:
        expected, received = "one int for each spatial dimension", dilation_rate
        raise ValueError(
            explain(
                f"{where} [dilation_rate]", "is no vector", expected=expected, received=received
            )
        )
    rates = [int(r) for r in dilation_rate]
    if any(r < 1 for r in rates):
        raise ValueError(explain(f"{where} [dilation_rate]", "must be positive", received=rates))
    first = 2 if data_format is not None and data_format.startswith("NC") else 1
    dims = list(range(first, first + len(rates))) if spatial_dims is None else sorted(spatial_dims)
    if all(r == 1 for r in rates):
        return op(x, len(rates), padding)
    pads = [[0, 0] for _ in rates]
    if padding == "SAME":
        if filter_shape is None:
            raise ValueError(explain(f"{where} [filter_shape]", "needed for SAME padding"))
        reach = [(int(n) - 1) * r for n, r in zip(filter_shape, rates, strict=False)]
        pads = [[total // 2, total - total // 2] for total in reach]
    elif padding != "VALID":
        raise ValueError(
            explain(
                f"{where} [padding]", "not known", expected="'SAME' or 'VALID'", received=padding
            )
        )
    # The dimensions between the batch and the last spatial one must all be given a block size.
    blocks = [dict(zip(dims, rates, strict=True)).get(i, 1) for i in range(1, dims[-1] + 1)]
    full = [dict(zip(dims, pads, strict=True)).get(i, [0, 0]) for i in range(1, dims[-1] + 1)]
    sizes = shape_of(x)[1 : dims[-1] + 1]
    paddings, crops = required_space_to_batch_paddings(sizes, blocks, full)
    parts = op(space_to_batch(x, blocks, paddings), len(rates), "VALID")
    return batch_to_space(parts, blocks, crops)


def pool(
    input: TensorLike, window_shape: Sequence[int], pooling_type: Literal["MAX", "AVG"],
    strides: Sequence[int] | None = None, padding: str = "VALID", data_format: str | None = None,
    dilations: Sequence[int] | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest or the mean number of every window, in 1 to 3 spatial dimensions.

    Args:
        input: tensor (batch, spatial…, channels).
        window_shape: window length in every spatial dimension.
        pooling_type: `"MAX"` or `"AVG"`.
        strides: steps between windows, 1 by default.
        padding: `"VALID"` or `"SAME"`.
        data_format: `"NWC"`, `"NHWC"`, `"NDHWC"` or the same with channels first.
        dilations: steps between the elements of a window, 1 by default.
        name: name of the operation.

    Returns: a tensor of the same rank and dtype.

    Raises:
        ValueError: strides together with dilations, AVG with SAME and dilations, wrong lengths.
    """
    x = convert_to_tensor(input)
    rank = len(window_shape)
    steps = [int(s) for s in strides or [1] * rank]
    rates = [int(d) for d in dilations or [1] * rank]
    _check_pool(x, rank, steps, rates, pooling_type, padding)
    first = data_format is not None and data_format.startswith("NC")
    form = ("NCDHW" if first else "NDHWC").replace("DHW", "DHW"[3 - rank :])
    run = max_pool if pooling_type == "MAX" else avg_pool
    if max(rates) == 1:
        return run(x, list(window_shape), steps, padding, form, name)

    def one(part: Tensor, _rank: int, mode: str) -> Tensor:
        return run(part, list(window_shape), 1, mode, form, name)

    return with_space_to_batch(
        x, rates, padding, one, filter_shape=list(window_shape), data_format=data_format
    )


def _check_pool(x: Tensor, rank: int, steps: Any, rates: Any, kind: str, padding: str) -> None:
    where = "tf.nn.pool"
    if rank not in (1, 2, 3) or (x.dims is not None and len(x.dims) != rank + 2):
        raise ValueError(
            explain(f"{where} [window_shape]", "one entry for each spatial dimension (1 to 3)",
                    received=f"{rank} for an input of shape {x.shape}")
        )  # fmt: skip
    if max(steps) > 1 and max(rates) > 1:
        raise ValueError(
            explain(where, "`strides > 1` not supported in conjunction with `dilations > 1`",
                    received=f"strides={steps}, dilations={rates}")
        )  # fmt: skip
    if kind not in ("MAX", "AVG"):
        raise ValueError(
            explain(
                f"{where} [pooling_type]", "not known", expected="'MAX' or 'AVG'", received=kind
            )
        )
    if padding == "SAME" and max(rates) > 1:
        raise ValueError(
            explain(
                f"{where} [padding]", "'SAME' is not implemented for dilations > 1", received=rates
            )
        )
