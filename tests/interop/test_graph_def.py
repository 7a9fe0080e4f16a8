"""Graphs go to real TensorFlow and come from it, with equal results: `make interop`.

Runs where the environment variable PELLUCID_INTEROP_TENSORFLOW names a Python with TensorFlow.
"""

import os
import subprocess
from pathlib import Path

import pytest
from graph_cases import cases
from import_graphs import check_graph
from write_graphs import write

import pellucid as tf

PYTHON = os.environ.get("PELLUCID_INTEROP_TENSORFLOW")
HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(not PYTHON, reason="PELLUCID_INTEROP_TENSORFLOW is not set")

NAMES = list(cases(tf))

# The derivative of a loop with a known number of iterations is an op of ours.
OWN_DERIVATIVES = {"derivative_of_array", "derivative_of_map"}
OURS = [n for n in NAMES if n not in OWN_DERIVATIVES]


def _tensorflow(script, *arguments):
    assert PYTHON is not None
    done = subprocess.run(
        [PYTHON, HERE / script, *arguments], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def ran_there(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ours")
    write(tf, folder, OURS, handles=_handles)
    lines = _tensorflow("run_graphs.py", folder).splitlines()
    return dict(line.split(" ", 1) for line in lines)


@pytest.fixture(scope="module")
def written_there(tmp_path_factory):
    folder = tmp_path_factory.mktemp("theirs")
    _tensorflow("write_graphs.py", folder)
    return folder


def _handles(concrete):
    return [t.name for t in concrete.graph.internal_captures if t.dtype.name == "resource"]


@pytest.mark.parametrize("name", OURS)
def test_our_graph_runs_in_tensorflow(name, ran_there):
    assert ran_there[name] == "equal"


@pytest.mark.parametrize("name", NAMES)
def test_graph_of_tensorflow_runs_here(name, written_there):
    check_graph(written_there / f"{name}.pb")
