"""The shared library: found or not, and what people are told."""

from __future__ import annotations

import ctypes
import logging
from types import SimpleNamespace

import pytest

from pellucid.runtime.cpu import native


@pytest.fixture
def fresh(monkeypatch):
    """`load` and `_registered` without what they remember."""
    monkeypatch.setattr(native, "load", native.load.__wrapped__)
    monkeypatch.setattr(native, "_registered", native._registered.__wrapped__)


def test_library_in_use(machines):
    found = native.load()
    assert found.isa in ("avx512", "avx2", "baseline")
    assert found.isa in native.status()


def test_missing_library_is_said_in_words(fresh, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv("PELLUCID_NATIVE_LIBRARY", str(tmp_path / "none.so"))
    monkeypatch.delenv("PELLUCID_NATIVE", raising=False)
    assert "no C++ compiler" in native.status()
    assert "Fix: python -m pellucid.runtime.cpu.build" in native.status()
    with caplog.at_level(logging.WARNING):
        assert not native.usable(SimpleNamespace(default_backend=lambda: "cpu"))
    assert "convolutions" in caplog.text
    assert "as long" in caplog.text


def test_broken_library(fresh, monkeypatch, tmp_path):
    broken = tmp_path / "broken.so"
    broken.write_bytes(b"not a library")
    monkeypatch.setenv("PELLUCID_NATIVE_LIBRARY", str(broken))
    assert "cannot be loaded" in native.load().reason


def test_library_of_another_version(fresh, machines, monkeypatch):
    monkeypatch.setattr(native, "INTERFACE", -1)
    assert "another version" in native.load().reason


def test_off(fresh, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    monkeypatch.setenv("PELLUCID_NATIVE_LIBRARY", str(tmp_path / "none.so"))
    assert native.status().startswith("off")
    assert not native.usable(SimpleNamespace(default_backend=lambda: "cpu"))
    assert not caplog.text


def test_not_used_on_other_devices(machines):
    assert not native.usable(SimpleNamespace(default_backend=lambda: "gpu"))


def test_handlers_refuse_shapes_that_do_not_agree(machines):
    """Whatever the lowering does wrong, the C++ side must not read out of bounds."""
    import numpy as np

    jax = machines.jax
    good = np.array([1, 1, 1, 0, 0, 0, 1, 1, 1, 1], np.int64)
    x, w = np.ones((2, 4, 4, 3), np.float32), np.ones((3, 3, 3, 8), np.float32)

    def call(shape: tuple[int, ...], x: np.ndarray, w: np.ndarray, numbers: np.ndarray) -> None:
        result = jax.ShapeDtypeStruct(shape, np.float32)
        jax.block_until_ready(
            jax.ffi.ffi_call("pellucid_conv_forward", result)(x, w, numbers=numbers)
        )

    call((2, 4, 4, 8), x, w, good)
    for shape, other, numbers in [
        ((3, 4, 4, 8), w, good),  # another batch
        ((2, 4, 4, 9), w, good),  # other outputs
        ((2, 4, 4, 8), w[:, :, :2], good),  # other channels
        ((2, 4, 8), w, good),
        ((2, 4, 4, 8), w, good[:9]),
        ((2, 4, 4, 8), w, good * 0),
        ((2, 4, 4, 8), w, -good),
    ]:
        with pytest.raises(Exception, match="Pellucid's CPU kernels"):
            call(shape, x, np.ascontiguousarray(other), numbers)


def test_every_handler_is_there(machines):
    library = native.load().library
    assert all(isinstance(getattr(library, name), ctypes._CFuncPtr) for name in native.HANDLERS)
