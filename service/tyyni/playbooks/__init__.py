"""Playbooks: cues and rules as TOML, and what reads them."""
