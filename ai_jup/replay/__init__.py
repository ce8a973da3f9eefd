"""Cassettes: what models have answered, kept beside a notebook, so that it runs again without asking them."""

from .cassette import Cassette, CassetteUnusable, beside
from .cassettes import Cassettes
from .failures import NotInCassette, SimulatorNotRecorded
from .replayed_model import Match, Mode, ReplayedModel

__all__ = [
    "Cassette",
    "CassetteUnusable",
    "Cassettes",
    "Match",
    "Mode",
    "NotInCassette",
    "ReplayedModel",
    "SimulatorNotRecorded",
    "beside",
]
