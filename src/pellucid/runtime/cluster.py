"""A part of a graph that XLA can compile: what goes in, what comes out, and how it is run.

    Cluster            nodes without host work between them; one program for each concrete shape
    History            what the programs of one function share: how many were compiled

How a shape is run is decided when it is first seen, by rules that look at sizes only, never at a
clock, so that a program gives the same numbers every time:

1. A few cheap operations on small arrays run through their NumPy kernels, always: that takes less
   time than the call of a compiled program, and nothing is compiled.
2. Everything else is compiled, as long as the function has not met many shapes.
3. After that a new shape runs through NumPy kernels until it has come back a few times, unless
   the work is large. A pipeline over ragged text, in which every batch has a length of its own,
   does not compile without end.

Programs are kept up to a limit, the least recently used one is dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from pellucid.core import checks
from pellucid.core.dtypes import resource
from pellucid.core.storage import SHARED_STATE
from pellucid.core.tensor import EagerTensor
from pellucid.graph.graph import Node, SymbolicTensor, graphs_among
from pellucid.runtime import settings
from pellucid.runtime.backend import device_value, load_jax, on_device
from pellucid.runtime.lowering import Cell, Lowering, with_inner_nodes
from pellucid.runtime.straight import Straight, runs_straight

READERS = frozenset(
    {"ReadVariableOp", "ResourceGather", "ResourceGatherNd", "VariableShape", "VarIsInitializedOp"}
)

# Rule 1: kernels a call, and elements of any array. A kernel takes 1 to 2 µs on arrays so small, a
# call of a compiled program 10 to 20 µs.
SMALL_STEPS = 8
SMALL_ELEMENTS = 1024
# Rule 2: shapes that a function compiles without a second thought.
FIRST_SHAPES = 8
# Rule 3: runs of a shape before it is compiled, and when that is not worth waiting for: elements
# given times kernels, which NumPy does in about as long as XLA compiles.
PATIENCE = 2
LARGE_WORK = 1 << 27

KEPT_PROGRAMS = 64
_KEPT_COUNTS = 4096

_readers = [0]  # programs that are reading variables now; changed while SHARED_STATE is held


class History:
    """How many programs the clusters of one function have compiled."""

    __slots__ = ("compiled",)

    def __init__(self) -> None:
        self.compiled = 0


class Cluster:
    """Nodes that run as one program.

    Args:
        nodes: the nodes, in order; placeholders among them are inputs.
        outputs: their tensors that others read.
        states: by the id of a random node the state of its generator.
        history: shared with the other clusters of the function.
        always_compile: never run through NumPy kernels (`jit_compile=True`).

    Attributes:
        inputs: the tensors that are given to it.
        written, read: handles of variables that it updates, and of those that it only reads.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        outputs: Sequence[SymbolicTensor],
        states: Mapping[int, Any],
        history: History,
        always_compile: bool = False,
    ) -> None:
        self.nodes = [n for n in nodes if n.type != "Placeholder"]
        self.outputs = list(outputs)
        made = {id(t) for n in self.nodes for t in n.outputs}
        given = {id(t): t for n in self.nodes for t in n.inputs if id(t) not in made}
        written = written_handles(self.nodes)
        self.inputs = [t for t in given.values() if t.dtype is not resource]
        handles = [t for t in given.values() if t.dtype is resource]
        self.written = [t for t in handles if id(t) in written]
        self.read = [t for t in handles if id(t) not in written]
        self.handles = [*self.written, *self.read]
        drawing = [n for node in self.nodes for n in with_inner_nodes(node) if n.op.draws]
        self._random = [(n, states[id(n)]) for n in drawing]
        self._calls_back = any(has_effects(n) for n in self.nodes)
        self._stateless = not (self.handles or self._random or self._calls_back)
        self._history = history
        self._always_compile = always_compile
        self._programs: OrderedDict[Any, Any] = OrderedDict()
        self._counts: OrderedDict[Any, int] = OrderedDict()
        self._open = [i for i, t in enumerate(self.inputs) if t.dims is None or None in t.dims]
        self._open_variables = any(
            t.dims is None or None in t.dims
            for n in self.nodes if n.type == "ReadVariableOp" for t in n.outputs
        )  # fmt: skip
        self._straight: Straight | None = None
        if not always_compile and all(map(runs_straight, self.nodes)):
            self._straight = Straight(
                self.nodes, [*self.inputs, *self.handles], self.outputs, states
            )

    def run(self, tensors: Sequence[EagerTensor], variables: Sequence[Any]) -> list[EagerTensor]:
        """The outputs for `inputs` and the variables of `handles`, which are updated.

        Raises:
            NotCompilable: before anything has run.
        """
        key = self._key(tensors, variables) if self._open or self._open_variables else None
        program = self._programs.get(key)
        if program is None:
            program = self._choose(key, tensors, variables)
        elif key is not None:
            self._programs.move_to_end(key)
        handles = [v.handle for v in variables] if variables else []
        if program is self._straight:
            return self._run_straight(tensors, handles)
        arrays = [
            t._device_array if t._device_array is not None else device_value(t) for t in tensors
        ]
        if self._stateless:
            outputs = program((), (), arrays)[0]
        elif self.written or self._random:
            with SHARED_STATE:
                outputs = self._run_writing(program, arrays, handles)
        else:
            outputs = self._run_reading(program, arrays, handles)
        if self._calls_back:  # after the variables have their values: the old ones are gone
            load_jax().effects_barrier()
            checks.raise_pending()
        return [EagerTensor.on_device(o) for o in outputs]

    def _run_straight(self, tensors: Sequence[EagerTensor], handles: list[Any]) -> Any:
        values = [t._host if t._host is not None else t.array() for t in tensors]
        values += handles
        if self._stateless:
            return self._straight(values)  # type: ignore[misc]
        with SHARED_STATE:
            return self._straight(values)  # type: ignore[misc]

    def _run_writing(self, program: Any, arrays: list[Any], handles: list[Any]) -> list[Any]:
        """Run a program that updates variables, or draws random numbers, while nobody else does."""
        count = len(self.written)
        donated = [h.device_value for h in handles[:count]] + [s.value for _, s in self._random]
        if _readers[0]:  # who reads them in another thread keeps them
            donated = [v.copy() for v in donated]
        kept = on_device(handles[count:])
        outputs, updated = program(donated, kept, arrays)
        for handle, value in zip(handles, updated[:count], strict=False):
            handle.device_value = value
        for (_, state), value in zip(self._random, updated[count:], strict=True):
            state.value = value
        return outputs

    def _run_reading(self, program: Any, arrays: list[Any], handles: list[Any]) -> list[Any]:
        """Run a program that reads variables, side by side with others that do."""
        with SHARED_STATE:
            _readers[0] += 1
            kept = on_device(handles)
        try:
            return program((), kept, arrays)[0]
        finally:
            with SHARED_STATE:
                _readers[0] -= 1

    # ------------------------------------------------------------------ what to run

    def _key(self, tensors: Sequence[EagerTensor], variables: Sequence[Any]) -> Any:
        shapes = tuple([tensors[i].dims for i in self._open])
        if self._open_variables:
            return (shapes, *[v.handle.device_value.shape for v in variables])
        return shapes

    def _choose(self, key: Any, tensors: Sequence[Any], variables: Sequence[Any]) -> Any:
        """The program for shapes that have none yet."""
        straight = self._straight
        if straight is not None and not settings.compiles_everything():
            sizes = [t.array().size for t in [*tensors, *variables]]
            if straight.steps <= SMALL_STEPS and self._is_small(sizes):
                return self._keep(key, straight)
            many = self._history.compiled >= FIRST_SHAPES
            if many and sum(sizes) * straight.steps < LARGE_WORK and self._count(key) <= PATIENCE:
                return straight
        self._history.compiled += 1
        return self._keep(key, self.compile())

    def _is_small(self, sizes: list[int]) -> bool:
        from pellucid.runtime import cpu

        if any(n.type in cpu.lowerings() for n in self.nodes):
            return False  # convolutions and the like are never cheap
        known = [t.dims for n in self.nodes for t in n.outputs if t.dims and None not in t.dims]
        return all(s <= SMALL_ELEMENTS for s in [*sizes, *map(_size, known)])

    def _count(self, key: Any) -> int:
        count = self._counts[key] = self._counts.pop(key, 0) + 1
        if len(self._counts) > _KEPT_COUNTS:
            self._counts.popitem(last=False)
        return count

    def _keep(self, key: Any, program: Any) -> Any:
        self._programs[key] = program
        if len(self._programs) > KEPT_PROGRAMS:
            self._programs.popitem(last=False)
        return program

    # ------------------------------------------------------------------ compiling

    def compile(self) -> Any:
        """A function of arrays that jax compiles when it is called first."""
        # jax keeps programs by the function they come from; a new one each time can be let go.
        return load_jax().jit(lambda *arguments: self._lowered(*arguments), donate_argnums=0)

    def lower(self, variables: Sequence[Any]) -> Any:
        """The program for the inputs' shapes, before XLA compiles it: a `jax.stages.Lowered`."""
        shape = load_jax().ShapeDtypeStruct
        values = [v.handle.device_value for v in variables] + [s.value for _, s in self._random]
        given = [shape(v.shape, v.dtype) for v in values]
        count, total = len(self.written), len(variables)
        return self.compile().lower(
            [*given[:count], *given[total:]],
            given[count:total],
            [shape(t.dims, t.dtype.np_dtype) for t in self.inputs],
        )

    def _lowered(
        self, donated: list[Any], kept: list[Any], arrays: list[Any]
    ) -> tuple[list[Any], list[Any]]:
        """The body that jax traces: arrays in, outputs and updated state out."""
        values: dict[int, Any] = dict(zip(map(id, self.inputs), arrays, strict=True))
        count = len(self.written)
        cells = [Cell(v) for v in donated]
        values.update(zip(map(id, self.written), cells[:count], strict=True))
        values.update(zip(map(id, self.read), map(Cell, kept), strict=True))
        states = dict(zip((id(n) for n, _ in self._random), cells[count:], strict=True))
        lowering = Lowering(values, states)
        lowering.run(self.nodes)
        asarray = lowering.jax.numpy.asarray
        outputs = [asarray(lowering.values[id(t)], t.dtype.np_dtype) for t in self.outputs]
        return outputs, [asarray(c.value) for c in cells]


def _size(dims: tuple[int, ...]) -> int:
    size = 1
    for dim in dims:
        size *= dim
    return size


def has_effects(node: Node) -> bool:
    """Whether a node, or one in a branch or loop body that it runs, calls back into Python."""
    if node.op.effects:
        return True
    return node.op.calls_graphs and any(
        has_effects(n) for graph in graphs_among(node.attrs) for n in graph.nodes
    )


def written_handles(nodes: Sequence[Node]) -> set[int]:
    """The ids of handles that some node may write to."""
    return {id(t) for n in nodes if n.type not in READERS for t in n.inputs if t.dtype is resource}
