"""Which address is answered by which handler."""

from typing import Any

from jupyter_server.utils import url_path_join

from .connection_test_handler import ConnectionHandler
from .events_socket import EventsSocket
from .kernel_handlers import KernelNamesHandler
from .key_handlers import KeyHandler, ProvidersHandler
from .model_handlers import AvailabilityHandler, DefaultModelHandler, ModelHandler, ModelsHandler
from .polled_events import PolledEvents
from .prompt_handlers import ContextHandler, PromptHandler, StaleHandler
from .run_handlers import AnswerHandler, ConsentHandler, RunHandler, RunsHandler, WarmHandler
from .trust_handler import TrustHandler


def routes(base_url: str) -> list[tuple[Any, ...]]:
    """Tornado's rules for everything under `{base_url}ai-jup/`."""
    handlers: dict[str, type[Any]] = {
        "models": ModelsHandler,
        "model": ModelHandler,
        "default-model": DefaultModelHandler,
        "availability": AvailabilityHandler,
        "providers": ProvidersHandler,
        r"keys/([^/]+)": KeyHandler,
        "test-connection": ConnectionHandler,
        "context": ContextHandler,
        "prompt": PromptHandler,
        "stale": StaleHandler,
        "warm": WarmHandler,
        "runs": RunsHandler,
        r"runs/([^/]+)": RunHandler,
        r"runs/([^/]+)/answer": AnswerHandler,
        r"runs/([^/]+)/consent": ConsentHandler,
        "kernel-names": KernelNamesHandler,
        "trust": TrustHandler,
        "events": EventsSocket,
    }
    simple = [(url_path_join(base_url, "ai-jup", path), handler) for path, handler in handlers.items()]
    return [*simple, (url_path_join(base_url, "ai-jup", "polled-events"), PolledEvents, {"sessions": {}})]
