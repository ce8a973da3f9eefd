"""Has exports say which cells are prompts and which are answers. Whoever does not want that sets
`c.NamePrompts.enabled = False` in a configuration of their own."""

from importlib.util import find_spec

# another Python's nbconvert may read this
if find_spec("ai_jup"):
    c = get_config()  # noqa: F821
    c.Exporter.preprocessors.append("ai_jup.export.NamePrompts")
