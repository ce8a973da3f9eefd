"""Whether what a prompt names in the kernel can be read at all; what can be told without the kernel."""

from ..kernel import gateway
from ..prompt import References, is_python, parse_references, prompt_text
from ..refusal import Refusal
from ..translation import say
from ..wire import ModelEntry, PromptRequest


def read_references(request: PromptRequest, entry: ModelEntry) -> References:
    """The prompt's references; raises `Refusal` (422) for one that does more than read, or without a kernel."""
    language = request.notebook.language
    references = parse_references(prompt_text(request.prompt.source), language)
    if references.problems:
        raise Refusal(
            422,
            "reference-invalid",
            " ".join(references.problems[:3]),
            say(
                "Write $`name` for a value and &`name` for a function; to keep one as plain text, put it "
                "in double backticks or put a backslash before it."
            ),
        )
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
        raise Refusal(
            422,
            "kernel-missing",
            say("The prompt names {references}, but the notebook has no kernel.", references=_first(references)),
            _how_to_get_a_kernel(),
        )
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
    return references


def _how_to_get_a_kernel() -> str:
    if gateway.is_used():  # one that does not answer, or not this server, starts none
        return say(
            "Choose a kernel (Kernel → Change Kernel). If none starts, ask the administrator whether the gateway runs, "
            "on which this server's kernels are, and whether its address and token are right (GatewayClient.url, "
            "GatewayClient.auth_token)."
        )
    return say(
        "Choose a kernel (Kernel → Change Kernel), run the cells that the prompt needs, and run the prompt again."
    )


def _first(references: References) -> str:
    return f"$`{references.values[0]}`" if references.values else f"&`{references.functions[0]}`"
