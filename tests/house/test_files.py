"""Files: none too long, none forgotten in the layout page."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pellucid"
LIMIT = 600
# Files above the limit, with their length and the reason. The list may only shrink.
EXCEPTIONS: dict[str, tuple[int, str]] = {
    "__init__.py": (1000, "a list of the public names; an editor reads it, people do not"),
}


def lengths() -> dict[str, int]:
    return {
        path.relative_to(SOURCE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCE.rglob("*.py")
    }


def test_files_are_small():
    long = {
        name: length
        for name, length in lengths().items()
        if length > EXCEPTIONS.get(name, (LIMIT, ""))[0]
    }
    assert long == {}


def test_exceptions_are_still_needed():
    current = lengths()
    assert [name for name in EXCEPTIONS if current.get(name, 0) <= LIMIT] == []


def test_no_file_is_named_for_nothing():
    vague = {"utils.py", "util.py", "misc.py", "common.py", "helpers.py", "impl.py"}
    assert [name for name in lengths() if Path(name).name in vague] == []


def test_contributing_fits_on_a_screen():
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_layout_page_names_every_room():
    page = (ROOT / "docs" / "layout.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in SOURCE.glob("*/__init__.py")]
    assert [room for room in rooms if f"`{room}/`" not in page] == []


def test_package_is_typed_and_carries_its_notice():
    assert (SOURCE / "py.typed").exists()
    assert "10.24432/C50P49" in (SOURCE / "keras" / "datasets" / "NOTICE").read_text()
