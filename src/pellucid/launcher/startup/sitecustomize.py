"""Runs first in every child process of a program under Pellucid; see `launcher/children.py`.

It installs the aliases, takes its own folder off `sys.path`, and then runs the `sitecustomize`
that would have run without it. It must not fail and stays readable to any Python 3.
"""

import os
import sys


def _install_aliases(folder: str) -> None:
    """Load the launcher without the rest of Pellucid, and install the import hook."""
    import importlib.util

    launcher = os.path.dirname(folder)
    spec = importlib.util.spec_from_file_location(
        "_pellucid_launcher",
        os.path.join(launcher, "__init__.py"),
        submodule_search_locations=[launcher],
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    if importlib.util.find_spec("pellucid") is None:
        # The parent found Pellucid in its working directory or on a path it set itself.
        sys.path.append(os.path.dirname(os.path.dirname(launcher)))
    module.install(children=False)


def _chain() -> None:
    """Run the `sitecustomize` that stands behind this one on the path, if there is one."""
    import importlib.machinery
    import importlib.util

    spec = importlib.machinery.PathFinder.find_spec("sitecustomize")
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_folder = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != _folder]
if os.environ.get("PELLUCID_LAUNCHER") == sys.prefix and sys.version_info >= (3, 11):
    _install_aliases(_folder)
_chain()
