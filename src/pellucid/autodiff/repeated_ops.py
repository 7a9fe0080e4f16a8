"""Ops with hidden state as pure functions: the state goes in, and comes out as it is afterwards.

repeat        call a node's op so
READERS       ops that only look at a variable, as functions of its value
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff.backpropagation import Record, input_gradients
from pellucid.core.convert import convert
from pellucid.core.registry import OPS
from pellucid.graph.shape_rules import Call, same
from pellucid.runtime.dispatch import Op, op

# A variable's value, which a derivative reaches through `source`: the variable itself.
ReadAgain = op(
    "PellucidReadAgain", "value: dtype, source: dtype -> output: dtype", infer=same
)  # fmt: skip


@ReadAgain.kernel
def _(xp: Any, value: Any, source: Any) -> Any:
    return value


@ReadAgain.gradient
def _(node: Any, dy: Any) -> Any:
    return [None, dy]


class _Cell:
    """What a kernel takes for a variable's storage, or for a generator."""

    __slots__ = ("memory", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.memory = None

    @property
    def device_value(self) -> Any:
        """The value, as storages tell it."""
        return self.value


def _operation(name: str) -> Op:
    """`of` with attributes `of_attrs`; `places` says where among its inputs variables stand."""
    made = op(
        name, "state: Tstate..., inputs: Tin... -> output: Tout..., after: Tstate...",
        of=object, of_attrs=dict, places=list, dims=list, Tout=list,
    )  # fmt: skip
    made.takes_none = True  # nothing flows to the state

    @made.infer
    def _(call: Call) -> Any:
        return [*call.attrs["dims"], *[t.dims for t in call.inputs[: len(call.attrs["Tstate"])]]]

    @made.kernel("numpy")
    def _(state: list[Any], inputs: list[Any], of: Any, of_attrs: Any, places: list[int]) -> Any:
        cells, flat, rng = _arranged(of, state, inputs, places)
        return of.run_numpy(flat, of_attrs, rng), [np.asarray(c.value) for c in cells]

    @made.gradient
    def _(node: Any, *dy: Any) -> list[Any]:
        attrs, count = node.attrs, len(node.attrs["Tstate"])
        nothing = [None] * count
        if attrs["of"].gradient_function is None or attrs["places"]:
            return [*nothing, *[None] * (len(node.inputs) - count)]
        outputs = node.outputs[: len(attrs["Tout"])]
        record = Record(attrs["of"], node.inputs[count:], outputs, attrs["of_attrs"])
        return [*nothing, *input_gradients(record, list(dy[: len(outputs)]))]

    return made


def _arranged(
    of: Any, state: list[Any], inputs: list[Any], places: list[int]
) -> tuple[list[_Cell], list[Any], _Cell | None]:
    """Cells for the state, the op's inputs with cells in them, and the generator's cell."""
    cells = [_Cell(v) for v in state]
    variables = iter(cells[1:] if of.draws else cells)
    rest = iter(inputs)
    count = len(places) + len(inputs)
    flat = [next(variables) if i in places else next(rest) for i in range(count)]
    return cells, flat, cells[0] if of.draws else None


Repeat = _operation("PellucidRepeat")
# For ops that run on the host only.
HostRepeat = _operation("PellucidHostRepeat")


@Repeat.kernel("xla")
def _(
    jax: Any, state: list[Any], inputs: list[Any], of: Any, of_attrs: Any, places: list[int]
) -> Any:
    cells, flat, rng = _arranged(of, state, inputs, places)
    result = of.xla_kernel.run_xla(jax, of.nested_inputs(flat, of_attrs), of_attrs, rng)
    return of.flat_outputs(result, of.output_types(of_attrs)), [c.value for c in cells]


def repeat(
    node: Any, state: Sequence[Any], inputs: Sequence[Any], places: Sequence[int]
) -> tuple[list[Any], list[Any]]:
    """Call a node's op on a state that is given.

    Args:
        state: of its generator if it draws, then the values of the variables among its inputs.
        inputs: its other inputs.
        places: positions of the variables among its inputs.

    Returns: the outputs, and the state afterwards.
    """
    made = Repeat if node.op.xla_kernel is not None else HostRepeat
    found = made(
        list(state), list(inputs), of=node.op, of_attrs=node.attrs, places=list(places),
        dims=[t.dims for t in node.outputs], Tout=[t.dtype for t in node.outputs],
        name=node.name.rpartition("/")[2],
    )  # fmt: skip
    return list(found.output), list(found.after)


def _gather(variable: Any, inputs: list[Any], node: Any) -> Any:
    return OPS["GatherV2"](
        ReadAgain(variable.value, variable.source), inputs[0], node.attrs["batch_dims"],
        batch_dims=node.attrs["batch_dims"],
    )  # fmt: skip


# f(variable, other inputs, node) -> the output; `variable` has a `value` and a `source`.
READERS: dict[str, Callable[[Any, list[Any], Any], Any]] = {
    "ReadVariableOp": lambda v, inputs, node: ReadAgain(v.value, v.source),
    "ResourceGather": _gather,
    "VarIsInitializedOp": lambda v, inputs, node: convert(True),
}
