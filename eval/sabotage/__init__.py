"""Does the evaluation notice when a part of the program is missing? ``python -m eval.sabotage``."""
