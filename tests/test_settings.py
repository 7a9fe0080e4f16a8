"""Settings and small services: `tf.config`, `tf.sysconfig`, `tf.version`, `tf.xla`, libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

import pellucid as tf

CPU = tf.config.PhysicalDevice("/physical_device:CPU:0", "CPU")
experimental = tf.config.experimental


def test_memory():
    assert experimental.get_memory_info("CPU:0") == {"current": 0, "peak": 0}
    assert experimental.get_memory_usage("CPU:0") == 0
    experimental.reset_memory_stats("CPU:0")
    with pytest.raises(ValueError, match="Failed parsing"):
        experimental.get_memory_info("foo")
    with pytest.raises(ValueError, match="No matching"):
        experimental.get_memory_info("TPU:7")


def test_details_and_policies():
    assert experimental.get_device_details(CPU) == {}
    with pytest.raises(ValueError, match="PhysicalDevice"):
        experimental.get_device_details(3)
    assert experimental.get_device_policy() == "silent"
    experimental.set_device_policy("warn")
    assert experimental.get_device_policy() == "warn"
    experimental.set_device_policy(None)
    assert experimental.get_device_policy() == "silent"
    with pytest.raises(ValueError, match="device_policy"):
        experimental.set_device_policy("bad")
    assert experimental.get_synchronous_execution()
    with pytest.raises(ValueError, match="MLIR"):
        experimental.disable_mlir_bridge()
    with pytest.raises(TypeError, match="strings"):
        experimental.ClusterDeviceFilters().set_device_filters("worker", 0, [1])


def test_what_only_accelerators_could_heed_is_refused_beside_one(monkeypatch):
    from pellucid.runtime import device_settings, devices

    both = [CPU, tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")]
    monkeypatch.setattr(device_settings, "list_physical_devices", lambda kind=None: both)
    with pytest.raises(tf.errors.UnimplementedError, match="without a word"):
        experimental.set_device_policy("explicit")
    monkeypatch.setattr(device_settings, "may_have_accelerator", lambda: True)
    monkeypatch.setattr(device_settings, "_has_started", lambda: True)
    with pytest.raises(RuntimeError, match="in use already"):
        experimental.enable_op_determinism()
    assert not device_settings.is_op_determinism_enabled()
    assert devices.get_visible_devices("CPU") == [CPU]


def test_visible_devices_choose_where_programs_run():
    printed = in_a_new_process(
        "from pellucid.runtime import devices\n"
        "from pellucid.runtime.backend import load_jax\n"
        "jax = load_jax()\n"
        "first = jax.local_devices(backend='cpu')[0]\n"
        "gpu = tf.config.PhysicalDevice('/physical_device:GPU:0', 'GPU')\n"
        "devices._accelerators = lambda: [gpu]\n"
        "tf.config.set_visible_devices([], 'GPU')\n"
        "print(jax.config.jax_default_device == first, tf.config.list_logical_devices('GPU'))\n"
        "program = tf.function(lambda x: x @ x, jit_compile=True)\n"
        "print(program(tf.ones([2, 2])).numpy()[0, 0])\n"
    )
    assert printed.split("\n")[0] == "True []"
    assert printed.split("\n")[1] == "2.0"
    with pytest.raises(ValueError, match="Unrecognized"):
        tf.config.set_visible_devices([CPU], "GPU")


def test_options_that_would_lower_precision_are_refused():
    optimizer = tf.config.optimizer
    with pytest.raises(tf.errors.UnimplementedError, match="mixed_bfloat16"):
        optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    optimizer.set_experimental_options({"constant_folding": True, "auto_mixed_precision": False})
    assert optimizer.get_experimental_options()["constant_folding"] is True


def test_tensor_float_32():
    assert experimental.tensor_float_32_execution_enabled()
    experimental.enable_tensor_float_32_execution(False)
    assert not experimental.tensor_float_32_execution_enabled()
    experimental.enable_tensor_float_32_execution(True)


def in_a_new_process(program: str) -> str:
    source = os.path.dirname(os.path.dirname(tf.__file__))
    environment = {k: v for k, v in os.environ.items() if k != "XLA_FLAGS"}
    done = subprocess.run(
        [sys.executable, "-c", "import pellucid as tf\n" + program], capture_output=True, text=True,
        env={**environment, "PYTHONPATH": source, "JAX_PLATFORMS": "cpu"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_logical_devices():
    assert tf.config.get_logical_device_configuration(CPU) is None
    printed = in_a_new_process(
        "cpu = tf.config.list_physical_devices('CPU')[0]\n"
        "part = tf.config.LogicalDeviceConfiguration()\n"
        "tf.config.set_logical_device_configuration(cpu, [part] * 3)\n"
        "print([d.name for d in tf.config.list_logical_devices()])\n"
        "from pellucid.runtime.backend import load_jax\n"
        "print(len(load_jax().devices()))\n"
        "try: tf.config.set_logical_device_configuration(cpu, [part])\n"
        "except RuntimeError as error: print(error)\n"
    )
    lines = printed.splitlines()
    assert lines[0] == "['/device:CPU:0', '/device:CPU:1', '/device:CPU:2']"
    assert lines[1] == "3"
    assert "cannot be modified" in lines[2]
    with pytest.raises(ValueError, match="memory limit"):
        tf.config.set_logical_device_configuration(
            CPU, [tf.config.LogicalDeviceConfiguration(memory_limit=3)]
        )


def test_determinism_asks_for_seeds():
    printed = in_a_new_process(
        "tf.config.experimental.enable_op_determinism()\n"
        "for call in (lambda: tf.random.normal([1]), tf.timestamp):\n"
        "    try: call()\n"
        "    except (RuntimeError, tf.errors.FailedPreconditionError) as error: print(error)\n"
        "tf.random.set_seed(1)\n"
        "print(tf.random.normal([1]).shape)\n"
    )
    assert "require a seed" in printed
    assert "Timestamp cannot be called" in printed
    assert "(1,)" in printed


def test_build_information(tmp_path):
    assert tf.sysconfig.get_build_info()["is_tensorrt_build"] is False
    flags = tf.sysconfig.get_compile_flags()
    assert flags[0] == "-I" + tf.sysconfig.get_include()
    assert (tf.sysconfig.get_include() and os.path.isdir(flags[0][2:])) or not flags
    assert tf.sysconfig.get_link_flags()[0] == "-L" + tf.sysconfig.get_lib()
    assert tf.version.VERSION == tf.__version__
    with pytest.raises(FileNotFoundError):
        tf.load_library(str(tmp_path / "none.so"))
    with pytest.raises(tf.errors.NotFoundError, match=r"none\.so"):
        tf.load_op_library(str(tmp_path / "none.so"))
    tf.load_library(str(tmp_path))  # an empty folder


def test_compile():
    assert tf.xla.experimental.compile(lambda x: x + 1, [tf.constant(1.0)])[0].numpy() == 2.0
    with tf.xla.experimental.jit_scope():
        tf.add(1, 2)
    with pytest.raises(ValueError, match="always compiled"), tf.xla.experimental.jit_scope(False):
        pass


def test_tracebacks_without_the_library():
    assert not tf.debugging.is_traceback_filtering_enabled()
    printed = in_a_new_process(
        "import sys\nsys.stderr = sys.stdout\n"
        "tf.debugging.enable_traceback_filtering()\n"
        "assert tf.debugging.is_traceback_filtering_enabled()\n"
        "hook = sys.excepthook\n"
        "def user():\n    tf.matmul([[1.0]], [[1.0, 2.0], [3.0, 4.0]])\n"
        "try:\n    user()\n"
        "except Exception as error:\n    hook(type(error), error, error.__traceback__)\n"
        "tf.debugging.disable_traceback_filtering()\n"
        "assert sys.excepthook is not hook\n"
    )
    assert "in user" in printed
    assert "InvalidArgumentError" in printed
    assert "dispatch.py" not in printed


def test_timestamp():
    first = tf.timestamp()
    assert first.dtype == tf.float64
    assert tf.function(tf.timestamp)().numpy() >= first.numpy() > 1e9


def test_critical_section():
    section, total = tf.CriticalSection(), tf.Variable(0.0)

    def add():
        before = total.read_value()
        return total.assign(before + 1.0)

    threads = [
        threading.Thread(target=lambda: [section.execute(add) for _ in range(50)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total.numpy() == 200.0
    assert isinstance(section.execute(add, name="add"), tf.Tensor)
    with pytest.raises(ValueError, match="already"):
        section.execute(lambda: section.execute(add))
    with pytest.raises(ValueError, match="messages"):
        tf.CriticalSection(critical_section_def=object())


def test_registered_conversions():
    class Celsius:
        degrees = 20.0

    def convert(value, dtype=None, name=None, as_ref=False):
        return NotImplemented if dtype == tf.int32 else value.degrees

    tf.register_tensor_conversion_function(Celsius, convert)
    try:
        assert (tf.constant(1.0) + Celsius()).numpy() == 21.0
        assert tf.convert_to_tensor(Celsius()).numpy() == 20.0
        with pytest.raises((TypeError, ValueError)):
            tf.convert_to_tensor(Celsius(), tf.int32)
    finally:
        from pellucid.core.convert import CONVERSIONS

        CONVERSIONS.clear()
    with pytest.raises(TypeError, match="numeric"):
        tf.register_tensor_conversion_function(int, convert)


def test_registered_gradients():
    @tf.RegisterGradient("TestOnlyHalf")
    def half(op, grad):
        return 0.5 * grad

    with pytest.raises(KeyError, match="two gradient"):
        tf.RegisterGradient("TestOnlyHalf")(half)
    with pytest.raises(KeyError, match="two gradient"):
        tf.RegisterGradient("Tanh")(half)
    with pytest.raises(TypeError, match="string"):
        tf.RegisterGradient(3)
    from pellucid.core.registry import OPS

    equal = OPS["Equal"]
    before = equal.gradient_function
    try:
        tf.RegisterGradient("Equal")(lambda op, grad: [op.inputs[0] * op.get_attr("T").size, None])
        node = type("Node", (), {"inputs": [tf.constant(3.0)], "outputs": [],
                                 "attrs": {"T": tf.float32}})()  # fmt: skip
        assert equal.gradient_function(node, None)[0].numpy() == 12.0
    finally:
        equal.gradient_function = before


def test_operators_by_name():
    operators = tf.__operators__
    assert operators.add(tf.constant("a"), "b").numpy() == b"ab"
    assert operators.eq(tf.constant([1, 2]), 2).numpy().tolist() == [False, True]
    assert operators.ne(tf.constant([1, 2]), 2).numpy().tolist() == [True, False]
    assert operators.getitem(tf.constant([1, 2]), 1).numpy() == 2
    rows = tf.ragged.constant([[1], [2, 3]])
    assert operators.ragged_getitem(rows, 1).numpy().tolist() == [2, 3]
    assert tf.NoneTensorSpec() == tf.NoneTensorSpec()
    assert not tf.is_symbolic_tensor(tf.constant(1))
