"""Connectionist temporal classification: the loss, and label helpers.

Functions: ctc_loss, ctc_unique_labels, collapse_repeated (decoders: `ctc_decoding.py`).

A labelling is read off a path of one class per time step by merging repeats and dropping blanks.
The loss of a labelling is minus the log probability of all its paths, added up along time over
the labelling with blanks between its labels ("states").

Reference: Graves et al., "Connectionist temporal classification", 2006.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import op

# Stands for log(0).
_NEVER = -1.0e30

# The log probability that TensorFlow gives to a forbidden step: labels that no path can give have a
# large loss, but a finite one.
_FORBIDDEN = float(np.log(1e-307))

CTCLossDense = op(
    "CTCLossDense",
    "logits: T, labels: int32, label_length: int32, logit_length: int32 -> loss: T, gradient: T",
    T=FLOATING, blank_index=0,
)  # fmt: skip


@CTCLossDense.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return [None if dims is None else (dims[1],), dims]


def _loss(
    xp: Any, jax: Any, logits: Any, labels: Any, label_length: Any, logit_length: Any, blank: int
) -> tuple[Any, Any]:
    """Losses, and their derivatives by the logits: probabilities minus those of the paths."""
    wide = logits.astype(np.float64)
    shifted = wide - xp.max(wide, -1, keepdims=True)
    logs = shifted - xp.log(xp.sum(xp.exp(shifted), -1, keepdims=True))
    states, skip = _states(xp, labels, blank % logits.shape[2])
    rows = xp.arange(states.shape[0])[:, None]
    emitted = logs[:, rows, states]
    ends = _ends(xp, states, label_length)
    forward = _forward(xp, jax, emitted, skip, logit_length)
    total = _add(xp, forward[-1] + ends)
    backward = _backward(xp, jax, emitted, skip, ends, logit_length)
    share = xp.exp(forward + backward - total[None, :, None])
    times = xp.arange(logits.shape[0])
    where = (times[:, None, None], rows[None], states[None])
    gradient = _subtracted(xp, xp.exp(logs), where, share)
    inside = times[:, None] < logit_length[None, :]
    return -total, xp.where(inside[:, :, None], gradient, 0.0)


def _states(xp: Any, labels: Any, blank: int) -> tuple[Any, Any]:
    """Labels with blanks around them, and the log probability of stepping over the one before."""
    batch, length = labels.shape
    states = xp.stack([xp.full_like(labels, blank), labels], -1).reshape(batch, 2 * length)
    states = xp.concatenate([states, xp.full((batch, 1), blank, labels.dtype)], 1)
    repeated = xp.concatenate([xp.ones((batch, 2), bool), states[:, 2:] == states[:, :-2]], 1)
    index = np.arange(2 * length + 1)
    possible = (index % 2 == 1) & (index >= 3)
    return states, xp.where(possible, xp.where(repeated, _FORBIDDEN, 0.0), _NEVER)


def _ends(xp: Any, states: Any, label_length: Any) -> Any:
    """0 for the states in which a path may end: the last label and the blank after it."""
    index, last = xp.arange(states.shape[1])[None, :], 2 * label_length[:, None]
    return xp.where((index == last) | ((index == last - 1) & (last > 0)), 0.0, _NEVER)


def _add(xp: Any, x: Any) -> Any:
    """log(sum(exp(x))) along the last axis."""
    top = xp.max(x, -1)
    return top + xp.log(xp.sum(xp.exp(x - top[..., None]), -1))


def _moved(xp: Any, x: Any, by: int) -> Any:
    """States one or two further on (or back), log(0) where they come from nowhere."""
    empty = xp.full((x.shape[0], abs(by)), _NEVER)
    return xp.concatenate([empty, x[:, :-by]] if by > 0 else [x[:, -by:], empty], 1)[
        :, : x.shape[1]
    ]


def _forward(xp: Any, jax: Any, emitted: Any, skip: Any, logit_length: Any) -> Any:
    """Log probability of all beginnings of paths to a state at a time, its class included."""
    start = xp.where(np.arange(emitted.shape[-1]) < 2, emitted[0], _NEVER)

    def step(before: Any, time: Any, now: Any) -> Any:
        ways = [before, _moved(xp, before, 1), _moved(xp, before, 2) + skip]
        after = _add(xp, xp.stack(ways, -1)) + now
        return xp.where((time < logit_length)[:, None], after, before)

    return _scan(xp, jax, step, start, xp.arange(1, emitted.shape[0]), emitted[1:])


def _backward(xp: Any, jax: Any, emitted: Any, skip: Any, ends: Any, logit_length: Any) -> Any:
    """Log probability of all endings of paths from a state at a time, its class excluded."""

    def step(after: Any, time: Any, next_one: Any) -> Any:
        coming = after + next_one
        ways = [coming, _moved(xp, coming, -1), _moved(xp, coming + skip, -2)]
        return xp.where((time < logit_length - 1)[:, None], _add(xp, xp.stack(ways, -1)), ends)

    times = xp.arange(emitted.shape[0] - 2, -1, -1)
    return _scan(xp, jax, step, ends, times, emitted[1:][::-1])[::-1]


def _scan(xp: Any, jax: Any, step: Any, start: Any, times: Any, values: Any) -> Any:
    """`start` and all results of step(last result, time, value), stacked."""
    if jax is None:
        found = [start]
        for time, value in zip(times, values, strict=True):
            found.append(step(found[-1], time, value))
        return np.stack(found)

    def body(last: Any, now: Any) -> Any:
        result = step(last, *now)
        return result, result

    _, rest = jax.lax.scan(body, start, (times, values))
    return xp.concatenate([start[None], rest])


def _subtracted(xp: Any, x: Any, where: Any, values: Any) -> Any:
    if xp is np:
        np.subtract.at(x, where, values)
        return x
    return x.at[where].add(-values)


@CTCLossDense.kernel("numpy")
def _(logits: Any, labels: Any, label_length: Any, logit_length: Any, blank_index: int) -> Any:
    return _loss(np, None, logits, labels, label_length, logit_length, blank_index)


@CTCLossDense.kernel("xla")
def _(
    jax: Any, logits: Any, labels: Any, label_length: Any, logit_length: Any, blank_index: int
) -> Any:
    return _loss(jax.numpy, jax, logits, labels, label_length, logit_length, blank_index)


@CTCLossDense.gradient
def _(node: Any, dloss: Tensor, _dgradient: Any) -> Any:
    from pellucid.ops.array import reshape

    return [reshape(dloss, [1, -1, 1]) * node.outputs[1], None, None, None]


def ctc_loss(
    labels: Any, logits: TensorLike, label_length: TensorLike | None, logit_length: TensorLike,
    logits_time_major: bool = True, unique: Any = None, blank_index: int | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Connectionist temporal classification: minus the log probability of a labelling.

    Args:
        labels: class indices (batch, labels), padded; or a SparseTensor of that shape.
        logits: float tensor (time, batch, classes).
        label_length: how many labels each example has; not used with a SparseTensor.
        logit_length: how many time steps each example has.
        logits_time_major: False for logits (batch, time, classes).
        unique: what `ctc_unique_labels` returns; it saves TensorFlow time and changes no result.
        blank_index: the class that stands for "no label"; negative counts from the end. 0 by
            default; a SparseTensor needs it.
        name: name of the operation.

    Returns: the loss of each example (batch,), dtype of `logits`.

    Raises:
        ValueError: a SparseTensor without `blank_index`, or an index out of range.
    """
    from pellucid.ops.array import transpose
    from pellucid.ops.casting import cast

    del unique
    x = convert_to_tensor(logits)
    if not logits_time_major:
        x = transpose(x, [1, 0, 2])
    sparse = hasattr(labels, "dense_shape")
    if sparse and blank_index is None:
        raise ValueError(
            explain(
                "tf.nn.ctc_loss [blank_index]", "must be provided when labels are a SparseTensor"
            )
        )
    blank, classes = blank_index or 0, None if x.dims is None else x.dims[2]
    if classes is not None and not -classes <= blank < classes:
        raise ValueError(
            explain("tf.nn.ctc_loss [blank_index]", "out of range",
                    expected=f"{-classes} … {classes - 1}", received=blank_index)
        )  # fmt: skip
    if sparse:
        labels, label_length = _dense_labels(labels)
    parts = [cast(v, dtypes.int32) for v in (labels, label_length, logit_length)]
    return CTCLossDense(x, *parts, blank_index=blank, name=name)[0]


