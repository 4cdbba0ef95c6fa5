"""What her weight decides: lengths, stride, breath and shake.

Sources: stride frequency with mass^-0.15 (Heglund & Taylor 1988, J. Exp. Biol. 138:301) and 4.5 Hz x
mass^-0.14 at the change from trot to gallop (Heglund et al. 1974, Science 186:1112); breathing 53.5 x
mass^-0.26 a minute (Stahl 1967, J. Appl. Physiol. 22:453); the wet-dog shake, 4.3 Hz in a Labrador, with
mass^-0.22 (Dickerson et al. 2012, J. R. Soc. Interface 9:3208). Hip and trunk lengths: [E].
"""

from dataclasses import dataclass

_LABRADOR_KG = 30.0


@dataclass(frozen=True)
class Size:
    """A dog of a weight."""

    weight_kg: float

    @property
    def hip_m(self) -> float:
        """Height of the hip joint when she stands: 0.36 m at 9 kg, 0.57 m at 32 kg."""
        return float(0.165 * self.weight_kg**0.36)

    @property
    def trunk_m(self) -> float:
        """From hip to shoulder: a little longer than the legs."""
        return 1.05 * self.hip_m

    @property
    def girth_m(self) -> float:
        """From the axis of the trunk to the harness on her back."""
        return 0.28 * self.hip_m

    @property
    def walk_hz(self) -> float:
        """Strides a second at an easy walk: 1.7 at 9 kg, 1.3 at 30 kg."""
        return float(2.35 * self.weight_kg**-0.15)

    @property
    def trot_hz(self) -> float:
        """Strides a second at a preferred trot: 2.5 at 9 kg, 2.1 at 30 kg."""
        return float(3.45 * self.weight_kg**-0.15)

    @property
    def gallop_hz(self) -> float:
        """Strides a second at the change from trot to gallop, where a gallop at home begins."""
        return float(4.48 * self.weight_kg**-0.14)

    @property
    def breath_hz(self) -> float:
        """Breaths a second at rest."""
        return float(53.5 / 60 * self.weight_kg**-0.26)

    @property
    def pant_hz(self) -> float:
        """Breaths a second in panting: the thorax at its own resonance, about 5.3 in a middling dog."""
        return float(5.3 * (self.weight_kg / 15) ** -0.1)

    @property
    def shake_hz(self) -> float:
        """Oscillations a second of a body shake."""
        return float(4.3 * (self.weight_kg / _LABRADOR_KG) ** -0.22)
