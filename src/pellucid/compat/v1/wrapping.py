"""`tf.compat.v1.wrap_function`: TensorFlow 1 code as a function, of which parts can be cut out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.core.context import STATE, recording
from pellucid.function.concrete import ConcreteFunction
from pellucid.graph.excerpt import Excerpt
from pellucid.graph.graph import FuncGraph, Node


class WrappedFunction(ConcreteFunction):
    """A function made of TensorFlow 1 code; call it with tensors of its signature."""

    def prune(
        self, feeds: Any, fetches: Any, name: str = "pruned", input_signature: Any = None
    ) -> ConcreteFunction:
        """The function from `feeds` to `fetches`: only the nodes between them.

        Args:
            feeds: tensors of the graph, or their names.
            fetches: tensors, operations, or their names, in a nest.
            name: its name.
            input_signature: the specs of its arguments; default those of the feeds.

        Example:
            >>> whole = tf.compat.v1.wrap_function(
            ...     lambda: tf.compat.v1.import_graph_def(graph_def, name=""), [])
            >>> whole.prune("x:0", "y:0")(tf.constant([1., 2.]))
        """
        graph = self.graph
        fed = [graph.as_graph_element(f) for f in tf.nest.flatten(feeds)]
        wanted = tf.nest.map_structure(lambda f: graph.as_graph_element(_name(f)), fetches)
        part = Excerpt(graph, tf.nest.flatten(wanted), fed, name)
        missing = [n for n in part.nodes if n.type == "Placeholder" and n not in _captured(graph)]
        if missing:
            raise ValueError(
                f"WrappedFunction.prune [feeds]: placeholder '{missing[0].name}' is needed and not "
                "fed."
            )
        part.structured_outputs = tf.nest.map_structure(
            lambda w: None if isinstance(w, Node) else w, wanted
        )
        specs = [tf.TensorSpec(t.shape, t.dtype, t.op.name) for t in fed]
        part.structured_input_signature = (tuple(input_signature or specs), {})
        return ConcreteFunction(part, name)


def _name(fetch: Any) -> Any:
    return fetch.name if hasattr(fetch, "name") else fetch


def _captured(graph: FuncGraph) -> set[Node]:
    return {t.op for t in graph.internal_captures}


def wrap_function(
    fn: Callable[..., Any], signature: Sequence[Any], name: str | None = None
) -> WrappedFunction:
    """Run TensorFlow 1 code once, in a graph of its own, and return that as a function.

    Args:
        fn: a function of tensors; variables that it makes are kept.
        signature: `tf.TensorSpec`s of its arguments.
        name: its name.
    """
    label = name or getattr(fn, "__name__", "wrapped").strip("<>")
    graph = FuncGraph(label, STATE.graph)
    with graph.as_default(), recording(()):
        arguments = [graph.argument(s.dtype, s.shape.as_tuple, s.name or "arg") for s in signature]
        result = fn(*arguments)
    graph.structured_input_signature = (tuple(signature), {})
    graph.structured_outputs = tf.nest.map_structure(
        lambda t: graph.capture(tf.convert_to_tensor(t)) if t is not None else None, result
    )
    graph.outputs = [t for t in tf.nest.flatten(graph.structured_outputs) if t is not None]
    return WrappedFunction(graph, label)
