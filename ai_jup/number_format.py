"""Amounts as people read them."""

from decimal import Decimal


def in_dollars(amount: float) -> str:
    """US dollars: $1.50, $0.0125, $0.000001; never a power of ten."""
    if amount >= 1 or round(amount, 2) == amount:
        return f"${amount:,.2f}"
    return f"${Decimal(f'{amount:.4g}'):f}"


def in_thousands(tokens: int) -> str:
    """Tokens: 950, 9.8k, 200k, 1.05M."""
    if tokens < 1_000:
        return str(tokens)
    if tokens < 999_500:
        return f"{tokens / 1_000:.3g}k"
    return f"{tokens / 1_000_000:.3g}M"
