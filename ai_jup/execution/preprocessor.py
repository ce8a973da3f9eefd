"""`jupyter nbconvert --execute`, with prompts: nbconvert's own preprocessor, which answers them."""

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ExecutePreprocessor

from .client import AnswersPrompts
from .unattended import unattended


class ExecutePrompts(AnswersPrompts, ExecutePreprocessor):
    """In place of nbconvert's `ExecutePreprocessor`, whose settings it takes."""

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> tuple[Any, Any]:
        """See `ExecutePreprocessor`."""
        about = (resources or {}).get("metadata", {})
        path = Path(about.get("path") or ".") / f"{about.get('name') or 'notebook'}.ipynb"
        with unattended(path) as (prompter, kernel):
            self.begin(prompter, kernel)
            return super().preprocess(nb, resources, km)
