"""Recorded audio in, honest figures out: everything Tyyni claims about itself is measured here."""
