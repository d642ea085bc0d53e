"""What stays of a call when it is over: heat, cues, prompts and notes; words only where that is switched on."""
