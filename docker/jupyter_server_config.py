"""What holds for every user's server; docs/administrators.md has all settings."""

c.AiJup.keys_in_settings = True
c.AiJup.max_output_tokens = 8_000
c.AiJup.default_steps = 5
