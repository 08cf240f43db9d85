"""Fits the bundled reader (`chatbot.reader`): ``python -m eval.fit_reader``."""
