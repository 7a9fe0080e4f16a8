"""Which functions AutoGraph converts, and how a converted function is made.

    converted(function)     the function with control flow on tensors rewritten (cached by its code)
    call(function)          what stands in for the function in a rewritten call
    to_graph, to_code       the same for users, and as text
    do_not_convert          a decorator that leaves a function alone

The user's functions are converted, those they call as well; libraries (the standard library,
installed packages, Pellucid itself) are not, nor what has no source.
"""

from __future__ import annotations

import ast
import functools
import inspect
import os
import textwrap
import threading
import types
from collections.abc import Callable
from typing import Any

from pellucid.core.names import name_scope
from pellucid.function.autograph import runtime
from pellucid.function.autograph.features import Feature, feature_set, uses, using
from pellucid.function.autograph.jumps import lower_jumps
from pellucid.function.autograph.liveness import mark_live
from pellucid.function.autograph.rewriting import Rewriter

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
_code: dict[types.CodeType, types.CodeType | None] = {}
_CONVERTING = threading.RLock()


@functools.cache
def _libraries() -> tuple[str, ...]:
    """The folders of installed packages and of Python's own."""
    import sysconfig

    paths = sysconfig.get_paths()
    kinds = {paths[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(os.path.realpath(path) + os.sep for path in kinds)


def do_not_convert(func: Callable[..., Any] | None = None) -> Any:
    """Leave a function as it is: its control flow is Python's, also on tensors."""
    if func is None:
        return do_not_convert

    @functools.wraps(func)
    def unconverted(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    unconverted.ag_do_not_convert = True  # type: ignore[attr-defined]
    return unconverted


def to_graph(
    entity: Callable[..., Any], recursive: bool = True, experimental_optional_features: Any = None
) -> Callable[..., Any]:
    """A function or method with its control flow on tensors rewritten for graphs.

    Args:
        entity: a function, method, or object with `__call__`. What belongs to a library, or was
            marked by `do_not_convert`, comes back unchanged.
        recursive: True: the functions that it calls are converted as well.
        experimental_optional_features: a `Feature` or a tuple of them.

    Raises:
        ValueError: `recursive` is False, or an unknown feature.
        NotImplementedError: `entity` is not callable, or a class.

    Example:
        >>> f = tf.autograph.to_graph(lambda x: x if x > 0 else -x)
        >>> tf.function(f, autograph=False)(tf.constant(-3)).numpy()
        3
    """
    features = _check_request("to_graph", entity, recursive, experimental_optional_features)
    if not features:
        return call(entity)

    @functools.wraps(entity)
    def with_features(*args: Any, **kwargs: Any) -> Any:
        with using(features):
            return call(entity)(*args, **kwargs)

    return with_features


def to_code(
    entity: Callable[..., Any], recursive: bool = True, experimental_optional_features: Any = None
) -> str:
    """The rewritten source of a function, to read; what runs is compiled without source.

    Args: see `to_graph`.

    Raises:
        ValueError: `entity` has no source, see also `to_graph`.

    Example:
        >>> def positive(x):
        ...     return x if x > 0 else -x
        >>> "ag__.if_exp" in tf.autograph.to_code(positive)
        True
    """
    _check_request("to_code", entity, recursive, experimental_optional_features)
    function = inspect.unwrap(getattr(entity, "python_function", entity))
    if not inspect.isroutine(function):
        function = type(function).__call__
    function = getattr(function, "__func__", function)
    node = _rewritten(function) if isinstance(function, types.FunctionType) else None
    if node is None:
        raise ValueError(
            f"tf.autograph.to_code [entity]: expected a function with source, received {entity!r}."
        )
    node.name = f"tf__{node.name.removeprefix('ag__')}"
    return ast.unparse(node)


def _check_request(where: str, entity: Any, recursive: bool, wanted: Any) -> frozenset[Feature]:
    if not recursive:
        raise ValueError(
            f"tf.autograph.{where} [recursive]: functions that are called are always converted. "
            "Expected True, received False. "
            "Fix: mark them by tf.autograph.experimental.do_not_convert."
        )
    if isinstance(entity, type) or not callable(entity):
        raise NotImplementedError(
            f"tf.autograph.{where} [entity]: expected a function or method, received {entity!r}."
        )
    return feature_set(f"tf.autograph.{where} [experimental_optional_features]", wanted)


def set_verbosity(level: int, alsologtostdout: bool = False) -> None:
    """How much AutoGraph tells, in the log "pellucid", about what it converts.

    Args:
        level: 0: nothing; 1: which functions are converted and which are not; 2 and more: also
            what they become. Without this call the environment variable `AUTOGRAPH_VERBOSITY`
            says it.
        alsologtostdout: print it as well.
    """
    _verbosity[:] = [int(level), int(bool(alsologtostdout))]


_verbosity = [int(os.environ.get("AUTOGRAPH_VERBOSITY", "0") or 0), 0]


def _log(level: int, text: str) -> None:
    if _verbosity[0] < level:
        return
    import logging

    logging.getLogger("pellucid").warning("AutoGraph: %s", text)
    if _verbosity[1]:
        print("AutoGraph:", text)


def trace(*args: Any) -> None:
    """Print the arguments while the function is traced."""
    print(*args)


def call(function: Any) -> Any:
    """`function`, or what converted code calls instead of it."""
    try:
        overload = runtime.BUILTINS.get(function)
    except TypeError:  # not hashable
        overload = None
    if overload is not None:
        return overload
    if isinstance(function, types.MethodType):
        inner = converted(function.__func__)
        return (
            function if inner is function.__func__ else types.MethodType(inner, function.__self__)
        )
    if isinstance(function, types.FunctionType):
        return converted(function)
    if isinstance(function, functools.partial):
        return functools.partial(call(function.func), *function.args, **function.keywords)
    return _callable_object(function)


def _callable_object(function: Any) -> Any:
    """An object of a user's class with `__call__`: that method is converted."""
    if isinstance(function, type | types.BuiltinFunctionType):
        return function
    method = type(function).__call__
    if not isinstance(method, types.FunctionType):
        return function
    inner = converted(method)
    return function if inner is method else types.MethodType(inner, function)


def converted(function: Any) -> Any:
    """`function` with its control flow rewritten, or itself if it is not to be converted."""
    if not isinstance(function, types.FunctionType) or not _is_users(function):
        return function
    code = function.__code__
    if code not in _code:
        with _CONVERTING:  # Python 3.11 builds syntax trees in one thread only
            if code not in _code:
                _code[code] = _convert_code(function)
    changed = _code[code]
    if changed is None:
        return function
    made = _with_code(function, changed)
    return _in_name_scope(made) if uses(Feature.NAME_SCOPES) else made


def _in_name_scope(function: Any) -> Any:
    @functools.wraps(function)
    def named(*args: Any, **kwargs: Any) -> Any:
        with name_scope(function.__name__):
            return function(*args, **kwargs)

    return named


def _is_users(function: types.FunctionType) -> bool:
    if getattr(function, "ag_do_not_convert", False) or getattr(function, "ag_converted", False):
        return False
    file = function.__code__.co_filename
    if file.startswith(_PACKAGE):
        return False
    real = os.path.realpath(file)
    return not real.startswith(_libraries()) and "site-packages" not in real


def _with_code(function: types.FunctionType, code: types.CodeType) -> types.FunctionType:
    """A function like `function` that runs `code`, with the same globals and closure."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    cells["ag__"] = types.CellType(runtime)
    closure = tuple(cells[name] for name in code.co_freevars)
    made = types.FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, closure
    )
    made.__kwdefaults__ = function.__kwdefaults__
    functools.update_wrapper(made, function)
    made.ag_converted = True  # type: ignore[attr-defined]
    return made


def _convert_code(function: types.FunctionType) -> types.CodeType | None:
    """The code of the rewritten function; None if there is no source or nothing to rewrite."""
    node = _rewritten(function)
    place = f"{function.__code__.co_filename}:{function.__code__.co_firstlineno}"
    if node is None:
        _log(1, f"{function.__qualname__} ({place}) is not converted: no source, or a generator")
        return None
    _log(1, f"{function.__qualname__} ({place}) is converted")
    _log(2, ast.unparse(node))
    return _compile(node, function)


def _rewritten(function: types.FunctionType) -> ast.FunctionDef | None:
    """The rewritten syntax tree of a function."""
    node = _syntax_tree(function)
    if node is None:
        return None
    parameters = set(inspect.signature(function, follow_wrapped=False).parameters)
    declared = {n for s in ast.walk(node) if isinstance(s, ast.Global) for n in s.names}
    if any(isinstance(s, ast.Yield | ast.YieldFrom | ast.Await) for s in ast.walk(node)):
        return None
    node.decorator_list = []
    lower_jumps(node)
    mark_live(node, [*declared, *function.__code__.co_freevars])
    code = function.__code__
    local = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    rewriter = Rewriter(parameters, declared, local)
    node.body = rewriter.body(node.body)
    first = node.body[0]
    unset = [
        n
        for n in rewriter.state_names
        if n not in parameters and n not in function.__code__.co_freevars
    ]
    node.body = [*_undefined_names(unset, first), *node.body]
    return node


def _undefined_names(names: list[str], place: ast.stmt) -> list[ast.stmt]:
    """Names that control flow assigns hold an `Undefined` until they get a value."""
    made: list[ast.stmt] = []
    for name in names:
        value = ast.Call(
            ast.Attribute(ast.Name("ag__", ast.Load()), "Undefined", ast.Load()),
            [ast.Constant(name)],
            [],
        )
        assign = ast.Assign([ast.Name(name, ast.Store())], value)
        made.append(ast.fix_missing_locations(ast.copy_location(assign, place)))
    return made


def _compile(node: ast.FunctionDef, function: types.FunctionType) -> types.CodeType | None:
    """Compile inside a function that has the free variables as its own, so that they stay free."""
    outer_names = [*function.__code__.co_freevars, "ag__"]
    parameters = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(n) for n in outer_names],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    node.returns = None
    node.name = "ag__body"  # its own name would hide the global one, which it may call
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    # Defaults were evaluated when the function was defined; here they only keep the arity.
    node.args.defaults = [ast.Constant(None) for _ in node.args.defaults]
    node.args.kw_defaults = [d if d is None else ast.Constant(None) for d in node.args.kw_defaults]
    factory = ast.FunctionDef("ag__factory", parameters, [node], [])
    factory.type_params = []  # type: ignore[attr-defined]
    node.type_params = []  # type: ignore[attr-defined]
    module = ast.Module([ast.fix_missing_locations(ast.copy_location(factory, node))], [])
    ast.fix_missing_locations(module)
    code = compile(
        module,
        function.__code__.co_filename,
        "exec",
        dont_inherit=True,
        flags=_future_flags(function),
    )
    factory_code = next(c for c in code.co_consts if isinstance(c, types.CodeType))
    inner = next(
        c
        for c in factory_code.co_consts
        if isinstance(c, types.CodeType) and c.co_name == node.name
    )
    return _renamed(inner, function.__code__)


def _renamed(code: types.CodeType, like: types.CodeType) -> types.CodeType:
    """Branches and bodies with the name of the user's function, which debuggers show."""
    inner = tuple(
        _renamed(c, like) if isinstance(c, types.CodeType) and c.co_name.startswith("ag__") else c
        for c in code.co_consts
    )
    return code.replace(co_consts=inner, co_name=like.co_name, co_qualname=like.co_qualname)


def _future_flags(function: types.FunctionType) -> int:
    import __future__

    known = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
    return sum(flag for flag in known if function.__code__.co_flags & flag)


def _syntax_tree(function: types.FunctionType) -> ast.FunctionDef | None:
    """The syntax tree of a function or lambda, with the line numbers of its file."""
    try:
        lines, start = inspect.getsourcelines(function.__code__)
    except (OSError, TypeError):
        return None
    if function.__name__ == "<lambda>":
        return _lambda_tree(function)
    try:
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except SyntaxError:
        return None
    node = tree.body[0] if tree.body else None
    if not isinstance(node, ast.FunctionDef) or node.name != function.__code__.co_name:
        return None
    ast.increment_lineno(node, start - 1)
    _mangle(node, function)
    return node


def _mangle(node: ast.FunctionDef, function: types.FunctionType) -> None:
    """Private names (`self.__x`) of a method, as the class body would have spelled them."""
    owner = function.__qualname__.rpartition(".")[0].rpartition(".")[2].lstrip("_")
    if not owner or owner == "<locals>":
        return
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.Attribute)
            and inner.attr.startswith("__")
            and not inner.attr.endswith("__")
        ):
            inner.attr = f"_{owner}{inner.attr}"


def _lambda_tree(function: types.FunctionType) -> ast.FunctionDef | None:
    """A lambda as a function that returns its body; found in the file by its place."""
    try:
        lines, _ = inspect.findsource(function.__code__)
        tree = ast.parse("".join(lines))
    except (OSError, SyntaxError):
        return None
    first = function.__code__.co_firstlineno
    spots = {(p[0], p[2]) for p in function.__code__.co_positions() if p[0] and p[2] is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda) and node.lineno <= first <= (node.end_lineno or first):
            body = node.body
            if (body.lineno, body.col_offset) in spots and _same_parameters(node, function):
                made = ast.FunctionDef("ag__lambda", node.args, [ast.Return(body)], [])
                ast.copy_location(made.body[0], body)
                return ast.fix_missing_locations(ast.copy_location(made, node))
    return None


def _same_parameters(node: ast.Lambda, function: types.FunctionType) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    count = function.__code__.co_argcount + function.__code__.co_kwonlyargcount
    return [a.arg for a in arguments] == list(function.__code__.co_varnames[:count])
