"""LSTM and GRU over whole sequences, each as one op.

A layer that ran its time steps as separate ops would spend most of its time between them. Here the
loop is inside of the op: in NumPy, as one `lax.scan`, or in a CPU kernel (`runtime/cpu`).

    LSTMSequence, GRUSequence            all steps, and what their derivatives want to know
    LSTMSequenceGrad, GRUSequenceGrad    back through all steps

What needs no loop stays outside: x is the input times its kernel, for all steps one product, and so
is the derivative of the recurrent kernel (see `autodiff/sequences.py`).

A mask, bool, (steps, batch), tells which steps are taken: the others leave the states as they are.
The scalar True takes all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import nest
from pellucid.core.dtypes import FLOATING
from pellucid.core.names import name_scope
from pellucid.graph.expansion import EXPANSIONS
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.matmul import wide
from pellucid.runtime.dispatch import op

# Splits of the last axis: i, f, g, o in the LSTM, z, r, g in the GRU.
LSTM_GATES, GRU_GATES = 4, 3

LSTMSequence = op(
    "LSTMSequence",
    "x: T, h: T, c: T, kernel: T, bias: T, mask: bool -> "
    "output: T, last_h: T, last_c: T, cell: T, gates: T",
    T=FLOATING,
)  # fmt: skip
LSTMSequenceGrad = op(
    "LSTMSequenceGrad",
    "c: T, kernel: T, mask: bool, cell: T, gates: T, doutput: T, dh: T, dc: T -> "
    "dx: T, dh_first: T, dc_first: T",
    T=FLOATING,
)  # fmt: skip
GRUSequence = op(
    "GRUSequence",
    "x: T, h: T, kernel: T, bias: T, mask: bool -> output: T, last_h: T, gates: T, inner: T",
    T=FLOATING,
)  # fmt: skip
GRUSequenceGrad = op(
    "GRUSequenceGrad",
    "h: T, kernel: T, mask: bool, output: T, gates: T, inner: T, doutput: T, dh: T -> "
    "dx: T, dproduct: T, dh_first: T",
    T=FLOATING,
)  # fmt: skip

Scan = Callable[..., tuple[Any, Any]]


# ---------------------------------------------------------------------- LSTM


def _lstm(
    xp: Any, scan: Scan, x: Any, h: Any, c: Any, kernel: Any, bias: Any, mask: Any
) -> tuple[Any, ...]:
    """i, f, g, o = σ, σ, tanh, σ of x + h · kernel + bias; c ← f · c + i · g; h ← o · tanh(c)."""
    check_sequence(x.shape, [h.shape, c.shape], kernel.shape, bias.shape, (LSTM_GATES,))

    def step(states: Any, row: Any) -> Any:
        (h, c), (x, keep) = states, row
        i, f, g, o = xp.split(x + h @ kernel + bias, LSTM_GATES, axis=-1)
        i, f, g, o = _sigmoid(xp, i), _sigmoid(xp, f), xp.tanh(g), _sigmoid(xp, o)
        after = f * c + i * g
        c = _kept(xp, keep, after, c)
        h = _kept(xp, keep, o * xp.tanh(after), h)
        return (h, c), (h, c, _or_zero(xp, keep, xp.concatenate([i, f, g, o], -1)))

    (h, c), (output, cell, gates) = scan(step, (h, c), (x, _masks(xp, mask, x)))
    return output, h, c, cell, gates


def _lstm_back(
    xp: Any, scan: Scan, c: Any, kernel: Any, mask: Any, cell: Any, gates: Any, doutput: Any,
    dh: Any, dc: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Cotangents of x and the first states, from those of the outputs and the last states."""
    transposed = xp.transpose(kernel)

    def step(carry: Any, row: Any) -> Any:
        (dh, dc), (before, after, gates, arrived, keep) = carry, row
        i, f, g, o = xp.split(gates, LSTM_GATES, axis=-1)
        dh, seen = dh + arrived, xp.tanh(after)
        inside = dc + dh * o * (1 - seen * seen)
        dx = xp.concatenate(
            [
                inside * g * i * (1 - i),
                inside * before * f * (1 - f),
                inside * i * (1 - g * g),
                dh * seen * o * (1 - o),
            ],
            -1,
        )
        dx = _or_zero(xp, keep, dx)
        return (_kept(xp, keep, dx @ transposed, dh), _kept(xp, keep, inside * f, dc)), dx

    rows = (_before(xp, c, cell), cell, gates, doutput, _masks(xp, mask, gates))
    (dh, dc), dx = scan(step, (dh, dc), rows, reverse=True)
    return dx, dh, dc


# ---------------------------------------------------------------------- GRU


