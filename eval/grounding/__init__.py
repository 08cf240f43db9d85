"""Grounding measured: perturbed and preserved sentences of the minutes, and independent pairs."""
