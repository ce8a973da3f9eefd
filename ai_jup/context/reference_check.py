"""Whether what a prompt names in the kernel can be read at all; what can be told without the kernel."""

from ..kernel import OF_REFERENCES, KernelError, gateway
from ..prompt import References, is_python, parse_references, prompt_text
from ..refusal import Refusal
from ..translation import say
from ..wire import ErrorDetail, ModelEntry, PromptRequest


def read_references(request: PromptRequest) -> References:
    """The prompt's references, and what is wrong with those that cannot be read."""
    return parse_references(prompt_text(request.prompt.source), request.notebook.language)


def unreadable(references: References, in_kernel: ErrorDetail | None = None) -> Refusal:
    """For references with problems; `in_kernel` is what the kernel has against the others, if it could be asked."""
    message = " ".join(references.problems)
    hint = say(
        "Write $`name` for a value and &`name` for a function; to keep one as plain text, put it "
        "in double backticks or put a backslash before it."
    )
    if in_kernel and in_kernel.code in OF_REFERENCES:
        message, hint = f"{message} {in_kernel.message}", f"{hint} {in_kernel.hint}"
    return Refusal(422, "reference-invalid", message, hint)


async def check_references(references: References, request: PromptRequest, entry: ModelEntry) -> None:
    """Raises `Refusal` (422) for those that neither this notebook nor this model can have."""
    language = request.notebook.language
    functions = References(functions=references.functions)
    if functions and not is_python(language):
        raise Refusal(
            422,
            "kernel-not-python",
            say(
                "The prompt names {functions}, but functions need a Python kernel, and this notebook is in {language}.",
                functions=_first(functions),
                language=language,
            ),
            say("Remove the function from the prompt; let the model write code for a cell instead."),
        )
    if references and request.notebook.kernel_id is None:
        raise _without_kernel(references, await gateway.problem())
    if functions and not entry.supports_function_calling:
        raise Refusal(
            422,
            "model-cannot-call",
            say(
                "{label} cannot call functions, but the prompt names {functions}.",
                label=entry.label,
                functions=_first(functions),
            ),
            say("Pick a model that can call functions, or remove the reference from the prompt."),
        )


def _without_kernel(references: References, of_gateway: KernelError | None) -> Refusal:
    """A gateway that does not answer, or not this server, starts none."""
    message = say("The prompt names {references}, but the notebook has no kernel.", references=_first(references))
    if of_gateway:
        return Refusal(422, "kernel-missing", f"{message} {of_gateway.message}", of_gateway.hint)
    choose = say(
        "Choose a kernel (Kernel → Change Kernel), run the cells that the prompt needs, and run the prompt again."
    )
    return Refusal(422, "kernel-missing", message, choose)


def _first(references: References) -> str:
    return f"$`{references.values[0]}`" if references.values else f"&`{references.functions[0]}`"
