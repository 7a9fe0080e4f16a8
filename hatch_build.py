"""The build hook: compiles the CPU kernels into the package where there is a C++ compiler.

Without a compiler (or with `PELLUCID_BUILD_NATIVE=0`) the package is built all the same, and says
what is slower when a program first needs a kernel.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Handlers compiled against an older interface run in a newer XLA, but not the other way round.
HEADERS = "jaxlib>=0.10,<0.11"


def build_module(root: str) -> ModuleType:
    """`runtime/cpu/build.py`, loaded without importing Pellucid."""
    path = Path(root) / "src" / "pellucid" / "runtime" / "cpu" / "build.py"
    spec = importlib.util.spec_from_file_location("pellucid_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class NativeKernels(BuildHookInterface):
    """Puts the shared library into wheels and editable installations."""

    def dependencies(self) -> list[str]:
        """What the build environment needs: jaxlib for its headers, if there is a compiler."""
        return [HEADERS] if self._wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and mark the wheel as one for this platform."""
        if self.target_name != "wheel" or not self._wanted():
            return
        builder = build_module(self.root)
        try:
            library = builder.build()
        except (builder.MissingTool, subprocess.CalledProcessError, OSError) as reason:
            self.app.display_warning(f"{builder.SLOWER} Reason: {reason}")
            return
        build_data["artifacts"].append(str(library.relative_to(self.root)))
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{_platform()}"

    def _wanted(self) -> bool:
        if os.environ.get("PELLUCID_BUILD_NATIVE") == "0" or sys.platform == "win32":
            return False
        builder = build_module(self.root)
        try:
            builder.compiler()
        except builder.MissingTool as reason:
            self.app.display_warning(f"{builder.SLOWER} Reason: {reason}")
            return False
        return True


def _platform() -> str:
    if sys.platform == "darwin":
        # The Python may be for both architectures, the library is for this one.
        return f"macosx_11_0_{platform.machine()}"
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
