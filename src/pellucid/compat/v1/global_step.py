"""The variable that counts training steps."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.default_graph import get_default_graph
from pellucid.compat.v1.graph_keys import GraphKeys
from pellucid.compat.v1.initial_values import zeros
from pellucid.compat.v1.variable_scope import get_variable


def get_global_step(graph: Any = None) -> Any:
    """The variable that counts training steps, or None.

    Args:
        graph: the graph; default the default graph.
    """
    chosen = graph or get_default_graph()
    found = chosen.get_collection(GraphKeys.GLOBAL_STEP)
    if len(found) > 1:
        raise TypeError("Multiple tensors in global_step collection.")
    return found[0] if found else None


def create_global_step(graph: Any = None) -> Any:
    """Make the variable that counts training steps.

    Args:
        graph: the graph; default the default graph.

    Raises:
        ValueError: there is one already.
    """
    chosen = graph or get_default_graph()
    if get_global_step(chosen) is not None:
        raise ValueError('"global_step" already exists.')
    collections = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP]
    if tf.executing_eagerly():
        return tf.Variable(0, trainable=False, dtype=tf.int64, name=GraphKeys.GLOBAL_STEP)
    with chosen.as_default(), tf.name_scope(""):
        return get_variable(
            GraphKeys.GLOBAL_STEP, [], tf.int64, zeros(), trainable=False, collections=collections
        )


def get_or_create_global_step(graph: Any = None) -> Any:
    """The variable that counts training steps; it is made if there is none.

    Args:
        graph: the graph; default the default graph.
    """
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


def assert_global_step(global_step_tensor: Any) -> None:
    """Raise TypeError unless the tensor or variable is an integer scalar."""
    if not global_step_tensor.dtype.is_integer:
        raise TypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}'
        )
    if global_step_tensor.shape.rank not in (0, None):
        raise TypeError(f'Existing "global_step" is not scalar: {global_step_tensor.shape}')


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The number of steps so far.

    Args:
        sess: a session.
        global_step_tensor: the variable.
    """
    if tf.executing_eagerly():
        return int(global_step_tensor.numpy())
    return int(sess.run(global_step_tensor))
