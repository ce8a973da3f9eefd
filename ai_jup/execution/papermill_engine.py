"""`papermill --engine ai-jup`: prompts are answered in their place among the code cells."""

from pathlib import Path
from typing import Any

from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from ..notebook import answer_for, identify, is_answer, prompts
from .client import AnswersPrompts
from .unattended import unattended


class _Client(AnswersPrompts, PapermillNotebookClient):  # type: ignore[misc]
    pass


class PromptEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's own engine, with prompts."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *args: Any, **named: Any) -> Any:
        """See papermill's `Engine`. It numbers the cells beforehand, so the answers' are there by then."""
        for prompt in prompts(nb):
            identify(nb, prompt)
        for prompt in prompts(nb):
            answer_for(nb, next(each for each in prompts(nb) if each.cell is prompt.cell))
        done = super().execute_notebook(nb, kernel_name, *args, **named)
        done["cells"] = [cell for cell in done["cells"] if cell["source"].strip() or not is_answer(cell)]
        return done

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **named: Any,
    ) -> Any:
        """See papermill's `NBClientEngine`."""
        path = Path(named.pop("input_path", None) or nb_man.output_path or "notebook.ipynb")
        with unattended(path) as (prompter, kernel):
            client = _Client(
                nb_man,
                kernel_name=kernel_name,
                timeout=execution_timeout or named.pop("timeout", None),
                startup_timeout=start_timeout,
                log_output=log_output,
                stdout_file=stdout_file,
                stderr_file=stderr_file,
                **named,
            )
            client.begin(prompter, kernel)
            return client.execute()
