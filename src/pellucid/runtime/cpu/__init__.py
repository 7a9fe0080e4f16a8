"""Native CPU kernels in the place of XLA's, where those are slow.

    NativeKernels  the native forms of the ops of one computation that jax traces
    native.py      the shared library: loading it, handing it to XLA, whether and why not it is used
    conv.py        convolutions and their gradients
    pool.py        maxima of windows and their gradients
    recurrent.py   LSTM and GRU over whole sequences, and back
    random_numbers.py  Philox
    tuning.py      settings of XLA and of the memory allocator
    build.py       compiling the library
    source/        its C++

The XLA kernels of the ops stay the reference: they run under `PELLUCID_NATIVE=0`, on other devices,
for other dtypes, and wherever jax differentiates a kernel.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.runtime.cpu import native

# (jax, inputs, attributes) -> a function and which inputs are its arguments; or None: not covered.
Lowering = Callable[[Any, list[Any], dict[str, Any]], tuple[Callable[..., Any], list[int]] | None]


@functools.cache
def lowerings() -> dict[str, Lowering]:
    """Op name -> its native lowering."""
    from pellucid.runtime.cpu import conv, pool, recurrent

    return {**conv.LOWERINGS, **pool.LOWERINGS, **recurrent.LOWERINGS}


@dataclass(frozen=True)
class _Made:
    """A convolution that a bias, and then a relu, may still join.

    Attributes:
        result: what it gave.
        run: the native kernel: run(*arrays, relu=...).
        plain: the same through XLA.
        arrays: x, w, and the bias if it has one.
    """

    result: Any
    run: Callable[..., Any]
    plain: Callable[..., Any]
    arrays: list[Any]


class NativeKernels:
    """The native kernels of one computation.

    A bias that is added to a convolution, and a relu of that, join its kernel, where the sums are
    still in registers. XLA drops the convolution without them, as nothing reads it.
    """

    def __init__(self, jax: Any) -> None:
        from pellucid.ops import philox
        from pellucid.runtime.cpu import random_numbers

        philox.compiled = functools.partial(random_numbers.compiled, jax)
        self._jax = jax
        self._made: dict[int, _Made] = {}
        self._reads: Counter[int] = Counter()

    def watch(self, nodes: Iterable[Any]) -> None:
        """Count how often every tensor is read by `nodes`, which will be lowered."""
        self._reads.update(id(t) for node in nodes for t in node.inputs)

    def lower(self, op: Any, inputs: list[Any], attrs: dict[str, Any], node: Any = None) -> Any:
        """The output of the native kernel of `op`, or None: its XLA kernel shall do it.

        The result can be differentiated by jax (through the XLA kernel) and mapped with `jax.vmap`.

        Args:
            op: the op.
            inputs: arrays or tracers, as the op's schema groups them.
            attrs: its attributes.
            node: the node of a graph that is lowered, if it is one.
        """
        if op.name in ("BiasAdd", "Relu"):
            return self._joined(op, inputs, attrs, node) if self._made else None
        native_lowering = lowerings().get(op.name)
        if native_lowering is None or not native.usable(self._jax):
            return None
        found = native_lowering(self._jax, inputs, attrs)
        if found is None:
            return None
        run, places = found
        arrays = [inputs[i] for i in places]
        if all(isinstance(a, np.ndarray | np.generic) for a in arrays):
            return None  # known while compiling: XLA folds it

        def plain(*active: Any) -> Any:
            values = list(inputs)
            for place, value in zip(places, active, strict=True):
                values[place] = value
            return op.xla_kernel.run_xla(self._jax, values, attrs)

        result = differentiable(self._jax, run, plain)(*arrays)
        if (
            op.name in ("Conv2D", "Conv3D", "DepthwiseConv2dNative")
            and attrs["data_format"][-1] == "C"
        ):
            self._made[id(result)] = _Made(result, run, plain, arrays)
        return result

    def _joined(self, op: Any, inputs: list[Any], attrs: dict[str, Any], node: Any) -> Any:
        """A convolution together with the bias or the relu `op`, or None."""
        made = self._made.get(id(inputs[0]))
        if made is None or node is None or self._reads[id(node.inputs[0])] != 1:
            return None
        has_bias = len(made.arrays) == 3
        if op.name == "BiasAdd":
            bias = inputs[1]
            if has_bias or attrs["data_format"] != "NHWC" or bias.shape != made.result.shape[-1:]:
                return None
            joined = _Made(
                None, made.run, lambda x, w, b: made.plain(x, w) + b, [*made.arrays, bias]
            )
            result = differentiable(self._jax, joined.run, joined.plain)(*joined.arrays)
            self._made[id(result)] = _Made(result, joined.run, joined.plain, joined.arrays)
            return result
        if not has_bias:
            return None
        return differentiable(
            self._jax,
            functools.partial(made.run, relu=True),
            lambda *arrays: self._jax.numpy.maximum(made.plain(*arrays), np.float32(0)),
        )(*made.arrays)


def differentiable(
    jax: Any, run: Callable[..., Any], plain: Callable[..., Any]
) -> Callable[..., Any]:
    """`run`, whose derivative for jax is that of `plain`."""
    function = jax.custom_vjp(lambda *arrays: run(*arrays))  # keeps jax from filling in defaults
    function.defvjp(
        lambda *arrays: (run(*arrays), arrays),
        lambda arrays, dy: jax.vjp(plain, *arrays)[1](dy),
    )
    return function
