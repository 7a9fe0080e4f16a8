"""Running the graphs of a conditional or loop again, as they ran before, without their effects.

    Rerun           runs a graph: generators and variables hold values that are given to it
      run              what it drew it draws again; what it assigned is seen by who reads it
    pure_loop        a loop as one whose loop variables include all that changes in it

A branch or body may draw random numbers, and read variables that it assigns. The op that ran it
tells which generators and variables it depends on, and with which values it began (see
`ops/hidden_state.py`). A generator counts, so numbers are drawn again from its state: three
integers are kept in place of all the numbers. Printing, assertions and assignments that nobody
reads are left out. A derivative flows to a variable from wherever it is read, and not through an
assignment, as in TensorFlow.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from pellucid.autodiff.inline import call_node, inline
from pellucid.autodiff.repeated_ops import READERS, repeat
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.graph.graph import FuncGraph
from pellucid.ops.control_flow import cond, switch_case
from pellucid.ops.hidden_state import CONTROL, Needed, has_state, inner_graphs
from pellucid.ops.loops import While
from pellucid.ops.scan import Scan
from pellucid.ops.subgraphs import share_captures, trace_branch


class Held:
    """A variable while a graph runs again.

    Attributes:
        value: its value now.
        source: the tensor that stands for the variable where derivatives are asked for.
    """

    __slots__ = ("source", "value")

    def __init__(self, value: Any, source: Any) -> None:
        self.value = value
        self.source = source


class Rerun:
    """Runs graphs again.

    Args:
        generators: by the id of a node that draws, the state of its generator. They move on.
    """

    def __init__(self, generators: dict[int, Any]) -> None:
        self.generators = generators

    def run(
        self, graph: FuncGraph, inputs: Sequence[Any], known: dict[int, Any] | None = None
    ) -> list[Any]:
        """The outputs of a graph.

        Args:
            inputs: a tensor for each of the graph's inputs, a `Held` for each variable.
            known: tensors that need not be computed, by the id of the symbolic one.
        """
        live = [i for i, v in enumerate(inputs) if isinstance(v, Held)]
        nodes = Needed([graph], live=live).nodes[0]
        return inline(graph, inputs, {}, known, nodes, self.call)[0]

    def call(self, node: Any, inputs: list[Any], op: Any) -> list[Any]:
        """The outputs of a node's op, or of one that stands in for it, on other inputs."""
        if op is not node.op:  # a gradient of the user's: variables are there to be flowed to
            given = [v.source if isinstance(v, Held) else v for v in inputs]
            return call_node(node, given, op)
        if node.type in CONTROL and has_state(inner_graphs(node.attrs)):
            shift = CONTROL[node.type]
            state = _State(self, node, inputs[shift:])
            before = state.before()
            if node.type == "While":
                return [*_loop(state), *before]
            if node.type == "PellucidScan":
                return _scan(state)
            return [*_branch(state, inputs[0]), *before]
        held = {i: v for i, v in enumerate(inputs) if isinstance(v, Held)}
        if len(held) == 1 and node.type in READERS:
            (variable,) = held.values()
            return [READERS[node.type](variable, [v for v in inputs if v is not variable], node)]
        if node.op.draws or held:
            return self._repeat(node, inputs, held)
        _check_repeatable(node)
        return call_node(node, inputs)

    def _repeat(self, node: Any, inputs: list[Any], held: dict[int, Held]) -> list[Any]:
        """Call an op that moves a generator on, or changes variables, as a pure function."""
        _check_repeatable(node)
        draws = node.op.draws
        state = [self.generators[id(node)]] if draws else []
        state += [v.value for v in held.values()]
        rest = [v for v in inputs if not isinstance(v, Held)]
        outputs, after = repeat(node, state, rest, list(held))
        values = iter(after)
        if draws:
            self.generators[id(node)] = next(values)
        for variable, value in zip(held.values(), values, strict=True):
            variable.value = value
        return outputs


def _check_repeatable(node: Any) -> None:
    """A call that cannot be repeated from tensors has no derivative in a loop or branch."""
    learns = node.type == "LearnedUnigramCandidateSampler"
    if learns or node.type.startswith("QueueDequeue"):
        raise LookupError(
            explain(
                "the derivative of a conditional or loop",
                f"it runs the function again, and {node.type} ({node.name}) would not give the "
                "same again",
                fix="move it out of the loop or branch.",
            )
        )


class _State:
    """What a conditional or loop that runs again changes besides its loop variables.

    Attributes:
        keys: ids of the nodes that draw in it.
        places: positions among `given` of the variables that it assigns.
    """

    def __init__(self, outside: Rerun, node: Any, given: list[Any]) -> None:
        self.outside = outside
        self.node = node
        self.given = given
        self.graphs = inner_graphs(node.attrs)
        live = [i for i, v in enumerate(given) if isinstance(v, Held)]
        needed = Needed(self.graphs, live)
        self.keys = [id(n) for n in needed.generators]
        self.places = sorted(needed.written)

    def values(self) -> list[Any]:
        """The state now."""
        generators = self.outside.generators
        return [*[generators[k] for k in self.keys], *[self.given[i].value for i in self.places]]

    def before(self) -> list[Any]:
        """What the op tells of the state with which it begins."""
        attrs, generators = self.node.attrs, self.outside.generators
        return [
            *[generators[id(n)] for n in attrs["generators"]],
            *[self.given[i].value for i in attrs["variables"]],
        ]

    def run(self, graph: FuncGraph, inputs: Sequence[Any], state: Sequence[Any]) -> list[Any]:
        """Run one of the graphs; its outputs and the state afterwards.

        Args:
            inputs: those that are not captured.
            state: the state with which it begins.
        """
        count = len(self.keys)
        generators = dict(zip(self.keys, state, strict=False))
        given = [*inputs, *self.given[len(inputs) :]]
        for place, value in zip(self.places, state[count:], strict=True):
            given[place] = Held(value, self.given[place].source)
        outputs = Rerun(generators).run(graph, given)
        after = [generators[k] for k in self.keys]
        return [*outputs, *after, *[given[i].value for i in self.places]]

    def take(self, values: Sequence[Any]) -> None:
        """Go on with this state."""
        count = len(self.keys)
        self.outside.generators.update(zip(self.keys, values, strict=False))
        for place, value in zip(self.places, values[count:], strict=True):
            self.given[place].value = value


