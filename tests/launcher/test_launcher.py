"""`pellucid.launcher.install()`, and the notebook extension."""

from __future__ import annotations


def test_install_and_uninstall(python):
    code = """
import sys, os, pellucid.launcher as launcher, importlib.util as u
before, path = list(sys.meta_path), os.environ["PYTHONPATH"]
launcher.install(); launcher.install()
assert len(sys.meta_path) == len(before) + 2
import tensorflow as tf, keras, pellucid
assert tf is pellucid
launcher.uninstall()
assert sys.meta_path == before and os.environ["PYTHONPATH"] == path
assert "tensorflow" not in sys.modules and "keras" not in sys.modules
"""
    done = python("-c", code)
    assert done.returncode == 0, done.stderr


def test_too_late(python, tmp_path):
    (tmp_path / "tensorflow.py").write_text("")
    done = python("-c", "import tensorflow, pellucid.launcher as l; l.install()")
    assert "RuntimeError" in done.stderr
    assert str(tmp_path / "tensorflow.py") in done.stderr


def test_notebook_extension(python):
    code = """
import sys
from pellucid.launcher.notebook import load_ipython_extension, unload_ipython_extension
load_ipython_extension(None)
import tensorflow; assert tensorflow.__name__ == "pellucid"
unload_ipython_extension(None)
assert "tensorflow" not in sys.modules
"""
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
