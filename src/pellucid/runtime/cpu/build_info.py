"""`tf.sysconfig`: with what code of one's own is compiled for this library.

Native code is called through XLA's foreign function interface, so the headers are XLA's.
"""

from __future__ import annotations

from typing import Any

CXX11_ABI_FLAG = 1
CXX_VERSION = 201703
MONOLITHIC_BUILD = 0


def get_include() -> str:
    """The folder with the headers of XLA's foreign function interface."""
    from pellucid.runtime.cpu.build import headers

    return str(headers())


def get_lib() -> str:
    """The folder of the native library."""
    from pathlib import Path

    return str(Path(__file__).parent)


def get_compile_flags() -> list[str]:
    """The compiler's flags for native code that XLA is to call."""
    return [f"-I{get_include()}", f"-D_GLIBCXX_USE_CXX11_ABI={CXX11_ABI_FLAG}", "--std=c++17"]


def get_link_flags() -> list[str]:
    """The linker's flags: where the native library is, and its name."""
    from pellucid.runtime.cpu.build import LIBRARY

    return [f"-L{get_lib()}", f"-l:{LIBRARY.name}"]


def get_build_info() -> dict[str, Any]:
    """For which accelerators programs can be compiled."""
    from pellucid.runtime.devices import is_built_with_cuda, is_built_with_rocm

    return {
        "is_cuda_build": is_built_with_cuda(),
        "is_rocm_build": is_built_with_rocm(),
        "is_tensorrt_build": False,
    }
