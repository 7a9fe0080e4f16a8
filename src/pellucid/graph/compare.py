"""Whether two GraphDefs have the same nodes: `tf.test.assert_equal_graph_def`."""

from __future__ import annotations

from typing import Any


def assert_equal_graph_def(expected: Any, actual: Any) -> None:
    """Two GraphDefs have the same nodes, in whatever order.

    Args:
        expected: a GraphDef message.
        actual: another.

    Raises:
        TypeError: not a GraphDef.
        AssertionError: a node is missing, unexpected, or differs.
    """
    for value in (expected, actual):
        if not hasattr(value, "node"):
            raise TypeError(f"expected a GraphDef, received {type(value).__name__}")
    wanted, found = ({n.name: n for n in graph_def.node} for graph_def in (expected, actual))
    if wanted.keys() != found.keys():
        raise AssertionError(
            f"nodes missing: {sorted(wanted.keys() - found.keys())}, "
            f"unexpected: {sorted(found.keys() - wanted.keys())}"
        )
    for name, node in wanted.items():
        if node != found[name]:
            raise AssertionError(f"node {name!r} differs:\n{node}\nand\n{found[name]}")
