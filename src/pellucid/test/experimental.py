"""`tf.test.experimental`: waiting for devices."""

from pellucid.runtime.devices import sync_devices as sync_devices

__all__ = ["sync_devices"]
