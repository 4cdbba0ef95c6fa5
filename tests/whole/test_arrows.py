"""The arrows point down only; tried on a copy of the house into which a wrong import was put."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the arrows of a copy of the house; its own four roots come first on the path."""
    path = ":".join(str(folder / root) for root in ("core", "edge", "server", "sim"))
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for root in ("core", "edge", "server", "sim"):
        shutil.copytree(ROOT / root, tmp_path / root, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_house_keeps_its_arrows(copy: Path) -> None:
    assert checked(copy).returncode == 0


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("edge/landseal_edge/agent.py", "import landseal_server.ledger"),
        ("server/landseal_server/server.py", "import landseal_edge.agent"),
        ("core/landseal/clock.py", "import landseal_edge.agent"),
        ("server/landseal_server/mind.py", "import landseal_sim.life.life"),
    ],
)
def test_an_import_against_the_arrows_is_found(copy: Path, module: str, line: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    ran = checked(copy)
    assert ran.returncode != 0
    assert "BROKEN" in ran.stdout