def _branch(state: _State, index: Any) -> list[Any]:
    before = state.values()
    branches: list[Any] = [functools.partial(state.run, g, (), before) for g in state.graphs]
    if state.node.type == "If":
        found = list(cond(index, branches[0], branches[1]))
    else:
        found = list(switch_case(index, branches))
    count = len(state.node.attrs["Tout"])
    state.take(found[count:])
    return found[:count]


def _loop(state: _State) -> list[Any]:
    count = len(state.node.attrs["Tout"])
    values, test, step = _pure(state)
    if STATE.graph is None:
        while bool(test(*values)):
            values = step(*values)
    else:
        inputs, attrs = _traced(state, values, test, step)
        values = While(inputs, name=state.node.name.rpartition("/")[2], **attrs).output
    state.take(values[count : count + len(state.keys) + len(state.places)])
    return list(values[:count])


def _pure(state: _State) -> tuple[list[Any], Any, Any]:
    """A loop without effects: the first values, condition and body.

    Where the condition draws or assigns, it is part of the body, which hands on its answer.
    """
    body, test = state.graphs
    count = len(state.node.attrs["Tout"])
    size = count + len(state.keys) + len(state.places)
    values = [*state.given[:count], *state.values()]
    tests = Needed([test], live=[i for i, v in enumerate(state.given) if isinstance(v, Held)])

    def ask(given: Sequence[Any]) -> list[Any]:
        holds, *after = state.run(test, given[:count], given[count:size])
        return [*after, convert(holds)]

    if not (tests.generators or tests.written):
        return (
            values,
            lambda *now: ask(now)[-1],
            lambda *now: state.run(body, now[:count], now[count:]),
        )

    def step(*now: Any) -> list[Any]:
        after = state.run(body, now[:count], now[count:size])
        return [*after[:count], *ask(after)]

    return [*values[:count], *ask(values)], lambda *now: now[-1], step


def pure_loop(
    node: Any, generators: dict[int, Any], given: list[Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The inputs and attributes of a `While` without effects that does what a node did.

    Args:
        node: the node, or its record.
        generators: by the id of a node that draws, the state of its generator before the loop.
        given: the loop's inputs, with a `Held` for each variable.

    Returns: the inputs: loop variables, their number being that of `Tout`, then what is captured.
    """
    state = _State(Rerun(generators), node, given)
    return _traced(state, *_pure(state))


def _traced(
    state: _State, values: Sequence[Any], test: Any, step: Any
) -> tuple[list[Any], dict[str, Any]]:
    """The inputs and attributes of a `While` of traced functions."""
    attrs = state.node.attrs
    shapes = [t.dims for t in state.graphs[0].inputs[: len(attrs["Tout"])]]
    shapes += [t.dims for t in values[len(shapes) :]]
    arguments = [(t.dtype, s) for t, s in zip(values, shapes, strict=True)]
    graphs = [
        trace_branch("while_cond", lambda *now: [test(*now)], arguments),
        trace_branch("while_body", step, arguments),
    ]
    captured = share_captures(graphs)
    made = {"cond": graphs[0], "body": graphs[1], "bound": attrs["bound"]}
    return [*values, *captured], {**made, "Tout": [dtype for dtype, _ in arguments]}


def _scan(state: _State) -> list[Any]:
    """All outputs of a scan; what changes in it is part of the carry."""
    attrs = state.node.attrs
    size, width = len(attrs["Tcarry"]), len(attrs["Trows"])
    hidden = state.values()
    first = [state.given[i].value for i in attrs["variables"]]
    carry, rows = [*state.given[:size], *hidden], state.given[size : size + width]
    wide = len(carry)

    def step(*now: Any) -> list[Any]:
        found = state.run(state.graphs[0], [*now[:size], *now[wide:]], now[size:wide])
        end = len(found) - len(hidden)
        return [*found[:size], *found[end:], *found[size:end]]

    arguments = [(t.dtype, t.dims) for t in state.graphs[0].inputs[:size]]
    arguments += [(t.dtype, t.dims) for t in hidden]
    arguments += [(t.dtype, t.dims) for t in state.graphs[0].inputs[size : size + width]]
    graph = trace_branch("scan_body", step, arguments)
    captured = share_captures([graph])
    types = [t.dtype for t in graph.outputs]
    outputs = Scan(
        carry, rows, captured, body=graph, reverse=attrs["reverse"], kept=attrs["kept"],
        Tout=[*types, *types[:wide]], name="scan",
    ).output  # fmt: skip
    state.take(outputs[size:wide])
    history = outputs[len(types) :]
    seen = dict(zip([*state.keys, *state.places], history[size:], strict=True))
    before = [seen[id(n)] for n in attrs["generators"]] + [seen[i] for i in attrs["assigned"]]
    return [*outputs[:size], *outputs[wide : len(types)], *history[:size], *before, *first]
