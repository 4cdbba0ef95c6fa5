import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import landseal
from landseal.cli import GROUP, main
from landseal.errors import LandsealError

COMMAND = Path(sys.executable).parent / "landseal"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_the_version_is_the_packages() -> None:
    ran = run("--version")
    assert (ran.returncode, ran.stdout) == (0, f"landseal {landseal.__version__}\n")


def test_help_lists_every_command_that_is_installed() -> None:
    ran = run("--help")
    assert ran.returncode == 0
    for command in entry_points(group=GROUP).names:
        assert f" {command} " in ran.stdout


def test_an_error_that_a_person_can_mend_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        raise LandsealError("the port\nis taken", where="here", remedy="Choose another.")

    monkeypatch.setattr("landseal.cli._shell", lambda argv: lambda *_args, **_names: broken(argv))
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 1
    assert capsys.readouterr().err == "landseal: here: the port is taken. Choose another.\n"


def test_a_command_loads_its_own_part_and_nothing_else() -> None:
    code = (
        "import sys; from landseal.cli import main\n"
        "try: main(['edge', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in ('landseal_edge', 'landseal_server', 'landseal_sim', 'av', 'numpy')"
        " if m in sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stderr.strip() == "['landseal_edge']"


def test_doctor_skips_what_it_was_not_given_and_ends_well() -> None:
    ran = run("doctor", "--json", "-")
    assert ran.returncode == 0
    assert '"health":"skipped"' in ran.stdout.splitlines()[-1]


def test_doctor_ends_badly_when_a_check_is_critical(tmp_path: Path) -> None:
    config = tmp_path / "edge.toml"
    config.write_text('edge = "pi"\n', encoding="utf-8")
    ran = run("doctor", "--edge-config", str(config), "--json", "-")
    assert ran.returncode == 1
    assert "at least one [sensors.NAME]" in ran.stdout.splitlines()[-1]
    assert "[sensors.NAME]" in ran.stderr, "the table shows what stands in brackets"


def test_a_part_that_is_not_installed_is_named_with_its_remedy() -> None:
    code = (
        "import sys; sys.modules['apprise'] = None\n"
        "from landseal.cli import main; main(['server', 'run', '--config', 'none.toml'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("landseal: apprise is not installed. Install landseal with the extra")
