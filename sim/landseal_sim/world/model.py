"""What a world file says: the sections, their keys and the bounds of each; docs/worlds.md lists them."""

from typing import Annotated

from pydantic import ConfigDict, Field, field_validator

from landseal.config import Section
from landseal.words import Role
from landseal_sim.world.draw import Dist, Within


class Keys(Section):
    """A section whose keys are listed in docs/worlds.md, each with what stands beneath it here."""

    model_config = ConfigDict(use_attribute_docstrings=True, allow_inf_nan=False)


Share = Annotated[float, Field(ge=0, le=1)]
PerDay = Annotated[float, Field(ge=0, le=200)]


class BodySection(Keys):
    """`[body]`: how strongly her body moves; drawn once for each dog."""

    walk_heave_g: Annotated[Dist, Within(0.03, 1.0)]
    """Vertical acceleration of the trunk at a walk, amplitude."""
    jolt_share: Annotated[Dist, Within(0.0, 1.5)]
    """What of a gait is no rhythm (hard paws, a harness that sways), rms per axis, as a share of it."""
    trot_heave_g: Annotated[Dist, Within(0.1, 2.5)]
    """Likewise at a trot."""
    gallop_heave_g: Annotated[Dist, Within(0.2, 4.0)]
    """Likewise at a gallop."""
    stride_cv: Annotated[Dist, Within(0.005, 0.4)]
    """Coefficient of variation of a sound dog's stride time."""
    sway_g: Annotated[Dist, Within(0.001, 0.1)]
    """Root mean square of the sway of a body that stands."""
    tremor_g: Annotated[Dist, Within(0.0, 0.1)]
    """Trembling muscles of a body that stands, root mean square."""
    murmur_g: Annotated[Dist, Within(0.0, 0.1)]
    """What is left of movement in a dog who lies awake, rms per axis; asleep it is a third of it."""
    struggle_g: Annotated[Dist, Within(0.03, 0.8)]
    """Root mean square of the effort of getting up."""
    breath_g: Annotated[Dist, Within(0.0005, 0.03)]
    """Ripple of quiet breathing under the trunk's sensor, amplitude."""
    breath_speed: Annotated[Dist, Within(0.3, 3.0)]
    """Times the rate that her weight would give her."""
    shake_deg: Annotated[Dist, Within(5, 60)]
    """Roll of the skin under the harness in a body shake, amplitude."""
    lying_pitch_deg: Annotated[Dist, Within(-15, 30)]
    """Of her trunk when she lies on her chest; nose up is positive."""
    lying_roll_deg: Annotated[Dist, Within(-40, 40)]
    """How she lies on her chest; drawn anew each time she settles."""
    sitting_pitch_deg: Annotated[Dist, Within(10, 65)]
    """Of her trunk when she sits."""


class RiseSection(Keys):
    """`[rise]`: getting up."""

    sound_s: Annotated[Dist, Within(0.4, 8)]
    """From the first effort to four feet, with nothing wrong with her."""
    slowing: Annotated[float, Field(ge=0, le=10)]
    """So many times longer, on top, at a deficit of 1."""
    failing: Share
    """Share of attempts that fail at a deficit of 0.5."""
    stalling: Share
    """Share of the failed attempts that stall in the dog-sit."""
    pause_s: Annotated[Dist, Within(1, 120)]
    """Between two attempts of one struggle."""
    giving_up: Share
    """Share of failed attempts after which she leaves it at that."""


