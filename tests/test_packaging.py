"""The wheel holds all that is needed to run, and nothing else of the folders that it ships."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from legation import queries

ROOT = Path(__file__).parent.parent
SHIPPED = ("ontology", "queries", "data/gazetteer", "data/lexicon")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built with what is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    ran = subprocess.run(build, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (built,) = folder.glob("*.whl")
    return built


def tracked(folder: str) -> set[str]:
    """The files of a folder that are in the repository or about to be."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", folder]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in found.split("\0") if name and (ROOT / name).is_file()}


@pytest.mark.parametrize("folder", SHIPPED)
def test_the_wheel_has_exactly_the_files_of_a_shipped_folder(wheel: Path, folder: str) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    held = {name.removeprefix("legation/_data/") for name in names if name.startswith(f"legation/_data/{folder}/")}
    assert held == {name for name in tracked(folder) if not name.startswith("data/gazetteer/build/")}
    assert held


def test_the_wheel_has_the_code_with_its_templates_and_styles(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("legation/_data/")}
    code = {name.removeprefix("src/") for name in tracked("src/legation")}
    assert code <= held
    assert {Path(name).parts[:3] for name in code} >= {("legation", "web", "templates"), ("legation", "web", "static")}


def test_the_wheel_has_the_licence_and_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (licence,) = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
    (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "legation = legation.cli:main" in archive.read(entry).decode()
    assert "[legation.extractors]" in archive.read(entry).decode()


def test_the_wheel_finds_its_data_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, 'site'); sys.argv = ['legation', 'query', '--list']; "
        "import legation.cli; assert 'site' in legation.cli.__file__; legation.cli.main()"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(name in ran.stdout for name in queries.names())
