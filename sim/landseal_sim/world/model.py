"""What a world file says: the sections, their keys and the bounds of each; docs/simulation.md lists them."""

from typing import Annotated

from pydantic import Field

from landseal.config import Section
from landseal.words import Role
from landseal_sim.world.draw import Dist, within

Share = Annotated[float, Field(ge=0, le=1)]
PerDay = Annotated[float, Field(ge=0, le=200)]


class BodySection(Section):
    """`[body]`: how strongly her body moves; drawn once for each dog."""

    walk_heave_g: Annotated[Dist, within(0.03, 1.0)]
    """Vertical acceleration of the trunk at a walk, amplitude."""
    jolt_share: Annotated[Dist, within(0.0, 1.5)]
    """What of a gait is no rhythm (hard paws, a harness that sways), rms per axis, as a share of it."""
    trot_heave_g: Annotated[Dist, within(0.1, 2.5)]
    gallop_heave_g: Annotated[Dist, within(0.2, 4.0)]
    stride_cv: Annotated[Dist, within(0.005, 0.4)]
    """Coefficient of variation of a sound dog's stride time."""
    sway_g: Annotated[Dist, within(0.001, 0.1)]
    """Root mean square of the sway of a body that stands."""
    tremor_g: Annotated[Dist, within(0.0, 0.1)]
    murmur_g: Annotated[Dist, within(0.0, 0.1)]
    """What is left of movement in a dog who lies awake, rms per axis; asleep it is a third of it."""
    struggle_g: Annotated[Dist, within(0.03, 0.8)]
    """Root mean square of the effort of getting up."""
    breath_g: Annotated[Dist, within(0.0005, 0.03)]
    """Ripple of quiet breathing under the trunk's sensor, amplitude."""
    breath_speed: Annotated[Dist, within(0.3, 3.0)]
    """Times the rate that her weight would give her."""
    shake_deg: Annotated[Dist, within(5, 60)]
    """Roll of the skin under the harness in a body shake, amplitude."""
    lying_pitch_deg: Annotated[Dist, within(-15, 30)]
    lying_roll_deg: Annotated[Dist, within(-40, 40)]
    """How she lies on her chest; drawn anew each time she settles."""
    sitting_pitch_deg: Annotated[Dist, within(10, 65)]


class RiseSection(Section):
    """`[rise]`: getting up."""

    sound_s: Annotated[Dist, within(0.4, 8)]
    """From the first effort to four feet, with nothing wrong with her."""
    slowing: Annotated[float, Field(ge=0, le=10)]
    """So many times longer, on top, at a deficit of 1."""
    failing: Share
    """Share of attempts that fail at a deficit of 0.5."""
    stalling: Share
    """Share of the failed attempts that stall in the dog-sit."""
    pause_s: Annotated[Dist, within(1, 120)]
    """Between two attempts of one struggle."""
    giving_up: Share
    """Share of failed attempts after which she leaves it at that."""


class DaySection(Section):
    """`[day]`: what she does with her time."""

    rest_day_min: Annotated[Dist, within(0.2, 600)]
    rest_night_min: Annotated[Dist, within(0.2, 900)]
    stand_s: Annotated[Dist, within(2, 600)]
    walk_s: Annotated[Dist, within(0.5, 900)]
    walks_an_outing: Annotated[Dist, within(0, 60)]
    sits: Share
    """Share of her outings in which she sits for a while."""
    leaves_view: Share
    runs: Share
    """Share of a sound dog's walks that become a trot or a gallop."""
    lies_on_side: Share
    sploots: Share
    """Share of a sound dog's rests with the hind legs stretched back."""
    fidgets_an_hour: PerDay
    turns_an_hour: Annotated[float, Field(ge=0, le=10)]
    """Changes of side while she rests."""
    dreams_an_hour: PerDay
    reflex_kicks_an_hour: PerDay
    """At a deficit of 1."""
    pants_an_hour: PerDay
    shakes_an_outing: Share
    scratches_an_outing: Share
    sniffs_an_outing: Share
    jumps: Share
    """Share of a sound dog's outings with a jump."""
    falls: Share
    """Share of the outings, at a deficit of 0.5, that end in a fall."""


class CareSection(Section):
    """`[care]`: what people do with her; rates hold for a dog who needs it wholly (a deficit of 1)."""

    sling_walks_a_day: PerDay
    cart_walks_a_day: PerDay
    carried_a_day: PerDay
    turned_every_h: Annotated[float, Field(ge=0.5, le=48)]
    therapy_a_week: PerDay
    car_rides_a_week: PerDay
    harness_off_a_day: PerDay
    harness_off_min: Annotated[Dist, within(1, 900)]
    visits_a_day: PerDay
    """People who pass through the room."""
    second_pet_a_day: PerDay


