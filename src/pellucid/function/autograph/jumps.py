"""`return`, `break` and `continue` rewritten, so that control flow has one way in and one way out.

    if c: return a          if c: value = a
    rest; return b          else: rest; value = b
                            return value

A jump out of a loop sets a flag, the statements after it run only if the flag is not set, and the
loop's test asks for the flag.
"""

from __future__ import annotations

import ast
import copy
from typing import Any

from pellucid.function.autograph.names import contains

# The value to return: if every path through the function returns, or if some reach its end.
RETURN_VALUE = "ag__return_value"
OPTIONAL_VALUE = "ag__optional_value"
RETURNED = "ag__returned"
_LOOPS = (ast.For, ast.While)


def lower_jumps(function: ast.FunctionDef) -> None:
    """Rewrite the body of `function` in place."""
    body = function.body
    if any(contains([s], ast.Return) and not isinstance(s, ast.Return) for s in body):
        place = body[-1]
        name = RETURN_VALUE if _always_returns(body) else OPTIONAL_VALUE
        body = _Returns(name).block(body)
        start = [_assign(RETURNED, ast.Constant(False), place), _undefined(name, place)]
        result = _call("returned", [ast.Name(name, ast.Load())])
        function.body = [*start, *body, _at(ast.Return(result), place)]
    function.body = _Breaks().block(function.body)


class _Returns:
    """Replaces `return` by an assignment to `name`, moving what follows into the other branch."""

    def __init__(self, name: str) -> None:
        self._name = name

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for index, statement in enumerate(statements):
            rest = statements[index + 1 :]
            if isinstance(statement, ast.Return):
                value = statement.value or _at(ast.Constant(None), statement)
                done.append(_assign(self._name, value, statement))
                done.append(_assign(RETURNED, ast.Constant(True), statement))
                return done
            if isinstance(statement, ast.If) and contains([statement], ast.Return):
                return done + self._conditional(statement, rest)
            if contains([statement], ast.Return):
                done.append(self._inner(statement))
                if rest:
                    done.append(_unless(RETURNED, self.block(rest), rest[0]))
                return done
            done.append(statement)
        return done

    def _conditional(self, node: ast.If, rest: list[ast.stmt]) -> list[ast.stmt]:
        body_goes_on, else_goes_on = (
            not _always_returns(node.body),
            not _always_returns(node.orelse),
        )
        if body_goes_on and else_goes_on and rest:
            node.body, node.orelse = self.block(node.body), self.block(node.orelse)
            return [node, _unless(RETURNED, self.block(rest), rest[0])]
        node.body = self.block(node.body + (rest if body_goes_on else [])) or [
            _at(ast.Pass(), node)
        ]
        node.orelse = self.block(node.orelse + (rest if else_goes_on else []))
        return [node]

    def _inner(self, node: ast.stmt) -> ast.stmt:
        """A loop, `with` or `try` that holds a return."""
        if isinstance(node, _LOOPS):
            node.body = _LoopReturns(self._name).visit_block(node.body)
            node.orelse = self.block(node.orelse)
            return node
        for name in ("body", "orelse", "finalbody"):
            if getattr(node, name, None):
                setattr(node, name, self.block(getattr(node, name)))
        for handler in getattr(node, "handlers", ()):
            handler.body = self.block(handler.body)
        return node


