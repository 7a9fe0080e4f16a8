"""Control flow rewritten into calls, each node at its place in the user's file.

    if test:                 def if_body(): nonlocal x; ...
        x = a                def else_body(): nonlocal x; ...
    else:                    ag__.if_stmt(test, if_body, else_body, get_state, set_state, ("x",))
        x = b

The names, attributes and items (`x`, `self.x`, `d['k']`) that the branches assign are the state:
`get_state` returns their values, `set_state` sets them. Names that are not read any more come last.
For Python values the called function simply runs one of the bodies.
"""

from __future__ import annotations

import ast
import copy
from typing import Any, NamedTuple

from pellucid.function.autograph.names import bound_names, changed_lists, contains, places

_OPERATORS = {ast.And: "and_", ast.Or: "or_"}


class Rewriter(ast.NodeTransformer):
    """Rewrites the body of one function.

    Args:
        parameters: the function's parameters, which are bound from the start.
        global_names: names declared `global`.
        local_names: all names of the function, and those of functions around it.
    """

    def __init__(self, parameters: set[str], global_names: set[str], local_names: set[str]) -> None:
        self._count = 0
        self._local = local_names
        self._parameters = parameters
        self._globals = global_names
        self.state_names: dict[str, None] = {}

    def body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Rewrite a list of statements."""
        done: list[ast.stmt] = []
        for statement in statements:
            result = self.visit(statement)
            done.extend(result if isinstance(result, list) else [result])
        return done

    # -------------------------------------------------------------- statements

    def visit_If(self, node: ast.If) -> Any:
        state = self._state([*node.body, *node.orelse], node)
        number = self._next()
        test = self.visit(node.test)
        body, orelse = self.body(node.body), self.body(node.orelse)
        if contains([*body, *orelse], (ast.Yield, ast.YieldFrom, ast.Await)):
            node.test, node.body, node.orelse = test, body, orelse
            return node
        call = _call(
            "if_stmt",
            [
                test,
                _name(f"ag__if_{number}"),
                _name(f"ag__else_{number}"),
                *state.arguments(number),
            ],
        )
        return [
            self._function(f"ag__if_{number}", [], body, state.names, node),
            self._function(f"ag__else_{number}", [], orelse, state.names, node),
            *self._state_functions(number, state, node),
            _at(ast.Expr(call), _first_line(node)),
        ]

    def visit_While(self, node: ast.While) -> Any:
        broke = getattr(node, "ag_break", None)
        state = self._state(node.body, node)
        number = self._next()
        test = _and_not(self.visit(node.test), broke)
        body = self.body(node.body)
        if contains(body, (ast.Yield, ast.YieldFrom, ast.Await)):
            node.test, node.body = test, body
            return node
        call = _call(
            "while_stmt",
            [
                _lambda(test),
                _name(f"ag__body_{number}"),
                *state.arguments(number),
                state.unread_names(),
            ],
        )
        return [
            self._function(f"ag__body_{number}", [], body, state.names, node),
            *self._state_functions(number, state, node),
            _at(ast.Expr(call), _first_line(node)),
        ]

    def visit_For(self, node: ast.For) -> Any:
        broke = getattr(node, "ag_break", None)
        state = self._state([*node.body, ast.Assign([node.target], ast.Constant(0))], node)
        number = self._next()
        iterated = _to_loop_over(self.visit(node.iter))
        item = f"ag__item_{number}"
        value: ast.expr = _name(item)
        if isinstance(node.target, ast.Tuple | ast.List):
            value = _call("unpacked", [value])
        take = _at(ast.Assign([node.target], value), node)
        body = [take, *self.body(node.body)]
        if contains(body, (ast.Yield, ast.YieldFrom, ast.Await)):
            node.iter, node.body = iterated, body[1:]
            return node
        go_on = _lambda(ast.UnaryOp(ast.Not(), _name(broke))) if broke else ast.Constant(None)
        if broke:
            go_on = _lambda(_call("not_", [_name(broke)]))
        call = _call(
            "for_stmt",
            [
                iterated,
                go_on,
                _name(f"ag__body_{number}"),
                *state.arguments(number),
                state.unread_names(),
            ],
        )
        return [
            self._function(f"ag__body_{number}", [item], body, state.names, node),
            *self._state_functions(number, state, node),
            _at(ast.Expr(call), _first_line(node)),
        ]

    def visit_Delete(self, node: ast.Delete) -> list[ast.stmt]:
        """`del x` leaves `x` without a value: the functions that share it must find something."""
        made: list[ast.stmt] = []
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id not in self._globals:
                value = _call("Undefined", [ast.Constant(target.id)])
                made.append(_at(ast.Assign([ast.Name(target.id, ast.Store())], value), node))
            else:
                made.append(_at(ast.Delete([self.visit(target)]), node))
        return made

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        """`x: int = 1` is `x = 1`: what is annotated could not be shared between functions."""
        if node.value is None:
            return _at(ast.Pass(), node)
        return _at(ast.Assign([node.target], self.visit(node.value)), node)

    def visit_Assert(self, node: ast.Assert) -> Any:
        message = self.visit(node.msg) if node.msg else ast.Constant("")
        call = _call("assert_stmt", [self.visit(node.test), _lambda(message)])
        return _at(ast.Expr(call), node.test)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """A function inside is converted when it is called."""
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node

    # ------------------------------------------------------------- expressions

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        name = _OPERATORS[type(node.op)]
        values = [self.visit(v) for v in node.values]
        if contains(values, ast.NamedExpr):
            node.values = values
            return node
        return _at(_call(name, [_lambda(v) for v in values]), node.values[0])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return _at(_call("not_", [operand]), node)
        node.operand = operand
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """`a < b < c` is `a < b and b < c`, with `b` evaluated once."""
        self.generic_visit(node)
        if len(node.ops) == 1:
            return node
        operands = [node.left, *node.comparators]
        steps = ast.Tuple([ast.Constant(type(op).__name__) for op in node.ops], ast.Load())
        rest = [_lambda(o) for o in operands[1:]]
        return _at(_call("chained", [operands[0], steps, *rest]), node.left)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test, body, orelse = self.visit(node.test), self.visit(node.body), self.visit(node.orelse)
        if contains([body, orelse], (ast.NamedExpr, ast.Yield, ast.Await)):
            node.test, node.body, node.orelse = test, body, orelse
            return node
        return _at(_call("if_exp", [test, _lambda(body), _lambda(orelse)]), node.test)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and node.func.id in (
            "super",
            "locals",
            "globals",
            "vars",
        ):
            return self.generic_visit(node)  # type: ignore[return-value]
        if isinstance(node.func, ast.Attribute) and _is_runtime(node.func.value):
            return node
        self.generic_visit(node)
        node.func = _at(_call("call", [node.func]), node.func)
        return node

    def _comprehension(self, node: Any) -> Any:
        """Comprehensions stay as they are; calls in them are converted."""
        return self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    # ----------------------------------------------------------------- pieces

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _state(self, statements: list[Any], node: Any) -> _State:
        """What the statements of control flow assign."""
        names = bound_names(statements)
        changed = changed_lists(statements)
        kept = [p.id for p in changed if isinstance(p, ast.Name) and p.id in self._local]
        kept = [n for n in kept if n not in names]  # others may hold the list: it stays alive
        names += kept
        broke = getattr(node, "ag_break", None)
        if broke and broke not in names:
            names.append(broke)
        for name in names:
            if name not in self._globals:
                self.state_names[name] = None
        live = [n for n in names if n in node.ag_live or n in kept]
        dead = [n for n in names if n not in live]
        found = places(statements, changed, set(names) - set(kept))
        lists = [ast.unparse(p) for p in changed]
        described = [*live, *[ast.unparse(p) for p in found]]
        read = getattr(node, "ag_read", described)
        unread = [n for n in live if n not in read and n not in kept]
        return _State(live, found, dead, [t for t in lists if t in described], unread)

    def _state_functions(self, number: int, state: _State, place: ast.AST) -> list[ast.stmt]:
        get_values: list[ast.expr] = [
            *[_name(n) for n in state.live],
            *[_call("read", [_lambda(_loaded(p)), _text(p)]) for p in state.places],
            *[_name(n) for n in state.dead],
        ]
        returned = ast.Return(ast.Tuple(get_values, ast.Load()))
        get = self._function(f"ag__get_{number}", [], [returned], [], place)
        written = [f"ag__place_{i}" for i in range(len(state.places))]
        targets = [ast.Name(n, ast.Store()) for n in [*state.live, *written, *state.dead]]
        assign: list[ast.stmt] = [
            ast.Assign([ast.Tuple(list(targets), ast.Store())], _name("ag__values"))
        ]
        assign += [_write(p, n) for p, n in zip(state.places, written, strict=True)]
        put = self._function(
            f"ag__set_{number}", ["ag__values"], assign if targets else [], state.names, place
        )
        return [get, put]

    def _function(
        self,
        name: str,
        parameters: list[str],
        body: list[ast.stmt],
        names: list[str],
        place: ast.AST,
    ) -> ast.stmt:
        local = [n for n in names if n not in self._globals and n not in parameters]
        shared = [n for n in names if n in self._globals]
        heads: list[ast.stmt] = [ast.Nonlocal(local)] if local else []
        heads += [ast.Global(shared)] if shared else []
        arguments = ast.arguments(
            posonlyargs=[],
            args=[ast.arg(p) for p in parameters],
            kwonlyargs=[],
            kw_defaults=[],
            defaults=[],
        )
        made = ast.FunctionDef(name, arguments, [*heads, *(body or [ast.Pass()])], [])
        made.type_params = []  # type: ignore[attr-defined]  # a field since Python 3.12
        return _at(made, place)


class _State(NamedTuple):
    """What a statement assigns: live names, attributes and items, names that nobody reads.

    `lists` says which of them are lists that the statement changes in place, `unread` which names
    an iteration of a loop does not read before it assigns them.
    """

    live: list[str]
    places: list[ast.expr]
    dead: list[str]
    lists: list[str]
    unread: list[str]

    @property
    def names(self) -> list[str]:
        """The names, which the parts of the statement share."""
        return [*self.live, *self.dead]

    def arguments(self, number: int) -> list[ast.expr]:
        """The last arguments of the call that stands for the statement."""
        described: list[ast.expr] = [
            *[ast.Constant(n) for n in self.live],
            *[_text(p) for p in self.places],
            *[ast.Constant(n) for n in self.dead],
        ]
        handed_on = ast.Constant(len(self.live) + len(self.places))
        names = ast.Tuple(described, ast.Load())
        lists = ast.Tuple([ast.Constant(text) for text in self.lists], ast.Load())
        return [_name(f"ag__get_{number}"), _name(f"ag__set_{number}"), names, handed_on, lists]

    def unread_names(self) -> ast.expr:
        """The names that an iteration does not read before it assigns them, as an argument."""
        return ast.Tuple([ast.Constant(name) for name in self.unread], ast.Load())


def _text(place: ast.expr) -> ast.expr:
    return ast.Constant(ast.unparse(place))


def _loaded(place: Any) -> Any:
    """The expression that reads what `place` writes."""
    found = copy.deepcopy(place)
    found.ctx = ast.Load()
    return found


def _write(place: Any, name: str) -> ast.stmt:
    """The statement that writes the value of `name` to an attribute or item."""
    owner = _lambda(_loaded(place.value))
    if isinstance(place, ast.Attribute):
        call = _call("write_attribute", [owner, ast.Constant(place.attr), _name(name)])
    else:
        call = _call("write_item", [owner, _lambda(_loaded(place.slice)), _name(name)])
    return ast.Expr(call)


def _first_line(node: Any) -> ast.AST:
    """The place of a statement without its body: a call there counts as being on its first line."""
    head = node.iter if isinstance(node, ast.For) else node.test
    inside = head.end_lineno == node.lineno
    end = head.end_col_offset if inside else node.col_offset + 2
    place = ast.Pass()
    place.lineno = place.end_lineno = node.lineno
    place.col_offset, place.end_col_offset = node.col_offset, end
    return place


def _is_runtime(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "ag__"


def _to_loop_over(node: ast.expr) -> ast.expr:
    """A call whose result is looped over: of `tf.range` no tensor needs to be made."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and _is_runtime_call(node.func)
    ):
        node.func.func.attr = "call_to_loop_over"  # type: ignore[attr-defined]
    return node


def _is_runtime_call(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and _is_runtime(node.func.value)
        and node.func.attr == "call"
    )


def _and_not(test: ast.expr, flag: str | None) -> ast.expr:
    if flag is None:
        return test
    return _call("and_", [_lambda(_call("not_", [_name(flag)])), _lambda(test)])


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _call(name: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Attribute(_name("ag__"), name, ast.Load()), arguments, [])


def _lambda(body: ast.expr) -> ast.expr:
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.copy_location(ast.Lambda(arguments, body), body)


def _at(node: Any, place: ast.AST) -> Any:
    return ast.fix_missing_locations(ast.copy_location(node, place))
