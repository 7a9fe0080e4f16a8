"""The command line."""

from __future__ import annotations

import pytest

from pellucid.launcher import main as command


@pytest.mark.parametrize("words", [[], ["--help"], ["run", "--help"], ["doctor", "-h"]])
def test_help(words, capsys):
    assert command.main(words) == 0
    assert capsys.readouterr().out.startswith("usage: pellucid")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fly"], "unknown command 'fly'"),
        (["train.py"], "Fix: pellucid run train.py"),
        (["run"], "which program?"),
        (["run", "-x", "a.py"], "unknown option '-x'"),
        (["run", "-m"], "argument expected for -m"),
        (["doctor", "--all"], "unknown option '--all'"),
    ],
)
def test_mistakes(words, said, capsys):
    assert command.main(words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_doctor(pellucid):
    done = pellucid("doctor")
    assert done.returncode == 0, done.stderr
    facts = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert facts["numpy"][0].isdigit()
    assert facts["datasets"].endswith("datasets")


def test_doctor_does_not_import_jax(pellucid):
    code = "import sys, pellucid.launcher.doctor as d; d.report(); print('jax' in sys.modules)"
    assert pellucid("run", "-c", code).stdout == "False\n"


def test_doctor_lists_devices_on_request(pellucid):
    assert "/physical_device:CPU:0 (CPU)" in pellucid("doctor", "--devices").stdout
    assert "physical_device" not in pellucid("doctor").stdout


def test_version(capsys):
    assert command.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pellucid ")
