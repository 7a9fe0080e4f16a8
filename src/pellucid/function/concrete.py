"""A traced function: one graph, callable, differentiable.

ConcreteFunction     call it with tensors of the signature it was traced for
Forward              the graph run so that it can be differentiated: its outputs and, besides,
                     every intermediate value that the backward graph reads
"""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.autodiff.backpropagation import backpropagate, depending
from pellucid.autodiff.cotangents import zeros_like
from pellucid.autodiff.inline import inline
from pellucid.core import nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.specs import TensorSpec
from pellucid.core.tensor import Tensor
from pellucid.function.signature import Parameters
from pellucid.graph.graph import FuncGraph, Graph
from pellucid.graph.node import SymbolicTensor
from pellucid.ops.weak_tensors import weaken
from pellucid.runtime.cluster import History
from pellucid.runtime.program import Program, refuse_host_nodes


class ConcreteFunction:
    """A function traced for one signature.

    Attributes:
        graph: the `FuncGraph`.
        structured_input_signature: `(args, kwargs)` with a `tf.TensorSpec` for each tensor.
        structured_outputs: the nest that the Python function returned, of symbolic tensors.
    """

    def __init__(
        self,
        graph: FuncGraph,
        python_name: str,
        must_compile: bool = False,
        history: History | None = None,
        parameters: Parameters | None = None,
    ) -> None:
        self.graph = graph
        self.name = f"__inference_{python_name}"
        self._must_compile = must_compile
        self.history = history or History()
        self.parameters = parameters
        self._program: Any = None
        self._forward: Forward | None = None
        self._pack: Any = None

    @property
    def inputs(self) -> list[Any]:
        """The graph's inputs: arguments, then captures."""
        return [*self.graph.inputs, *self.graph.internal_captures]

    @property
    def outputs(self) -> list[Any]:
        """The graph's outputs as a flat list."""
        return list(self.graph.outputs)

    @property
    def structured_input_signature(self) -> Any:
        """`(args, kwargs)` of specs and Python values."""
        return self.graph.structured_input_signature

    @property
    def structured_outputs(self) -> Any:
        """What the function returned while it was traced."""
        return self.graph.structured_outputs

    @property
    def output_shapes(self) -> Any:
        """The shapes of the outputs, in their structure."""
        return nest.map_structure(lambda t: getattr(t, "shape", t), self.graph.structured_outputs)

    @property
    def output_dtypes(self) -> Any:
        """The dtypes of the outputs, in their structure."""
        return nest.map_structure(lambda t: getattr(t, "dtype", t), self.graph.structured_outputs)

    @property
    def captured_inputs(self) -> list[Any]:
        """The tensors and variables from outside that the function uses."""
        return self.graph.external_captures

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables that the function reads or writes."""
        return self.graph.variables

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """The trainable ones of `variables`."""
        return self.graph.trainable_variables

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run on tensors (or values convertible to them) of the traced signature.

        Raises:
            TypeError: number or shapes of the arguments differ from the signature.
            InvalidArgumentError: a dtype differs.
        """
        args = self._without_known(args)
        given = [
            v
            for v in nest.flatten((args, kwargs), expand_composites=True)
            if self._is_tensor_argument(v)
        ]
        wanted = self.graph.inputs
        if len(given) != len(wanted):
            raise TypeError(
                f"{self.name} expects {len(wanted)} tensors "
                f"({', '.join(t.op.name for t in wanted)}), received {len(given)}."
            )
        tensors = [self._argument(v, t) for v, t in zip(given, wanted, strict=True)]
        return self.call_flat(tensors, {})

    def _without_known(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments without Python values that the function was traced for."""
        traced = (self.graph.structured_input_signature or ((), {}))[0]
        return tuple(
            value
            for i, value in enumerate(args)
            if i >= len(traced)
            or isinstance(value, Tensor)
            or not isinstance(traced[i], str | int | float | bool | bytes)
            or value != traced[i]
        )

    def _is_tensor_argument(self, value: Any) -> bool:
        if hasattr(value, "handle"):
            return any(t.dtype.name != "resource" for t in self.graph.inputs)
        return not isinstance(value, str | bool | type(None)) or len(self.graph.inputs) > 0

    def _argument(self, value: Any, wanted: Any) -> Any:
        tensor = convert(value, None if isinstance(value, Tensor) else wanted.dtype)
        spec = TensorSpec(wanted.shape, wanted.dtype)
        if tensor.dtype is not wanted.dtype:
            raise InvalidArgumentError(
                None, None,
                f"cannot compute {self.name} as input '{wanted.op.name}' was expected to be a "
                f"{wanted.dtype.name} tensor but is a {tensor.dtype.name} tensor. Fix: tf.cast",
            )  # fmt: skip
        if not wanted.shape.is_compatible_with(tensor.shape):
            raise TypeError(
                f"{self.name} [{wanted.op.name}]: expected {spec!r}, received "
                f"{tensor.shape} {tensor.dtype.name}"
            )
        return tensor

    def call_flat(self, tensors: list[Any], replaced: dict[int, Any]) -> Any:
        """Run on exactly the graph's inputs.

        Args:
            tensors: one for each input of the graph.
            replaced: variables passed as arguments: id of the one traced -> the one to use now.
        """
        pack = self._pack
        if pack is None:
            pack = self._pack = _packing(self.graph.structured_outputs)
            weak = [i for i, t in enumerate(self.graph.outputs) if t.weak]
            if weak:
                pack = self._pack = functools.partial(_weakened, pack, weak)
        return pack(self._run(tensors, replaced))

    def _run(self, tensors: list[Any], replaced: dict[int, Any]) -> list[Any]:
        if STATE.graph is not None:
            if self._must_compile:
                refuse_host_nodes(self.graph.nodes)
            return inline(self.graph, tensors, replaced)[0]
        if STATE.tapes:
            external = [replaced.get(id(v), v) for v in self.graph.external_captures]
            inputs = [*tensors, *external, *[v for v, _ in self.graph.baked]]
            if any(tape.depends_on(inputs) for tape in STATE.tapes):
                return self._recorded(tensors, inputs, replaced)
        return (self._program or self.program())(tensors, replaced)

    def program(self) -> Program:
        """The graph, ready to run; its first call compiles what is to be compiled."""
        if self._program is None:
            self._program = Program(
                self.graph, self.graph.outputs, self._must_compile, self.history
            )
        return self._program

    def _recorded(
        self, tensors: list[Any], inputs: list[Any], replaced: dict[int, Any]
    ) -> list[Any]:
        """Run while a tape listens."""
        if self._forward is None:
            self._forward = Forward(self)
        outputs = _distinct(self._forward.run(tensors, replaced), inputs)
        call = _Call(self._forward, tensors, replaced)
        for tape in STATE.tapes:
            tape.record(call, inputs, outputs, {})
        return outputs[: len(self.graph.outputs)]

    @property
    def function_type(self) -> inspect.Signature:
        """The parameters, each annotated with what it was traced for, and the result."""
        from pellucid.function.printing import function_type

        return function_type(self)

    @property
    def function_def(self) -> Any:
        """The function as a `FunctionDef` message: arguments, captures, nodes and results.

        Raises:
            ValueError: a node has no counterpart in TensorFlow; the message names the user's line.
        """
        from pellucid.graph.graph_def import function_def

        return function_def(self.graph, self.name)

    def add_to_graph(self, g: Graph | None = None, overwrite: bool = False) -> None:
        """Put the function into the library of a graph, so that its GraphDef holds it.

        Args:
            g: the graph, by default the one being built. In eager mode there is nothing to do.
            overwrite: replace a function of the same name in the library.
        """
        graph = g if g is not None else STATE.graph
        if graph is None:
            return
        names = [name for _, name in graph.functions]
        if self.name in names and overwrite:
            del graph.functions[names.index(self.name)]
        if self.name not in names or overwrite:
            graph.functions.append((self.graph, self.name))

    def pretty_printed_signature(self, verbose: bool = True) -> str:
        """The parameters, the result and what is captured.

        Args:
            verbose: one a line; otherwise parameters and result in a single line.
        """
        from pellucid.function.printing import signature

        return signature(self, verbose)

    def __str__(self) -> str:
        return f"ConcreteFunction {self.pretty_printed_signature()}"

    def __repr__(self) -> str:
        line = self.pretty_printed_signature(verbose=False)
        return f"<ConcreteFunction {line} at {id(self):#x}>"


def _packing(structure: Any) -> Callable[[list[Any]], Any]:
    """What makes the function's result of the list of its outputs."""
    if isinstance(structure, Tensor):
        return operator.itemgetter(0)
    if structure is None:
        return lambda outputs: None
    plain = type(structure) in (list, tuple)
    if plain and all(isinstance(leaf, Tensor) for leaf in structure):
        return type(structure)
    return functools.partial(_repack, structure)


def _weakened(pack: Callable[[list[Any]], Any], weak: list[int], outputs: list[Any]) -> Any:
    """The function's result, with the outputs `weak` as weak as they were when it was traced."""
    for i in weak:
        weaken(outputs[i])
    return pack(outputs)


def _repack(structure: Any, outputs: list[Any]) -> Any:
    rest = iter(outputs)
    return nest.map_structure(
        lambda leaf: next(rest) if isinstance(leaf, Tensor) else leaf,
        structure,
        expand_composites=True,
    )


class Forward:
    """How a concrete function runs under a tape, and its backward graph.

    The backward graph is built from the forward graph's nodes as if they had been recorded. What it
    reads of them it captures; these tensors become additional outputs of the forward program and
    inputs of the backward one.
    """

    def __init__(self, function: ConcreteFunction) -> None:
        graph = function.graph
        self.function = function
        self.graph = graph
        self.sources = [*graph.inputs, *graph.internal_captures, *[t for _, t in graph.baked]]
        self.backward = FuncGraph(f"{graph.name}_backward", graph)
        self.slots = [t for t in graph.outputs if _differentiable(t)]
        with self.backward.as_default():
            seeds = {id(t): self.backward.argument(t.dtype, t.dims, "dy") for t in self.slots}
            found = backpropagate(
                depending(graph.nodes, self.sources),
                graph.outputs,
                self.sources,
                [seeds.get(id(t)) for t in graph.outputs],
            )
            found = [None if g is None else _captured(self.backward, g) for g in found]
        self.backward.structured_outputs = found
        self.backward.outputs = [
            t for t in nest.flatten(found, expand_composites=True) if t is not None
        ]
        # Values of the forward graph; numbers from outside are there in any case.
        read = [
            t
            for t in self.backward.external_captures
            if isinstance(t, SymbolicTensor) and t.dtype.name != "resource"
        ]
        self.read = read
        # What depends on state cannot be computed again later, so it is saved as well.
        state = [t for n in graph.nodes if n.op.stateful for t in n.outputs]
        self.state = [id(t) for t in state]
        seen = {id(t) for t in graph.outputs}
        self.saved: list[Any] = []
        for tensor in [*read, *state]:
            if id(tensor) not in seen:
                seen.add(id(tensor))
                self.saved.append(tensor)
        self.program = Program(
            graph, [*graph.outputs, *self.saved], function._must_compile, function.history
        )
        self.backward_function = ConcreteFunction(self.backward, f"{graph.name}_backward")
        self.name = f"Call_{graph.name}"

    def run(self, tensors: list[Any], replaced: dict[int, Any]) -> list[Any]:
        """The function's outputs followed by the saved values."""
        return self.program(tensors, replaced)


def _distinct(outputs: list[Any], inputs: list[Any]) -> list[Any]:
    """The outputs, none of them the same object as an input: a tape tells values by identity."""
    seen = {id(t) for t in inputs}
    made = []
    for tensor in outputs:
        made.append(tensor.alias() if id(tensor) in seen else tensor)
        seen.add(id(made[-1]))
    return made


class _Call:
    """One recorded call of a concrete function, standing in for an op in a tape's records."""

    passes_through = False
    takes_variables = True
    takes_none = True  # the saved values are outputs too, and usually nothing flows back to them

    def __init__(self, forward: Forward, tensors: list[Any], replaced: dict[int, Any]) -> None:
        self.forward = forward
        self.tensors = tensors
        self.replaced = replaced
        self.name = forward.name
        self.gradient_function = self._gradient

    def _gradient(self, node: Any, *arrived: Any) -> Sequence[Any]:
        forward = self.forward
        graph = forward.graph
        count = len(graph.outputs)
        if STATE.graph is not None or any(g is not None for g in arrived[count:]):
            return self._recomputed(node, arrived)
        seeds = [
            zeros_like(o) if g is None else convert(g)
            for g, o in zip(arrived[:count], node.outputs[:count], strict=True)
            if _differentiable(o)
        ]
        values = dict(zip(map(id, [*graph.outputs, *forward.saved]), node.outputs, strict=True))
        found = _call_with_captures(forward, seeds, values, self.replaced)
        return _repack(forward.backward.structured_outputs, found)

    def _recomputed(self, node: Any, arrived: Sequence[Any]) -> Sequence[Any]:
        """Run the nodes one by one under a tape of their own: right for any order."""
        from pellucid.autodiff.tape import GradientTape

        forward = self.forward
        with GradientTape(persistent=True) as tape:
            tape.watch([t for t in node.inputs if not isinstance(t, Tensor) or _differentiable(t)])
            known = dict(
                zip(map(id, [*forward.graph.outputs, *forward.saved]), node.outputs, strict=True)
            )
            state = {k: known[k] for k in forward.state}
            outputs, values = inline(forward.graph, self.tensors, self.replaced, state)
            targets = [*outputs, *[values[id(t)] for t in forward.saved]]
        pairs = [
            (t, g)
            for t, g in zip(targets, arrived, strict=True)
            if g is not None and _differentiable(t)
        ]
        found = backpropagate(
            tape._records, [t for t, _ in pairs], node.inputs, [g for _, g in pairs]
        )
        # A tensor that was passed twice gets its cotangent once.
        first = {id(t): i for i, t in reversed(list(enumerate(node.inputs)))}
        return [
            g if first[id(t)] == i else None
            for i, (g, t) in enumerate(zip(found, node.inputs, strict=True))
        ]


def _call_with_captures(
    forward: Forward, seeds: list[Any], values: dict[int, Any], replaced: dict[int, Any]
) -> list[Any]:
    """Run the backward function, giving it the saved values for what it captured."""
    function = forward.backward_function
    swaps = {**replaced, **{id(t): values[id(t)] for t in forward.read}}
    for variable, handle in _resources(forward.graph):
        swaps[id(handle)] = replaced.get(id(variable), variable)
    return function._run(seeds, swaps)


def _resources(graph: FuncGraph) -> list[tuple[Any, Any]]:
    return [
        (v, t) for v, t in zip(graph.external_captures, graph.internal_captures, strict=True)
        if not isinstance(v, Tensor)
    ]  # fmt: skip


def _differentiable(tensor: Any) -> bool:
    return tensor.dtype.is_floating or tensor.dtype.is_complex


def _captured(graph: FuncGraph, gradient: Any) -> Any:
    return nest.map_structure(graph.capture, gradient, expand_composites=True)
