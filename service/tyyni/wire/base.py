"""What every message on the wire is made of."""

from __future__ import annotations

from typing import Literal

import msgspec

Band = Literal["calm", "warm", "hot", "boiling"]
ScreenLanguage = Literal["fi", "pl", "en"]
AUTO = "auto"
"""In `hello`, in place of a language: it is to be heard."""
Texts = dict[ScreenLanguage, str]
"""One text in every screen language; the screen picks its own."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """Base of all messages; the tag field is ``type``."""
