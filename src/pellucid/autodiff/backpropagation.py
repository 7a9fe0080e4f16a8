"""Reverse accumulation: from the calls that were recorded to the cotangents of what they read.

    Record           one call
    backpropagate    the walk over many, from the last to the first
    depending        those of a graph's nodes that the walk needs
    input_gradients  one step: the gradient function of an op

Reference: Griewank and Walther, "Evaluating Derivatives", 2nd edition, SIAM 2008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pellucid.autodiff.cotangents import accumulate, ones_like, zeros_like
from pellucid.core.convert import convert
from pellucid.core.op import AUTOMATIC


class Record:
    """One call: the op, its inputs, outputs and attributes, as gradient functions see it."""

    __slots__ = ("attrs", "inputs", "op", "outputs", "watched")

    def __init__(
        self,
        op: Any,
        inputs: list[Any],
        outputs: list[Any],
        attrs: dict[str, Any],
        watched: Collection[int] | None = None,
    ) -> None:
        self.op = op
        self.inputs = inputs
        self.outputs = outputs
        self.attrs = attrs
        self.watched = watched

    def wants(self, index: int) -> bool:
        """Whether anybody asks for the cotangent of input `index`."""
        return self.watched is None or id(self.inputs[index]) in self.watched


def backpropagate(
    records: Sequence[Any], targets: Sequence[Any], sources: Sequence[Any], given: Sequence[Any]
) -> list[Any]:
    """Cotangents of `sources`, starting from `given` cotangents of `targets` (None: ones).

    Walks the records from the last to the first; at each whose outputs have a cotangent, the op's
    gradient function turns it into cotangents of the inputs, which are summed per tensor.

    Returns: for each source its cotangent (a tensor or IndexedSlices) or None.
    """
    cotangents: dict[int, Any] = {}
    for target, start in zip(targets, given, strict=True):
        value = target.read_value() if hasattr(target, "handle") else target
        if not (value.dtype.is_floating or value.dtype.is_complex):
            continue
        seed = ones_like(value) if start is None else convert(start, value.dtype)
        accumulate(cotangents, target, seed)
    wanted = {id(s) for s in sources}
    for record in reversed(records):
        outputs = record.outputs
        if len(outputs) == 1:  # the commonest case, without the loops
            first = cotangents.get(id(outputs[0]))
            if first is None:
                continue
            arrived = [first]
        else:
            arrived = [cotangents.get(id(o)) for o in outputs]
            if all(g is None for g in arrived):
                continue
        for out in outputs:  # a later record cannot read what this one made
            if id(out) not in wanted:
                cotangents.pop(id(out), None)
        if record.op.passes_through:
            accumulate(cotangents, record.inputs[0], arrived[0])
            continue
        for value, gradient in zip(record.inputs, input_gradients(record, arrived), strict=True):
            if gradient is not None:
                accumulate(cotangents, value, gradient)
    return [cotangents.get(id(s)) for s in sources]


def depending(records: Sequence[Any], sources: Sequence[Any]) -> list[Any]:
    """Those of a graph's nodes through which a derivative can flow from `sources`."""
    reached = {id(s) for s in sources}
    found = []
    for record in records:
        if record.op.gradient_function is None or not any(id(t) in reached for t in record.inputs):
            continue
        found.append(record)
        reached.update(id(o) for o in record.outputs if o.dtype.is_floating or o.dtype.is_complex)
    return found


def input_gradients(record: Any, arrived: list[Any]) -> Sequence[Any]:
    """The cotangents of a record's inputs, from those of its outputs."""
    function = record.op.gradient_function
    if len(arrived) > 1 and not record.op.takes_none:
        arrived = [
            zeros_like(o) if g is None and (o.dtype.is_floating or o.dtype.is_complex) else g
            for g, o in zip(arrived, record.outputs, strict=True)
        ]
    if function is AUTOMATIC:
        from pellucid.autodiff.automatic import differentiate_kernel

        return differentiate_kernel(record, arrived)
    found = function(record, *arrived)
    if not isinstance(found, list | tuple):
        found = [found]
    if len(found) != len(record.inputs):
        raise ValueError(
            f"The gradient of {record.op.name} returned {len(found)} values for "
            f"{len(record.inputs)} inputs."
        )
    return found
