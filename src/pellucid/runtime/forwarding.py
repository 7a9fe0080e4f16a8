"""Outputs of a compiled function that need no program: constants, and inputs in another shape.

    apart             which outputs these are
      Constant        the same numbers in every call: kept, not computed again
      View            an input, or part of one, under another shape: the same memory

XLA writes each of its outputs to memory of its own, so `tf.reshape` of 64 MB would be a copy of
64 MB, and `tf.zeros` would be filled in every call. A tensor's numbers never change, so calls can
share them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import Node, SymbolicTensor
from pellucid.graph.static import static_value
from pellucid.runtime.backend import load_jax

# Ops whose only output (or outputs, for Unpack) is the first input's memory; the further inputs
# must be known.
_VIEWS = frozenset({"ExpandDims", "Identity", "Reshape", "Squeeze", "StopGradient", "Unpack"})
_FILLED = {"ZerosLike": 0, "OnesLike": 1}


@dataclass(frozen=True)
class Constant:
    """An output that has these numbers in every call."""

    array: Any

    def value(self, tensors: Mapping[int, Any]) -> EagerTensor:
        """The output of one call."""
        return EagerTensor(self.array)


@dataclass(frozen=True)
class View:
    """What `steps` (nodes, and the number of the output to go on with) make of an input."""

    source: int
    steps: tuple[tuple[Node, int], ...]

    def value(self, tensors: Mapping[int, Any]) -> EagerTensor:
        """The output of one call; `tensors` are the function's inputs by the ids of the graph's."""
        tensor = tensors[self.source]
        on_cpu = "CPU" in tensor.device
        array = tensor.array() if on_cpu else tensor.value()
        for node, index in self.steps:
            known = [static_value(t) for t in node.inputs[1:]]
            try:
                if node.type == "Unpack":  # one part: the others are not cut out each time
                    array = array[index]
                elif on_cpu:
                    array = node.op.run_numpy([array, *known], node.attrs)[0]
                else:
                    array = node.op.xla_kernel.run_xla(load_jax(), [array, *known], node.attrs)
            except (ValueError, TypeError, IndexError) as error:
                failure = node.op.failure(error, [EagerTensor(array)])
                failure.add_note("at node '{}', made at {}:{}".format(node.name, *node.source))
                raise failure from error
        return EagerTensor(array) if on_cpu else EagerTensor.on_device(array)


def apart(
    outputs: Sequence[SymbolicTensor], inputs: Sequence[SymbolicTensor]
) -> dict[int, Constant | View]:
    """By its position, each output that is a constant or a view of one of `inputs`."""
    sources = {id(t) for t in inputs}
    found = {i: _constant(t) or _view(t, sources) for i, t in enumerate(outputs)}
    return {i: way for i, way in found.items() if way is not None}


def _constant(tensor: SymbolicTensor) -> Constant | None:
    node = tensor.op
    while node.type == "Identity":  # a traced function ends with one for each output
        node = node.inputs[0].op
    if node.type in _FILLED:
        dims, dtype = tensor.dims, tensor.dtype.np_dtype
        if dims is not None and None not in dims and dtype.kind != "O":
            return Constant(np.full(dims, _FILLED[node.type], dtype))
    value = static_value(tensor)
    return None if value is None else Constant(value)


def _view(tensor: SymbolicTensor, sources: set[int]) -> View | None:
    steps: list[tuple[Node, int]] = []
    while id(tensor) not in sources:
        node = tensor.op
        if node.type not in _VIEWS or any(static_value(t) is None for t in node.inputs[1:]):
            return None
        if node.type == "Unpack" and (node.attrs["axis"] != 0 or not _known_length(node.inputs[0])):
            return None
        steps.append((node, tensor.value_index))
        tensor = node.inputs[0]
    return View(id(tensor), tuple(reversed(steps))) if steps else None


def _known_length(tensor: SymbolicTensor) -> bool:
    """Whether it is known how many parts there are, so that none has to be counted in a call."""
    return bool(tensor.dims) and tensor.dims[0] is not None
