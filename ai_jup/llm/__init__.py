"""The language models: the port that a run needs, and its way through LiteLLM."""