def _dense_labels(labels: Any) -> tuple[Tensor, Tensor]:
    """Labels padded with 0, and how many each example has."""
    from pellucid.ops.casting import cast
    from pellucid.ops.creation import ones_like
    from pellucid.ops.reduction import reduce_sum
    from pellucid.ops.sparse_conversion import to_dense
    from pellucid.ops.sparse_tensor import SparseTensor

    counts = SparseTensor(labels.indices, ones_like(labels.values), labels.dense_shape)
    return to_dense(labels), reduce_sum(cast(to_dense(counts), dtypes.int32), 1)


def _packed(values: Any, keep: Any, places: Any) -> Tensor:
    """The kept values of every row at their places, 0 elsewhere."""
    from pellucid.ops.array import expand_dims
    from pellucid.ops.broadcasting import shape_of
    from pellucid.ops.casting import cast
    from pellucid.ops.comparison import equal, logical_and
    from pellucid.ops.creation import range as range_
    from pellucid.ops.reduction import reduce_sum

    columns = range_(shape_of(values)[1])
    here = logical_and(equal(expand_dims(places, 2), columns), expand_dims(keep, 2))
    return reduce_sum(expand_dims(values, 2) * cast(here, values.dtype), 1)


def ctc_unique_labels(labels: TensorLike, name: str | None = None) -> list[Tensor]:
    """The different labels of every row, in the order of their first places.

    Args:
        labels: (batch, labels), integers padded with 0.
        name: name of the operation.

    Returns: the different labels (int64, padded with 0), and for each label its index among them
        (int32).
    """
    from pellucid.ops.argmax import argmax
    from pellucid.ops.array import expand_dims
    from pellucid.ops.broadcasting import shape_of
    from pellucid.ops.casting import cast
    from pellucid.ops.comparison import equal
    from pellucid.ops.creation import range as range_
    from pellucid.ops.cumulative import cumsum
    from pellucid.ops.gather import gather

    del name
    x = cast(labels, dtypes.int64)
    same = equal(expand_dims(x, 2), expand_dims(x, 1))
    first = argmax(cast(same, dtypes.int32), 2, output_type=dtypes.int32)
    keep = equal(first, range_(shape_of(x)[1]))
    rank = cumsum(cast(keep, dtypes.int32), 1) - 1
    return [_packed(x, keep, rank), gather(rank, first, batch_dims=1)]


def collapse_repeated(
    labels: TensorLike, seq_length: TensorLike, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Merge equal neighbours of every row into one.

    Args:
        labels: (batch, labels), integers.
        seq_length: how many labels each row has.
        name: name of the operation.

    Returns: the merged labels, padded with 0 to the longest row, and how many there are (int32).
    """
    from pellucid.ops.broadcasting import shape_of
    from pellucid.ops.casting import cast
    from pellucid.ops.comparison import logical_and, not_equal
    from pellucid.ops.creation import ones_like
    from pellucid.ops.cumulative import cumsum
    from pellucid.ops.joining import concat
    from pellucid.ops.patterns import sequence_mask
    from pellucid.ops.reduction import reduce_max, reduce_sum

    del name
    x = convert_to_tensor(labels)
    begin = ones_like(x[:, :1], dtypes.bool)
    keep = concat([begin, not_equal(x[:, 1:], x[:, :-1])], 1)
    keep = logical_and(keep, sequence_mask(seq_length, shape_of(x)[1]))
    counts = reduce_sum(cast(keep, dtypes.int32), 1)
    merged = _packed(x, keep, cumsum(cast(keep, dtypes.int32), 1) - 1)
    return merged[:, : reduce_max(counts)], counts
