"""XLA's flags and the allocator's settings: what the user set stays."""

from __future__ import annotations

import importlib.metadata
import sys

import pytest

from pellucid.runtime.cpu import tuning


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "")
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0.10.2")


def flags() -> str:
    import os

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
