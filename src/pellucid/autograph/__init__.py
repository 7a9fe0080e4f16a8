"""`tf.autograph`: Python control flow on tensors becomes control flow of the graph.

`tf.function` and layers convert what they call by themselves; this is for doing it by hand.
"""

from pellucid.autograph import experimental as experimental
from pellucid.function.autograph.conversion import (
    set_verbosity as set_verbosity,
    to_code as to_code,
    to_graph as to_graph,
    trace as trace,
)

__all__ = ["experimental", "set_verbosity", "to_code", "to_graph", "trace"]
