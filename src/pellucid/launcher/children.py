"""How the processes that a program starts inherit the aliases.

A forked child has them in memory. Everything else that runs this Python (multiprocessing's spawn
and forkserver, `subprocess` with `sys.executable`, Jupyter kernels) starts with the folder
`startup/` on its path, whose `sitecustomize` installs the aliases before the program begins.
"""

from __future__ import annotations

import os
import sys

STARTUP_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "startup")
VARIABLE = "PELLUCID_LAUNCHER"
"""Holds the `sys.prefix` whose Pythons take part; a Python of another environment does not."""


def enlist_children() -> None:
    """Let the child processes started from now on inherit the aliases."""
    os.environ[VARIABLE] = sys.prefix
    _set_path([STARTUP_FOLDER, *_path_without_startup()])


def release_children() -> None:
    """Undo `enlist_children`."""
    os.environ.pop(VARIABLE, None)
    _set_path(_path_without_startup())


def _path_without_startup() -> list[str]:
    folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [folder for folder in folders if folder and folder != STARTUP_FOLDER]


def _set_path(folders: list[str]) -> None:
    if folders:
        os.environ["PYTHONPATH"] = os.pathsep.join(folders)
    else:
        os.environ.pop("PYTHONPATH", None)
