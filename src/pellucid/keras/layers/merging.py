"""Merge: what Add, Multiply and their like share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.backend import result_type
from pellucid.keras.layers.dtype_promotion import alike
from pellucid.keras.layers.layer import Layer


class Merge(Layer):
    """Several tensors become one, element by element; sizes of 1 and missing axes broadcast."""

    keeps_dtype = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def merge(self, inputs: list[tf.Tensor]) -> tf.Tensor:
        """One tensor from several that broadcast; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__}.merge: a subclass must define it.")

    def build(self, input_shape: Any) -> None:
        """No weights; checks the shapes."""
        if not isinstance(input_shape, list) or not input_shape or not _all_shapes(input_shape):
            raise ValueError(
                "A merge layer should be called on a list of inputs. Received: input_shape="
                f"{input_shape} (not a list of shapes)"
            )
        batches = {shape[0] for shape in input_shape if shape} - {None}
        if len(batches) > 1:
            raise ValueError(
                "Cannot merge tensors with different batch sizes. Received tensors with shapes "
                f"{input_shape}"
            )
        self.compute_output_shape(input_shape)

    def call(self, inputs: Any) -> tf.Tensor:
        """The merged inputs."""
        if not isinstance(inputs, list | tuple):
            raise ValueError(
                "A merge layer should be called on a list of inputs. "
                f"Received: inputs={inputs} (not a list of tensors)"
            )
        inputs = alike(inputs)
        ranks = [x.shape.rank for x in inputs]
        if len(set(ranks)) > 1 and None not in ranks:
            # (batch, features) meets (batch, steps, features): new axes go behind the batch axis
            inputs = [_with_rank(x, max(ranks)) for x in inputs]
        return self.merge(list(inputs))

    def kept_dtype(self, dtypes: list[Any]) -> Any:
        """The dtype in which Keras computes with all inputs."""
        return result_type(*dtypes)

    def compute_output_shape(self, input_shape: Any) -> tuple[Any, ...]:
        """The broadcast shape."""
        rank = max(len(shape) for shape in input_shape)
        result: list[Any] = [1] * rank
        for shape in input_shape:
            padded = (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:])
            for axis, size in enumerate(padded):
                known = result[axis]
                if size is None or known is None:
                    result[axis] = max(size or 0, known or 0) if (size or known or 0) > 1 else None
                elif 1 in (size, known):
                    result[axis] = size * known
                elif size != known:
                    raise ValueError(
                        "Inputs have incompatible shapes. Expected sizes that are equal or 1, "
                        f"received {input_shape}."
                    )
        return tuple(result)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Where any of the masks is True; None when an input has none."""
        if not mask or any(m is None for m in mask):
            return None
        result = mask[0]
        for one in mask[1:]:
            result = tf.logical_or(result, one)
        return result


def _all_shapes(values: list[Any]) -> bool:
    return all(isinstance(value, list | tuple) for value in values)


def _with_rank(x: tf.Tensor, rank: int) -> tf.Tensor:
    for _ in range(rank - len(x.shape)):
        x = tf.expand_dims(x, 1)
    return x