class DaySection(Keys):
    """`[day]`: what she does with her time."""

    rest_day_min: Annotated[Dist, Within(0.2, 600)]
    """How long she rests by day, before she tries to get up."""
    rest_night_min: Annotated[Dist, Within(0.2, 900)]
    """Likewise between half past ten at night and half past six."""
    stand_s: Annotated[Dist, Within(2, 600)]
    """How long she stands when she has got up."""
    walk_s: Annotated[Dist, Within(0.5, 900)]
    """How long one walk takes her."""
    walks_an_outing: Annotated[Dist, Within(0, 60)]
    """Walks between getting up and lying down."""
    sits: Share
    """Share of her outings in which she sits for a while."""
    leaves_view: Share
    """Share of her walks that lead out of the camera's view."""
    runs: Share
    """Share of a sound dog's walks that become a trot or a gallop."""
    awake: Share
    """Share of her rest by day that she lies awake."""
    lies_on_side: Share
    """Share of her rests."""
    sploots: Share
    """Share of a sound dog's rests with the hind legs stretched back."""
    fidgets_an_hour: PerDay
    """While she rests by day; at night a quarter of it."""
    turns_an_hour: Annotated[float, Field(ge=0, le=10)]
    """Changes of side while she rests."""
    dreams_an_hour: PerDay
    """While she sleeps at night; by day less."""
    reflex_kicks_an_hour: PerDay
    """At a deficit of 1."""
    pants_an_hour: PerDay
    """While she rests on her chest by day."""
    shakes_an_outing: Share
    """Share of her walks before which she shakes herself, doubled."""
    scratches_an_outing: Share
    """Share of her sits in which she scratches, halved."""
    sniffs_an_outing: Share
    """Share of her walks before which she sniffs, doubled."""
    jumps: Share
    """Share of a sound dog's outings with a jump."""
    falls: Share
    """Share of the outings, at a deficit of 0.5, that end in a fall."""


class CareSection(Keys):
    """`[care]`: what people do with her; rates hold for a dog who needs it wholly (a deficit of 1)."""

    sling_walks_a_day: PerDay
    """Lifted rear first and walked in a sling."""
    cart_walks_a_day: PerDay
    """For a dog who has a cart."""
    carried_a_day: PerDay
    """Picked up, carried and laid down."""
    turned_every_h: Annotated[float, Field(ge=0.5, le=48)]
    """For a dog who cannot turn herself."""
    therapy_a_week: PerDay
    """Sessions in the sling, with a therapist."""
    car_rides_a_week: PerDay
    """Of any dog."""
    harness_off_a_day: PerDay
    """Of any dog."""
    harness_off_min: Annotated[Dist, Within(1, 900)]
    """How long it lies on a table."""
    visits_a_day: PerDay
    """People who pass through the room."""
    second_pet_a_day: PerDay
    """Times that another animal crosses the room."""


class SensorSection(Keys):
    """`[sensors.ROLE]`: one accelerometer and how it is worn; drawn once for each fitting."""

    rate_hz: Annotated[float, Field(ge=1, le=400)]
    """As it is asked to run."""
    rate_error_pct: Annotated[Dist, Within(-10, 10)]
    """By which it runs faster."""
    drift_ppm: Annotated[Dist, Within(-500, 500)]
    """Of its clock, against the host's."""
    offset_mg: Annotated[Dist, Within(-300, 300)]
    """Of each axis."""
    gain_error_pct: Annotated[Dist, Within(-15, 15)]
    """Of each axis."""
    noise_mg: Annotated[float, Field(ge=0, le=50)]
    """Root mean square per axis."""
    range_g: Annotated[float, Field(ge=1, le=64)]
    """It clips at plus and minus this."""
    lsb_mg: Annotated[float, Field(gt=0, le=50)]
    """Its resolution."""
    mount_error_deg: Annotated[Dist, Within(-90, 90)]
    """About each axis, on top of how the pocket holds it, at each fitting."""
    rattle_g: Annotated[float, Field(ge=0, le=1)]
    """What a loose pocket adds, for each g of movement."""
    slips_a_day: PerDay
    """While it is worn."""
    slip_deg: Annotated[Dist, Within(-90, 90)]
    """About the long axis at each slip; a third of it about the others."""


