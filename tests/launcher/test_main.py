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
    assert "for compiled programs" in facts["threads"]


def test_doctor_says_what_decides_the_speed(monkeypatch):
    from pellucid.launcher import doctor
    from pellucid.runtime import threads

    monkeypatch.setitem(threads._threads, "intra", 3)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=nowhere")
    facts = {line[:18].strip(): line[19:] for line in doctor.report().splitlines()}
    assert facts["threads"].startswith("3 for compiled programs")
    assert "tf.config.threading" in facts["threads"]
    assert facts["cpu kernels"].startswith("off (PELLUCID_NATIVE=0)")
    assert facts["xla flags"].startswith("--xla_dump_to=nowhere")
    assert facts["numpy's products"]
    assert facts["processor"]
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    monkeypatch.setenv("PELLUCID_COMPILE_CACHE", "off")
    assert "not kept" in doctor.report()


def test_doctor_does_not_import_jax(pellucid):
    code = "import sys, pellucid.launcher.doctor as d; d.report(); print('jax' in sys.modules)"
    assert pellucid("run", "-c", code).stdout == "False\n"


def test_doctor_lists_devices_on_request(pellucid):
    assert "/physical_device:CPU:0 (CPU)" in pellucid("doctor", "--devices").stdout
    assert "physical_device" not in pellucid("doctor").stdout


def test_version(capsys):
    assert command.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pellucid ")
