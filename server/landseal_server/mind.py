"""The mind: epochs in, rows and drafts out. It remembers each pet, and touches neither disk nor network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import msgspec

from landseal.blocks import AccelBlock
from landseal.clock import utc, utc_ns
from landseal.messages import PetState, Tap
from landseal.units import NS_PER_S
from landseal.words import THINGS, Confidence, EventKind, Posture, Role, Wear
from landseal_server.episodes import assistance, harness, machine
from landseal_server.episodes.bout import steps_in
from landseal_server.episodes.reading import Reading
from landseal_server.episodes.state import Draft, Episodes
from landseal_server.episodes.thigh import land_seal
from landseal_server.intake.lane import Epoch
from landseal_server.memory import PetMemory, Today
from landseal_server.recognise import signs, wear
from landseal_server.recognise.run import Profile, Run
from landseal_server.recognise.tick import read
from landseal_server.store.rows import CameraRow, MinuteRow, MinuteTally, SecondRow, whole_minute


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

    def hears(self, tap: Tap) -> bool:
        """Take a person's word for the moment that it speaks of; tell whether it changes what is believed.

        That a harness is on or off does; what is said of an event is the ledger's business.
        """
        if tap.kind not in wear.TAPS or tap.pet not in self.memories:
            return False
        wear.tap(self.memories[tap.pet].wear, tap.kind, utc_ns(tap.t))
        return True

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
        off = memory.wear.told is Wear.NOT_WORN
        return PetState(
            pet=pet,
            t=utc(memory.known_ns + NS_PER_S),
            posture=Posture.UNKNOWN if silent else memory.posture,
            since=utc(memory.known_ns + NS_PER_S if silent else memory.since_ns),
            confidence=0.0 if silent or off else min(1.0, max(memory.chance)),
            wear=Wear.NO_DATA if silent else memory.wear.told,
            last_stood_up=None if memory.last_stood_up_ns is None else utc(memory.last_stood_up_ns),
            rises_today=memory.today.rises,
            failed_rises_today=memory.today.failed_rises,
            steps_today=int(memory.today.steps),
            battery_pct=min(memory.batteries_pct.values(), default=None),
        )

    def _remember(self, epoch: Epoch, reading: Reading | None, thoughts: Thoughts) -> None:
        memory = self.memories[epoch.pet]
        thoughts.camera += _camera_rows(epoch)
        drafts: list[Draft] = []
        signs.note_help(memory.help, epoch, self._profiles[epoch.pet])
        if reading is not None:
            moves = memory.help.sling_ns >= epoch.t_ns - NS_PER_S  # a tag's seconds are a little behind hers
            reading = msgspec.structs.replace(reading, sling_moves=moves) if moves else reading
            drafts = self._take_in(epoch, memory, reading, thoughts)
            memory.known_ns = epoch.t_ns
        thoughts.drafts += [(epoch.pet, draft) for draft in assistance.judge(memory.help, drafts)]
        for arrival in epoch.arrivals:
            if arrival.source not in THINGS:
                memory.devices_ns[str(arrival.source)] = epoch.t_ns
        memory.read_until_ns = epoch.t_ns

    def _take_in(self, epoch: Epoch, memory: PetMemory, reading: Reading, thoughts: Thoughts) -> list[Draft]:
        """Remember a second that her harness told of; return what happened in it."""
        before_ns = epoch.t_ns if memory.known_ns is None else memory.known_ns
        broken = machine.is_broken(epoch.t_ns - before_ns)
        if broken:
            memory.episodes = _anew(memory.episodes)
        told = wear.advance(memory.wear, signs.of_wear(epoch, reading, self._profiles[epoch.pet].primary))
        hers = told is not Wear.NOT_WORN and not _handled(memory.wear)
        if told is Wear.NOT_WORN:
            reading = msgspec.structs.replace(reading, posture=Posture.UNKNOWN, confidence=0.0)
        if not hers:
            memory.episodes = _anew(memory.episodes)  # whatever moves the harness now, it is not she
        memory.episodes.confirmed_sum = memory.confirmed_sum
        if reading.posture is not memory.posture or broken or memory.known_ns is None:
            memory.posture, memory.since_ns = reading.posture, epoch.t_ns
        for arrival in epoch.arrivals:
            block = arrival.block
            if (
                isinstance(block, AccelBlock)
                and block.battery_pct is not None
                and arrival.source not in THINGS
            ):
                memory.batteries_pct[Role(arrival.source)] = block.battery_pct
        row = _second_row(epoch, memory, reading, told)
        self._count(memory, row, thoughts)
        thoughts.seconds.append(row)
        happened = list(machine.advance(memory.episodes, reading)) if hers else []
        changed = harness.change(memory.wear, epoch.t_ns)
        return happened if changed is None else [*happened, changed]

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


def _handled(memory: wear.WearMemory) -> bool:
    """Tell whether the harness was off, and is not known to be worn again: no rest of hers begins before."""
    return memory.told is Wear.UNKNOWN and memory.settled is Wear.NOT_WORN


def _anew(episodes: Episodes) -> Episodes:
    """Forget what was going on, but not how she steps."""
    return Episodes(usual_step_hz=episodes.usual_step_hz, usual_step_mg=episodes.usual_step_mg)


def _second_row(epoch: Epoch, memory: PetMemory, reading: Reading, told: Wear) -> SecondRow:
    steps = steps_in(reading, memory.episodes)
    return SecondRow(
        pet=epoch.pet,
        t_ns=epoch.t_ns,
        posture=reading.posture,
        confidence=reading.confidence,
        vedba_mg=reading.trunk.vedba_mg,
        enmo_mg=reading.trunk.enmo_mg,
        pitch_deg=reading.pitch_deg,
        roll_deg=reading.roll_deg,
        steps=steps.taken,
        cadence_hz=steps.cadence_hz,
        wear=told,
        land_seal=land_seal(reading),
    )


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
