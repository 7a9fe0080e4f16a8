"""XLA's flags and the allocator's settings: what the user set stays."""

from __future__ import annotations

import importlib.metadata
import os
import sys

import numpy as np
import pytest

from pellucid.runtime.backend import load_jax
from pellucid.runtime.cpu import tuning


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "")
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0.10.2")


def flags() -> str:
    return os.environ["XLA_FLAGS"]


def test_adds_to_the_users_flags(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/nowhere")
    tuning.choose_xla_flags()
    assert flags() == (
        "--xla_dump_to=/nowhere "
        "--xla_cpu_experimental_ynn_fusion_type=-LIBRARY_FUSION_TYPE_INDIVIDUAL_CONVOLUTION"
    )


def test_users_choice_stays(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", f"{tuning.FLAG}=")
    tuning.choose_xla_flags()
    assert flags() == f"{tuning.FLAG}="


def test_unknown_versions_are_left_alone(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0.13.0")
    tuning.choose_xla_flags()
    assert flags() == ""


def test_every_supported_version_is_known():
    from pathlib import Path

    text = (Path(__file__).parents[3] / "pyproject.toml").read_text()
    assert '"jaxlib>=0.10,<0.13"' in text
    assert tuning.KNOWING == tuple(f"0.{minor}." for minor in range(10, 13))


def test_the_flag_acts_in_the_installed_xla(monkeypatch):
    monkeypatch.undo()
    jax = load_jax()
    if tuning.FLAG not in os.environ["XLA_FLAGS"] or jax.default_backend() != "cpu":
        pytest.skip("XLA runs with other flags here")
    x, w = np.ones((8, 28, 28, 64), np.float32), np.ones((3, 3, 64, 64), np.float32)
    layout = ("NHWC", "HWIO", "NHWC")

    def convolution(x, w):
        return jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=layout)

    assert "ynn_fusion" not in jax.jit(convolution).lower(x, w).compile().as_text()


@pytest.mark.parametrize(
    ("name", "value"), [("PELLUCID_KEEP_MEMORY", "0"), ("MALLOC_TRIM_THRESHOLD_", "1000000")]
)
def test_allocator_is_left_alone(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert not tuning.keep_freed_memory()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_allocator_keeps_memory(monkeypatch):
    monkeypatch.delenv("PELLUCID_KEEP_MEMORY", raising=False)
    assert tuning.keep_freed_memory() in (True, False)  # other C libraries have no such setting
