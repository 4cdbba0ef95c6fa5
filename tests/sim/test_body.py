import numpy as np
import pytest
from support.dogs import acts_of, felt, life_of, story_of

from landseal.words import LYING, THIGHS, Posture, Role
from landseal_server.recognise.features import pitch_deg, roll_deg
from landseal_sim.acts import up
from landseal_sim.acts.script import Act, Dog, Script
from landseal_sim.dog.body import feel, is_quiet
from landseal_sim.dog.build import Build, build
from landseal_sim.dog.noise import band_noise
from landseal_sim.dog.pose import Keyframes, Pose
from landseal_sim.dog.size import Size
from landseal_sim.dog.strides import strides
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.truth.words import Track
from landseal_sim.world.load import load_world

STILL = Pose(breath=0.0)


def body(weight_kg: float = 9) -> Build:
    return build(Size(weight_kg), load_world("home").body, np.random.default_rng(1))


def felt_in(
    pose: Pose, role: Role = Role.TRUNK, seconds: float = 4.0
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    frames = Keyframes(pose).to(seconds)
    rng = np.random.default_rng(2)
    felt = feel(frames, (None, None), body(), roles=[role], since_birth_s=0.0, rng=rng)
    return felt.specific_force_g[role]


@pytest.mark.parametrize(
    ("pose", "role", "expected"),
    [
        (Pose(breath=0, pitch_deg=0), Role.TRUNK, (0, 0, 1)),
        (Pose(breath=0, pitch_deg=0, front=1, hind=1), Role.TRUNK, (0, 0, 1)),
        (Pose(breath=0, pitch_deg=0, roll_deg=-90), Role.TRUNK, (0, -1, 0)),
        (Pose(breath=0, pitch_deg=0, roll_deg=90), Role.TRUNK, (0, 1, 0)),
        (Pose(breath=0, pitch_deg=0, roll_deg=180), Role.TRUNK, (0, 0, -1)),
        (Pose(breath=0, pitch_deg=0, hip_pitch_deg=0, thigh_left_deg=-90), Role.THIGH_LEFT, (-1, 0, 0)),
        (Pose(breath=0, pitch_deg=0, thigh_left_deg=0), Role.THIGH_LEFT, (0, 0, 1)),
    ],
)
def test_gravity_falls_on_the_axis_that_the_domain_says(
    pose: Pose, role: Role, expected: tuple[float, float, float]
) -> None:
    assert felt_in(pose, role).mean(axis=0) == pytest.approx(expected, abs=0.003), "but for what stirs in her"


def test_sitting_raises_the_nose_by_thirty_to_fifty_degrees() -> None:
    sat = felt_in(Pose(breath=0, front=1.0, hind=0.05, pitch_deg=body().sat_deg))
    assert 30 < float(pitch_deg(sat.mean(axis=0))) < 50


def test_standing_and_lying_on_the_chest_feel_alike_to_gravity_on_the_trunk() -> None:
    life = story_of()
    angles: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for act in acts_of(life, 1500):
        for span in act.told.spans:
            if span.value in (Posture.LYING_STERNAL, Posture.STANDING) and span.to_s - span.from_s > 4:
                there = life.felt(act)
                first = int((span.from_s - act.start_s + 1) * there.rate_hz)
                mean = there.specific_force_g[Role.TRUNK][first : first + int(2 * there.rate_hz)].mean(axis=0)
                angles[Posture(span.value) in LYING].append((float(pitch_deg(mean)), float(roll_deg(mean))))
    lying, standing = np.array(angles[True]), np.array(angles[False])
    assert len(lying) > 5
    assert len(standing) > 5
    assert np.all(np.abs(lying.mean(axis=0) - standing.mean(axis=0)) < 12)


@pytest.mark.parametrize("weight_kg", [3, 9, 20, 45])
def test_a_jump_is_one_by_the_definition_weightless_for_a_while_and_then_a_blow(weight_kg: float) -> None:
    script = Script(sound_dog(weight_kg), load_world("home"), Pose(front=1, hind=1), np.random.default_rng(7))
    up.jump(script)
    felt = feel(
        script.frames,
        (None, None),
        script.dog.build,
        roles=[Role.TRUNK],
        since_birth_s=0,
        rng=np.random.default_rng(8),
    )
    norm = np.linalg.norm(felt.specific_force_g[Role.TRUNK], axis=1)
    light = np.flatnonzero(norm < 0.4)
    assert len(light) >= 0.12 * felt.rate_hz
    assert norm[light[-1] : light[-1] + int(0.5 * felt.rate_hz)].max() > 2.5


def sound_dog(weight_kg: float) -> Dog:
    return Dog(
        body(weight_kg), left_hind=0, right_hind=0, fore=0, spinal_walker=False, land_seal=0, uses_cart=False
    )


@pytest.mark.parametrize("dog", ["thigh-small", "spinal-walker", "paraplegic-medium", "sound-large"])
def test_nothing_hits_a_sensor_harder_than_a_shake_but_a_shake(dog: str) -> None:
    life = life_of(dog)
    hard = {"body_shake", "jump", "scratch", "gallop", "trot"}
    for act in acts_of(life, 1.5 * SECONDS_PER_DAY):
        if not hard & {span.value for span in act.told.spans}:
            for role, felt in life.felt(act).specific_force_g.items():
                most_g = 7.0 if role in THIGHS else 4.5  # a leg that kicks swings its sensor
                assert np.linalg.norm(felt, axis=1).max() < most_g, (role, act.told.words, act.told.spans)


def test_however_long_she_lies_she_lies_as_the_truth_says() -> None:
    life = life_of("tetraparetic-toy", world="hard")
    for act in acts_of(life, 3 * SECONDS_PER_DAY):
        if _lies(act):
            assert -15 <= act.frames.last.pitch_deg <= 30
            assert abs(act.frames.last.head_deg) <= 60


def _lies(act: Act) -> bool:
    """Tell whether she lies all through an act."""
    postures = [span.value for span in act.told.spans if span.track is Track.POSTURE]
    return all(Posture(posture) in LYING for posture in postures)


def test_a_body_shake_rolls_at_the_frequency_of_her_weight() -> None:
    dog, frames = body(30), Keyframes(Pose(front=1, hind=1)).to(0.1, shake=1.0).to(3.0)
    felt = feel(frames, (None, None), dog, roles=[Role.TRUNK], since_birth_s=0, rng=np.random.default_rng(1))
    lateral = felt.specific_force_g[Role.TRUNK][:256, 1]
    spectrum = np.abs(np.fft.rfft(lateral - lateral.mean()))
    strongest_hz = float(np.fft.rfftfreq(256, 1 / felt.rate_hz)[spectrum.argmax()])
    assert strongest_hz == pytest.approx(4.3, abs=0.4)


def test_carried_by_a_person_trunk_and_pelvis_move_as_one_and_struggling_they_do_not() -> None:
    def likeness(**drive: float) -> float:
        frames = Keyframes(Pose(**drive)).to(20.0)
        roles = [Role.TRUNK, Role.PELVIS]
        felt = feel(frames, (None, None), body(), roles=roles, since_birth_s=0, rng=np.random.default_rng(3))
        up = [felt.specific_force_g[role][:, 2] for role in roles]
        return float(np.corrcoef(up[0], up[1])[0, 1])

    assert likeness(held_g=0.06) > 0.9
    assert likeness(struggle_g=0.2, hind_struggle_g=0.2) < 0.7


def test_a_lying_dog_who_only_breathes_is_computed_as_quiet_and_ripples_at_her_breath() -> None:
    frames = Keyframes(Pose()).to(60.0)
    assert is_quiet(frames)
    assert not is_quiet(Keyframes(Pose()).to(1.0, front=0.5))
    dog = body()
    felt = feel(frames, (None, None), dog, roles=[Role.TRUNK], since_birth_s=0, rng=np.random.default_rng(1))
    dorsal = felt.specific_force_g[Role.TRUNK][:, 2]
    spectrum = np.abs(np.fft.rfft(dorsal - dorsal.mean()))
    strongest_hz = float(np.fft.rfftfreq(len(dorsal), 1 / felt.rate_hz)[spectrum.argmax()])
    assert strongest_hz == pytest.approx(dog.breath_hz, rel=0.25)


@pytest.mark.parametrize(("lighter", "heavier"), [(3, 9), (9, 20), (20, 45)])
def test_a_lighter_dog_steps_breathes_and_shakes_faster(lighter: float, heavier: float) -> None:
    small, large = Size(lighter), Size(heavier)
    for rate in ("walk_hz", "trot_hz", "gallop_hz", "breath_hz", "pant_hz", "shake_hz"):
        assert getattr(small, rate) > getattr(large, rate)
    assert small.hip_m < large.hip_m


@pytest.mark.parametrize(
    ("weight_kg", "band_hz"), [(3, (2, 7.5)), (7.9, (2, 7.5)), (15, (1.5, 6)), (40, (1.2, 5.5))]
)
def test_two_steps_a_stride_lie_in_the_step_band_of_her_weight(
    weight_kg: float, band_hz: tuple[float, float]
) -> None:
    size = Size(weight_kg)
    assert band_hz[0] < 2 * size.walk_hz < 2 * size.trot_hz < band_hz[1]


def test_keyframes_are_passed_smoothly_and_reached_in_time() -> None:
    frames = Keyframes(STILL).to(2.0, front=1.0).to(1.0)
    front = frames.sample(np.array([0.0, 1.0, 2.0, 2.5, 9.0]))["front"]
    assert front == pytest.approx([0, 0.5, 1, 1, 1])
    fine = frames.sample(np.linspace(0, 2, 2001))["front"]
    assert np.abs(np.diff(fine, n=2)).max() < 1e-5, "no corner that an accelerometer could feel"
    assert frames.at(1.0).front == pytest.approx(0.5)


def test_noise_keeps_to_its_band_and_its_strength() -> None:
    noise = band_noise(np.random.default_rng(1), 8192, 2, 100, (1.0, 7.0))
    power = np.abs(np.fft.rfft(noise[:, 0])) ** 2
    hz = np.fft.rfftfreq(8192, 0.01)
    assert power[(hz > 0.9) & (hz < 7.1)].sum() / power.sum() > 0.98
    assert noise.std(axis=0) == pytest.approx([1, 1], rel=0.15)


def test_a_paralysed_leg_never_bears_weight_and_a_sound_one_always() -> None:
    walk = strides(np.random.default_rng(1), from_s=0, to_s=30, hz=2, variation=0.05, deficits=(1.0, 0.0))
    assert not walk.left_bears.any()
    assert walk.right_bears.all()
    assert len(walk.steps_s()) == len(walk.right_bears)
    assert walk.starts_s[-1] <= 30


def test_a_simulated_life_never_feels_anything_that_is_not_a_number() -> None:
    for dog in ("tetraparetic-toy", "sound-large", "paraplegic-medium"):
        assert np.isfinite(felt(life_of(dog), 9 * 3600)).all()
