"""The checker's own evaluation: changed and unchanged sentences by kind, and any labelled set."""
