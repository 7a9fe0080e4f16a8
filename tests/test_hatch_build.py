"""Packages with and without a compiler; `make test-no-compiler` is the same with a real pip.

The compilers here are scripts, so that building takes no time; nothing is fetched from anywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling")
ROOT = Path(__file__).parents[1]
NEEDED = ("src", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE")

# What a compiler leaves behind: the file after -o. It is no library.
OBEYS = '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho nonsense > "$2"\n'
FAILS = "#!/bin/sh\necho out of order >&2\nexit 1\n"

PROGRAM = """
import pellucid as tf
print("imported", flush=True)
layers = tf.keras.layers
model = tf.keras.Sequential([layers.Conv2D(2, 3), layers.MaxPool2D(2), layers.Flatten()])
model.compile("sgd", "mse")
x = tf.ones((2, 6, 6, 1))
loss = model.train_on_batch(x, tf.zeros((2, 8)))
model.predict(x, verbose=0)
print(tf.math.is_finite(loss).numpy())
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """The sources as a clone has them: nothing is compiled."""
    folder = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("*.so", "*.dylib", "__pycache__", "*.tmp")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, folder / name)
    shutil.copy2(ROOT / ".gitignore", folder)
    return folder


def hatch(source: Path, out: Path, tools: Path, *, target: str = "wheel") -> tuple[Path, str]:
    """Build with the compilers in the folder `tools` only; the file, and what was said."""
    words = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", out]
    hidden = ("CXX", "PYTHONPATH", "PELLUCID_BUILD_NATIVE")
    variables = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        words,
        cwd=source,
        env={**variables, "PATH": f"{tools}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (made,) = out.iterdir()
    return made, done.stdout + done.stderr


def compiler(folder: Path, text: str) -> Path:
    """A folder that holds a C++ compiler, and nothing else."""
    (folder / "c++").write_text(text)
    (folder / "c++").chmod(0o700)
    return folder


def libraries(wheel: Path) -> list[str]:
    return [name for name in zipfile.ZipFile(wheel).namelist() if "libpellucid_cpu" in name]


@pytest.fixture(scope="module")
def pure(source, tmp_path_factory) -> tuple[Path, str]:
    """A wheel that was made where there is no compiler."""
    return hatch(source, tmp_path_factory.mktemp("pure"), tmp_path_factory.mktemp("no_tools"))


@pytest.fixture(scope="module")
def installed(pure, tmp_path_factory) -> Path:
    """A folder in which that wheel is unpacked."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(pure[0]).extractall(folder)
    return folder


def run(site: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python on the package in `site`."""
    dropped = ("PELLUCID_NATIVE", "PELLUCID_NATIVE_LIBRARY")
    rest = {k: v for k, v in os.environ.items() if k not in dropped}
    return subprocess.run(
        [sys.executable, *words],
        env={**rest, "PYTHONPATH": str(site), **variables},
        cwd=site,
        capture_output=True,
        text=True,
    )


def test_without_a_compiler_the_wheel_is_for_every_machine(pure):
    wheel, said = pure
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not libraries(wheel)
    assert "no C++ compiler was found" in said
    assert "as long" in said


def test_a_compiler_that_fails_is_no_obstacle(source, tmp_path):
    tools, out = tmp_path / "tools", tmp_path / "out"
    tools.mkdir()
    out.mkdir()
    wheel, said = hatch(source, out, compiler(tools, FAILS))
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not libraries(wheel)
    assert "out of order" in said
    assert "as long" in said


def test_sdist_then_wheel_with_a_compiler(source, tmp_path):
    tools, first, second = tmp_path / "tools", tmp_path / "sdist", tmp_path / "wheel"
    for folder in (tools, first, second):
        folder.mkdir()
    archive, _ = hatch(source, first, tools, target="sdist")
    with tarfile.open(archive) as packed:
        assert not [name for name in packed.getnames() if name.endswith((".so", ".dylib"))]
        packed.extractall(tmp_path, filter="data")
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    wheel, _ = hatch(unpacked, second, compiler(tools, OBEYS))
    assert len(libraries(wheel)) == 1
    python, abi, platform = wheel.stem.split("-")[-3:]
    assert (python, abi) == ("py3", "none")
    assert platform != "any"
    metadata = next(n for n in zipfile.ZipFile(wheel).namelist() if n.endswith(".dist-info/WHEEL"))
    assert "Root-Is-Purelib: false" in zipfile.ZipFile(wheel).read(metadata).decode()


def test_what_is_slower_is_said_once_when_it_matters(installed):
    done = run(installed, "-c", PROGRAM)
    assert done.stdout.split() == ["imported", "True"], done.stderr
    assert done.stderr.count("without its own CPU kernels") == 1
    assert "no C++ compiler worked" in done.stderr
    assert run(installed, "-c", "import pellucid").stderr == ""


def test_doctor_without_kernels(installed):
    done = run(installed, "-m", "pellucid", "doctor")
    (line,) = [text for text in done.stdout.splitlines() if text.startswith("cpu kernels")]
    assert "none" in line
    assert "as long" in line
    assert "pellucid.runtime.cpu.build" in line


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF files")
def test_a_library_of_another_machine(installed, tmp_path):
    from pellucid.runtime.cpu import native

    if native.load().library is None:
        pytest.skip("no library to change")
    foreign = tmp_path / "foreign.so"
    content = bytearray(Path(native.load().library._name).read_bytes())
    content[18:20] = (0xF3, 0)  # the architecture: RISC-V
    foreign.write_bytes(content)
    done = run(installed, "-c", PROGRAM, PELLUCID_NATIVE_LIBRARY=str(foreign))
    assert done.stdout.split() == ["imported", "True"], done.stderr
    assert done.stderr.count("built for another machine") == 1
