"""The rules that the graph of a function obeys, in a table: one line for each.

RULES      name of a rule -> whether a node obeys it, given what is known of the nodes before
verify     raises for the first node that breaks one
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import InternalError
from pellucid.core.registry import OPS
from pellucid.graph.graph import FuncGraph, Node, SymbolicTensor


class _Known:
    """What is known when a node is looked at."""

    def __init__(self, given: Sequence[SymbolicTensor]) -> None:
        self.tensors = {id(t) for t in given}  # those that have a value by now
        self.nodes = {id(t.op) for t in given}
        self.names: set[str] = set()

    def add(self, node: Node) -> None:
        """The node has run."""
        self.tensors.update(map(id, node.outputs))
        self.nodes.add(id(node))
        self.names.add(node.name)


def _attributes(node: Node) -> set[str]:
    schema = node.op.schema
    return {*schema.required, *schema.types, *schema.derived}


def _input_types(node: Node) -> list[Any]:
    """The dtypes that the schema wants for the inputs."""
    found: list[Any] = []
    for argument in node.op.schema.inputs:
        wanted = argument.dtype or node.attrs[argument.variable]
        if argument.variadic:
            found.extend(wanted)
        else:
            found.extend([wanted] * (node.attrs[argument.count] if argument.count else 1))
    return found


def _types(tensors: Sequence[SymbolicTensor]) -> list[Any]:
    return [t.dtype for t in tensors]


def _branches_fit(node: Node) -> bool:
    """Whether the branches of an `If` or `Case` take what they are passed and return the same."""
    if node.type not in ("If", "Case"):
        return True
    names = ("then_branch", "else_branch") if node.type == "If" else ("branches",)
    values = [v for n in names for v in _listed(node.attrs[n])]
    passed, returned = _types(node.inputs[1:]), node.attrs["Tout"]
    return all(_types(g.inputs) == passed and _types(g.outputs) == returned for g in values)


def _loop_fits(node: Node) -> bool:
    """Whether the body of a `While` takes all that is passed and returns the loop variables."""
    if node.type != "While":
        return True
    body, cond = node.attrs["body"], node.attrs["cond"]
    passed = _types(node.inputs)
    fits = _types(body.inputs) == passed == _types(cond.inputs)
    return fits and _types(body.outputs) == node.attrs["Tout"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


RULES: dict[str, Callable[[Node, _Known], bool]] = {
    "its op is registered": lambda n, k: OPS.get(n.type) is n.op or n.type.startswith("Pellucid"),
    "its name is its own": lambda n, k: n.name not in k.names,
    "its attributes are complete": lambda n, k: _attributes(n) <= n.attrs.keys(),
    "its inputs come before it": lambda n, k: all(id(t) in k.tensors for t in n.inputs),
    "the nodes it waits for come before it": lambda n, k: all(
        id(c) in k.nodes for c in n.control_inputs
    ),
    "its inputs have the schema's dtypes": lambda n, k: _types(n.inputs) == _input_types(n),
    "its outputs have the schema's dtypes": lambda n, k: (
        _types(n.outputs) == n.op.output_types(n.attrs)
    ),
    "its outputs are its own": lambda n, k: all(t.op is n for t in n.outputs),
    "its outputs are numbered": lambda n, k: (
        [t.value_index for t in n.outputs] == list(range(len(n.outputs)))
    ),
    "a constant has the shape of its value": lambda n, k: (
        n.type != "Const" or n.outputs[0].dims == n.attrs["value"].shape
    ),
    "branches fit their call": lambda n, k: _branches_fit(n),
    "a loop fits its call": lambda n, k: _loop_fits(n),
}


def verify(graph: FuncGraph, after: str = "tracing") -> None:
    """Check every rule for every node.

    Args:
        graph: the graph of a function.
        after: what made or changed it, for the message.

    Raises:
        InternalError: a rule is broken: a mistake in Pellucid, not in the user's program.
    """
    known = _Known([*graph.inputs, *graph.internal_captures])
    for node in graph.nodes:
        for rule, holds in RULES.items():
            if not holds(node, known):
                file, line = node.source
                raise InternalError(
                    None, None,
                    f"The graph '{graph.name}' is broken after {after}: node '{node.name}' "
                    f"({node.type}), made at {file}:{line}, breaks the rule: {rule}.",
                )  # fmt: skip
        known.add(node)
    for tensor in graph.outputs:
        if id(tensor) not in known.tensors:
            raise InternalError(
                None, None,
                f"The graph '{graph.name}' is broken after {after}: its output {tensor.name} is "
                "not made by any of its nodes.",
            )  # fmt: skip
