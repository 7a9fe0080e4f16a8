"""Run unmodified TensorFlow programs on Pellucid.

`pellucid run script.py` on the command line, `%load_ext pellucid` in a notebook, and in Python

    import pellucid.launcher
    pellucid.launcher.install()
    import tensorflow as tf                     # is pellucid
    from tensorflow.keras.layers import Dense   # is pellucid.keras.layers.Dense

`tf.__version__` then names the TensorFlow release that Pellucid follows, because programs compare
it; `pellucid doctor` tells Pellucid's own.

The files: `names` (which module stands behind which name), `finder` (the import hook),
`distributions` (what `importlib.metadata` sees), `children` (child processes), `run` (scripts,
modules and code), `main` (the command line), `doctor`, `notebook`, `devices`.
"""

from __future__ import annotations

import sys

from .children import enlist_children, release_children
from .finder import AliasFinder, OldNamesFinder, installed_finders, installed_tensorflow
from .names import KERAS_VERSION, ROOTS, TENSORFLOW_VERSION

__all__ = ["KERAS_VERSION", "TENSORFLOW_VERSION", "install", "uninstall"]


def install(children: bool = True, verbose: bool = False) -> None:
    """Let `tensorflow`, `keras` and `tf_keras` mean Pellucid in this process from now on.

    Calling it again changes nothing.

    Args:
        children: also in the Python processes that this process starts.
        verbose: say on stderr which installed TensorFlow is passed over.

    Raises:
        RuntimeError: the real TensorFlow or Keras has been imported already.
    """
    for root in ROOTS:
        module = sys.modules.get(root)
        if module is not None and module.__name__.partition(".")[0] != "pellucid":
            raise RuntimeError(
                f"pellucid.launcher.install: {root} has been imported already, from "
                f"{getattr(module, '__file__', None)}. Expected: a process without it. "
                "Fix: call install() before the first import of it, or restart the kernel."
            )
    if not installed_finders():
        sys.meta_path.insert(0, AliasFinder())
        sys.meta_path.append(OldNamesFinder())
    if children:
        enlist_children()
    real = installed_tensorflow() if verbose else None
    if real:
        print(f"pellucid: passing over the TensorFlow in {real}", file=sys.stderr)


def uninstall() -> None:
    """Undo `install`; modules that have been imported under an alias keep what they hold."""
    for finder in installed_finders():
        sys.meta_path.remove(finder)
    for name in list(sys.modules):
        if name.partition(".")[0] in ROOTS:
            del sys.modules[name]
    release_children()
