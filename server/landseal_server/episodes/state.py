"""What one pet's state machine remembers from second to second; plain data that can be kept and continued."""

import msgspec

from landseal.messages import Cue
from landseal.words import Assistance, Confidence, EventKind, Posture, Role
from landseal_server.episodes.cues import CONFIRMED_SUM


class Attempt(msgspec.Struct, kw_only=True):
    """An effort to rise that is not decided yet."""

    onset_ns: int
    active_ns: int
    """Start of the last second that was part of the effort."""
    down_ns: int | None = None
    """When she lay again after it; None while she does not."""
    pelvis_onset_ns: int | None = None
    """Onset of the pelvis' own attempt; None where there was none."""
    rested_deg: float | None = None
    """How her trunk was pitched before it; None where forward is not known."""
    nose_up_deg: float = 0.0
    """How far the front came up, above level and above how she rested; 0 where forward is not known."""
    nose_down_deg: float = 0.0
    """How far the rear came up, likewise."""
    rolled_deg: float = 0.0
    """How far she has rolled, against how she rested."""
    rear_first: bool = False
    """Whether the rear was up before the front."""
    forward_known: bool = True
    together: float | None = None
    """The least coherence of trunk and pelvis while the effort is strongest; None without a second sensor."""
    strongest_mg: float = 0.0
    """VeDBA of the strongest second with a coherence."""
    sitting_s: int = 0
    """Seconds in a row, up to now, with the front held up."""
    sat_s: int = 0
    """The most of them in a row."""


class Rest(msgspec.Struct, kw_only=True):
    """Lying, from its first second; `settled` once it is long enough to be called a rest."""

    since_ns: int
    settled: bool = False
    floor_mg: float | None = None
    """VeDBA of this dog while she lies still, a slow average."""
    pitch_deg: float | None = None
    """Pitch of her trunk while she lies still, a slow average."""
    pelvis_pitch_deg: float | None = None
    """Likewise of her pelvis; None without a sensor there."""
    roll_deg: float = 0.0
    """Roll of her trunk in the last second that she lay still."""


class BoxView(msgspec.Struct, kw_only=True):
    """What one camera shows of her, against how she lay."""

    resting: tuple[float, float, float, float] | None = None
    """Left, top, width and height of the box while she lay, in shares of the picture."""
    foreign_s: int = 0
    """Seconds of rest in a row that the box could not be hers."""
    up_s: int = 0
    """Seconds in a row that the box has looked upright."""


class FemurView(msgspec.Struct, kw_only=True):
    """How one thigh was held at rest, and is held now."""

    folded_s: int = 0
    """Seconds in a row, at quiet rest, that it was not held as a standing dog's is; kept when she moves."""
    straight_s: int = 0
    """Seconds in a row that it is."""


class Side(msgspec.Struct, kw_only=True):
    """The side she lies on."""

    posture: Posture
    roll_deg: float
    last_ns: int
    """Start of the last second on it."""


class Falling(msgspec.Struct, kw_only=True):
    """She was on her feet, and has gone down in a moment."""

    onset_ns: int
    down_s: int = 1
    impact_mg: float = 0.0
    """The most ENMO of two seconds, on average, while she went down."""


class Chain(msgspec.Struct, kw_only=True):
    """Attempts less than a minute apart, in one rest."""

    first_onset_ns: int
    last_end_ns: int
    rest_s: float
    attempts: int = 0


class Stand(msgspec.Struct, kw_only=True):
    """A rise that was seen, confirmed or not, until she lies again."""

    onset_ns: int
    upright_ns: int
    attempts: int
    time_to_rise_s: float
    rest_s: float
    confidence: Confidence
    met_ns: int
    cues: list[Cue] = []
    coherent_s: int = 0
    own: bool = True
    """Whether she got up, or was raised at one end: not when she was lifted as a whole."""
    floor_mg: float | None = None
    """VeDBA of this dog while she lay still before it."""
    sways: bool = False
    """Whether the trunk has moved more, on her feet, than it did while she lay."""
    pelvis_followed: bool = False
    """Whether the pelvis has made an attempt of its own, after the front."""
    pelvis_settled: bool = False
    sling_moved: bool = False
    regular_steps: float = 0.0
    lying_s: int = 0


