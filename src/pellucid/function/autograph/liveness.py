"""Which names may still be read after a statement: what control flow has to hand on.

    mark_live(function, outer)     sets `ag_live` on every `if` and loop in the function, and on
                                   loops `ag_read`: what an iteration reads before it assigns it

For an `if` these are the names read after it; for a loop also those read by its next iteration. A
name that is assigned inside and not among them is a temporary: it need not agree between branches,
nor keep its dtype from one iteration to the next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from pellucid.function.autograph.names import bound_names

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def mark_live(function: ast.FunctionDef, outer: Iterable[str]) -> None:
    """Set `ag_live` on the control flow in `function`, whose jumps are lowered already.

    Args:
        outer: names that others see, being `global` or `nonlocal`: always live.
    """
    shared = set(outer)
    for node in ast.walk(function):
        # A function that is kept may be called at any time later.
        if isinstance(node, _SCOPES) and node is not function:
            shared |= _reads([node])
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            shared |= _reads([node.value])
    _Liveness(shared).block(function.body, set())


class _Liveness:
    """Walks statements backwards; what is live before a statement follows from what is after."""

    def __init__(self, shared: set[str]) -> None:
        self._shared = shared

    def block(self, statements: list[ast.stmt], after: set[str]) -> set[str]:
        """The names that are live before the statements."""
        live = set(after)
        for statement in reversed(statements):
            live = self._statement(statement, live)
        return live

    def _statement(self, node: ast.stmt, after: set[str]) -> set[str]:
        if isinstance(node, ast.If):
            node.ag_live = after | self._shared  # type: ignore[attr-defined]
            return (
                self.block(node.body, after) | self.block(node.orelse, after) | _reads([node.test])
            )
        if isinstance(node, ast.While | ast.For | ast.AsyncFor):
            return self._loop(node, after)
        if isinstance(node, ast.With | ast.AsyncWith):
            names = [i.optional_vars for i in node.items if i.optional_vars is not None]
            inside = self.block(node.body, after) - set(bound_names(names))
            return inside | _reads(node.items)
        if isinstance(node, ast.Try):
            return self._try(node, after)
        if isinstance(node, ast.Match):
            cases = [self.block(case.body, after) for case in node.cases]
            guards = [case.guard for case in node.cases if case.guard is not None]
            return after.union(*cases) | _reads([node.subject, *guards])
        if isinstance(node, ast.AugAssign):
            return after | _reads([node.target, node.value]) | set(bound_names([node.target]))
        return (after - set(bound_names([node]))) | _reads([node])

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor, after: set[str]) -> set[str]:
        head = _reads([node.test]) if isinstance(node, ast.While) else set()
        flag = getattr(node, "ag_break", None)
        item = set() if isinstance(node, ast.While) else set(bound_names([node.target]))
        live = after | head | ({flag} if flag else set())
        inside = self.block(node.body, live) - item
        node.ag_read = head | inside | self._shared  # type: ignore[union-attr]
        while True:
            grown = live | (self.block(node.body, live) - item)
            if grown == live:
                break
            live = grown
        node.ag_live = live | self._shared  # type: ignore[union-attr]
        return live if isinstance(node, ast.While) else live | _reads([node.iter])

    def _try(self, node: ast.Try, after: set[str]) -> set[str]:
        last = self.block(node.finalbody, after)
        caught = last.union(*[self.block(handler.body, last) for handler in node.handlers])
        return caught | self.block(node.body, self.block(node.orelse, last) | caught)


def _reads(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that expressions read, also inside lambdas and comprehensions."""
    return {
        inner.id
        for node in nodes
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load | ast.Del)
    }
