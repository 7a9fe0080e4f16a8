"""Compiling the kernels: what is missing is said in words."""

from __future__ import annotations

import pytest

from pellucid.runtime.cpu import build


def test_no_compiler(monkeypatch, capsys):
    monkeypatch.setenv("CXX", "/nowhere/c++")
    with pytest.raises(build.MissingTool, match="/nowhere/c"):
        build.compiler()
    assert build.main(["--force"]) == 0
    assert "as long" in capsys.readouterr().err


def test_compiler_that_fails(monkeypatch, tmp_path, capfd):
    broken = tmp_path / "c++"
    broken.write_text("#!/bin/sh\necho out of order >&2\nexit 3\n")
    broken.chmod(0o700)
    monkeypatch.setenv("CXX", str(broken))
    monkeypatch.delenv("PELLUCID_BUILD_NATIVE", raising=False)
    assert build.main(["--force"]) == 1
    said = capfd.readouterr().err
    assert "out of order" in said
    assert "as long" in said
    monkeypatch.setenv("PELLUCID_BUILD_NATIVE", "0")
    assert build.main(["--force"]) == 0


def test_folder_that_cannot_be_written(monkeypatch, capsys):
    # Patched, since root may write everywhere.
    monkeypatch.setattr(build.os, "access", lambda path, mode: path != build.HERE)
    monkeypatch.setattr(build, "compiler", lambda: ["c++"])
    monkeypatch.delenv("PELLUCID_BUILD_NATIVE", raising=False)
    assert build.main(["--force"]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_compiler_with_arguments(monkeypatch):
    monkeypatch.setattr(build.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setenv("CXX", "env g++ -m64")
    assert build.compiler() == ["env", "g++", "-m64"]


def test_headers_come_with_jaxlib():
    assert (build.headers() / "xla" / "ffi" / "api" / "ffi.h").is_file()


def test_a_fresh_library_is_not_built_again(machines, monkeypatch):
    monkeypatch.setattr(build, "_run", lambda command: pytest.fail("compiled again"))
    sources = [*build.SOURCE.iterdir(), build.HERE / "build.py"]
    newest = max(path.stat().st_mtime for path in sources)
    if build.LIBRARY.exists() and build.LIBRARY.stat().st_mtime > newest:
        assert build.build() == build.LIBRARY


def test_flags_are_exact():
    assert "-ffast-math" not in build.FLAGS
    assert "-Ofast" not in build.FLAGS
