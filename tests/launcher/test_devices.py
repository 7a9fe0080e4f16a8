"""The private `device_lib`, which old GPU checks import."""

from __future__ import annotations


def test_list_local_devices(check):
    out = check(
        "from tensorflow.python.client import device_lib\n"
        "for d in device_lib.list_local_devices(): print(d.name, d.device_type, d.memory_limit)\n"
        "try: device_lib.list_local_devices(3)\n"
        "except ValueError as error: print(error)"
    )
    first, second = out.splitlines()
    assert first == "/device:CPU:0 CPU 268435456"
    assert "Expected None, received 3" in second
