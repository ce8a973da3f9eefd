"""What an answer took that came in more than one run."""

from ..wire import RunRecord, Spent


def added_up(record: RunRecord, spent: Spent) -> RunRecord:
    """The record of the whole answer. Where a part of it is not known, the amounts are estimates."""
    known = [amount for amount in (record.input_tokens, record.output_tokens) if amount is not None]
    is_estimate = spent.estimated or None in (spent.input_tokens, record.input_tokens)
    how = {"estimated": True} if is_estimate and (known or spent.input_tokens is not None) else {}
    costs = (record.cost, spent.cost)
    return record.model_copy(
        update={
            "seconds": round(record.seconds + spent.seconds, 2),
            "input_tokens": _sum(record.input_tokens, spent.input_tokens),
            "cached_tokens": _sum(record.cached_tokens, spent.cached_tokens),
            "output_tokens": _sum(record.output_tokens, spent.output_tokens),
            "cost": None if None in costs else sum(cost for cost in costs if cost is not None),
            "parameters": {**record.parameters, **how},
        }
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
