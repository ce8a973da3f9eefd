"""A function as a model may call it: what its parameters ask for, and JSON as that."""
