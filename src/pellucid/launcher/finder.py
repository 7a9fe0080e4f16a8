"""The import hook: `tensorflow`, `keras` and `tf_keras` are names of Pellucid's modules.

`AliasFinder` stands first in `sys.meta_path`. Asked for `tensorflow.keras.layers`, it puts the very
module `pellucid.keras.layers` into `sys.modules` under that name too, so there is one class `Dense`
however a program spells it. Private spellings (`keras.src.layers.core.dense`) become a
`PrivateModule`: a view of the public names that the private file defines in TensorFlow.

This package uses relative imports, and nothing of the rest of Pellucid at import time: child
processes load it on its own, before they know whether they will need TensorFlow at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from .names import (
    HIDDEN_ROOMS,
    KERAS_VERSION,
    NAMESPACES,
    RENAMED,
    ROOTS,
    TENSORFLOW_VERSION,
    is_keras_file,
    is_old_name,
    is_private_keras,
    is_view,
    path_below_tensorflow,
    private_homes,
    public_path,
)

TYPE_CHECKING = False  # as in typing, whose import children shall not pay
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Function = TypeVar("Function", bound=Callable)

DISTRIBUTIONS = {
    "tensorflow": TENSORFLOW_VERSION,
    "keras": KERAS_VERSION,
    "tf-keras": TENSORFLOW_VERSION,
}
"""What `importlib.metadata` is told to be installed."""


def without_frames(function: Function) -> Function:
    """Keep `function` out of the tracebacks of import errors, also in notebooks and children.

    Python takes the frames of its import system out of them; it knows those by this file name.
    """
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib._bootstrap>")
    return function


class PrivateModule(ModuleType):
    """A module that only TensorFlow or Keras has, as a view of public Pellucid names."""

    def __init__(self, name: str, homes: list[ModuleType], renamed: dict[str, str]) -> None:
        super().__init__(name, f"Public names of Pellucid under the private name {name}.")
        self.__path__ = []
        self._homes = homes
        self._renamed = renamed

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._renamed:
            return _lookup(self._renamed[name])
        for home in self._homes:
            if hasattr(home, name):
                return getattr(home, name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} in Pellucid")

    def __dir__(self) -> list[str]:
        return sorted({name for home in self._homes for name in dir(home)} | set(self._renamed))


class AliasLoader:
    """Puts the module that `find` returns into `sys.modules` under the alias."""

    def __init__(self, find: Callable[[], ModuleType]) -> None:
        self._find = find

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the creation to the import system: `exec_module` replaces what it made."""

    @without_frames
    def exec_module(self, module: ModuleType) -> None:
        """Bind the alias to the Pellucid module."""
        sys.modules[module.__name__] = self._find()


class AliasFinder:
    """The entry of `sys.meta_path` that makes TensorFlow's names mean Pellucid."""

    pellucid_aliases = True

    @without_frames
    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of an alias; None for every module that is not TensorFlow's or Keras's.

        Raises:
            ModuleNotFoundError: Pellucid has no such module.
            ImportError: a private module of TensorFlow has no such name in Pellucid.
        """
        root, _, rest = name.partition(".")
        if root not in ROOTS:
            return None
        if not rest:
            import importlib.util  # below the test above: this import asks the finder too

            real = importlib.util.find_spec("pellucid")
            return _spec(name, partial(_root, ROOTS[root]), real.origin if real else None)
        module = _submodule(name)
        return _spec(name, lambda: module)

    def find_distributions(self, context: object = None) -> Iterator[object]:
        """The distributions that `importlib.metadata` shall see as installed."""
        from .distributions import distributions

        return distributions(getattr(context, "name", None), DISTRIBUTIONS)


class OldNamesFinder:
    """The last entry of `sys.meta_path`: old files that a program takes from a public package.

    `from keras.utils import np_utils` asks for `pellucid.keras.utils.np_utils`, because that is
    the package's own name.
    """

    pellucid_aliases = True

    @without_frames
    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a private spelling below `pellucid`; None for everything else."""
        parent, _, _ = name.rpartition(".")
        if not parent.startswith("pellucid") or not is_old_name(path_below_tensorflow(name)):
            return None
        try:
            module = _submodule(name)
        except ImportError:
            return None
        return _spec(name, lambda: module)


def _spec(name: str, find: Callable[[], ModuleType], origin: str | None = None) -> ModuleSpec:
    """The spec of the alias `name` for the module that `find` returns."""
    # A subclass of importlib.abc.Loader would cost every child process the import of typing.
    loader = AliasLoader(find)
    return ModuleSpec(name, loader, origin=origin, is_package=True)  # pyright: ignore[reportArgumentType]


