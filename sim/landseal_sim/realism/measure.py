"""All figures of realism at once, and how they are shown."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from landseal_sim.realism import plain
from landseal_sim.realism.angles import Angles, Turn, angles, turns
from landseal_sim.realism.clips import Clip
from landseal_sim.realism.gait import Pace, paces
from landseal_sim.realism.learner import Score, scores
from landseal_sim.realism.movement import BANDS_HZ, Spectrum, Strength, spectra, strengths
from landseal_sim.realism.recorded import TUNED_ON, recorded_clips
from landseal_sim.realism.simulated import Subject, simulated_clips, sound
from landseal_sim.realism.telling import Telling, tellings

_SOUND_KG: Final = (6.0, 10.0, 14.0, 18.0, 22.0, 26.0, 30.0, 36.0)
"""The recordings are held against sound dogs: nothing was wrong with theirs, as far as is known."""


class Realism(msgspec.Struct, frozen=True, kw_only=True):
    """How real the simulated dog is."""

    seed: int
    tuned_on: str
    """Date of the recordings that amplitudes were set by; left out but in `turns_recorded` and `scores`."""
    paces: list[Pace]
    angles: list[Angles]
    turns_simulated: list[Turn]
    turns_recorded: list[Turn]
    strengths: list[Strength]
    spectra: list[Spectrum]
    tellings: list[Telling]
    scores: list[Score]


def measure(data: Path, seed: int, say: Callable[[str], None]) -> Realism:
    """Measure everything; minutes.

    Args:
        data: the folder of the recordings.
        seed: of the simulated dogs, and of what is drawn here.
        say: told what is done next.

    Raises:
        LandsealError: no recordings there, or no scikit-learn.
    """
    every = recorded_clips(data)
    plain.demand()
    recorded = [clip for clip in every if clip.group != TUNED_ON]
    say("simulating sound dogs")
    subjects = [Subject(f"{kg:g} kg", sound(kg), seed=seed + n) for n, kg in enumerate(_SOUND_KG)]
    simulated = [clip for subject in subjects for clip in simulated_clips(subject)]
    say("steps and angles")
    steps, held = paces(seed), angles(subjects)
    say("telling simulated from recorded")
    told = tellings(simulated, recorded, seed)
    say("learning from simulation alone")
    return Realism(
        seed=seed,
        tuned_on=TUNED_ON,
        paces=steps,
        angles=held,
        turns_simulated=turns(simulated),
        turns_recorded=turns(every),
        strengths=strengths(simulated, recorded),
        spectra=spectra(simulated, recorded),
        tellings=told,
        scores=scores(every, _dates(every), seed),
    )


def _dates(every: Sequence[Clip]) -> dict[str, frozenset[str]]:
    dates = sorted({clip.group for clip in every})
    kept = frozenset(dates) - {TUNED_ON}
    return {f"all but {TUNED_ON}": kept, "all": frozenset(dates)} | {
        date: frozenset({date}) for date in dates
    }


def show(found: Realism, console: Console) -> None:
    """Print all figures as tables."""
    for table in (*_of_body(found), *_of_movement(found), *_of_models(found)):
        console.print(table)


def _of_body(found: Realism) -> list[Table]:
    pace_rows = [
        (
            f"{p.weight_kg:g}",
            p.gait,
            f"{p.true_hz:.2f}",
            f"{p.bearing_hz:.2f}",
            f"{p.measured_hz:.2f}",
            f"{p.regular:.2f}",
            f"{p.octave:.2f}",
            "-".join(f"{hz:g}" for hz in p.band_hz),
        )
        for p in found.paces
    ]
    angle_rows = [
        (a.posture, str(a.seconds), _numbers(a.pitch_deg, 0), _numbers(a.roll_deg, 0), f"{a.inside:.3f}")
        for a in found.angles
    ]
    turn_rows = [
        (kind, turn.fitting, f"{turn.deg:.1f}")
        for kind, some in (("simulated", found.turns_simulated), ("recorded", found.turns_recorded))
        for turn in some
    ]
    return [
        _table("Steps a second", "kg|gait|footfalls|bearing|measured|regular|octave|band", pace_rows),
        _table("Angles of the trunk, 5/50/95 %", "posture|s|pitch|roll|inside", angle_rows),
        _table("Gravity lying against standing", "|fitting|degrees", turn_rows),
    ]


def _of_movement(found: Realism) -> list[Table]:
    strength_rows = [
        (s.of, _numbers(s.simulated_mg, 0), _numbers(s.recorded_mg, 0), f"{s.ks:.2f}")
        for s in found.strengths
    ]
    spectrum_rows = [(s.of, _numbers(s.simulated, 2), _numbers(s.recorded, 2)) for s in found.spectra]
    bands = " ".join(f"{low:g}-{high:g}" for low, high in BANDS_HZ)
    return [
        _table("VeDBA in mg, 5/25/50/75/95 %", "class|simulated|recorded|KS", strength_rows),
        _table(f"Share of the power in {bands} Hz", "class|simulated|recorded", spectrum_rows),
    ]


def _of_models(found: Realism) -> list[Table]:
    telling_rows = [
        (t.of, f"{t.auc:.3f}", _numbers(t.interval, 3), f"{t.simulated}/{t.recorded}", ", ".join(t.by))
        for t in found.tellings
    ]
    score_rows = [
        (
            s.of,
            str(s.seconds),
            f"{s.accuracy:.3f}",
            _numbers(s.accuracy_interval, 3),
            f"{s.macro_f1:.3f}",
            _numbers(s.macro_f1_interval, 3),
            _numbers(s.f1, 2),
        )
        for s in found.scores
    ]
    return [
        _table("Told from real, AUC", "class|AUC|95 %|windows|most by", telling_rows),
        _table("Taught by simulation alone", "dates|s|accuracy|95 %|macro F1|95 %|F1 of each", score_rows),
    ]


def _numbers(values: Sequence[float], digits: int) -> str:
    return " ".join(f"{value:.{digits}f}" for value in values)


def _table(title: str, columns: str, rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(*columns.split("|"), title=title)
    for row in rows:
        table.add_row(*row)
    return table
