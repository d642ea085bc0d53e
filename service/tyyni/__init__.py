"""Tyyni: an open, on-premises, explainable real-time call coach."""

__version__ = "0.1.0"
