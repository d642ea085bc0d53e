"""The coaching itself: pure, synchronous, on the audio clock; no I/O, no thread, no wall time."""
