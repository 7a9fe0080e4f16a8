"""Control flow and printing with TensorFlow 1's arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.core.context import STATE
from pellucid.core.names import name_scope
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike


def cond(
    pred: Any, true_fn: Any = None, false_fn: Any = None, strict: bool = False,
    name: str | None = None, fn1: Any = None, fn2: Any = None,
) -> Any:  # fmt: skip
    """One of two functions. See `tf.cond`.

    Args:
        pred: the condition.
        true_fn, false_fn: the functions; `fn1`, `fn2` are older names.
        strict: whether a result in a list of one element stays in it.
        name: the node's name.
    """
    yes, no = either("true_fn", true_fn, "fn1", fn1), either("false_fn", false_fn, "fn2", fn2)
    result = tf.cond(pred, yes, no, name)
    if not strict and isinstance(result, list | tuple) and len(result) == 1:
        return result[0]
    return result


def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any,
    shape_invariants: Any = None, parallel_iterations: int = 10, back_prop: bool = True,
    swap_memory: bool = False, name: str | None = None, maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:  # fmt: skip
    """A loop. See `tf.while_loop`.

    Args:
        return_same_structure: False: a single loop variable comes back by itself.
    """
    result = tf.while_loop(
        cond, body, loop_vars, shape_invariants, parallel_iterations, back_prop, swap_memory,
        maximum_iterations, name,
    )  # fmt: skip
    if not return_same_structure and isinstance(result, list | tuple) and len(result) == 1:
        return result[0]
    return result


def Print(
    input_: TensorLike, data: Sequence[Any], message: str | None = None,
    first_n: int | None = None, summarize: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """`input_`, and when it is computed `data` is printed.

    Args:
        input_: a tensor.
        data: tensors to print.
        message: what to print in front of them.
        first_n: not supported: it is printed each time.
        summarize: how many elements of each tensor; default 3.
        name: the node's name.
    """
    if first_n is not None and first_n >= 0:
        raise ValueError("tf.compat.v1.Print [first_n]: not supported; it prints each time.")
    shown = tf.print(
        *([message] if message else []), *data, summarize=3 if summarize is None else summarize
    )
    with tf.control_dependencies([] if shown is None else [shown]):
        return tf.identity(input_, name)


def gradients(
    ys: Any, xs: Any, grad_ys: Any = None, name: str = "gradients",
    colocate_gradients_with_ops: bool = False, gate_gradients: bool = False,
    aggregation_method: int | None = None, stop_gradients: Any = None,
    unconnected_gradients: Any = tf.UnconnectedGradients.NONE,
) -> list[Any]:  # fmt: skip
    """Derivatives. See `tf.gradients`; `colocate_gradients_with_ops` is without effect."""
    return tf.gradients(
        ys, xs, grad_ys, name, gate_gradients, aggregation_method, stop_gradients,
        unconnected_gradients,
    )  # fmt: skip


def hessians(
    ys: Any, xs: Any, name: str = "hessians", colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False, aggregation_method: int | None = None,
) -> list[Any]:  # fmt: skip
    """Second derivatives. See `tf.hessians`."""
    return tf.hessians(ys, xs, gate_gradients, aggregation_method, name)


def py_func(func: Callable[..., Any], inp: Sequence[Any], Tout: Any, stateful: bool = True,
            name: str | None = None) -> Any:  # fmt: skip
    """A Python function of NumPy arrays as an operation. See `tf.numpy_function`."""
    return tf.numpy_function(func, inp, Tout, stateful, name)


def device(device_name_or_function: Any) -> Any:
    """Ask for a device for the operations of the block; a function may tell it for each of them."""
    if STATE.graph is not None:
        return STATE.graph.device(device_name_or_function)
    if callable(device_name_or_function):
        raise RuntimeError("tf.device does not support functions when eager execution is enabled.")
    return tf.device(device_name_or_function)


def colocate_with(op: Any, ignore_existing: bool = False) -> Any:
    """Ask for the device of `op` for the operations of the block."""
    from pellucid.compat.v1.default_graph import get_default_graph

    return get_default_graph().colocate_with(op, ignore_existing)


def container(container_name: str) -> Any:
    """A namespace for resources; a session keeps the variables of its graph in any case."""
    from pellucid.compat.v1.default_graph import get_default_graph

    return get_default_graph().container(container_name)


def op_scope(values: Any, name: str | None, default_name: str | None = None) -> Any:
    """`name_scope` with the order of arguments that it had before."""
    return name_scope(name or default_name or "")
