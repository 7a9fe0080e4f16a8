"""A debugger, a coverage tool and a traceback see the user's own lines."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import traceback
from pathlib import Path
from typing import Any

import pytest

import pellucid as tf

PROGRAM = """\
import pellucid as tf


@tf.function
def clip(x):
    total = tf.reduce_sum(x)
    if total > 10.0:
        y = x * 0.0  # in a branch
    else:
        y = x + 1.0
    for _ in tf.range(2):
        y = helper(y)  # in a loop
    return y


def helper(x):
    return x * 2.0  # in a function that is called


class Scale(tf.keras.layers.Layer):
    def call(self, inputs):
        if tf.reduce_max(inputs) > 5.0:
            inputs = inputs / 5.0  # in a layer
        return inputs


def run():
    print(clip(tf.constant([1.0, 2.0])).numpy().tolist())


def fit():
    model = tf.keras.Sequential([tf.keras.Input((2,)), Scale(), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(tf.ones([4, 2]), tf.ones([4, 1]), verbose=0)
"""


def line_of(text: str) -> int:
    """The line of the program that has `text`."""
    lines = PROGRAM.splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("debugged") / "program.py"
    path.write_text(PROGRAM)
    return path


def debugged(program: Path, last: str, commands: list[str]) -> str:
    """What pdb prints for a script that ends by `last`."""
    script = program.with_name("script.py")
    script.write_text(f"import pellucid as tf\nimport program\n{last}\n")
    result = subprocess.run(
        [sys.executable, "-m", "pdb", str(script)],
        input="\n".join([*commands, "quit"]) + "\n",
        capture_output=True, text=True, cwd=program.parent, timeout=120,
    )  # fmt: skip
    return result.stdout


@pytest.mark.parametrize(
    ("eagerly", "texts", "shows"),
    [
        (False, ["in a branch", "in a loop", "in a function"], 'Tensor("'),
        (True, ["in a loop", "in a function"], "tf.Tensor(["),
    ],
    ids=["traced", "eagerly"],
)
def test_pdb_stops_in_a_function(
    program: Path, eagerly: bool, texts: list[str], shows: str
) -> None:
    shown = debugged(
        program,
        f"tf.config.run_functions_eagerly({eagerly})\nprogram.run()",
        [f"tbreak {program}:{line_of(text)}" for text in texts]
        + ["continue", "print('x is', x)"] * len(texts),
    )
    for text in texts:
        function = "helper" if "function" in text else "clip"
        _, _, after = shown.partition(f"> {program}({line_of(text)}){function}()")
        assert after, shown
        assert after.partition("x is ")[2].startswith(shows), shown


@pytest.mark.parametrize("eagerly", [False, True], ids=["traced", "eagerly"])
def test_pdb_stops_in_a_layer_during_fit(program: Path, eagerly: bool) -> None:
    line = line_of("if tf.reduce_max")
    shown = debugged(
        program,
        f"tf.config.run_functions_eagerly({eagerly})\nprogram.fit()",
        [f"break {program}:{line}", "continue", "where", "print(inputs.shape)"],
    )
    assert f"> {program}({line})" in shown, shown
    assert "(4, 2)" in shown or "(None, 2)" in shown, shown


def test_breakpoint_in_the_code(program: Path) -> None:
    script = program.with_name("stops.py")
    script.write_text(PROGRAM.replace("    return x * 2.0", "    breakpoint()\n    return x * 2.0"))
    result = subprocess.run(
        [sys.executable, "-c", "import stops; stops.run()"],
        input="print('here', x)\nquit\n",
        capture_output=True, text=True, cwd=program.parent, timeout=120,
    )  # fmt: skip
    assert f"{script}({line_of('in a function') + 1})helper()" in result.stdout
    assert "here Tensor(" in result.stdout


def test_coverage_sees_the_lines() -> None:
    seen: set[int] = set()

    def tracer(frame: Any, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != __file__:
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return tracer

    def covered(x):
        y = x
        if x > 0:
            y = y + 1
        else:
            y = (
                y
                - 1
            )  # fmt: skip
        while y < 10:
            y += 1
        return y

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        tf.function(covered)(tf.constant(1))
    finally:
        sys.settrace(before)
    first = covered.__code__.co_firstlineno
    code = {line for _, _, line in covered.__code__.co_lines() if line and line > first}
    missing = {line - first for line in code - seen}
    assert missing <= {5, 6, 7}, missing  # of a statement on several lines the first is enough
    assert first + 5 in seen or first + 6 in seen
    extra = {line - first for line in seen if first < line <= max(code)} - {c - first for c in code}
    assert extra <= {4, 8}, extra  # nothing that is not code, beside `else:` and a bracket


@pytest.mark.parametrize("eagerly", [False, True], ids=["traced", "eagerly"])
def test_a_traceback_shows_the_line_that_failed(eagerly: bool) -> None:
    def fails(x):
        y = x
        for _ in tf.range(3):
            if tf.reduce_sum(x) > 0:
                y = tf.matmul(x, x)
        return y

    tf.config.run_functions_eagerly(eagerly)
    try:
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)) as caught:
            tf.function(fails)(tf.ones([2, 3]))
    finally:
        tf.config.run_functions_eagerly(False)
    shown = [f.line for f in traceback.extract_tb(caught.tb) if f.filename == __file__]
    assert "y = tf.matmul(x, x)" in shown
    assert "for _ in tf.range(3):" in shown or eagerly
    assert textwrap.dedent(shown[-1]) == "y = tf.matmul(x, x)"
