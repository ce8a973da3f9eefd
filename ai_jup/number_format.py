"""Amounts as people read them."""


def in_thousands(tokens: int) -> str:
    """Tokens: 950, 9.8k, 200k, 1.05M."""
    if tokens < 1_000:
        return str(tokens)
    if tokens < 999_500:
        return f"{tokens / 1_000:.3g}k"
    return f"{tokens / 1_000_000:.3g}M"
