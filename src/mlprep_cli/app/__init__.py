"""Use cases: one function each, over a context."""
