"""The graph between KerasTensors: its order, and the same graph on other inputs."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.input_layer import Input
from pellucid.keras.symbolic.keras_tensor import KerasTensor
from pellucid.keras.symbolic.node import Node
from pellucid.keras.symbolic.operation import Operation


def sort(
    inputs: list[KerasTensor], outputs: list[KerasTensor]
) -> tuple[list[Operation], list[Node]]:
    """Operations and nodes between inputs and outputs, each after what it needs.

    The order is that of Keras: by distance from the outputs, farthest first, and among equals in
    the order in which a walk from the outputs meets them.

    Raises:
        ValueError: when an output needs an input that is not among `inputs`.
    """
    order, met = _walk(inputs, outputs)
    node_depth: dict[int, int] = {}
    operation_depth: dict[int, int] = {}
    stops = {id(_node_of(x)) for x in inputs}
    for node in reversed(order):
        depth = max(node_depth.get(id(node), 0), operation_depth.get(id(node.operation), 0))
        node_depth[id(node)] = operation_depth[id(node.operation)] = depth
        if id(node) in stops:
            continue
        for parent in node.parent_nodes:
            node_depth[id(parent)] = max(depth + 1, node_depth.get(id(parent), 0))
    for x in inputs:
        operation = x._keras_history.operation
        if id(operation) not in operation_depth:
            operation_depth[id(operation)] = 0
            met.setdefault(id(operation), (-1, operation))
            order.insert(0, _node_of(x))
            node_depth[id(_node_of(x))] = 0
    operations = [operation for _, operation in sorted(met.values(), key=lambda pair: pair[0])]
    operations.sort(key=lambda operation: -operation_depth[id(operation)])
    nodes = sorted(order, key=lambda node: -node_depth[id(node)])
    return operations, nodes


def _node_of(x: KerasTensor) -> Node:
    operation, index, _ = x._keras_history
    return operation._inbound_nodes[index]


def _walk(
    inputs: list[KerasTensor], outputs: list[KerasTensor]
) -> tuple[list[Node], dict[int, tuple[int, Operation]]]:
    """Nodes, parents first; and for each operation when it was met first."""
    given = {id(x) for x in inputs}
    order: list[Node] = []
    done: set[int] = set()
    met: dict[int, tuple[int, Operation]] = {}
    # (node, whether its parents are done); a stack of our own, as models may be deep
    stack: list[tuple[Node, bool]] = []
    for output in outputs:
        if output._keras_history.operation is None:
            _refuse(output)
        stack.append((_node_of(output), False))
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
                continue
            if id(node) in done:
                continue
            done.add(id(node))
            met.setdefault(id(node.operation), (len(met), node.operation))
            stack.append((node, True))
            if all(id(x) in given for x in node.output_tensors):
                continue
            if node.is_input:
                _refuse(node.output_tensors[0])
            stack.extend((_node_of(x), False) for x in reversed(node.input_tensors))
    return order, met


def _refuse(x: KerasTensor) -> None:
    raise ValueError(
        f"Output with path `` is not connected to `inputs`: it needs {x!r}. Expected every path "
        "from the outputs to end at one of the inputs. Fix: add it to `inputs`."
    )


def rebase(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """New Inputs in place of `inputs` that are no model inputs, and the graph repeated on them.

    Returns: new inputs and new outputs in the same structures; the layers are shared.
    """
    flat_inputs, flat_outputs = tf.nest.flatten(inputs), tf.nest.flatten(outputs)
    _, nodes = sort(flat_inputs, flat_outputs)
    tensors: dict[int, Any] = {}
    for x in flat_inputs:
        tensors[id(x)] = Input(batch_shape=x.shape, dtype=x.dtype)
    for node in nodes:
        known = any(id(x) in tensors for x in node.output_tensors)
        if known or node.is_input or any(id(x) not in tensors for x in node.input_tensors):
            continue
        args, kwargs = node.fill_in(tensors)
        results = tf.nest.flatten(node.operation(*args, **kwargs))
        for x, y in zip(node.output_tensors, results, strict=True):
            tensors[id(x)] = y
    new_inputs = tf.nest.pack_sequence_as(inputs, [tensors[id(x)] for x in flat_inputs])
    new_outputs = tf.nest.pack_sequence_as(outputs, [tensors[id(x)] for x in flat_outputs])
    return new_inputs, new_outputs


def get_source_inputs(tensor: KerasTensor) -> list[KerasTensor]:
    """The Inputs that `tensor` is computed from, in the order in which a walk back meets them.

    Args:
        tensor: a KerasTensor.

    Returns: its Inputs, each once; `[tensor]` if it is one.

    Example:
        >>> x = tf.keras.Input((3,))
        >>> tf.keras.utils.get_source_inputs(tf.keras.layers.Dense(2)(x))[0] is x
        True
    """
    found: dict[int, KerasTensor] = {}
    met: set[int] = set()
    stack = [tensor]
    while stack:
        x = stack.pop()
        if id(x) in met:
            continue
        met.add(id(x))
        if x._keras_history.operation is None or _node_of(x).is_input:
            found[id(x)] = x
            continue
        stack.extend(reversed(_node_of(x).input_tensors))
    return list(found.values())
