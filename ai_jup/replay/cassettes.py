"""Which cassette a notebook has, read once."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..llm.port import LanguageModel
from ..translation import say
from .cassette import Cassette, CassetteUnusable, beside
from .replayed_model import Match, Mode, ReplayedModel


@dataclass(frozen=True)
class Cassettes:
    """The cassettes of the notebooks in a folder."""

    folder: Path
    file: Path | None = None
    """One for all of them; null for each its own, beside it."""
    match: Match = "exact"
    _read: dict[Path, Cassette] = field(default_factory=dict, init=False)

    def of(self, notebook: str) -> Cassette:
        """A notebook's cassette, by its path in the folder, as its file is now; raises `CassetteUnusable`."""
        path = self.file or beside(self._inside(notebook))
        known = self._read.get(path)
        if known is None or not known.is_current:
            known = self._read[path] = Cassette(path)
        return known

    def model(self, model: LanguageModel, notebook: str, mode: Mode, simulated: bool) -> ReplayedModel:
        """A model that answers a notebook's prompts from its cassette; raises `CassetteUnusable`."""
        return ReplayedModel(model, self.checked(notebook, mode), mode, self.match, simulated)

    def checked(self, notebook: str, mode: Mode) -> Cassette:
        """A notebook's cassette, if it can serve so; raises `CassetteUnusable`."""
        cassette = self.of(notebook)
        if mode == "strict":
            cassette.check_exists()
        else:
            cassette.check_writable()
        return cassette

    def _inside(self, notebook: str) -> Path:
        path = self.folder / notebook
        # not `Path.resolve`, which raises for links in a circle
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.folder)):
            raise CassetteUnusable(say("The notebook is not in this server's folder."), say("Open it from there."))
        return path
