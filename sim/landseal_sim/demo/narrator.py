"""The narrator: one clear line for each thing that happens, in the dog's truth and in Landseal's eyes."""

from zoneinfo import ZoneInfo

from rich.console import Console

from landseal.clock import ScaledClock, utc
from landseal.messages import Event, PetState
from landseal.units import NS_PER_S
from landseal.words import Posture
from landseal_server.alerts.wording import POSTURES, Words, words_for
from landseal_sim.demo.witness import Told, Witness
from landseal_sim.life.life import Life


class Narrator:
    """Writes to a console; who speaks is named in the second column."""

    def __init__(self, console: Console, name: str, clock: ScaledClock, zone: ZoneInfo) -> None:
        self._console = console
        self.name = name
        self.zone = zone
        self._clock = clock
        self._posture: Posture | None = None
        self._pictured: set[str] = set()

    def listen_to(self, witness: Witness) -> None:
        """Tell what the witness sees."""
        witness.on_event, witness.on_state, witness.on_push = self.see_event, self.see_state, self.see_push

    def say(self, who: str, text: str, style: str = "") -> None:
        """Write one line, stamped with the home's time."""
        stamp = f"{utc(self._clock.utc_ns()).astimezone(self.zone):%H:%M:%S}"
        line = f"{stamp}  {who:<9} {text}"
        self._console.print(line, style=style, highlight=False, markup=False, soft_wrap=True)

    async def tell_truth(self, life: Life) -> None:
        """Tell what the dog truly does, as it happens."""
        for act in life.acts():
            await self._clock.sleep_until(int(act.start_s * NS_PER_S))
            if act.told.words:
                self.say("the dog", act.told.words, "dim")

    def see_state(self, state: PetState) -> None:
        """Tell a change of posture."""
        if state.posture is not self._posture:
            self._posture = state.posture
            self.say("landseal", f"{self.name}: {POSTURES[state.posture]}", "cyan")

    def see_event(self, event: Event) -> None:
        """Tell an event, once for each revision that says something new."""
        if event.picture and event.id not in self._pictured:
            self._pictured.add(event.id)
            self.say("camera", f"a picture of it has arrived ({event.kind})", "cyan")
            return
        again = "" if event.revision == 1 else f", revision {event.revision}"
        text = _line(words_for(event, self.name, self.zone))
        self.say("landseal", f"{event.kind} ({event.confidence}{again}): {text}", "bold")

    def see_push(self, told: Told) -> None:
        """Tell a push that has reached the phone."""
        pictures = len(told.push.pictures)
        with_picture = f" [{pictures} picture]" if pictures else " [no picture]"
        text = _line(Words(told.push.title, told.push.body))
        self.say("phone", f"push: {text}{with_picture}", "bold green")


def _line(words: Words) -> str:
    """Put headline and detail on one line."""
    stop = "" if words.title.endswith("?") else "."
    return f"{words.title}{stop} {words.body}"
