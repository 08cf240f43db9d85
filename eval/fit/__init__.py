"""Fits the weights of `chatbot.weighing`."""
