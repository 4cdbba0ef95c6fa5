from pathlib import Path

import numpy as np
import pytest

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_sim.world.draw import LogNormal, Normal, Uniform
from landseal_sim.world.keys import page
from landseal_sim.world.load import WORLDS, dogs, load_dog, load_world


@pytest.mark.parametrize("name", WORLDS)
def test_every_shipped_world_can_be_read(name: str) -> None:
    assert load_world(name).name == name


@pytest.mark.parametrize("name", dogs())
def test_every_shipped_dog_can_be_read(name: str) -> None:
    assert 3 <= load_dog(name).weight_kg <= 45


def test_a_file_changes_what_it_names_and_takes_the_rest_from_its_base(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\nbase = "home"\n[sensors.trunk]\nnoise_mg = 7\n', encoding="utf-8")
    mine, home = load_world(str(path)), load_world("home")
    assert (mine.name, mine.sensors[Role.TRUNK].noise_mg) == ("mine", 7)
    assert mine.body == home.body


def test_a_distribution_replaces_the_whole_of_the_one_below_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nbase = "home"\n[body]\nsway_g = { mean = 0.01, sd = 0.001 }\n', encoding="utf-8"
    )
    assert load_world(str(path)).body.sway_g == Normal(mean=0.01, sd=0.001)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[day]\nrest = 3\n", "mine.toml: day.rest: no such key"),
        ("[day]\nsits = 1.5\n", "mine.toml: day.sits: expected less than or equal to 1, got 1.5"),
        ("[body]\nsway_g = 5\n", "mine.toml: body.sway_g"),
        (
            "[body]\nsway_g = { low = 0.001, high = 3 }\n",
            "expected values from 0.001 to 0.1, got a distribution",
        ),
        ("[body\n", "is not TOML"),
    ],
)
def test_what_is_wrong_in_a_world_is_named(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'name = "mine"\nbase = "home"\n{line}', encoding="utf-8")
    with pytest.raises(LandsealError) as caught:
        load_world(str(path))
    assert words in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(LandsealError, match="no such world") as caught:
        load_world("away")
    assert "easy, hard, home" in str(caught.value)


def test_two_files_that_build_on_each_other_are_no_endless_loop(tmp_path: Path) -> None:
    path = tmp_path / "ring.toml"
    path.write_text(f'base = "{path}"\n', encoding="utf-8")
    with pytest.raises(LandsealError, match="base: expected the name of one of"):
        load_world(str(path))


@pytest.mark.parametrize(
    "distribution", [Uniform(low=1, high=3), Normal(mean=2, sd=1), LogNormal(median=10, spread=1.5)]
)
def test_nothing_is_drawn_beyond_the_ends_that_were_checked(
    distribution: Uniform | Normal | LogNormal,
) -> None:
    rng = np.random.default_rng(1)
    drawn = [distribution.draw(rng) for _ in range(5000)]
    least, greatest = distribution.ends()
    assert least <= min(drawn) < max(drawn) <= greatest


def test_the_page_of_all_keys_is_up_to_date() -> None:
    path = Path(__file__).parents[2] / "docs" / "worlds.md"
    assert path.read_text(encoding="utf-8") == page(), (
        "run: python -m landseal_sim.world.keys > docs/worlds.md"
    )


def test_every_key_says_what_it_is() -> None:
    assert "| None |" not in page()
