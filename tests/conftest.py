"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# A busy machine is slow, and nothing is wrong with the code for it.
settings.register_profile("landseal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("landseal")