def _gru(xp: Any, scan: Scan, x: Any, h: Any, kernel: Any, bias: Any, mask: Any) -> tuple[Any, ...]:
    """z, r = σ, σ of x + b + p, where p = h · kernel + b'; g = tanh(x + b + r · p).

    h ← z · h + (1 - z) · g. Each letter but h has a part for z, r and g; bias is b over b'.
    """
    check_sequence(x.shape, [h.shape], kernel.shape, bias.shape, (2, GRU_GATES))

    def step(h: Any, row: Any) -> Any:
        x, keep = row
        xz, xr, xg = xp.split(x + bias[0], GRU_GATES, axis=-1)
        pz, pr, pg = xp.split(h @ kernel + bias[1], GRU_GATES, axis=-1)
        z, r = _sigmoid(xp, xz + pz), _sigmoid(xp, xr + pr)
        g = xp.tanh(xg + r * pg)
        h = _kept(xp, keep, z * h + (1 - z) * g, h)
        gates = xp.concatenate([z, r, g], -1)
        return h, (h, _or_zero(xp, keep, gates), _or_zero(xp, keep, pg))

    h, (output, gates, inner) = scan(step, h, (x, _masks(xp, mask, x)))
    return output, h, gates, inner


def _gru_back(
    xp: Any, scan: Scan, h: Any, kernel: Any, mask: Any, output: Any, gates: Any, inner: Any,
    doutput: Any, dh: Any,
) -> tuple[Any, ...]:  # fmt: skip
    """Cotangents of x, of the products p and of the first state."""
    transposed = xp.transpose(kernel)

    def step(dh: Any, row: Any) -> Any:
        before, gates, inner, arrived, keep = row
        z, r, g = xp.split(gates, GRU_GATES, axis=-1)
        dh = dh + arrived
        dz = dh * (before - g) * z * (1 - z)
        dg = dh * (1 - z) * (1 - g * g)
        dr = dg * inner * r * (1 - r)
        dx = xp.concatenate([dz, dr, dg], -1)
        dproduct = xp.concatenate([dz, dr, dg * r], -1)
        dx, dproduct = _or_zero(xp, keep, dx), _or_zero(xp, keep, dproduct)
        return _kept(xp, keep, dh * z + dproduct @ transposed, dh), (dx, dproduct)

    rows = (_before(xp, h, output), gates, inner, doutput, _masks(xp, mask, gates))
    dh, (dx, dproduct) = scan(step, dh, rows, reverse=True)
    return dx, dproduct, dh


# ---------------------------------------------------------------------- what they share


def _sigmoid(xp: Any, x: Any) -> Any:
    return 1 / (1 + xp.exp(-x))


def _kept(xp: Any, keep: Any, new: Any, old: Any) -> Any:
    """`new` where the step is taken, else `old`."""
    return new if keep is None else xp.where(keep, new, old)


def _or_zero(xp: Any, keep: Any, new: Any) -> Any:
    """`new` where the step is taken, else zeros."""
    return new if keep is None else xp.where(keep, new, xp.zeros_like(new))


def _masks(xp: Any, mask: Any, x: Any) -> Any:
    """The mask (steps, batch, 1), or None if all steps are taken."""
    if takes_all(mask):
        return None
    return mask[..., None] if len(mask.shape) else xp.broadcast_to(mask, (*x.shape[:2], 1))


def takes_all(mask: Any) -> bool:
    """Whether a mask is known to take all steps."""
    return isinstance(mask, np.ndarray | np.generic) and bool(mask.all())


def _before(xp: Any, first: Any, values: Any) -> Any:
    """The values before every step: `first`, then all but the last."""
    return xp.concatenate([first[None], values], 0)[:-1]


def check_sequence(x: Any, states: Any, kernel: Any, bias: Any, parts: tuple[int, ...]) -> None:
    """ValueError unless the shapes fit: `parts` are bias's dimensions but for the units."""
    gates = parts[-1]
    if len(x) != 3 or len(kernel) != 2:
        raise ValueError(
            "expected x of (steps, batch, gates · units) and a kernel of (units, gates · units), "
            f"received {tuple(x)} and {tuple(kernel)}"
        )
    batch, units = x[1], kernel[0]
    wanted = [
        ("kernel", kernel, (units, gates * units)),
        ("bias", bias, (*parts[:-1], gates * units)),
        ("x", x, (x[0], batch, gates * units)),
        *[("a state", state, (batch, units)) for state in states],
    ]
    for name, found, expected in wanted:
        fits = len(found) == len(expected) and all(
            a is None or b is None or a == b for a, b in zip(found, expected, strict=True)
        )
        if not fits:
            raise ValueError(f"expected {name} of shape {expected}, received {tuple(found)}")


def _walk(step: Any, carry: Any, rows: Any, reverse: bool = False) -> tuple[Any, Any]:
    """`jax.lax.scan` for NumPy: rows are a tuple of stacks, or None in the place of one."""
    count, outputs = len(rows[0]), []
    for i in range(count - 1, -1, -1) if reverse else range(count):
        carry, output = step(carry, tuple(None if r is None else r[i] for r in rows))
        outputs.append(output)
    if not count:  # a step that is not counted tells the shapes
        zeros = tuple(None if r is None else np.zeros(r.shape[1:], r.dtype) for r in rows)
        outputs = [step(carry, zeros)[1]]
    if reverse:
        outputs.reverse()
    if isinstance(outputs[0], tuple):
        return carry, tuple(np.stack(column)[:count] for column in zip(*outputs, strict=True))
    return carry, np.stack(outputs)[:count]


