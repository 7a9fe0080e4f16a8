"""Device names."""

from __future__ import annotations

import dataclasses

import pytest

from pellucid.core.devices import (
    CPU_0,
    DeviceSpec,
    LogicalDevice,
    PhysicalDevice,
    canonical_device,
    merge_device,
)


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("/job:a/replica:1/task:2/device:CPU:3", "/job:a/replica:1/task:2/device:CPU:3"),
        ("/cpu:0", "/device:CPU:0"),
        ("CPU:0", "/device:CPU:0"),
        ("/gpu", "/device:GPU:*"),
        ("/device:GPU:*", "/device:GPU:*"),
        ("/TPU:1", "/device:TPU:1"),
        ("/job:foo/job:bar", "/job:bar"),
        ("", ""),
    ],
)
def test_from_string(name, full):
    assert DeviceSpec.from_string(name).to_string() == full


@pytest.mark.parametrize(
    "name", ["/cpu:0/gpu:1", "/foo:bar", "/bar", "/device:TPU", "/replica:x", "/device:CPU:1:2"]
)
def test_bad_names(name):
    with pytest.raises(ValueError):
        DeviceSpec.from_string(name)


def test_parts():
    spec = DeviceSpec(job="w", device_type="gpu", device_index="1")
    assert (spec.job, spec.replica, spec.device_type, spec.device_index) == ("w", None, "GPU", 1)
    assert spec.to_string() == "/job:w/device:GPU:1"
    assert repr(DeviceSpec(job="a")) == (
        "<DeviceSpec(job=a, replica=None, task=None, device_type=None, device_index=None)>"
    )


def test_values():
    assert DeviceSpec(job="a") == DeviceSpec(job="a")
    assert hash(DeviceSpec(job="a")) == hash(DeviceSpec(job="a"))
    assert DeviceSpec(job="a") != "/job:a"
    with pytest.raises(dataclasses.FrozenInstanceError):
        DeviceSpec().job = "b"


def test_replace_and_merge():
    spec = DeviceSpec(job="a", task=1)
    assert spec.replace(task=2, device_type="CPU").to_string() == "/job:a/task:2/device:CPU:*"
    assert spec.make_merged_spec(DeviceSpec(job="b")).to_string() == "/job:b/task:1"
    assert spec.parse_from_string("/gpu:1").to_string() == "/device:GPU:1"
    with pytest.raises(TypeError, match="foo"):
        spec.replace(foo=2)


def test_scopes():
    assert merge_device("/job:a", "/gpu:1") == "/job:a/device:GPU:1"
    assert merge_device("/job:a/gpu:1", "/cpu:0") == "/job:a/device:CPU:0"
    assert merge_device("/gpu:1", "/cpu") == "/device:CPU:*"
    assert merge_device("/gpu:1", "/job:a") == "/job:a/device:GPU:1"


def test_canonical_names():
    assert canonical_device("") == CPU_0
    assert canonical_device("gpu:1") == "/job:localhost/replica:0/task:0/device:GPU:1"
    assert canonical_device("/GPU") == "/job:localhost/replica:0/task:0/device:GPU:0"


def test_records():
    device = PhysicalDevice(name="/physical_device:CPU:0", device_type="CPU")
    assert repr(device) == "PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')"
    assert tuple(device) == ("/physical_device:CPU:0", "CPU")
    assert repr(LogicalDevice("/device:CPU:0", "CPU")).startswith("LogicalDevice(name=")
