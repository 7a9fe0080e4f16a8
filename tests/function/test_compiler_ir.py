"""What XLA makes of a function, as text and bytes."""

from __future__ import annotations

import pytest

import pellucid as tf

C = tf.constant


def test_stages() -> None:
    v = tf.Variable([1.0, 2.0])

    @tf.function(jit_compile=True)
    def f(x: tf.Tensor) -> tf.Tensor:
        v.assign_add(x)
        return x * 2.0 + v

    read = f.experimental_get_compiler_ir(C([1.0, 2.0]))
    texts = {s: read(stage=s) for s in ("hlo", "hlo_no_metadata", "optimized_hlo", "stablehlo")}
    assert read() == texts["hlo"]
    assert texts["hlo"].startswith("HloModule")
    assert "multiply(" in texts["hlo"]
    assert "metadata=" not in texts["hlo_no_metadata"]
    assert "is_scheduled=true" in texts["optimized_hlo"]
    assert "stablehlo.multiply" in texts["stablehlo"]
    for stage in ("hlo_serialized", "optimized_hlo_serialized"):
        module = read(stage=stage)
        assert isinstance(module, bytes)
        assert module[2:6] == b"jit_"  # field 1: the module's name
    assert read(stage="stablehlo_serialized")[:4] == b"ML\xefR"
    envelope = read(stage="optimized_hlo_proto_serialized")
    assert envelope[0] == 10  # field 1: the module
    size = (envelope[1] & 127) + (envelope[2] << 7)
    assert len(envelope) == 3 + size
    drawing = read(stage="optimized_hlo_dot")
    assert drawing.startswith("digraph")
    assert " -> " in drawing
    assert v.numpy().tolist() == [1, 2], "nothing has run"


def test_specs_devices_and_refusals() -> None:
    f = tf.function(lambda x: x + 1.0, jit_compile=True)
    read = f.experimental_get_compiler_ir(tf.TensorSpec([2]))
    assert read(device_name="/device:CPU:0") == read(platform_name="CPU") == read()
    with pytest.raises(ValueError, match="platform"):
        read(platform_name="TPU")
    with pytest.raises(ValueError, match="Invalid stage selected: 'assembler'"):
        read(stage="assembler")
    with pytest.raises(ValueError, match="static input shape"):
        f.experimental_get_compiler_ir(tf.TensorSpec([None]))()
    with pytest.raises(ValueError, match="jit_compile=True"):
        tf.function(lambda x: x).experimental_get_compiler_ir(C(1))
    text = tf.function(lambda x: tf.strings.as_string(x), jit_compile=True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="AsString"):
        text.experimental_get_compiler_ir(C(1))()
