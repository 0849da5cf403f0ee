"""Figures of the sample line."""
