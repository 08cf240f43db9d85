"""Evaluation: golden questions, measures, gates, and what the program's weights were fitted on."""
