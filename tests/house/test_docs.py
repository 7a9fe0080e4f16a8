"""The examples of README.md and docs/ run, and print what the page shows.

On each page the ```python blocks run in order, in one namespace, in an empty folder. A ```text
block right after one is what it prints. Blocks that begin with ```python notest are left alone.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[tuple[int, str, str | None]]:
    """Each example of a page: the line it starts at, its code, and what it should print."""
    fences = list(FENCE.finditer(text))
    found = []
    for fence, after in zip(fences, [*fences[1:], None]):
        if fence[1].strip() != "python":
            continue
        adjacent = (
            after and after[1].strip() == "text" and not text[fence.end() : after.start()].strip()
        )
        line = text.count("\n", 0, fence.start(2))
        found.append((line, fence[2], after[2] if after and adjacent else None))
    return found


def test_blocks_are_found():
    page = "a\n```python\nx = 1\n```\n\n```text\n1\n```\n```python notest\n```\n```python\ny\n```\n"
    assert blocks(page) == [(2, "x = 1\n", "1\n"), (11, "y\n", None)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for line, code, expected in blocks(page.read_text(encoding="utf-8")):
        # Leading newlines make tracebacks show the page's own line numbers.
        program = compile("\n" * line + code, str(page), "exec", dont_inherit=True)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(program, namespace)
        if expected is not None:
            assert output.getvalue().strip() == expected.strip(), f"{page.name}, line {line}"
