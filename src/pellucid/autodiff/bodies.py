"""A branch, or the body of a loop, that can be run again and differentiated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.autodiff.backpropagation import backpropagate
from pellucid.autodiff.cotangents import zeros_like
from pellucid.autodiff.rerun import Held, Rerun
from pellucid.autodiff.tape import GradientTape
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import FuncGraph


def flows(value: Any) -> bool:
    """Whether a derivative can flow to a value."""
    return isinstance(value, Tensor) and (value.dtype.is_floating or value.dtype.is_complex)


class Body:
    """One of the graphs of a conditional or loop.

    Its values are the inputs that are not captured, then the hidden state: of the generators, and
    of the variables that are assigned (see `ops/hidden_state.py`).

    Args:
        graph: the graph.
        node: the node that runs it, or its record.
        shift: the number of the node's inputs that are not the graph's.
        lead: the number of the graph's inputs that are not captured.

    Attributes:
        captured: what is captured, variables as tensors.
        flowing: the differentiable ones of them.
        before: the hidden state with which the conditional or loop began.
        known: tensors that need not be computed again, by the id of the graph's tensor.
    """

    def __init__(self, graph: FuncGraph, node: Any, shift: int, lead: int) -> None:
        attrs = node.attrs
        self.graph = graph
        self.lead = lead
        self.known: dict[int, Any] | None = None
        self._variables, self._assigned = attrs["variables"], attrs["assigned"]
        self._keys = [id(n) for n in attrs["generators"]]
        self._end = len(node.outputs) - len(self._variables)
        self._sources = dict(zip(self._variables, node.outputs[self._end :], strict=True))
        given = node.inputs[shift:]
        self.captured = [self._sources.get(i, v) for i, v in enumerate(given)][lead:]
        self.flowing = [v for v in self.captured if flows(v)]
        count = len(attrs["Tout"])
        self.before = [
            *node.outputs[count : count + len(self._keys)],
            *[self._sources[i] for i in self._assigned],
        ]

    def given(
        self, inputs: Sequence[Any], state: Sequence[Any]
    ) -> tuple[dict[int, Any], list[Any]]:
        """The generators' states, and what the graph is given: a `Held` for each variable."""
        given = [*inputs, *self.captured]
        for place, source in self._sources.items():
            given[place] = Held(source, source)
        for place, value in zip(self._assigned, state[len(self._keys) :], strict=True):
            given[place].value = value
        return dict(zip(self._keys, state, strict=False)), given

    def run(self, values: Sequence[Any]) -> list[Any]:
        """The outputs, and the hidden state afterwards."""
        generators, given = self.given(values[: self.lead], values[self.lead :])
        outputs = Rerun(generators).run(self.graph, given, self.known)
        return [*outputs, *generators.values(), *[given[i].value for i in self._assigned]]

    def pull(self, values: Sequence[Any], cotangents: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """The cotangents of the inputs that are not captured, and of `flowing`.

        `None` stands for what is not differentiable.

        Args:
            values: inputs and hidden state.
            cotangents: of the outputs.
        """
        inputs = values[: self.lead]
        sources = [t for t in inputs if flows(t)]
        wanted = [*sources, *self.flowing]
        with GradientTape(persistent=True, watch_accessed_variables=False) as tape:
            tape.watch(wanted)
            outputs = self.run(values)
        pairs = [(o, g) for o, g in zip(outputs, cotangents, strict=False) if g is not None]
        found = backpropagate(tape._records, [o for o, _ in pairs], wanted, [g for _, g in pairs])
        dense = [
            zeros_like(s) if g is None else convert(g) for g, s in zip(found, wanted, strict=True)
        ]
        rest = iter(dense)
        return [next(rest) if flows(t) else None for t in inputs], list(rest)

    def zeros(self) -> list[Any]:
        """Zeros like `flowing`."""
        return [zeros_like(v) for v in self.flowing]

    def at_captured(self, found: Sequence[Any], dy: Sequence[Any]) -> list[Any]:
        """The cotangents of what is captured.

        Args:
            found: those of `flowing`.
            dy: of the node's outputs; those of variables before flow to them as well.
        """
        rest = iter(found)
        made = [next(rest) if flows(t) else None for t in self.captured]
        for place, g in zip(self._variables, dy[self._end :], strict=True):
            if g is not None:
                at = made[place - self.lead]
                made[place - self.lead] = g if at is None else at + g
        return made
