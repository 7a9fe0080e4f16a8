"""The benchmark runner: processes that die or compute something else, tables, kept results."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SNIPPETS = """
import os

def cases(module):
    name = module.__name__

    def fragile():
        if name == "json":
            os._exit(7)
        return [1.0]

    def stubborn():
        return [2.0 if name == "math" else 1.0]

    return {
        "fragile": ("sum(range(1000))", {}, fragile),
        "stubborn": ("sum(range(1000))", {}, stubborn),
        "plain": ("sum(range(n))", {"n": 100000 if name == "math" else 1000}, lambda: [1.0]),
    }
"""


@pytest.fixture
def runner(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    for name in ("runner", "report"):
        sys.modules.pop(name, None)
    import report
    import runner

    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    yield runner
    for name in ("runner", "report"):
        sys.modules.pop(name, None)


@pytest.fixture
def results(runner, tmp_path):
    file = tmp_path / "snippets.py"
    file.write_text(SNIPPETS)
    return runner.interleaved(dict.fromkeys(("pellucid", "json", "math"), file), rounds=3)


def test_a_dying_process_takes_only_its_row_along(runner, results):
    rows = {(s.case, s.peer): s for s in results}
    assert len(rows) == 9
    assert rows["fragile", "json"].problem == "died"
    assert rows["stubborn", "math"].problem == "computes something else"
    assert sum(not sample.problem for sample in results) == 7
    for sample in results:
        assert len(sample.seconds) == (0 if sample.problem else 3)
    assert rows["plain", "json"].memory > 2**20 or sys.platform != "linux"
    assert 0 < min(rows["plain", "math"].cpu) < 1
    assert runner.ratio(results, "fragile", "json") is None
    quotient = runner.ratio(results, "plain", "math")
    assert quotient is not None
    assert quotient < 0.5


def test_the_table_says_what_happened(runner, results):
    budgets = [runner.Budget("plain", "math", 0.9), runner.Budget("plain", "json", 1e-9)]
    text = runner.table(results, budgets)
    lines = {tuple(line.split(" | ")[:2]): line for line in text.splitlines()}
    assert lines["| fragile", "json"].split(" | ")[2] == "died"
    assert lines["| stubborn", "math"].split(" | ")[2] == "computes something else"
    assert lines["| plain", "math"].endswith("| ≤ 0.900 | pass |")
    assert lines["| plain", "json"].endswith("| **fail** |")
    assert len({line.count("|") for line in text.splitlines()}) == 1
    assert [budget.peer for budget in runner.failures(results, budgets)] == ["json"]


def test_what_is_delivered(runner, results, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- x:begin -->\nold\n<!-- x:end -->\nafter\n")
    file = tmp_path / "samples.json"
    options = argparse.Namespace(json=str(file), write=str(page), strict=False)
    assert runner.deliver("x", "the table", results, [], options) == 1  # one peer disagrees
    good = [sample for sample in results if not sample.problem]
    assert runner.deliver("x", "the table", good, [], options) == 0
    options.strict = True
    assert runner.deliver("x", "", good, [runner.Budget("plain", "json", 1e-9)], options) == 1
    runner.deliver("x", "the table", good, [], options)
    text = page.read_text()
    assert text.startswith("before\n<!-- x:begin -->\nthe table\n\n")
    assert text.endswith(".\n<!-- x:end -->\nafter\n")
    assert "json 2" in text  # the peer's version
    assert len(json.loads(file.read_text())["samples"]) == 7
    with pytest.raises(ValueError, match="y:begin"):
        runner.write_between_markers(page, "y", "")


def test_a_run_of_some_cases_keeps_the_others(runner, monkeypatch):
    def samples(peer, **seconds):
        return [runner.Samples(case, peer, [time], version="1") for case, time in seconds.items()]

    write, cases = argparse.Namespace(write="page.md"), ["a", "b"]
    report = sys.modules["report"]
    monkeypatch.setattr(report, "this_machine", lambda: "old, 2 cores")
    first = [*samples("pellucid", b=1.0, a=1.0, gone=1.0), *samples("math", b=2.0, a=2.0)]
    runner.merged("x", first, write, cases)
    monkeypatch.setattr(report, "this_machine", lambda: "new, 4 cores")
    trial = samples("pellucid", a=9.0)
    assert runner.merged("x", trial, argparse.Namespace(write=None), cases) == trial

    now = [*samples("pellucid", a=3.0), *samples("json", a=6.0)]
    found = runner.merged("x", now, write, cases)
    assert [(s.case, s.peer, s.seconds) for s in found] == [
        ("a", "pellucid", [3.0]),
        ("a", "math", [2.0]),
        ("a", "json", [6.0]),
        ("b", "pellucid", [1.0]),
        ("b", "math", [2.0]),
    ]
    # Each ratio is that of its own run.
    assert runner.ratio(found, "a", "math") == 0.5
    assert runner.ratio(found, "a", "json") == 0.5
    assert runner.ratio(found, "b", "math") == 0.5
    lines = runner.machine(found).split(".\n\n")
    assert lines == [
        "new, 4 cores, pellucid 1, json 1; a",
        "old, 2 cores, math 1, pellucid 1; a, b",
    ]


def test_environments_are_made_once(runner, monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    monkeypatch.delenv("PELLUCID_BENCH_TORCH", raising=False)

    def run(command, check):
        made.append(command[1:])
        (tmp_path / ".bench" / "envs" / "torch").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(runner.subprocess, "run", run)
    python = runner.interpreter("torch")
    assert [command[1] for command in made] == ["venv", "pip"]
    assert made[1][-2:] == runner.PINNED["torch"]
    assert runner.interpreter("torch") == python
    assert len(made) == 2
    monkeypatch.setenv("PELLUCID_BENCH_TORCH", "mine")
    assert runner.interpreter("torch") == "mine"


def test_an_unknown_peer_is_refused(runner, capsys):
    parser = runner.arguments(None, ["pellucid", "torch"], rounds=1, further=["tensorflow"])
    assert parser.parse_args(["--peers", "pellucid,tensorflow"]).peers == "pellucid,tensorflow"
    with pytest.raises(SystemExit):
        parser.parse_args(["--peers", "pellucid,jax"])
    assert "expected some of pellucid, torch, tensorflow, received 'jax'" in capsys.readouterr().err
