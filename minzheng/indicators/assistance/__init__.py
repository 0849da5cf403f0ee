"""Figures of social assistance (社会救助)."""
