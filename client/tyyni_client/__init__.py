"""The clients: headset capture, replay of recordings, terminal screen; imports only units, audio and wire."""