class _LoopReturns(ast.NodeTransformer):
    """In a loop a return is an assignment followed by break."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in statements:
            changed = self.visit(statement)
            found.extend(changed if isinstance(changed, list) else [changed])
        return found

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        value = node.value or _at(ast.Constant(None), node)
        return [
            _assign(self._name, value, node),
            _assign(RETURNED, ast.Constant(True), node),
            _at(ast.Break(), node),
        ]

    def _loop(self, node: Any) -> Any:
        if not contains([node], ast.Return):
            return node
        node.body = self.visit_block(node.body)
        leave = ast.If(ast.Name(RETURNED, ast.Load()), [ast.Break()], [])
        return [node, _at(leave, node)]

    visit_For = visit_While = _loop

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node


class _Breaks:
    """Replaces `break` and `continue` by flags."""

    def __init__(self) -> None:
        self._count = 0

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        done: list[ast.stmt] = []
        for statement in statements:
            done.extend(self._statement(statement))
        return done

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return [node]
        if isinstance(node, _LOOPS):
            return self._loop(node)
        for name in ("body", "orelse", "finalbody"):
            if getattr(node, name, None):
                setattr(node, name, self.block(getattr(node, name)))
        for handler in getattr(node, "handlers", ()):
            handler.body = self.block(handler.body)
        return [node]

    def _loop(self, node: Any) -> list[ast.stmt]:
        _ask_inside(node)
        self._count += 1
        broke, skipped = f"ag__break_{self._count}", f"ag__continue_{self._count}"
        before: list[ast.stmt] = []
        after: list[ast.stmt] = []
        if contains(node.body, ast.Continue, _LOOPS):
            node.body = [
                _assign(skipped, ast.Constant(False), node),
                *_guarded(node.body, ast.Continue, skipped),
            ]
        if contains(node.body, ast.Break, _LOOPS):
            before.append(_assign(broke, ast.Constant(False), node))
            node.body = _guarded(node.body, ast.Break, broke)
            node.ag_break = broke
            if node.orelse:
                after.append(_unless(broke, self.block(node.orelse), node))
        elif node.orelse:
            after.extend(self.block(node.orelse))
        node.orelse = []
        node.body = self.block(node.body)
        return [*before, node, *after]


def _ask_inside(node: Any) -> None:
    """`while (x := f()): …` as `while True: if not (x := f()): break; …`, where `x` is bound."""
    if not isinstance(node, ast.While) or not contains([node.test], ast.NamedExpr):
        return
    leave = ast.If(ast.UnaryOp(ast.Not(), node.test), [*node.orelse, ast.Break()], [])
    node.body = [_at(leave, node.test), *node.body]
    node.test = ast.copy_location(ast.Constant(True), node.test)
    node.orelse = []


def _guarded(statements: list[ast.stmt], jump: type, flag: str) -> list[ast.stmt]:
    """Set `flag` instead of jumping; what follows runs only if it is not set."""
    done: list[ast.stmt] = []
    for index, statement in enumerate(statements):
        if isinstance(statement, jump):
            return [*done, _assign(flag, ast.Constant(True), statement)]
        if not contains([statement], jump, _LOOPS) or isinstance(statement, _LOOPS):
            done.append(statement)
            continue
        for name in ("body", "orelse", "finalbody"):
            if getattr(statement, name, None):
                setattr(statement, name, _guarded(getattr(statement, name), jump, flag))
        for handler in getattr(statement, "handlers", ()):
            handler.body = _guarded(handler.body, jump, flag)
        done.append(statement)
        rest = statements[index + 1 :]
        if rest:
            done.append(_unless(flag, _guarded(rest, jump, flag), rest[0]))
        return done
    return done


def _always_returns(statements: list[ast.stmt]) -> bool:
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, ast.Return | ast.Raise):
        return True
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value:
        return not contains(last.body, ast.Break, _LOOPS)
    return isinstance(last, ast.If) and _always_returns(last.body) and _always_returns(last.orelse)


def _at(node: Any, place: ast.AST) -> Any:
    """`node` with the place of `place` in the user's file."""
    return ast.fix_missing_locations(ast.copy_location(node, place))


def _assign(name: str, value: ast.expr, place: ast.AST) -> ast.stmt:
    return _at(ast.Assign([ast.Name(name, ast.Store())], value), place)


def _undefined(name: str, place: ast.AST) -> ast.stmt:
    return _assign(name, _call("Undefined", [ast.Constant(name)]), place)


def _unless(flag: str, body: list[ast.stmt], place: ast.AST) -> ast.stmt:
    test = ast.UnaryOp(ast.Not(), ast.Name(flag, ast.Load()))
    return _at(ast.If(test, body or [ast.Pass()], []), place)


def _call(name: str, arguments: list[ast.expr]) -> ast.expr:
    function = ast.Attribute(ast.Name("ag__", ast.Load()), name, ast.Load())
    return ast.Call(function, copy.copy(arguments), [])
