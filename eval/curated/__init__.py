"""Questions that are a curated one in other words, and questions that are merely near."""
