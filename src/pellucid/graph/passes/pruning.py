"""Nodes that neither an output nor an effect needs go."""

from __future__ import annotations

from pellucid.graph.graph import Node
from pellucid.graph.passes.copying import Copy

# Stateful ops that change nothing: they are needed only if their outputs are.
READERS = frozenset({
    "ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VariableShape", "VarIsInitializedOp",
    "VarHandleOp", "PlaceholderWithDefault",
})  # fmt: skip


def has_effects(node: Node) -> bool:
    """Whether a node must be kept although nobody reads its outputs."""
    return node.op.stateful and node.type not in READERS and not node.op.draws


def prune(graph: Copy) -> None:
    """Drop the nodes of a copy that nothing needs."""
    needed: set[int] = set()
    pending = [t.op for t in graph.outputs] + [n for n in graph.nodes if has_effects(n)]
    while pending:
        node = pending.pop()
        if id(node) not in needed:
            needed.add(id(node))
            pending.extend(t.op for t in node.inputs)
            pending.extend(node.control_inputs)
    graph.nodes = [n for n in graph.nodes if id(n) in needed]