class SensorSection(Section):
    """`[sensors.ROLE]`: one accelerometer and how it is worn; drawn once for each fitting."""

    rate_hz: Annotated[float, Field(ge=1, le=400)]
    rate_error_pct: Annotated[Dist, within(-10, 10)]
    drift_ppm: Annotated[Dist, within(-500, 500)]
    """Of its clock, against the host's."""
    offset_mg: Annotated[Dist, within(-300, 300)]
    gain_error_pct: Annotated[Dist, within(-15, 15)]
    noise_mg: Annotated[float, Field(ge=0, le=50)]
    """Root mean square per axis."""
    range_g: Annotated[float, Field(ge=1, le=64)]
    lsb_mg: Annotated[float, Field(gt=0, le=50)]
    mount_error_deg: Annotated[Dist, within(-90, 90)]
    """About each axis, on top of how the pocket holds it, at each fitting."""
    rattle_g: Annotated[float, Field(ge=0, le=1)]
    """What a loose pocket adds, for each g of movement."""
    slips_a_day: PerDay
    slip_deg: Annotated[Dist, within(-90, 90)]


class RadioSection(Section):
    """`[radio]`: from the sensor to the Pi."""

    packet_samples: Annotated[int, Field(ge=1, le=100)]
    jitter_ms: Annotated[float, Field(ge=0, le=200)]
    lost: Share
    """Share of the packets lost one by one."""
    fades_an_hour: PerDay
    fade_s: Annotated[Dist, within(0.1, 600)]
    """In a fade nothing comes through."""
    late_an_hour: PerDay
    late_s: Annotated[Dist, within(0.1, 30)]
    """A stall after which all that was held up comes at once."""
    battery_days: Annotated[Dist, within(0.5, 400)]
    recharged_after_h: Annotated[Dist, within(0.1, 72)]
    reboots_a_week: PerDay
    """Of the Pi, which has no clock of its own."""
    reboot_s: Annotated[Dist, within(10, 3600)]
    unset_clock_s: Annotated[Dist, within(0, 7200)]
    """After a reboot, until a time server has answered."""


class RoomSection(Section):
    """`[room]`: what the camera has to live with."""

    noise_levels: Annotated[float, Field(ge=0, le=12)]
    clouds_an_hour: PerDay
    sunrise_h: Annotated[float, Field(ge=0, le=12)]
    sunset_h: Annotated[float, Field(ge=12, le=24)]
    lamp_off_h: Annotated[float, Field(ge=0, le=30)]
    """Hour at which the lamp is put out and the camera sees by infrared; 25 is one at night."""


class World(Section):
    """A whole world."""

    name: str
    body: BodySection
    rise: RiseSection
    day: DaySection
    care: CareSection
    sensors: dict[Role, SensorSection]
    radio: RadioSection
    room: RoomSection


class RecoverySection(Section):
    """`[recovery]`: how her deficit changes with the days."""

    from_day: Annotated[float, Field(ge=0, le=1000)] = 0
    """Until this day nothing changes."""
    days: Annotated[float, Field(gt=0, le=1000)] = 30
    """So long the change takes."""
    to: Share = 1.0
    """The deficit at its end, as a share of what it was."""
    relapse_on_day: Annotated[float, Field(ge=0, le=1000)] | None = None
    relapse_days: Annotated[float, Field(gt=0, le=100)] = 3
    relapse: Share = 0.5
    """What comes back of the original deficit, at worst."""


class DogSection(Section):
    """A dog."""

    name: str = Field(min_length=1, max_length=40)
    weight_kg: Annotated[float, Field(ge=3, le=45)]
    left_hind: Share = 0.0
    """Deficit of the leg: 0 sound, 1 without any use."""
    right_hind: Share = 0.0
    fore: Share = 0.0
    """Of the fore body: above 0.9 she cannot lift her chest."""
    spinal_walker: bool = False
    """Whether a dog without feeling in her hind legs makes them step by reflex."""
    land_seal: Share = 0.8
    """Share of her rests on the chest with the hind legs stretched out, at a deficit of 0.5 and more."""
    sensors: list[Role] = [Role.TRUNK, Role.PELVIS]
    uses_cart: bool = False
    recovery: RecoverySection = RecoverySection()
