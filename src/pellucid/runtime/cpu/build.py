"""Compile the CPU kernels: `python -m pellucid.runtime.cpu.build`.

The build hook of the package (`hatch_build.py`) and the Makefile run this file too, so it needs the
standard library only, and finds the headers of XLA's foreign function interface by itself.

    build        compile and link, unless the library is newer than its sources
    compiler     the C++ compiler: $CXX, c++, g++ or clang++
    MissingTool  there is no compiler, or no headers: XLA does the work then, slower
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
LIBRARY = HERE / ("libpellucid_cpu.dylib" if sys.platform == "darwin" else "libpellucid_cpu.so")

# Contraction to fused multiply-adds is wanted. -ffast-math is not: it may switch denormals off in
# the whole process, and NaN would not reach the results.
FLAGS = [
    "-std=c++17",
    "-O3",
    "-fPIC",
    "-fvisibility=hidden",
    "-ffp-contract=fast",
    "-fno-math-errno",
    "-Wall",
    "-Wextra",
]
AVX512 = [
    "-mavx512f",
    "-mavx512vl",
    "-mavx512bw",
    "-mavx512dq",
    "-mavx2",
    "-mfma",
    "-mprefer-vector-width=512",
]
AVX2 = ["-mavx2", "-mfma"]

SLOWER = (
    "Pellucid runs without its own CPU kernels: convolutions, pooling, LSTM and GRU go through "
    "XLA, which takes two to five times as long (depthwise: more than ten times)."
)


class MissingTool(RuntimeError):
    """Something that the build needs is not installed."""


def build(force: bool = False, extra: list[str] | None = None) -> Path:
    """Compile the library into this folder, and return its path.

    Args:
        force: also if the library is newer than its sources.
        extra: more flags, such as `-fsanitize=address`.

    Raises:
        MissingTool: no C++ compiler, or no headers.
        OSError: this folder cannot be written.
        subprocess.CalledProcessError: the compiler refused; its messages are on stderr.
    """
    sources = [*SOURCE.iterdir(), Path(__file__)]
    if (
        not force
        and LIBRARY.exists()
        and LIBRARY.stat().st_mtime > max(s.stat().st_mtime for s in sources)
    ):
        return LIBRARY
    command = [*compiler(), *FLAGS, *(extra or [])]
    if not os.access(HERE, os.W_OK):
        raise PermissionError(f"{HERE} cannot be written")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [(flags, source, Path(folder) / f"{name}.o") for name, flags, source in _units()]
        list(
            pool.map(
                lambda job: _run([*command, *job[0], "-c", str(job[1]), "-o", str(job[2])]), jobs
            )
        )
        # Linked beside its place and moved there: a running program keeps the library that it has.
        made = LIBRARY.with_suffix(f".{os.getpid()}.tmp")
        _run([*command, "-shared", *(str(job[2]) for job in jobs), "-o", str(made), "-pthread"])
        made.replace(LIBRARY)
    return LIBRARY


def compiler() -> list[str]:
    """The command of a C++ compiler.

    Raises:
        MissingTool: there is none.
    """
    given = os.environ.get("CXX")
    names = [given] if given else ["c++", "g++", "clang++"]
    for name in names:
        words = shlex.split(name)
        if words and shutil.which(words[0]):
            return words
    raise MissingTool(f"no C++ compiler was found (looked for {', '.join(names)})")


def headers() -> Path:
    """The folder with `xla/ffi/api/ffi.h`, which jaxlib brings along; jaxlib is not imported.

    Raises:
        MissingTool: jaxlib is not installed.
    """
    spec = importlib.util.find_spec("jaxlib")
    if spec is None or spec.origin is None:
        raise MissingTool("jaxlib is not installed, whose headers are needed")
    found = Path(spec.origin).parent / "include"
    if not (found / "xla" / "ffi" / "api" / "ffi.h").is_file():
        raise MissingTool(f"{found} does not hold xla/ffi/api/ffi.h")
    return found


def _units() -> list[tuple[str, list[str], Path]]:
    """What is compiled: (name, flags, source). Innermost loops once for each instruction set."""
    x86 = platform.machine().lower() in ("x86_64", "amd64")
    common = ["-isystem", str(headers()), *(["-DPELLUCID_X86"] if x86 else [])]
    shared = "gather scatter filter pool recurrent kernels handlers sequence_handlers"
    units = [(name, common, SOURCE / f"{name}.cc") for name in shared.split()]
    sets = {"baseline": [], **({"avx2": AVX2, "avx512": AVX512} if x86 else {})}
    for isa, flags in sets.items():
        for name in ("microkernels", "gates", "eager"):
            units.append((f"{name}_{isa}", [f"-DISA={isa}", *flags], SOURCE / f"{name}.cc"))
    return units


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def main(arguments: list[str]) -> int:
    """Build; a machine without a compiler is no error, and is told what is slower.

    Returns:
        The exit status: 1 where there is a compiler and it failed, or the folder is read-only.
    """
    if os.environ.get("PELLUCID_BUILD_NATIVE") == "0":
        print(f"{SLOWER}\nReason: PELLUCID_BUILD_NATIVE=0.", file=sys.stderr)
        return 0
    try:
        print(
            build(
                "--force" in arguments,
                [a for a in arguments if a.startswith(("-f", "-g"))],
            )
        )
    except MissingTool as reason:
        print(f"{SLOWER}\nReason: {reason}.", file=sys.stderr)
    except (subprocess.CalledProcessError, OSError) as reason:
        print(f"{SLOWER}\nReason: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    # Run as a file, this folder must not lend its modules to the standard library.
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != HERE]
    sys.exit(main(sys.argv[1:]))
