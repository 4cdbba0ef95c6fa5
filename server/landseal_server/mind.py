"""The mind: epochs in, rows and drafts out. It remembers each pet, and touches neither disk nor network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from landseal.blocks import AccelBlock
from landseal.clock import utc
from landseal.messages import PetState
from landseal.units import NS_PER_S
from landseal.words import Confidence, EventKind, Posture, Role, Wear
from landseal_server.episodes import machine
from landseal_server.episodes.bout import steps_in
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes
from landseal_server.episodes.thigh import land_seal
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory, Today
from landseal_server.recognise.tick import Profile, Run, read
from landseal_server.store.rows import CameraRow, MinuteRow, MinuteTally, SecondRow, whole_minute

STILL_MG = 15.0
"""[E] VeDBA below this is stillness."""

WORN_FOR_S = 600
"""[E] A harness that moved within this time is worn; a longer stillness says nothing either way."""


@dataclass
class Thoughts:
    """What came of a round of epochs."""

    seconds: list[SecondRow] = field(default_factory=list)
    minutes: list[MinuteRow] = field(default_factory=list)
    camera: list[CameraRow] = field(default_factory=list)
    drafts: list[tuple[str, Draft]] = field(default_factory=list)
    """Each with its pet, in order."""


class Mind:
    """Reads epochs, pet by pet in order of time."""

    def __init__(
        self, profiles: Mapping[str, Profile], memories: Mapping[str, PetMemory], zone: ZoneInfo
    ) -> None:
        self.memories = {pet: memories.get(pet) or PetMemory() for pet in profiles}
        self._profiles = profiles
        self._zone = zone

    def think(self, rounds: Sequence[Sequence[Epoch]]) -> Iterator[Thoughts]:
        """Read rounds of epochs, in each at most one of each pet; yield what came of each round.

        What is remembered is never ahead of the round that was given last: it can be kept in between.
        """
        runs: dict[str, list[Epoch]] = {}
        for epochs in rounds:
            for epoch in epochs:
                runs.setdefault(epoch.pet, []).append(epoch)
        readings = dict(
            zip(
                runs,
                read([Run(run, self.memories[pet], self._profiles[pet]) for pet, run in runs.items()]),
                strict=True,
            )
        )
        for epochs in rounds:
            thoughts = Thoughts()
            for epoch in epochs:
                self._remember(epoch, next(readings[epoch.pet]), thoughts)
            yield thoughts

    def confirm(self, pet: str, kind: EventKind, onset_ns: int) -> None:
        """Count an event that has become confirmed, once."""
        memory = self.memories[pet]
        memory.today.rises += kind is EventKind.STOOD_UP
        memory.today.failed_rises += kind is EventKind.RISE_FAILED
        if kind is EventKind.STOOD_UP:
            memory.last_stood_up_ns = onset_ns
        if memory.minute is not None:
            memory.minute.count_event(kind)

    def devices_on(self, pet: str) -> int:
        """Return how many devices can see a pet at the moment: those that spoke within the last seconds."""
        memory = self.memories[pet]
        since_ns = memory.read_until_ns - machine.FORGET_AFTER_S * NS_PER_S
        return sum(t_ns >= since_ns for t_ns in memory.devices_ns.values())

    def state(self, pet: str) -> PetState | None:
        """Say what a pet does now, as of the last second that her harness told of; None before the first."""
        memory = self.memories[pet]
        if memory.known_ns is None:
            return None
        silent = memory.read_until_ns - memory.known_ns > machine.FORGET_AFTER_S * NS_PER_S
        return PetState(
            pet=pet,
            t=utc(memory.known_ns + NS_PER_S),
            posture=Posture.UNKNOWN if silent else memory.posture,
            since=utc(memory.known_ns + NS_PER_S if silent else memory.since_ns),
            confidence=0.0 if silent else min(1.0, max(memory.belief)),
            wear=Wear.NO_DATA if silent else _wear(memory, memory.known_ns),
            last_stood_up=None if memory.last_stood_up_ns is None else utc(memory.last_stood_up_ns),
            rises_today=memory.today.rises,
            failed_rises_today=memory.today.failed_rises,
            steps_today=int(memory.today.steps),
            battery_pct=min(memory.batteries_pct.values(), default=None),
        )

    def _remember(self, epoch: Epoch, reading: Reading | None, thoughts: Thoughts) -> None:
        memory = self.memories[epoch.pet]
        thoughts.camera += _camera_rows(epoch)
        if reading is not None:
            self._take_in(epoch, memory, reading, thoughts)
            memory.known_ns = epoch.t_ns
        for arrival in epoch.arrivals:
            memory.devices_ns[str(arrival.source)] = epoch.t_ns
        memory.read_until_ns = epoch.t_ns

    def _take_in(self, epoch: Epoch, memory: PetMemory, reading: Reading, thoughts: Thoughts) -> None:
        before_ns = epoch.t_ns if memory.known_ns is None else memory.known_ns
        broken = machine.is_broken(epoch.t_ns - before_ns)
        if broken:
            memory.episodes = Episodes()
        if reading.posture is not memory.posture or broken or memory.known_ns is None:
            memory.posture, memory.since_ns = reading.posture, epoch.t_ns
        if reading.trunk.vedba_mg >= STILL_MG:
            memory.moved_ns = epoch.t_ns
        for arrival in epoch.arrivals:
            if isinstance(arrival.block, AccelBlock) and arrival.block.battery_pct is not None:
                memory.batteries_pct[Role(arrival.source)] = arrival.block.battery_pct
        row = _second_row(epoch, memory, reading)
        self._count(memory, row, thoughts)
        thoughts.seconds.append(row)
        if row.wear is Wear.NOT_WORN:  # whatever moves the harness then, it is not she
            memory.episodes = Episodes()
            return
        thoughts.drafts += [(epoch.pet, draft) for draft in machine.advance(memory.episodes, reading)]

    def _count(self, memory: PetMemory, row: SecondRow, thoughts: Thoughts) -> None:
        """Count the second in its minute and its local day; hand out the minute that is over."""
        minute_ns = whole_minute(row.t_ns)
        if memory.minute is not None and memory.minute.t_ns != minute_ns:
            thoughts.minutes.append(memory.minute.row(row.pet))
            memory.minute = None
        if memory.minute is None:
            memory.minute = MinuteTally(t_ns=minute_ns)
            date = utc(row.t_ns).astimezone(self._zone).date().isoformat()  # a day begins with a minute
            if memory.today.date != date:
                memory.today = Today(date=date)
        memory.minute.count(row)
        memory.today.steps += row.steps


def _second_row(epoch: Epoch, memory: PetMemory, reading: Reading) -> SecondRow:
    return SecondRow(
        pet=epoch.pet,
        t_ns=epoch.t_ns,
        posture=reading.posture,
        confidence=reading.confidence,
        vedba_mg=reading.trunk.vedba_mg,
        enmo_mg=reading.trunk.enmo_mg,
        pitch_deg=reading.pitch_deg,
        roll_deg=reading.roll_deg,
        steps=steps_in(reading),
        cadence_hz=reading.trunk.cadence_hz if steps_in(reading) else 0.0,
        wear=_wear(memory, epoch.t_ns),
        land_seal=land_seal(reading),
    )


def _wear(memory: PetMemory, t_ns: int) -> Wear:
    moved = memory.moved_ns >= 0 and t_ns - memory.moved_ns <= WORN_FOR_S * NS_PER_S
    return Wear.WORN if moved else Wear.UNKNOWN


def _camera_rows(epoch: Epoch) -> list[CameraRow]:
    return [
        CameraRow(
            camera=camera,
            t_ns=epoch.t_ns,
            moved=second.moved,
            box=None if second.box is None else (second.box.x, second.box.y, second.box.w, second.box.h),
        )
        for camera, second in epoch.motion().items()
    ]


def is_news(confidence: Confidence, before: Confidence | None) -> bool:
    """Tell whether an event has become confirmed just now."""
    return confidence is Confidence.CONFIRMED and before is not Confidence.CONFIRMED
