"""Operation: what can be called on KerasTensors; the base of layers and of operators."""

from __future__ import annotations

from typing import Any

from pellucid.keras import naming
from pellucid.keras.symbolic import tracing
from pellucid.keras.symbolic.keras_tensor import any_symbolic
from pellucid.keras.symbolic.node import Node


class Operation:
    """A named function with `call`, which a Functional model can hold.

    Called on tensors it computes; called on KerasTensors it records a Node.

    Args:
        name: its name, default from the class name.
    """

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = naming.auto_name(type(self).__name__)
        if not isinstance(name, str) or "/" in name:
            raise ValueError(
                "Argument `name` must be a string and cannot contain character `/`. "
                f"Received: name={name} (of type {type(name)})"
            )
        self.name = name
        self._inbound_nodes: list[Node] = []
        self._outbound_nodes: list[Node] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if any_symbolic(args, kwargs):
            return self.symbolic_call(*args, **kwargs)
        return self.call(*args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation; subclasses define it."""
        raise NotImplementedError(
            f"{type(self).__name__} does not have a `call()` method implemented."
        )

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Record a call on KerasTensors.

        Returns: KerasTensors with the inferred shapes and dtypes.
        """
        outputs = self.compute_output_spec(*args, **kwargs)
        Node(self, args, kwargs, outputs)
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Shapes and dtypes of the results, as KerasTensors, found by tracing `call`."""
        return tracing.infer_outputs(self.call, args, kwargs, self.name)

    def get_config(self) -> dict[str, Any]:
        """`{'name': …}` and the settings of subclasses."""
        return {"name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Operation:
        """The operation whose `get_config()` gave `config`."""
        return cls(**config)

    @property
    def input(self) -> Any:
        """The KerasTensor(s) of the only symbolic call; AttributeError when there are none."""
        return self._get_node_attribute("input_tensors", "input")

    @property
    def output(self) -> Any:
        """The KerasTensor(s) that the only symbolic call returned."""
        self._check_called("output")
        return self._inbound_nodes[0].outputs

    def _check_called(self, word: str) -> None:
        if not self._inbound_nodes:
            raise AttributeError(
                f"The layer {self.name} has never been called and thus has no defined {word}."
            )

    def _get_node_attribute(self, attribute: str, word: str) -> Any:
        self._check_called(word)
        values = getattr(self._inbound_nodes[0], attribute)
        return values[0] if len(values) == 1 else values

    def __repr__(self) -> str:
        return f"<Operation name={self.name}>"
