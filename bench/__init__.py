"""Speed, quality and scale, measured side by side with a common recipe: ``python -m bench DIR``."""
