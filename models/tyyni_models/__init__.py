"""What the service listens with; takes arrays, gives flags, words and readings, imports nothing of Tyyni."""
