"""The providers' streams, whole replies, errors and lists of models, as each writes them."""