def _kernels(of: Any, run: Callable[..., Any]) -> None:
    """Register `run(xp, scan, *inputs)` as both kernels of an op."""

    @of.kernel("numpy")
    def _(*inputs: Any) -> Any:
        return run(np, _walk, *map(wide, inputs))

    @of.kernel("xla")
    def _(jax: Any, *inputs: Any) -> Any:
        return run(jax.numpy, jax.lax.scan, *map(wide, inputs))


def _scanned(step: Any, carry: Any, rows: Any, reverse: bool = False) -> tuple[Any, Any]:
    """`jax.lax.scan` for tensors."""
    from pellucid.ops.scan import scan_rows

    alone = not isinstance(carry, tuple)

    def flat(states: list[Any], row: list[Any]) -> tuple[list[Any], list[Any]]:
        given = iter(row)
        after, output = step(
            states[0] if alone else tuple(states),
            tuple(None if r is None else next(given) for r in rows),
        )
        return nest.flatten(after), nest.flatten(output)

    states = [carry] if alone else list(carry)
    last, stacks = scan_rows(flat, states, [r for r in rows if r is not None], reverse=reverse)
    return last[0] if alone else tuple(last), stacks[0] if len(stacks) == 1 else tuple(stacks)


def _expansion(of: Any, run: Callable[..., Any], mask_at: int) -> None:
    """Say the op as a scan of TensorFlow's ops, for graphs that leave."""

    def expand(node: Any, inputs: list[Any], used: list[bool]) -> list[Any]:
        from pellucid.graph.expansion import replay
        from pellucid.ops.subgraphs import trace_branch

        mask = static_value(inputs[mask_at])

        def scan(*given: Any) -> Any:
            arguments = list(given)
            if takes_all(mask):
                arguments[mask_at] = mask
            return list(run(_tensor_functions(), _scanned, *arguments))

        graph = trace_branch(node.type, scan, [(t.dtype, t.dims) for t in inputs])
        with name_scope(f"{node.name}/"):
            return replay(graph, dict(zip(map(id, graph.inputs), inputs, strict=True)))

    EXPANSIONS[of.name] = expand


def _tensor_functions() -> Any:
    """Of the functions of NumPy those that the steps use, for tensors."""
    from types import SimpleNamespace

    from pellucid.ops.array import transpose
    from pellucid.ops.broadcasting import broadcast_to
    from pellucid.ops.creation import zeros_like
    from pellucid.ops.exponential import exp
    from pellucid.ops.gather import where
    from pellucid.ops.joining import concat, split
    from pellucid.ops.trigonometric import tanh

    return SimpleNamespace(
        broadcast_to=broadcast_to, concatenate=concat, exp=exp, split=split, tanh=tanh,
        transpose=transpose, where=where, zeros_like=zeros_like,
    )  # fmt: skip


for _op, _run, _mask_at in (
    (LSTMSequence, _lstm, 5),
    (LSTMSequenceGrad, _lstm_back, 2),
    (GRUSequence, _gru, 4),
    (GRUSequenceGrad, _gru_back, 2),
):
    _kernels(_op, _run)
    _expansion(_op, _run, _mask_at)


# ---------------------------------------------------------------------- shapes


@LSTMSequence.infer
def _(call: Call) -> list[Any]:
    return _forward_shapes(call, 2, (LSTM_GATES,))


@GRUSequence.infer
def _(call: Call) -> list[Any]:
    return _forward_shapes(call, 1, (2, GRU_GATES))


def _forward_shapes(call: Call, states: int, parts: tuple[int, ...]) -> list[Any]:
    shapes = [call.shape(i) for i in range(states + 3)]
    x, kernel = shapes[0] or (None,) * 3, shapes[-2] or (None, None)
    firsts = [s or (None, None) for s in shapes[1 : states + 1]]
    bias = shapes[-1] or (None,) * len(parts)
    if len(x) == 3 and len(kernel) == 2 and None not in (kernel[0], x[2]):
        check_sequence(x, firsts, kernel, bias, parts)
    steps, batch = x[:2]
    units = kernel[0] if kernel[0] is not None else firsts[0][1]
    sequence, last = (steps, batch, units), (batch, units)
    if states == 2:
        return [sequence, last, last, sequence, x]
    return [sequence, last, x, sequence]


@LSTMSequenceGrad.infer
def _(call: Call) -> list[Any]:
    return [call.shape(4), call.shape(0), call.shape(0)]


@GRUSequenceGrad.infer
def _(call: Call) -> list[Any]:
    return [call.shape(4), call.shape(4), call.shape(0)]
