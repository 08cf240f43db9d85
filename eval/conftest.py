"""``pytest eval/``: what every part of the evaluation shares."""

pytest_plugins = ["eval.meta.plugin"]
