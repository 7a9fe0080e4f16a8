"""Native CPU kernels in the place of XLA's, where those are slow.

    lower          the native form of one op inside a computation that jax traces, or None
    native.py      the shared library: loading it, handing it to XLA, whether and why not it is used
    conv.py        convolutions and their gradients
    pool.py        maxima of windows and their gradients
    build.py       compiling the library
    source/        its C++

The XLA kernels of the ops stay the reference: they run under `PELLUCID_NATIVE=0`, on other devices,
for other dtypes, and wherever jax differentiates a kernel.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.runtime.cpu import native

# (jax, inputs, attributes) -> a function and which inputs are its arguments; or None: not covered.
Lowering = Callable[[Any, list[Any], dict[str, Any]], tuple[Callable[..., Any], list[int]] | None]


@functools.cache
def lowerings() -> dict[str, Lowering]:
    """Op name -> its native lowering."""
    from pellucid.runtime.cpu import conv, pool

    return {**conv.LOWERINGS, **pool.LOWERINGS}


def lower(op: Any, jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Any:
    """The outputs of the native kernel of `op`, or None: the XLA kernel shall do it.

    The result can be differentiated by jax (through the XLA kernel) and mapped with `jax.vmap`.

    Args:
        op: the op.
        jax: the jax module.
        inputs: arrays or tracers, as the op's schema groups them.
        attrs: its attributes.
    """
    native_lowering = lowerings().get(op.name)
    if native_lowering is None or not native.usable(jax):
        return None
    found = native_lowering(jax, inputs, attrs)
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
        return op.xla_kernel.run_xla(jax, values, attrs)

    return differentiable(jax, run, plain)(*arrays)


def differentiable(jax: Any, run: Callable[..., Any], plain: Callable[..., Any]) -> Callable[..., Any]:
    """`run`, whose derivative for jax is that of `plain`."""
    function = jax.custom_vjp(run)
    function.defvjp(
        lambda *arrays: (run(*arrays), arrays),
        lambda arrays, dy: jax.vjp(plain, *arrays)[1](dy),
    )
    return function
