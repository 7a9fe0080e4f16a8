"""`PELLUCID_LOG=islands`: what of a function runs on the host, and why."""

from __future__ import annotations

from typing import Any

from pellucid.core import log
from pellucid.runtime.cluster import Cluster
from pellucid.runtime.plan import Plan, culprit, why_host

_SHOWN = 5


def islands(name: str, plan: Plan) -> None:
    """Tell how a plan is cut, in one sentence.

    Args:
        name: the function's name.
        plan: what is run.
    """
    compiled = [len(s.nodes) for s in plan.steps if isinstance(s, Cluster)]
    hosted = [n for s in plan.steps if not isinstance(s, Cluster) for n in s.nodes]
    hosted = [n for n in hosted if plan.needs_host(n)]
    shown = [_described(n) for n in hosted[:_SHOWN]]
    more = len(hosted) - len(shown)
    log.tell(
        "islands",
        f"`{name}` runs as {_count(len(compiled), 'cluster')} for XLA "
        f"({_count(sum(compiled), 'node')}) with {_count(len(hosted), 'node')} on the host: "
        f"{'; '.join(shown)}{f'; and {more} more' if more else ''}",
    )


def _described(node: Any) -> str:
    reason = why_host(node) or "it needs a value that is known only at run time"
    inner = culprit(node)
    file, line = inner.source
    within = "" if inner is node else f" in {node.type} '{node.name}'"
    return f"{inner.type} '{inner.name}'{within} at {file}:{line} ({reason})"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
