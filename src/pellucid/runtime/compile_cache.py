"""Compiled programs kept on disk, so that a script's second start compiles nothing.

    enable     let jax keep its programs in the user's cache folder
    folder     which folder that is
    tidy       remove broken entries, and the oldest beyond the limit

`PELLUCID_COMPILE_CACHE` names another folder, or switches the cache off (`0`, `off`);
`PELLUCID_COMPILE_CACHE_MB` is the limit. A cache that the user has set up for jax itself
(`JAX_COMPILATION_CACHE_DIR`) is left alone. A folder that cannot be written, a full disk or a
broken entry cost time, never an error: the program is compiled as if there were no cache.

An entry is code that will be run, so the folder belongs to the user alone. Several processes may
use it at once: jax reads and writes whole files, one that is half written fails its checksum and
counts as missing.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import platform
import stat
import sys
import time
import warnings
import zlib
from pathlib import Path
from typing import Any

VARIABLE = "PELLUCID_COMPILE_CACHE"
LIMIT_VARIABLE = "PELLUCID_COMPILE_CACHE_MB"
DEFAULT_LIMIT_MB = 512
# Programs that compile faster than this are not worth a file.
SHORTEST_COMPILE_SECONDS = 0.02
# How often a process that ends looks after the folder.
TIDY_SECONDS = 3600.0
_MARK = "tidied"
_ENTRY = "-cache"


def enable(jax: Any) -> Path | None:
    """Let jax keep compiled programs on disk; returns the folder, or None: there is no cache."""
    if os.environ.get("JAX_COMPILATION_CACHE_DIR") or jax.config.jax_compilation_cache_dir:
        return None
    place = folder(jax.lib.__version__)
    if place is None or not _private(place):
        return None
    jax.config.update("jax_compilation_cache_dir", str(place))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", SHORTEST_COMPILE_SECONDS)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    jax.config.update("jax_persistent_cache_enable_xla_caches", "none")
    # What jax cannot read or write it compiles; that is no reason to alarm anyone.
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation")
    atexit.register(_tidy_now_and_then, place)
    return place


def folder(version: str) -> Path | None:
    """The folder for programs of this machine and this version of jaxlib; None: switched off."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.lower() in ("0", "off", "false", "no"):
        return None
    try:
        root = Path(chosen).expanduser() if chosen else _user_cache() / "pellucid" / "xla"
    except RuntimeError:  # there is no home
        return None
    return root / f"{version}-{_processor()}"


def _user_cache() -> Path:
    """Where programs keep what they can make again, by the habits of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given) if os.path.isabs(given) else Path.home() / ".cache"


def _processor() -> str:
    """A word for what the processor can do: homes are shared between machines, code is not."""
    able = platform.machine() + platform.processor()
    with contextlib.suppress(OSError), open("/proc/cpuinfo", errors="replace") as lines:
        wanted = ("flags", "Features", "model name")
        able += "".join(sorted({line for line in lines if line.startswith(wanted)}))
    return hashlib.sha256(able.encode()).hexdigest()[:12]


def _private(place: Path) -> bool:
    """Make the folder; whether it is there, can be written, and nobody else may write to it."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.stat()
    except OSError:
        return False
    if hasattr(os, "getuid"):
        others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if found.st_uid != os.getuid() or others:
            return False
    return os.access(place, os.R_OK | os.W_OK | os.X_OK)


def limit_bytes() -> int:
    """How large the folder may be."""
    try:
        megabytes = float(os.environ.get(LIMIT_VARIABLE, DEFAULT_LIMIT_MB))
    except ValueError:
        megabytes = DEFAULT_LIMIT_MB
    return int(megabytes * 1e6)


def _tidy_now_and_then(place: Path) -> None:
    mark = place / _MARK
    with contextlib.suppress(OSError):
        last = mark.stat().st_mtime if mark.exists() else 0.0
        if time.time() - last > TIDY_SECONDS:
            mark.touch()
            tidy(place, limit_bytes(), last)


def tidy(place: Path, limit: int, since: float = 0.0) -> None:
    """Remove broken entries, then those that were not used for longest until the rest fits.

    Args:
        place: the folder.
        limit: bytes that may stay.
        since: entries written before this moment have been found whole already.
    """
    entries = []
    for path in place.glob(f"*{_ENTRY}"):
        with contextlib.suppress(OSError):  # another process was faster
            found = path.stat()
            if found.st_mtime >= since and not _whole(path):
                path.unlink()
            else:
                entries.append((max(found.st_atime, found.st_mtime), found.st_size, path))
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= limit:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size


def _whole(path: Path) -> bool:
    """Whether a file is as it was written; jax would try a broken one, and keep it, for ever."""
    content = path.read_bytes()
    if content[:1] != b"\x78":  # not zlib's: jax found a better compressor, which checks itself
        return bool(content)
    try:
        zlib.decompress(content)
    except zlib.error:
        return False
    return True
