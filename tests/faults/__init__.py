"""The fault machine: what goes wrong at every event and at random bytes, and one oracle for all of it.

A fault is data (`fault`), with a short text that replays it: `python -m tests.faults 'provider:anthropic:cut@7 seed=3'`.
Where a kind of fault is added: `spoiling` (what a provider sends), `disk`, `real_kernels` and `sockets`, each a table.
"""
