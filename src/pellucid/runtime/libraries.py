"""Native libraries with kernels of one's own: `tf.load_library`, `tf.load_op_library`.

A library made for TensorFlow cannot work: it calls TensorFlow's C++ code, which is not here. What
is loaded are libraries that need nothing but themselves.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

from pellucid.core.errors import NotFoundError, explain


def load_library(library_location: str) -> None:
    """Load a shared library, or all in a folder.

    Raises:
        OSError: there is none.
        NotFoundError: it cannot be loaded.
    """
    if os.path.isdir(library_location):
        files = sorted(os.listdir(library_location))
        names = [os.path.join(library_location, n) for n in files if n.endswith((".so", ".dylib"))]
    elif os.path.exists(library_location):
        names = [library_location]
    else:
        raise FileNotFoundError(
            f"The file or folder to load kernel libraries from does not exist.: {library_location}"
        )
    for name in names:
        load_op_library(name)


def load_op_library(library_filename: str) -> Any:
    """Load a shared library and return it, a `ctypes.CDLL`.

    Raises:
        NotFoundError: it is not there, or needs TensorFlow's C++ code.
    """
    try:
        return ctypes.CDLL(os.fspath(library_filename))
    except OSError as error:
        text = explain(
            "tf.load_op_library [library_filename]", str(error),
            fix="write the op in Python (docs: Adding an op), or call native code through "
            "XLA's foreign function interface",
        )  # fmt: skip
        raise NotFoundError(None, None, text) from error
