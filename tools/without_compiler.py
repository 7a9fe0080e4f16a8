"""Install Pellucid as a user without a compiler does, and run tests there: `make test-no-compiler`.

A clean copy of the tracked files, an empty virtual environment, and a PATH with nothing on it:
`pip install` must succeed, a convolutional network must train and say once what is slower,
`pellucid doctor` must tell it, and the tests of the runtime must pass on XLA's kernels. What pip
installs comes from its index or its cache; a minute or two.

    python tools/without_compiler.py [arguments for pytest]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ("tests/test_tiny.py", "tests/runtime")
TOOLS = ("pytest", "hypothesis", "scipy")  # of the extra `dev`, what these tests use
SAID = "without its own CPU kernels"
PROGRAM = """
import numpy, pellucid as tf
layers = tf.keras.layers
hidden = [layers.Conv2D(4, 3), layers.MaxPool2D(2), layers.Flatten()]
model = tf.keras.Sequential([*hidden, layers.Dense(1)])
model.compile("adam", "mse")
model.fit(numpy.ones((16, 8, 8, 1), "f"), numpy.ones((16, 1), "f"), verbose=0)
model.predict(numpy.ones((16, 8, 8, 1), "f"), verbose=0)
"""


def copy_of_sources(folder: Path) -> Path:
    """The files that git knows, as they are now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def without_tools(folder: Path) -> dict[str, str]:
    """The environment variables of a machine whose PATH leads to no program."""
    dropped = ("CC", "CXX", "CMAKE", "PYTHONPATH", "PELLUCID_NATIVE", "PELLUCID_NATIVE_LIBRARY")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PATH": str(folder), "PELLUCID_COMPILE_CACHE": "0"}


def pinned_tools() -> list[str]:
    """The test tools with the versions that pyproject.toml pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [want for want in project["optional-dependencies"]["dev"] if want.startswith(TOOLS)]


def main(arguments: list[str]) -> int:
    """Do it all in a temporary folder; the exit status is that of the tests."""
    with tempfile.TemporaryDirectory() as place:
        source, empty = Path(place, "source"), Path(place, "empty")
        source.mkdir()
        empty.mkdir()
        copy_of_sources(source)
        variables = without_tools(empty)
        subprocess.run([sys.executable, "-m", "venv", f"{place}/venv"], check=True)
        python = f"{place}/venv/bin/python"

        def run(*words: str, **options: bool) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [python, *words], cwd=source, env=variables, text=True, **options
            )  # fmt: skip

        run("-m", "pip", "install", "--quiet", ".", *pinned_tools()).check_returncode()
        trained = run("-P", "-c", PROGRAM, capture_output=True)
        print(trained.stderr.strip())
        doctor = run("-P", "-m", "pellucid", "doctor", capture_output=True)
        if trained.returncode or trained.stderr.count(SAID) != 1 or SAID not in doctor.stdout:
            print(f"Expected that it trains and says once that it runs {SAID}.\n{doctor.stdout}")
            return 1
        shutil.rmtree(source / "src")  # what is tested is what pip has installed
        return run("-m", "pytest", "-q", *(arguments or TESTS)).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
