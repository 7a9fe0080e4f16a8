"""`%load_ext pellucid`: the aliases in a notebook or an IPython session."""

from __future__ import annotations

from . import install, uninstall


def load_ipython_extension(ipython: object) -> None:
    """Let `import tensorflow` and `import keras` mean Pellucid in the cells from here on.

    Args:
        ipython: the running shell, which IPython hands over.

    Raises:
        RuntimeError: the real TensorFlow has been imported in this kernel; restart it.
    """
    install()


def unload_ipython_extension(ipython: object) -> None:
    """Undo `%load_ext pellucid`; the cells' own variables keep what they hold."""
    uninstall()
