"""A value as a model reads it: text of a bounded length, and pictures."""
