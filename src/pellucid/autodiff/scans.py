"""The derivative of a scan: a scan over the same rows in the other direction.

Each of its steps runs one step of the scan again, from the carry and the matrix products that the
scan kept for it, and pulls the cotangents back through it. The cotangents of what the body captured
add up on the way; those of matrices, being products themselves, are one product after the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.autodiff.bodies import Body, flows
from pellucid.autodiff.cotangents import zeros_like
from pellucid.core.registry import OPS
from pellucid.ops.scan import Scan, scan_rows

Scan.takes_none = True  # nothing flows back to the kept values, and often not to the last carry


@Scan.gradient
def _(node: Any, *dy: Any) -> list[Any]:
    attrs = node.attrs
    backward = _Backward(node, list(dy))
    final, stacks = scan_rows(
        backward.step, backward.start(), backward.rows(), reverse=not attrs["reverse"]
    )
    return backward.cotangents(final, stacks, dy)


class _Backward:
    """The scan from the last step to the first.

    Its carry: the cotangents of the carry, then the sums of those of captured values. Its rows: the
    carries before each step, the rows, the hidden state before each step, the kept products, and
    the cotangents of stacked outputs.
    """

    def __init__(self, node: Any, dy: list[Any]) -> None:
        attrs = node.attrs
        self.size, self.width = len(attrs["Tcarry"]), len(attrs["Trows"])
        self.carry = node.inputs[: self.size]
        self.row_inputs = node.inputs[self.size :][: self.width]
        self.body = Body(attrs["body"], node, 0, self.size + self.width)
        self.count = len(attrs["body"].outputs) - self.size  # of stacked outputs beside history
        self.known = attrs["body"].outputs[len(attrs["body"].outputs) - attrs["kept"] :]
        self.outputs = node.outputs[: len(attrs["Tout"])]
        hidden = len(attrs["generators"]) + len(attrs["assigned"])
        self.hidden = node.outputs[len(self.outputs) :][:hidden]
        self.flowing = [i for i, t in enumerate(self.carry) if flows(t)]
        self.last, self.stacked = dy[: self.size], dy[self.size : len(self.outputs)]
        self.arrived = [i for i, g in enumerate(self.stacked) if g is not None]
        self.products: list[int] = []

    def start(self) -> list[Any]:
        """The carry before the last step is pulled back."""
        first = [
            zeros_like(self.carry[i]) if self.last[i] is None else self.last[i]
            for i in self.flowing
        ]
        return [*first, *self.body.zeros()]

    def rows(self) -> list[Any]:
        """What the steps go through."""
        history = self.outputs[-self.size :]
        products = self.outputs[self.size + self.count - len(self.known) : self.size + self.count]
        known = [*history, *self.row_inputs, *self.hidden, *products]
        return [*known, *[self.stacked[i] for i in self.arrived]]

    def step(self, given: list[Any], row: list[Any]) -> tuple[list[Any], list[Any]]:
        """Pull the cotangents back through one step."""
        width = self.size + self.width + len(self.hidden)
        before, ahead = row[:width], row[width:]
        products, arriving = ahead[: len(self.known)], ahead[len(self.known) :]
        self.body.known = {id(t): v for t, v in zip(self.known, products, strict=True)}
        found = dict(zip(self.arrived, arriving, strict=True))
        after: list[Any] = [None] * self.size
        for place, i in enumerate(self.flowing):
            after[i] = given[place]
        at_outputs = [found.get(i) for i in range(self.count)]
        pulled, captured = self.body.pull(before, [*after, *at_outputs])
        states = [
            pulled[i] + found[self.count + i] if self.count + i in found else pulled[i]
            for i in self.flowing
        ]
        sums, factors = list(given[len(self.flowing) :]), []
        self.products = []
        for k, g in enumerate(captured):
            if _is_product(g):
                self.products.append(k)
                factors += g.op.inputs
            else:
                sums[k] = sums[k] + g
        return [*states, *sums], [*[g for g in pulled[self.size :] if g is not None], *factors]

    def cotangents(self, final: list[Any], stacks: list[Any], dy: Sequence[Any]) -> list[Any]:
        """Those of the scan's inputs; `dy` are those of its outputs."""
        states = dict(zip(self.flowing, final, strict=False))
        captured = list(final[len(self.flowing) :])
        factors = stacks[len(stacks) - 2 * len(self.products) :]
        for k, place in enumerate(self.products):
            captured[place] = OPS["MatMul"](
                _flat(factors[2 * k]), _flat(factors[2 * k + 1]), transpose_a=True
            )
        at_rows = iter(stacks)
        return [
            *[states.get(i) for i in range(self.size)],
            *[next(at_rows) if flows(t) else None for t in self.row_inputs],
            *self.body.at_captured(captured, dy),
        ]


def _is_product(cotangent: Any) -> bool:
    """Whether it is transpose(a) · b: the sum over steps is the product of all a and all b."""
    node = cotangent.op
    return node.type == "MatMul" and node.attrs["transpose_a"] and not node.attrs["transpose_b"]


def _flat(stack: Any) -> Any:
    """(steps, batch, n) as (steps · batch, n)."""
    return OPS["Reshape"](stack, [-1, stack.shape[2]])
