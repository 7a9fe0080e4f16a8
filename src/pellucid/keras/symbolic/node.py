"""Node: one call of an operation on KerasTensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pellucid as tf
from pellucid.keras.symbolic.keras_tensor import KerasHistory, KerasTensor

if TYPE_CHECKING:
    from pellucid.keras.symbolic.operation import Operation


class Node:
    """The record of one symbolic call: operation, arguments, results.

    Args:
        operation: what was called.
        args, kwargs: arguments of the call, KerasTensors among them.
        outputs: KerasTensor or nested structure of KerasTensors.

    Attributes: input_tensors, output_tensors (flat lists), parent_nodes.
    """

    def __init__(
        self, operation: Operation, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any
    ) -> None:
        self.operation, self.args, self.kwargs = operation, args, kwargs
        self.outputs = outputs
        flat = tf.nest.flatten([args, kwargs])
        self.input_tensors = [x for x in flat if isinstance(x, KerasTensor)]
        self.output_tensors = [x for x in tf.nest.flatten(outputs) if isinstance(x, KerasTensor)]
        index = len(operation._inbound_nodes)
        for i, tensor in enumerate(self.output_tensors):
            tensor._keras_history = KerasHistory(operation, index, i)
        operation._inbound_nodes.append(self)
        for parent in self.parent_nodes:
            parent.operation._outbound_nodes.append(self)

    @property
    def parent_nodes(self) -> list[Node]:
        """The nodes that made the inputs, without repetition."""
        nodes: dict[int, Node] = {}
        for tensor in self.input_tensors:
            operation, index, _ = tensor._keras_history
            if operation is not None:
                node = operation._inbound_nodes[index]
                nodes[id(node)] = node
        return list(nodes.values())

    @property
    def is_input(self) -> bool:
        """Whether the node stands for a model input."""
        return not self.input_tensors

    def fill_in(self, tensors: dict[int, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with each KerasTensor replaced by `tensors[id(it)]`."""

        def switch(x: Any) -> Any:
            return tensors.get(id(x), x) if isinstance(x, KerasTensor) else x

        args, kwargs = tf.nest.map_structure(switch, (self.args, self.kwargs))
        return args, kwargs

    def __repr__(self) -> str:
        return f"<Node operation={self.operation}, id={id(self)}>"
