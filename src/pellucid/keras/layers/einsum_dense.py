"""EinsumDense: a dense layer between any axes, by an einsum equation."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations, constraints, initializers, regularizers
from pellucid.keras.layers.dtype_promotion import floating
from pellucid.keras.layers.layer import Layer


class EinsumDense(Layer):
    """activation(einsum(equation, x, kernel) + bias).

    Args:
        equation: of the input and the kernel, e.g. 'abc,cd->abd'; the input may begin or end with
            '...'.
        output_shape: sizes of the output's axes, without the batch axis (and those of a leading
            '...'); None entries are the input's sizes. An int for one axis.
        activation: function or name.
        bias_axes: the output axes that the bias has, as in the equation, default no bias.
        kernel_initializer, bias_initializer: first values.
        kernel_regularizer, bias_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.

    Example: `keras.layers.EinsumDense("abc,cd->abd", (None, 4), bias_axes="d")(tf.ones((2, 3, 5)))`
        is a Dense(4).
    """

    def __init__(
        self,
        equation: str,
        output_shape: Any,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        for name in ("lora_rank", "lora_alpha", "gptq_unpacked_column_size", "quantization_config"):
            if kwargs.pop(name, None) is not None:
                raise ValueError(f"EinsumDense [{name}]: expected None, it is not offered here.")
        super().__init__(**kwargs)
        self.equation = equation
        single = isinstance(output_shape, int) or output_shape is None
        sizes: Any = output_shape
        self.partial_output_shape: tuple[Any, ...] = (sizes,) if single else tuple(sizes)
        self.bias_axes = bias_axes
        self.activation = activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernel and bias, of the shapes that the equation asks for."""
        kernel, bias, _ = self._shapes(tuple(input_shape))
        self.kernel = self.add_weight(
            name="kernel",
            shape=kernel,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if bias is not None:
            self.bias = self.add_weight(
                name="bias",
                shape=bias,
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _shapes(
        self, input_shape: tuple[Any, ...]
    ) -> tuple[tuple[Any, ...], tuple[Any, ...] | None, tuple[Any, ...]]:
        """Of kernel, bias and output."""
        given, kernel, result = _terms(self.equation, len(input_shape))
        sizes = dict(zip(given, input_shape, strict=True))
        lead, tail = _elided(self.equation, len(input_shape))
        asked = list(self.partial_output_shape)
        first = lead if self.equation.startswith("...") else 1
        own = result[first : len(result) - tail]
        if len(own) != len(asked):
            raise ValueError(
                f"EinsumDense [output_shape]: expected {len(own)} sizes for the axes '{own}' of "
                f"{self.equation!r}, received {tuple(asked)}."
            )
        outputs = {letter: sizes.get(letter) for letter in result}
        for letter, size in zip(own, asked, strict=True):
            known = sizes.get(letter)
            if size is not None and known is not None and size != known:
                raise ValueError(
                    "Input shape and output shape do not match at shared dimension "
                    f"'{letter}'. Input shape is {known}, and output shape is {size}."
                )
            outputs[letter] = size
        kernel_shape = []
        for letter in kernel:
            size = sizes.get(letter)
            size = outputs.get(letter) if size is None else size
            if size is None:
                raise ValueError(
                    f"Weight dimension '{letter}' did not have a match in either the input spec "
                    f"'{given}' or the output spec '{result}', or its size is unknown. For this "
                    "layer, the weight must be fully specified."
                )
            kernel_shape.append(size)
        output = tuple(outputs[letter] for letter in result)
        return tuple(kernel_shape), self._bias_shape(result, outputs), output

    def _bias_shape(self, result: str, sizes: dict[str, Any]) -> tuple[Any, ...] | None:
        if not self.bias_axes:
            return None
        for letter in self.bias_axes:
            if letter not in result:
                raise ValueError(
                    f"Bias dimension '{letter}' was requested, but is not part of the output spec "
                    f"'{result}'"
                )
        first = min(result.index(letter) for letter in self.bias_axes)
        return tuple(sizes[c] if c in self.bias_axes else 1 for c in result[first:])

    def call(self, inputs: tf.Tensor, training: Any = None) -> tf.Tensor:
        """activation(einsum(equation, inputs, kernel) + bias)."""
        x = tf.einsum(self.equation, floating(inputs, self.kernel.dtype), self.kernel)
        if self.bias is not None:
            x = x + self.bias
        return self.activation(x)

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        """The sizes of the equation's output axes."""
        return self._shapes(tuple(input_shape))[2]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "equation": self.equation,
            "output_shape": self.partial_output_shape,
            "activation": activations.serialize(self.activation),
            "bias_axes": self.bias_axes,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "quantization_config": None,
        }


def _terms(equation: str, rank: int) -> tuple[str, str, str]:
    """The letters of input, kernel and output; '...' spelled out."""
    sides = equation.replace(" ", "").split("->")
    terms = [*sides[0].split(","), *sides[1:]]
    if len(sides) != 2 or len(terms) != 3:
        raise ValueError(
            f"Invalid einsum equation '{equation}'. Equations must be in the form [X],[Y]->[Z], "
            "...[X],[Y]->...[Z], or [X]...,[Y]->[Z]...."
        )
    extra = "".join(chr(0x3B1 + i) for i in range(sum(_elided(equation, rank))))
    given, kernel, result = (term.replace("...", extra) for term in terms)
    if len(given) != rank:
        raise ValueError(
            f"EinsumDense [equation]: expected an input with axes '{given}', received {rank} axes."
        )
    return given, kernel, result


def _elided(equation: str, rank: int) -> tuple[int, int]:
    """How many axes the '...' at the start and at the end of the input stand for."""
    given = equation.replace(" ", "").split(",")[0]
    count = rank - len(given.replace("...", ""))
    return (count if given.startswith("...") else 0, count if given.endswith("...") else 0)
