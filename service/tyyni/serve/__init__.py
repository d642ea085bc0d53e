"""The I/O shell around the coaching: websockets, the pool of transcribers, screens, settings."""
