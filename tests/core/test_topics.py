import pytest

from landseal.errors import LandsealError
from landseal.topics import Channel, StreamTopic, Topics

HOME = Topics("home")


def test_a_streams_topic_is_read_as_it_was_built() -> None:
    topic = HOME.stream("pi", Channel.ACCEL, "trunk")
    assert topic == "landseal/v1/home/edge/pi/accel/trunk"
    assert HOME.parse_stream(topic) == StreamTopic("pi", Channel.ACCEL, "trunk")


@pytest.mark.parametrize(
    "topic",
    [
        "landseal/v1/other/edge/pi/accel/trunk",
        "landseal/v1/home/edge/pi/status",
        "landseal/v1/home/edge/pi/noise/trunk",
        "landseal/v1/home/edge/pi/accel/trunk/more",
        "landseal/v1/home/edge/Pi/accel/trunk",
        "",
    ],
)
def test_what_is_no_stream_of_this_home_is_not_read_as_one(topic: str) -> None:
    assert HOME.parse_stream(topic) is None


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "..", "Ä", "a b", "x" * 41, "-a", "A"])
def test_a_name_that_would_reach_into_anothers_topic_is_refused(name: str) -> None:
    with pytest.raises(LandsealError, match="cannot be used in a topic"):
        HOME.status(name)
