"""The check that every layer passes: config, saving, symbolic shapes, masks, dtype policies."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

import pellucid as tf

keras = tf.keras


def data(shape: tuple[int, ...], dtype: str = "float32") -> np.ndarray:
    """Fixed numbers without pattern; small integers for integer dtypes."""
    n = int(np.prod(shape))
    if dtype.startswith("int"):
        return (np.arange(n) * 7 % 3).reshape(shape).astype(dtype)
    return np.sin(np.arange(n) * 1.7).reshape(shape).astype(dtype)


def check_layer(make: Any, *shapes: tuple[int, ...], dtype: str = "float32") -> np.ndarray:
    """Make a layer twice and compare everything that must agree; returns the output.

    Args:
        make: makes the layer.
        shapes: shapes of the inputs, with the batch axis; several make a list.
        dtype: of the inputs.
    """
    inputs = [data(shape, dtype) for shape in shapes]
    layer = make()
    value = layer(inputs[0] if len(inputs) == 1 else inputs)
    output = value.numpy()
    assert layer.built
    assert np.isfinite(output).all()

    # config round trip, also through JSON
    config = layer.get_config()
    again = type(layer).from_config(config)
    assert _plain(again.get_config()) == _plain(config)
    text = json.loads(json.dumps(keras.layers.serialize(layer)))
    copy = keras.layers.deserialize(text)
    assert type(copy) is type(layer)
    assert copy.name == layer.name

    # the copy with the same weights computes the same
    copy(inputs[0] if len(inputs) == 1 else inputs)
    copy.set_weights(layer.get_weights())
    np.testing.assert_array_equal(copy(inputs[0] if len(inputs) == 1 else inputs), output)

    # symbolic = eager: shape, dtype, and the numbers through a Functional model and a tf.function
    symbols = [keras.Input(shape[1:], dtype=dtype) for shape in shapes]
    symbol = layer(symbols[0] if len(symbols) == 1 else symbols)
    assert tuple(symbol.shape[1:]) == output.shape[1:]
    assert symbol.dtype == value.dtype.name
    shape = layer.compute_output_shape(shapes[0] if len(shapes) == 1 else list(shapes))
    assert tuple(shape) == output.shape
    model = keras.Model(symbols, symbol)
    np.testing.assert_allclose(model(inputs), output, rtol=1e-5, atol=1e-6)
    compiled = tf.function(lambda *x: layer(x[0] if len(x) == 1 else list(x)))
    np.testing.assert_allclose(compiled(*map(tf.constant, inputs)), output, rtol=1e-4, atol=1e-5)

    # a 16-bit policy computes in 16 bits and keeps float32 weights
    if dtype == "float32" and not {"layer", "layers", "cell"} & set(config):
        config = {k: v for k, v in config.items() if k not in ("name", "dtype")}
        half = type(layer).from_config({**config, "dtype": "mixed_bfloat16"})
        assert half(inputs[0] if len(inputs) == 1 else inputs).dtype == tf.bfloat16
        assert {w.dtype for w in half.weights if w.dtype.is_floating} <= {tf.float32}
    return output


def _plain(config: Any) -> Any:
    """A config without the shapes that layers inside were built with."""
    if isinstance(config, dict):
        return {k: _plain(v) for k, v in config.items() if k != "build_config"}
    return [_plain(v) for v in config] if isinstance(config, list | tuple) else config
