"""`pellucid doctor`: what is installed, where things are kept, which devices there are."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys

from .finder import installed_tensorflow
from .names import KERAS_VERSION, TENSORFLOW_VERSION

PACKAGES = ("numpy", "jax", "jaxlib", "ml_dtypes", "optree", "protobuf", "h5py", "pillow", "rich")


def report(devices: bool = False) -> str:
    """The report as text, one fact a line.

    Args:
        devices: also list the devices, which imports JAX and takes a second or two.
    """
    facts = [
        ("pellucid", version("pellucid")),
        ("stands in for", f"tensorflow {TENSORFLOW_VERSION}, keras {KERAS_VERSION}"),
        ("python", f"{platform.python_version()} ({sys.executable})"),
        ("machine", f"{platform.platform()}, {_usable_cpus()} CPU cores"),
        *((package, version(package)) for package in PACKAGES),
        ("real tensorflow", installed_tensorflow() or "not installed (none is needed)"),
        ("keras home", _keras_home()),
        ("datasets", os.environ.get("PELLUCID_DATASETS") or f"{_keras_home()}/datasets"),
        *_speed(),
        ("compiled programs", _compiled_programs()),
    ]
    if devices:
        facts += [("device", device) for device in _devices()]
    else:
        facts.append(("devices", "pellucid doctor --devices lists them"))
    return "\n".join(f"{name:<18} {value}" for name, value in facts)


def version(package: str) -> str:
    """The installed version of `package`, or that it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _usable_cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _keras_home() -> str:
    return os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")


def _speed() -> list[tuple[str, str]]:
    """What decides how fast programs run on the CPU."""
    from pellucid.runtime import blas, threads
    from pellucid.runtime.cpu import native, tuning

    keeps = "kept for the next step" if tuning.keeps_freed_memory() else "as the C library does"
    number, said_by = threads.pool_size()
    limit = threads.side_by_side()
    found = blas.find()
    products = f"{found.get()} threads ({found.name})" if found else "NumPy's library chooses"
    return [
        ("processor", _processor()),
        ("cpu kernels", native.status()),
        ("threads", f"{number} for compiled programs and kernels ({said_by})"),
        ("side by side", f"at most {limit} operations" if limit else "as many as there are"),
        ("numpy's products", products),
        ("xla flags", tuning.xla_flags() or "none"),
        ("freed memory", keeps),
    ]


def _compiled_programs() -> str:
    """Where compiled programs are kept, how many there are, and how large they may become."""
    from pellucid.runtime import compile_cache

    place = os.environ.get("JAX_COMPILATION_CACHE_DIR")
    if place:
        return f"{place} (JAX_COMPILATION_CACHE_DIR)"
    folder = compile_cache.folder(version("jaxlib"))
    if folder is None:
        return f"not kept ({compile_cache.VARIABLE} says so, or there is no home)"
    sizes = [file.stat().st_size for file in folder.glob("*")] if folder.is_dir() else []
    limit = compile_cache.limit_bytes()
    return f"{folder} ({sum(sizes) / 1e6:,.0f} of at most {limit / 1e6:,.0f} MB)"


def _processor() -> str:
    """The processor's name and the vector instructions that it has."""
    try:
        with open("/proc/cpuinfo") as file:
            lines = file.read().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    facts = {key.strip(): value for key, _, value in (line.partition(":") for line in lines)}
    name = facts.get("model name", platform.machine()).strip()
    flags = (facts.get("flags") or facts.get("Features") or "").split()
    vectors = [flag for flag in ("avx2", "fma", "avx512f", "amx_tile", "asimd") if flag in flags]
    return f"{name} ({', '.join(vectors) or 'no wide vectors'})"


def _devices() -> list[str]:
    import pellucid as tf

    return [f"{device.name} ({device.device_type})" for device in tf.config.list_physical_devices()]
