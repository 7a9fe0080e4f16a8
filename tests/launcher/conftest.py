"""A small package named pellucid, with the real launcher: tests without an engine, and quick."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "pellucid"

FAKE = {
    "__init__.py": """
import types
__version__ = "0.1.0"
def function(f): return f
class GradientTape: pass
class Tensor: pass
float32 = "float32"
raw = types.ModuleType("pellucid.raw")          # a namespace that is a module without a file
raw.Add = "raw add"
from pellucid import config, nn, nest, keras
""",
    "config.py": """
from types import SimpleNamespace as Device
def list_physical_devices(): return [Device(name="/physical_device:CPU:0", device_type="CPU")]
def list_logical_devices(): return [Device(name="/device:CPU:0", device_type="CPU")]
""",
    "nn.py": "def relu(x): return max(x, 0)\n",
    "nest.py": "def flatten(x): return [x]\n",
    "core/__init__.py": "room = 'core'\n",
    "function/__init__.py": "room = 'function'\n",
    "runtime/__init__.py": "",
    "needs.py": "import a_package_that_nobody_has\n",
    "keras/__init__.py": """
from pellucid.keras import layers, ops, utils, optimizers
from pellucid.keras.layers import Layer
class Operation: pass
""",
    "keras/layers/__init__.py": """
from pellucid.keras.layers.core.dense import Dense
class Layer: pass
class Conv2D: pass
class InputSpec: pass
def add(x): return sum(x)
""",
    "keras/layers/core/__init__.py": "",
    "keras/layers/core/dense.py": "class Dense: pass\n",
    "keras/layers/add.py": "raise AssertionError('imported over keras.layers.add')\n",
    "keras/ops.py": "def matmul(a, b): return a * b\n",
    "keras/utils/__init__.py": "def to_categorical(y): return y\n",
    "keras/optimizers/__init__.py": "class Adam: pass\n",
}


@pytest.fixture(scope="session")
def fake_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    for name, text in FAKE.items():
        file = root / "pellucid" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shutil.copy(SOURCE / "__main__.py", root / "pellucid")
    for folder in ("launcher", "runtime/cpu"):
        shutil.copytree(
            SOURCE / folder,
            root / "pellucid" / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.so"),
        )
    for file in ("runtime/blas.py", "runtime/compile_cache.py", "runtime/threads.py"):
        shutil.copy(SOURCE / file, root / "pellucid" / file)
    return root


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def python(fake_root: Path, tmp_path: Path) -> Run:
    """Run this Python with the small package on its path, in an empty folder."""

    def run(*words: str, env: dict[str, str] | None = None, stdin: str | None = None):
        clean = {
            k: v for k, v in os.environ.items() if k not in ("PELLUCID_LAUNCHER", "PYTHONPATH")
        }
        return subprocess.run(
            [sys.executable, *words],
            env={**clean, "PYTHONPATH": str(fake_root), **(env or {})},
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def pellucid(python: Run) -> Run:
    """Run `python -m pellucid <words>`."""
    return lambda *words, **options: python("-m", "pellucid", *words, **options)


@pytest.fixture
def check(pellucid: Run) -> Callable[[str], str]:
    """Run a program under the launcher; its output, which must come without an error."""

    def run(code: str) -> str:
        done = pellucid("run", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
