"""All passes, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pellucid.graph.graph import FuncGraph
from pellucid.graph.passes.copying import Copy
from pellucid.graph.passes.deduplication import deduplicate
from pellucid.graph.passes.folding import fold
from pellucid.graph.passes.pruning import prune
from pellucid.graph.passes.verification import verify

# Constants that folding makes alike are found by deduplication; what both leave unused is pruned.
PASSES: tuple[Callable[[Copy], None], ...] = (prune, fold, deduplicate, prune)


def optimized(
    graph: FuncGraph,
    checked: bool = True,
    passes: Sequence[Callable[[Copy], None]] = PASSES,
) -> Copy:
    """A copy of a function's graph that computes the same with fewer nodes.

    Args:
        graph: the graph; it is not changed.
        checked: verify the copy after each pass.
        passes: what is done, in this order.

    Raises:
        InternalError: a pass broke a rule of `passes/verification.py`.

    Example:
        >>> concrete = f.get_concrete_function(tf.TensorSpec([None, 3]))
        >>> len(optimized(concrete.graph).nodes) <= len(concrete.graph.nodes)
        True
    """
    copy = Copy(graph)
    for change in passes:
        change(copy)
        if checked:
            verify(copy, change.__name__)
    return copy
