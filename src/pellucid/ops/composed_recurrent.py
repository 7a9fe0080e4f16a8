"""The recurrent cells that TensorFlow 1 ran as one op: LSTM and GRU, a step or a whole sequence.

Reference: Hochreiter and Schmidhuber, 1997; peepholes: Gers and Schmidhuber, 2000; GRU: Cho et al.,
arXiv:1406.1078.
"""

from __future__ import annotations

from typing import Any

from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.ops import array, clipping, creation, joining, math
from pellucid.ops.composed import composed

_CELL = "x: T, cs_prev: T, h_prev: T, w: T, wci: T, wcf: T, wco: T, b: T"
_STATES = "i: T, cs: T, f: T, o: T, ci: T, co: T, h: T"

LSTMBlockCell = composed(
    "LSTMBlockCell", f"{_CELL} -> {_STATES}", forget_bias=1.0, cell_clip=3.0, use_peephole=False
)
BlockLSTM = composed(
    "BlockLSTM", f"seq_len_max: int64, {_CELL} -> {_STATES}", forget_bias=1.0, cell_clip=3.0,
    use_peephole=False,
)  # fmt: skip
BlockLSTMV2 = composed(
    "BlockLSTMV2", f"seq_len_max: int64, {_CELL} -> {_STATES}", cell_clip=0.0, use_peephole=False
)
GRUBlockCell = composed(
    "GRUBlockCell",
    "x: T, h_prev: T, w_ru: T, w_c: T, b_ru: T, b_c: T -> r: T, u: T, c: T, h: T",
)  # fmt: skip


def _step(
    x: Any, cs_prev: Any, h_prev: Any, w: Any, wci: Any, wcf: Any, wco: Any, b: Any,
    forget_bias: float, cell_clip: float, use_peephole: bool, forget_first: bool = False,
) -> Any:  # fmt: skip
    """One step of an LSTM: the gates, the cell state and the output."""
    total = OPS["MatMul"](joining.concat([x, h_prev], 1), w) + b
    i, second, third, o = joining.split(total, 4, axis=1)
    f, ci = (second, third) if forget_first else (third, second)
    f = f + forget_bias
    if use_peephole:
        i, f = i + cs_prev * wci, f + cs_prev * wcf
    i, f, ci = OPS["Sigmoid"](i), OPS["Sigmoid"](f), OPS["Tanh"](ci)
    cs = ci * i + cs_prev * f
    if cell_clip > 0:
        cs = clipping.clip_by_value(cs, -cell_clip, cell_clip)
    o = OPS["Sigmoid"](o + cs * wco if use_peephole else o)
    co = OPS["Tanh"](cs)
    return i, cs, f, o, ci, co, co * o


@LSTMBlockCell.by
def _(**given: Any) -> Any:
    return _step(**given)


def _sequence(seq_len_max: Any, x: Any, cs_prev: Any, h_prev: Any, **given: Any) -> Any:
    """All steps; what lies behind `seq_len_max` is zero."""
    steps = x.shape[0]
    if steps is None:
        raise ValueError(
            explain("tf.raw_ops.BlockLSTM [x]", "the number of steps must be known",
                    expected="a static first dimension", received=x)
        )  # fmt: skip
    found = []
    for t in range(steps):
        states = _step(x[t], cs_prev, h_prev, **given)
        cs_prev, h_prev = states[1], states[6]
        found.append(states)
    within = creation.range(steps) < OPS["Cast"](seq_len_max, DstT=array.shape(x).dtype)
    kept = array.reshape(OPS["Cast"](within, DstT=x.dtype), [-1, 1, 1])
    return [math.multiply_no_nan(joining.stack(column), kept) for column in zip(*found)]


@BlockLSTM.by
def _(**given: Any) -> Any:
    return _sequence(**given)


@BlockLSTMV2.by
def _(**given: Any) -> Any:
    return _sequence(**given, forget_bias=0.0, forget_first=True)


@GRUBlockCell.by
def _(x: Any, h_prev: Any, w_ru: Any, w_c: Any, b_ru: Any, b_c: Any) -> Any:
    gates = OPS["Sigmoid"](OPS["MatMul"](joining.concat([x, h_prev], 1), w_ru) + b_ru)
    r, u = joining.split(gates, 2, axis=1)
    c = OPS["Tanh"](OPS["MatMul"](joining.concat([x, h_prev * r], 1), w_c) + b_c)
    return r, u, c, (1 - u) * c + u * h_prev
