"""Microseconds to decode a frame: every maker's, and RuuviTag's beside the peers' on the same bytes."""

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from landseal_edge.harness.maker import Advertised, sig_uuid
from landseal_edge.harness.makers import known
from landseal_sim.radio import adverts, landseal, movesense, polar_frames, witmotion
from landseal_sim.radio.motion import marked

FRAMES = 1000
ROUNDS = 20
ADDRESS = "CB:B8:33:4C:88:4F"
MOTION = marked(FRAMES)


def microseconds(work: Callable[[], object], runs: int, rounds: int = ROUNDS) -> float:
    """Return the median over `runs` of the CPU time of a frame; `work` does `FRAMES` of them."""
    work()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        for _ in range(rounds):
            work()
        taken.append((time.process_time() - began) / rounds / FRAMES * 1e6)
    return statistics.median(taken)


def ruuvi_payloads() -> list[bytes]:
    """Return what follows the company's number, 24 octets each."""
    return [adverts.ruuvi(ADDRESS, sample, sequence=number) for number, sample in enumerate(MOTION)]


def ours(runs: int) -> float:
    """Return microseconds for a RuuviTag's frame, by the edge's decoder."""
    read = known.ADVERT_MAKERS["ruuvi"].read
    heard = [Advertised(ADDRESS, manufacturer_data={adverts.RUUVI: payload}) for payload in ruuvi_payloads()]
    return microseconds(lambda: [read(one) for one in heard], runs)


def ruuvitag_sensor(runs: int) -> float | None:
    """Return microseconds by ruuvitag-sensor's decoder alone: its own hexadecimal is made beforehand."""
    module = _installed("ruuvitag_sensor.decoder")
    if module is None:
        return None
    decode = module.Df5Decoder().decode_data
    payloads = [payload.hex() for payload in ruuvi_payloads()]
    _decodes(decode(payloads[1])["acceleration_z"] == round(MOTION[1, 2] * 1000))
    return microseconds(lambda: [decode(one) for one in payloads], runs)


def theengs(runs: int) -> float | None:
    """Return microseconds by TheengsDecoder, where a person has installed it; its JSON is made beforehand.

    It is under the GPL: no dependency of ours, and nothing of it is here.
    """
    module = _installed("TheengsDecoder")
    if module is None:
        return None
    company = adverts.RUUVI.to_bytes(2, "little")
    said = [json.dumps({"id": ADDRESS, "manufacturerdata": (company + p).hex()}) for p in ruuvi_payloads()]
    _decodes("accz" in str(module.decodeBLE(said[1])))
    return microseconds(lambda: [module.decodeBLE(one) for one in said], runs, rounds=1)


def each_maker(runs: int) -> dict[str, dict[str, float]]:
    """Return microseconds for a packet of each sensor one connects to, and for a sample of it."""
    figures = {}
    for key, (rate_hz, packets, samples) in _packets().items():
        take = known.GATT_MAKERS[key].reader(rate_hz).take
        packet_us = microseconds(lambda take=take, packets=packets: [take(one) for one in packets], runs)  # type: ignore[misc]
        figures[key] = {"packet_us": packet_us, "sample_us": packet_us / samples}
    for key, said in _advertised().items():
        read = known.ADVERT_MAKERS[key].read
        packet_us = microseconds(lambda read=read, said=said: [read(one) for one in said], runs)  # type: ignore[misc]
        figures[key] = {"packet_us": packet_us, "sample_us": packet_us}
    return figures


def _packets() -> Mapping[str, tuple[float, Sequence[bytes], int]]:
    """Return, by maker: rate, packets, and samples in each."""
    mg, lsb = polar_frames.milli_g(MOTION), landseal.lsb(MOTION)
    cut = [MOTION[start : start + 4] for start in range(0, FRAMES, 4)] * 4
    return {
        "witmotion": (100.0, [frame.tobytes() for frame in witmotion.frames(MOTION)], 1),
        "movesense": (52.0, [movesense.message(99, number * 77, four) for number, four in enumerate(cut)], 4),
        "polar": (50.0, [polar_frames.raw(number, mg[:36]) for number in range(FRAMES)], 36),
        "landseal": (50.0, [landseal.packet(number, number, lsb[:10]) for number in range(FRAMES)], 10),
    }


def _advertised() -> Mapping[str, Sequence[Advertised]]:
    def of(service: int, made: Callable[[int], bytes]) -> list[Advertised]:
        return [Advertised(ADDRESS, service_data={sig_uuid(service): made(n)}) for n in range(FRAMES)]

    return {
        "bthome": of(adverts.BTHOME, lambda number: adverts.bthome(MOTION[number], packet=number)),
        "kkm": of(adverts.KKM, lambda number: adverts.kkm(MOTION[number])),
        "minew": of(adverts.MINEW, lambda number: adverts.minew(ADDRESS, MOTION[number])),
    }


def _decodes(well: bool) -> None:  # noqa: FBT001 -- what was checked
    """Make sure that a peer does what its time is taken for."""
    if not well:
        raise RuntimeError("the peer does not decode these bytes: its figure would be worth nothing")


def _installed(name: str) -> Any:  # noqa: ANN401 -- a module without types
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None