class Bout(msgspec.Struct, kw_only=True):
    """Steps in a row."""

    onset_ns: int
    last_ns: int
    """When the trunk came to rest after the last one."""
    longest_gap_ns: int = 0
    """After so long a stillness it is over."""
    strongest_mg: float = 0.0
    """How strong the strongest of them were."""
    steps: float = 0.0
    regular_steps: float = 0.0
    """Those in seconds with a rhythm."""
    run: float = 0.0
    """Those since it began, or since she fell."""
    longest_run: float = 0.0
    fore_steps: float = 0.0
    """Footfalls while a hind sensor spoke."""
    hind_steps: float = 0.0
    """Those of them that the hind took with weight on it."""
    firm_ns: int | None = None
    """When the trunk came to rest after the last step with a rhythm."""
    loose_steps: float = 0.0
    """Those since then, without one."""
    met_ns: int | None = None
    """When it had enough steps to be a walk; None until then."""


class Doubtful(msgspec.Struct, frozen=True, kw_only=True):
    """Movement at a second's end that is steps if the next second shows a regular walk."""

    from_ns: int
    until_ns: int


class Episodes(msgspec.Struct, kw_only=True):
    """The state of one pet."""

    rest: Rest | None = None
    attempt: Attempt | None = None
    chain: Chain | None = None
    effort_since_ns: int | None = None
    """Onset of the trunk's effort that is going on, whether or not it becomes an attempt."""
    pelvis_effort_since_ns: int | None = None
    """Likewise of the pelvis'."""
    upright_mg: float = 0.0
    """Sum of the trunk's VeDBA over the seconds upright so far."""
    upright_s: int = 0
    """How many those are."""
    upright_since_ns: int | None = None
    doubtful_s: int = 0
    """Seconds in a row, in the midst of being upright, that might be something else."""
    coherent_s: int = 0
    swayed: float | None = None
    """The least coherence of trunk and pelvis over the seconds upright so far; None with one sensor."""
    off_rest_s: int = 0
    moved: bool = False
    """Whether, since she lay last, anything moved her as an attempt does."""
    lying_s: int = 0
    stand: Stand | None = None
    bout: Bout | None = None
    doubtful: Doubtful | None = None
    usual_step_hz: float = 0.0
    """This dog's own cadence, learnt from her regular steps; 0 before the first."""
    usual_step_mg: float = 0.0
    """Likewise how strongly they heave the trunk."""
    views: dict[str, BoxView] = {}
    femora: dict[Role, FemurView] = {}
    side: Side | None = None
    new_side: Side | None = None
    """Where she may have turned to; not settled yet."""
    new_side_s: int = 0
    level_ns: int | None = None
    """Start of the last second that she was on her feet, with her trunk level."""
    lowered_ns: int | None = None
    """Start of the last second that she lowered one end in."""
    tipping_mg: float = 0.0
    """ENMO of the last second, if the trunk tilted in it as it does in a fall; else 0."""
    falling: Falling | None = None
    carried: bool = False
    """Somebody has picked her up, and she has not lain since."""
    sling_ns: int | None = None
    """Start of the last second in which the tag on her sling moved."""
    confirmed_sum: float = CONFIRMED_SUM
    """What the cues for a confirmed stand must add up to, of this dog."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event as the state machine sees it; the ledger gives it an id and a revision."""

    kind: EventKind
    confidence: Confidence
    onset_ns: int
    met_ns: int
    duration_s: float | None = None
    attempts: int | None = None
    time_to_rise_s: float | None = None
    rest_s: float | None = None
    steps: int | None = None
    steps_uncertain: bool = False
    longest_run: int | None = None
    hind_fore_ratio: float | None = None
    cues: list[Cue] = []
    assistance: Assistance = Assistance.UNKNOWN