def installed_finders() -> list[Any]:
    """The finders in `sys.meta_path`, of this or of another copy of the launcher."""
    return [finder for finder in sys.meta_path if getattr(finder, "pellucid_aliases", False)]


def installed_tensorflow() -> str | None:
    """Where a real TensorFlow is installed; None where there is none."""
    spec = PathFinder.find_spec("tensorflow")
    return spec.origin if spec else None


@without_frames
def _root(home: str) -> ModuleType:
    """The module behind a top-level alias, with the versions that TensorFlow programs compare."""
    tensorflow, keras = _imported("pellucid"), _imported("pellucid.keras")
    # A program that has to know can tell Pellucid by `tf.__name__`.
    tensorflow.__dict__["__version__"] = TENSORFLOW_VERSION
    keras.__dict__["__version__"] = KERAS_VERSION
    return keras if home else tensorflow


@without_frames
def _submodule(name: str) -> ModuleType:
    """The module behind the alias `name`, whose parent has been imported."""
    path = path_below_tensorflow(name)
    mirrored = public_path(path)
    public = _child(name) if mirrored == path else _home(mirrored)
    if public is not None and not is_view(mirrored):
        return public
    homes = private_homes(mirrored)
    if homes is None:
        raise _missing(name)
    modules = [module for module in map(_home, homes) if module is not None]
    if public is not None and public not in modules:
        modules.insert(0, public)
    renamed = RENAMED.get(mirrored, {})
    if not modules and not renamed and mirrored not in NAMESPACES:
        raise _missing(name)
    if is_private_keras(mirrored) and _home(homes[0]) is None and public is None:
        child = mirrored.rpartition(".")[2]
        if not is_keras_file(child, {known for module in modules for known in dir(module)}):
            raise _missing(name)
    return PrivateModule(name, modules, renamed)


@without_frames
def _child(name: str) -> ModuleType | None:
    """The public module `name`: a module that is an attribute of its parent, or a file below it.

    Raises:
        ModuleNotFoundError: the parent has something else of that name (`keras.layers.add`).
            It must stay what it is: an import would overwrite the attribute by a module.
    """
    parent_name, _, child = name.rpartition(".")
    parent = sys.modules[parent_name]
    if parent.__name__ == "pellucid" and child in HIDDEN_ROOMS:
        raise _missing(name)
    found = getattr(parent, child, None)
    if found is not None and not isinstance(found, ModuleType):
        raise _missing(name)
    return found or _file(parent, child)


@without_frames
def _home(path: str) -> ModuleType | None:
    """The public module at `path` below `pellucid`, None where it does not exist."""
    module: object = _imported("pellucid")
    for part in path.split(".") if path else ():
        if not isinstance(module, ModuleType):
            return None
        inner = getattr(module, part, None)
        module = _file(module, part) if inner is None else inner
    return module if isinstance(module, ModuleType) else None


@without_frames
def _imported(name: str) -> ModuleType:
    """The module `name`. importlib.import_module would stand in tracebacks."""
    __import__(name)
    return sys.modules[name]


@without_frames
def _file(parent: ModuleType, child: str) -> ModuleType | None:
    """The module that the file `child` below the Pellucid package `parent` holds, if any."""
    real = f"{parent.__name__}.{child}"
    if not real.startswith("pellucid.") or not hasattr(parent, "__path__"):
        return None
    return _imported(real) if PathFinder.find_spec(real, parent.__path__) else None


def _lookup(path: str) -> object:
    """The public object at `path` below `pellucid`."""
    home, _, name = path.rpartition(".")
    module = _home(home)
    if module is None or not hasattr(module, name):
        raise AttributeError(f"Pellucid has no {path}")
    return getattr(module, name)


def _missing(name: str) -> ImportError:
    """The error for a module, or a name in a private module, that Pellucid does not have."""
    parent_name = name.rpartition(".")[0]
    parent = sys.modules.get(parent_name)
    stands = f"Pellucid stands in for {name.partition('.')[0]} here"
    if not isinstance(parent, PrivateModule):
        return ModuleNotFoundError(
            f"No module named {name!r}: {stands} and has no such module.", name=name
        )
    if homes := ", ".join(home.__name__ for home in parent._homes):
        return ImportError(
            f"{name} is private, and Pellucid has nothing of that name in {homes}. "
            "Fix: use the public TensorFlow name.",
            name=parent_name,
        )
    # Without `name`: `from parent import child` swallows an error that names the child.
    return ModuleNotFoundError(
        f"No module named {name!r}: it is private to TensorFlow; {stands}. "
        "Fix: use the public TensorFlow name."
    )
