"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# No assertions on wall time: a slow machine is not a wrong program.
settings.register_profile("tyyni", deadline=None)
settings.load_profile("tyyni")
