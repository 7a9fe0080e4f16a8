"""Nodes run in order by their NumPy kernels, with all decided beforehand that can be.

For a few cheap operations on small arrays this takes less time than the call of a compiled program
takes, and nothing has to be compiled. There is no dispatch: which kernel, with which attributes,
and where its inputs and outputs lie is settled once; a call is a loop over that list.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pellucid.core.op import as_host
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import Node, SymbolicTensor

_KERNEL_ERRORS = (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError)


def runs_straight(node: Node) -> bool:
    """Whether a node has a NumPy kernel that needs nothing but its inputs and attributes."""
    op = node.op
    return op.numpy_kernel is not None and not op.calls_graphs and not op.user_code


class Straight:
    """A prepared list of kernel calls.

    Args:
        nodes: each with `runs_straight`, in order.
        inputs: the tensors given at every call: first those of arrays, then variables' handles.
        outputs: the tensors to return.
        states: by the id of a node that draws random numbers the state of its generator.

    Attributes:
        steps: how many kernels a call runs: constants and what follows from them are not counted.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        inputs: Sequence[SymbolicTensor],
        outputs: Sequence[SymbolicTensor],
        states: Mapping[int, Any],
    ) -> None:
        self._nodes: list[Node] = []
        self._calls: list[tuple[Callable[..., Any], Any, list[int], int]] = []
        self._slots = {id(t): i for i, t in enumerate(inputs)}
        self._known: dict[int, Any] = {}  # slot -> value
        count = len(inputs)
        for node in nodes:
            sources = [self._slots[id(t)] for t in node.inputs]
            if node.type == "Identity":
                self._slots[id(node.outputs[0])] = sources[0]
                continue
            self._slots.update((id(t), count + i) for i, t in enumerate(node.outputs))
            if node.op.foldable and all(i in self._known for i in sources):
                values = _folded(node, [self._known[i] for i in sources])
                self._known.update((count + i, v) for i, v in enumerate(values))
            else:
                self._nodes.append(node)
                self._calls.append((*_prepared(node, states.get(id(node))), sources, count))
            count += len(node.outputs)
        self._fixed = [self._known.get(i) for i in range(len(inputs), count)]
        self._outputs = [self._slots[id(t)] for t in outputs]
        self.steps = len(self._calls)

    def __call__(self, values: list[Any]) -> list[EagerTensor]:
        """Run on arrays and variables' storages, in the order of `inputs`."""
        registers = [*values, *self._fixed]
        done = 0
        try:
            for function, dtype, sources, target in self._calls:
                result = function(*[registers[i] for i in sources])
                if dtype is None:
                    registers[target : target + len(result)] = result
                elif getattr(result, "dtype", None) is dtype:
                    registers[target] = result
                else:
                    registers[target] = as_host(result, dtype)
                done += 1
        except Exception as error:
            node, sources = self._nodes[done], self._calls[done][2]
            failure = error
            if isinstance(error, _KERNEL_ERRORS):
                failure = node.op.failure(error, [_shown(registers[i]) for i in sources])
            failure.add_note("at node '{}', made at {}:{}".format(node.name, *node.source))
            raise failure from error.__cause__ if failure is error else error
        return [EagerTensor(registers[i]) for i in self._outputs]


def _prepared(node: Node, state: Any) -> tuple[Callable[..., Any], Any]:
    """The call of a node's kernel, and the dtype of its one output (None: a list comes back)."""
    op, attrs, kernel = node.op, node.attrs, node.op.numpy_kernel
    if op.single_output is None or op.has_input_lists or kernel.needs_rng:
        return lambda *flat: op.run_numpy(list(flat), attrs, state), None
    wanted = {name: attrs[name] for name in kernel.attributes}
    leading = (np,) if kernel.namespace else ()
    function = kernel.function
    if leading or wanted:
        function = functools.partial(function, *leading, **wanted)
    return function, op.output_types(attrs)[0].np_dtype


def _folded(node: Node, values: list[Any]) -> list[Any]:
    return node.op.run_numpy(values, node.attrs)


def _shown(value: Any) -> Any:
    return EagerTensor(value) if isinstance(value, np.ndarray | np.generic) else value
