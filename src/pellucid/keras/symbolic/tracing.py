"""Shapes and dtypes of what a function returns, without running it: one trace with tf.function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.keras.symbolic.keras_tensor import KerasTensor


def infer_outputs(
    fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], name: str = "function"
) -> Any:
    """Trace `fn` with placeholders for the KerasTensors among its arguments.

    Args:
        fn: the function; it must not need values.
        args, kwargs: its arguments.
        name: who asks, for error messages.

    Returns: the structure that `fn` returns, with a KerasTensor for each tensor.
    """
    flat = tf.nest.flatten((args, kwargs))
    places = [i for i, x in enumerate(flat) if isinstance(x, KerasTensor)]
    specs = [type_spec(flat[i]) for i in places]

    def traced(*tensors: Any) -> Any:
        leaves = list(flat)
        for i, tensor in zip(places, tensors, strict=True):
            leaves[i] = tensor
        filled_args, filled_kwargs = tf.nest.pack_sequence_as((args, kwargs), leaves)
        return fn(*filled_args, **filled_kwargs)

    concrete = tf.function(traced, autograph=False).get_concrete_function(*specs)
    return tf.nest.map_structure(_to_keras_tensor, concrete.structured_outputs)


def type_spec(x: KerasTensor) -> Any:
    """The TensorSpec (or RaggedTensorSpec, SparseTensorSpec) of a KerasTensor."""
    if x.ragged:
        return tf.RaggedTensorSpec(x.shape, x.dtype, ragged_rank=1)
    if x.sparse:
        return tf.SparseTensorSpec(x.shape, x.dtype)
    return tf.TensorSpec(x.shape, x.dtype)


def _to_keras_tensor(x: Any) -> Any:
    if x is None:
        return None
    names = {cls.__name__ for cls in type(x).__mro__}
    ragged = bool(names & {"RaggedTensor", "RaggedTensorSpec"})
    sparse = bool(names & {"SparseTensor", "SparseTensorSpec"})
    if x.shape.rank is None:
        raise ValueError(
            "A layer called on KerasTensors returned a tensor of unknown rank. Expected a known "
            f"number of axes, received {x}. Fix: define compute_output_shape() in the layer."
        )
    return KerasTensor(x.shape, x.dtype, ragged=ragged, sparse=sparse)
