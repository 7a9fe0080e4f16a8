"""One check for every op: value, dtype, shape rule, eager = graph = XLA, and gradient.

check_op(tf.tanh, np.array([0.5, -1.0]), expected=np.tanh)
check_op(lambda x: tf.reduce_sum(x, 1), x, expected=lambda x: x.sum(1))
check_op(tf.strings.lower, np.array(["A"]), expected=[b"a"], xla=False, grad=False)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.core.context import building
from pellucid.graph.graph import FuncGraph


def check_op(
    fn: Callable[..., Any],
    *inputs: Any,
    expected: Any = None,
    dtype: Any = None,
    grad: bool | Sequence[int] = True,
    graph: bool = True,
    xla: bool = True,
    shapes: bool = True,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    grad_rtol: float = 1e-4,
    grad_atol: float = 1e-6,
) -> Any:
    """Check `fn` on `inputs` in every way an op can be used; return its eager result.

    Args:
        fn: takes tensors, returns a tensor or a structure of tensors.
        *inputs: NumPy arrays or Python values; each becomes a tensor with its own dtype.
        expected: the right result: a value or structure of values, or a function of the NumPy
            inputs that returns it. None only compares the ways with each other.
        dtype: the dtype that the (first) output must have.
        grad: whether to check the gradient of every floating input (if an output is floating)
            against finite differences in float64, or the positions of the inputs to check.
        graph: whether to run it inside `tf.function`.
        xla: whether to compile it as a whole, `tf.function(jit_compile=True)`.
        shapes: whether to compare the shape rule's answers with the shapes of the result.
        rtol, atol: tolerances for values.
        grad_rtol, grad_atol: tolerances for gradients.
    """
    tensors = [tf.convert_to_tensor(x) for x in inputs]
    result = fn(*tensors)
    found = flat(result)
    if expected is not None:
        wanted = expected(*inputs) if callable(expected) else expected
        close(found, [wanted] if len(found) == 1 else flat(wanted), rtol, atol, "expected value")
    if dtype is not None:
        assert found[0].dtype == dtype, f"dtype {found[0].dtype}, expected {dtype}"
    if shapes:
        check_shapes(fn, tensors, found)
    if graph:
        again = flat(tf.function(fn)(*tensors))
        assert [t.dtype for t in again] == [t.dtype for t in found], "graph gives other dtypes"
        close(again, found, rtol, atol, "graph against eager")
    if graph and xla:
        again = flat(tf.function(fn, jit_compile=True)(*tensors))
        assert [t.dtype for t in again] == [t.dtype for t in found], "XLA gives other dtypes"
        close(again, found, rtol, atol, "XLA against eager")
    floating = any(t.dtype.is_floating for t in tensors) and any(map(is_differentiable, found))
    if grad is not False and (floating or grad is not True):
        check_gradient(fn, tensors, grad, grad_rtol, grad_atol, graph)
    return result


def flat(structure: Any) -> list[Any]:
    """The leaves of a structure of tensors or arrays."""
    return tf.nest.flatten(structure, expand_composites=True)


def close(found: Any, wanted: Any, rtol: float, atol: float, what: str) -> None:
    """Compare lists of tensors or arrays, NaN equal to NaN, shapes and kinds included."""
    assert len(found) == len(wanted), f"{what}: {len(found)} outputs, expected {len(wanted)}"
    for index, (a, b) in enumerate(zip(found, wanted, strict=True)):
        left, right = np.asarray(a), np.asarray(b)
        assert left.shape == right.shape, f"{what} {index}: shape {left.shape}, not {right.shape}"
        if left.dtype.kind in "OSUb":
            assert left.tolist() == right.tolist(), f"{what} {index}: {left} != {right}"
            continue
        wide = np.complex128 if left.dtype.kind == "c" else np.float64
        np.testing.assert_allclose(
            left.astype(wide), right.astype(wide), rtol=rtol, atol=atol, err_msg=f"{what} {index}"
        )


def check_shapes(fn: Callable[..., Any], tensors: Sequence[Any], found: Sequence[Any]) -> None:
    """Trace `fn` with known and with unknown shapes and compare what the shape rules say."""
    for known in (True, False):
        func_graph = FuncGraph("check")
        with building(func_graph):
            arguments = [
                func_graph.argument(t.dtype, tuple(t.shape) if known else (None,) * t.ndim, f"x{i}")
                for i, t in enumerate(tensors)
            ]
            outputs = flat(fn(*arguments))
        for symbol, value in zip(outputs, found, strict=True):
            assert symbol.dtype == value.dtype, f"rule says {symbol}, result is {value.dtype}"
            fits = symbol.shape.is_compatible_with(value.shape)
            assert fits, f"shape rule says {symbol.shape}, the result has {value.shape}"
            if known and symbol.shape.rank is None:
                raise AssertionError(f"shape rule of {symbol.op.type} knows nothing: {symbol}")


def check_gradient(
    fn: Callable[..., Any],
    tensors: Sequence[Any],
    which: bool | Sequence[int],
    rtol: float,
    atol: float,
    graph: bool,
) -> None:
    """Compare the tape's gradient with central differences, in float64, eagerly and in a graph."""
    wide = [tf.cast(t, tf.float64) if t.dtype.is_floating else t for t in tensors]
    floating = [i for i, t in enumerate(wide) if t.dtype.is_floating]
    positions = floating if which is True else list(which)  # type: ignore[arg-type]
    weights = [weights_like(np.asarray(o)) for o in flat(fn(*wide)) if is_differentiable(o)]

    def total(*values: Any) -> Any:
        outputs = [o for o in flat(fn(*values)) if is_differentiable(o)]
        parts = [
            tf.reduce_sum(tf.math.real(o * tf.constant(w, o.dtype)))
            for o, w in zip(outputs, weights, strict=True)
        ]
        return tf.add_n([tf.cast(p, tf.float64) for p in parts])

    def gradients(*values: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([values[i] for i in positions])
            loss = total(*values)
        return tape.gradient(loss, [values[i] for i in positions])

    eager = gradients(*wide)
    for position, found in zip(positions, eager, strict=True):
        wanted = finite_difference(total, wide, position)
        assert found is not None, f"no gradient for input {position}"
        found = tf.convert_to_tensor(found)
        np.testing.assert_allclose(
            found.numpy(), wanted, rtol=rtol, atol=atol, err_msg=f"gradient of input {position}"
        )
    if graph:
        traced = [tf.convert_to_tensor(g) for g in tf.function(gradients)(*wide)]
        close(traced, [tf.convert_to_tensor(g) for g in eager], 1e-6, 1e-8, "gradient in a graph")


def is_differentiable(tensor: Any) -> bool:
    """Whether gradients flow through `tensor`."""
    return tensor.dtype.is_floating or tensor.dtype.is_complex


def weights_like(array: np.ndarray) -> np.ndarray:
    """Fixed, unequal weights, so that no symmetry of a plain sum hides an error."""
    return (np.cos(np.arange(array.size) * 0.7) + 0.3).reshape(array.shape)


def finite_difference(
    total: Callable[..., Any], values: Sequence[Any], position: int, step: float = 1e-6
) -> np.ndarray:
    """The derivative of scalar function `total` by each element of one of its inputs."""
    base = np.array(values[position].numpy(), np.float64)
    result = np.zeros_like(base)
    for index in np.ndindex(base.shape):
        sides = []
        for sign in (1, -1):
            moved = base.copy()
            moved[index] += sign * step
            changed = [tf.constant(moved) if i == position else v for i, v in enumerate(values)]
            sides.append(float(total(*changed).numpy()))
        result[index] = (sides[0] - sides[1]) / (2 * step)
    return result
