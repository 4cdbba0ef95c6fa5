from pathlib import Path

import pytest
from support.blocks import T0_NS

from landseal.errors import LandsealError
from landseal_server.store.open import open_store
from landseal_server.store.protocol import Batch
from landseal_server.store.rows import CameraRow


def test_three_slashes_name_a_file_in_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = open_store("sqlite:///fortnight.db")
    opened.store.write(Batch(camera=[CameraRow(camera="cam", t_ns=T0_NS, moved=0.0)]))
    opened.store.close()
    assert (tmp_path / "fortnight.db").is_file()
    assert opened.ledger == Path("fortnight.ledger.db")


def test_four_slashes_name_a_file_anywhere_and_its_ledger_is_beside_it(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path}/deep/fortnight.db")
    opened.store.close()
    assert (tmp_path / "deep" / "fortnight.db").is_file()
    assert opened.ledger == tmp_path / "deep" / "fortnight.ledger.db"


@pytest.mark.parametrize("name", ["a.sqlite", "a"])
def test_a_file_of_another_name_has_its_ledger_beside_it_too(tmp_path: Path, name: str) -> None:
    opened = open_store(f"sqlite:///{tmp_path}/{name}")
    opened.store.close()
    assert opened.ledger == tmp_path / f"{name}.ledger.db"


@pytest.mark.parametrize(
    "url",
    ["", "fortnight.db", "sqlite:/a.db", "sqlite://a.db", "sqlite:///", "sqlite:///a/", "sqlite:///a.db?mode=ro",
     "sqlite:///:memory:"],
)  # fmt: skip
def test_a_malformed_url_is_named_with_what_is_expected_and_the_remedy(url: str) -> None:
    with pytest.raises(LandsealError) as caught:
        open_store(url)
    says = str(caught.value)
    assert f'got "{url}"' in says
    assert "expected sqlite:///" in says
    assert "Write sqlite:///landseal.db" in says


def test_a_scheme_that_is_not_supported_is_named_and_a_password_in_it_is_not() -> None:
    with pytest.raises(
        LandsealError, match=r"expected a URL that begins with sqlite:///, got .influxdb://"
    ) as caught:
        open_store("influxdb://anna:s3cret@127.0.0.1:8086/landseal")
    assert "s3cret" not in str(caught.value)


def test_a_file_that_cannot_be_made_is_said_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LandsealError, match="file"):
        open_store(f"sqlite:///{tmp_path}/file/fortnight.db")
