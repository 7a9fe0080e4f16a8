"""The derivative of a scan: a scan over the same rows in the other direction.

Each of its steps runs one step of the scan again, from the carry that the scan kept for it, and
pulls the cotangents back through it. The cotangents of what the body captured add up on the way.
"""

from __future__ import annotations

from typing import Any

from pellucid.autodiff.branches import _Body, _check_repeatable, _flows
from pellucid.ops.scan import Scan, scan_rows

Scan.takes_none = True  # nothing flows back to the kept carries, and often not to the last


@Scan.gradient
def _(node: Any, *dy: Any) -> list[Any]:
    attrs = node.attrs
    _check_repeatable(attrs["body"], "tf.scan")
    size, width = len(attrs["Tcarry"]), len(attrs["Trows"])
    carry, rows = node.inputs[:size], node.inputs[size : size + width]
    body = _Body(attrs["body"], node.inputs[size + width :])
    history = node.outputs[-size:]
    flowing = [i for i, t in enumerate(carry) if _flows(t)]
    last, stacked = dy[:size], list(dy[size:])
    arrived = [i for i, g in enumerate(stacked) if g is not None]
    count = len(node.outputs) - 2 * size  # of the body's outputs, the rest of `stacked` is history

    def step(given: list[Any], row: list[Any]) -> tuple[list[Any], list[Any]]:
        before, now = row[:size], row[size : size + width]
        found = dict(zip(arrived, row[size + width :], strict=True))
        after: list[Any] = [None] * size
        for place, i in enumerate(flowing):
            after[i] = given[place]
        pulled, captured = body.pull(
            [*before, *now], [*after, *[found.get(i) for i in range(count)]]
        )
        states = [
            pulled[i] + found[count + i] if count + i in found else pulled[i] for i in flowing
        ]
        sums = [a + b for a, b in zip(given[len(flowing) :], captured, strict=True)]
        return [*states, *sums], [g for g in pulled[size:] if g is not None]

    from pellucid.autodiff.cotangents import zeros_like

    start = [zeros_like(carry[i]) if last[i] is None else last[i] for i in flowing]
    final, below, _ = scan_rows(
        step,
        [*start, *body.zeros()],
        [*history, *rows, *[stacked[i] for i in arrived]],
        reverse=not attrs["reverse"],
    )
    states = dict(zip(flowing, final, strict=False))
    at_rows, at_captured = iter(below), iter(final[len(flowing) :])
    return [
        *[states.get(i) for i in range(size)],
        *[next(at_rows) if _flows(t) else None for t in rows],
        *[next(at_captured) if _flows(t) else None for t in body.captured],
    ]