class RadioSection(Keys):
    """`[radio]`: from the sensor to the Pi."""

    packet_samples: Annotated[int, Field(ge=1, le=100)]
    """Samples that travel together, and are lost together."""
    jitter_ms: Annotated[float, Field(ge=0, le=200)]
    """Of a packet's arrival; a fifth of it is left in the stamps."""
    lost: Share
    """Share of the packets lost one by one."""
    fades_an_hour: PerDay
    """Of each sensor."""
    fade_s: Annotated[Dist, Within(0.1, 600)]
    """In a fade nothing comes through."""
    late_an_hour: PerDay
    """Of each sensor."""
    late_s: Annotated[Dist, Within(0.1, 30)]
    """A stall after which all that was held up comes at once."""
    battery_days: Annotated[Dist, Within(0.5, 400)]
    """From full to empty."""
    recharged_after_h: Annotated[Dist, Within(0.1, 72)]
    """How long an empty sensor is left so."""
    reboots_a_week: PerDay
    """Of the Pi, which has no clock of its own."""
    reboot_s: Annotated[Dist, Within(10, 3600)]
    """How long it hears nothing."""
    unset_clock_s: Annotated[Dist, Within(0, 7200)]
    """After a reboot, until a time server has answered."""


class RoomSection(Keys):
    """`[room]`: what the camera has to live with."""

    noise: Annotated[float, Field(ge=0, le=5)]
    """Times that of a cheap camera."""
    clouds_an_hour: PerDay
    """By day."""
    sunrise_h: Annotated[float, Field(ge=0, le=12)]
    """Local hour at which it begins to be light."""
    sunset_h: Annotated[float, Field(ge=12, le=24)]
    """Local hour by which it is dark."""
    lamp_off_h: Annotated[float, Field(ge=0, le=30)]
    """Hour at which the lamp is put out and the camera sees by infrared; 25 is one at night."""


class World(Keys):
    """A whole world."""

    name: str
    body: BodySection
    rise: RiseSection
    day: DaySection
    care: CareSection
    sensors: dict[Role, SensorSection]
    """Roles of the sensors that she wears, and of the tags on her things."""
    radio: RadioSection
    room: RoomSection


class RecoverySection(Keys):
    """`[recovery]`: how her deficit changes with the days."""

    from_day: Annotated[float, Field(ge=0, le=1000)] = 0
    """Until this day nothing changes."""
    days: Annotated[float, Field(gt=0, le=1000)] = 30
    """So long the change takes."""
    to: Share = 1.0
    """The deficit at its end, as a share of what it was."""
    relapse_on_day: Annotated[float, Field(ge=0, le=1000)] | None = None
    """Left out: there is none."""
    relapse_days: Annotated[float, Field(gt=0, le=100)] = 3
    """So long it takes to fade."""
    relapse: Share = 0.5
    """What comes back of the original deficit, at worst."""


class DogSection(Keys):
    """A dog."""

    name: str = Field(min_length=1, max_length=40)
    """What her people call her."""
    weight_kg: Annotated[float, Field(ge=3, le=45)]
    """Decides lengths, strides and breath."""
    left_hind: Share = 0.0
    """Deficit of the leg: 0 sound, 1 without any use."""
    right_hind: Share = 0.0
    """Likewise."""
    fore: Share = 0.0
    """Of the fore body: above 0.9 she cannot lift her chest."""
    spinal_walker: bool = False
    """Whether a dog without feeling in her hind legs makes them step by reflex."""
    land_seal: Share = 0.8
    """Share of her rests on the chest with the hind legs stretched out, at a deficit of 0.5 and more."""
    sensors: list[Role] = Field(default=[Role.TRUNK, Role.PELVIS], min_length=1)
    """Roles of the sensors that she wears, and of the tags on her things."""
    crated: bool = False
    """Whether she lives in a crate for now: she stands up and turns in it, and goes nowhere."""
    uses_cart: bool = False
    """Whether she has one."""
    recovery: RecoverySection = RecoverySection()
    """How it goes on; left out: it stays as it is."""

    @field_validator("sensors")
    @classmethod
    def _wears_what_a_home_can_read(cls, sensors: list[Role]) -> list[Role]:
        if len(set(sensors)) != len(sensors):
            msg = "each role can be given once"
            raise ValueError(msg)
        if not {Role.TRUNK, Role.COLLAR} & set(sensors):
            msg = 'expected "trunk" or "collar" among them'
            raise ValueError(msg)
        return sensors
