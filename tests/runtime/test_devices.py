"""Listing and choosing devices."""

from __future__ import annotations

import pytest

import pellucid as tf

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


def test_there_is_a_cpu() -> None:
    (cpu,) = tf.config.list_physical_devices("CPU")
    assert (cpu.name, cpu.device_type) == ("/physical_device:CPU:0", "CPU")
    assert [d.name for d in tf.config.list_logical_devices("CPU")] == ["/device:CPU:0"]
    assert tf.config.get_visible_devices("CPU") == [cpu]


def test_unknown_devices_are_refused() -> None:
    from pellucid.core.devices import PhysicalDevice

    for wrong in (PhysicalDevice("/physical_device:GPU:99", "GPU"),):
        with pytest.raises(ValueError, match="Unrecognized device"):
            tf.config.set_visible_devices([wrong])
    with pytest.raises(ValueError, match="CPU"):
        tf.config.experimental.set_memory_growth(tf.config.list_physical_devices("CPU")[0], True)


def test_device_scopes() -> None:
    with tf.device("/CPU:0"):
        assert tf.constant(1.0).device == CPU
        assert (tf.constant(1.0) + 1).device == CPU
    with tf.device(None):
        pass
    for wrong in ("/nowhere:0", 3):
        with pytest.raises(ValueError), tf.device(wrong):
            pass


def test_without_soft_placement_the_device_must_exist() -> None:
    tf.config.set_soft_device_placement(False)
    try:
        with (
            pytest.raises(tf.errors.InvalidArgumentError, match="Could not satisfy"),
            tf.device("/GPU:99"),
        ):
            pass
    finally:
        tf.config.set_soft_device_placement(True)
    with tf.device("/GPU:99"):
        assert tf.constant(1.0).numpy() == 1
