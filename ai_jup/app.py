"""The server extension: its settings, and what is built from them when the first request comes."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Dict, Float, Int, List, TraitError, Unicode
from traitlets.config.loader import DeferredConfig, LazyConfigValue

from .http import routes
from .jupyterlab_version import too_old

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .kernel import Kernels
    from .models import AllowedModels, Choices, Keys
    from .replay import Cassettes
    from .run import Limits, Registry, Service
    from .simulator import Simulator


_CONFIG_FILES = ("jupyter_server_config", "jupyter_notebook_config", "jupyter_lab_config", "jupyter_ai_jup_config")
"""Where an administrator may have written `c.AiJup`, by which of Jupyter's servers starts; the last holds."""


RUNS = "ai_jup_runs"
"""The folder of runs, in Jupyter's data folder."""


class AiJup(ExtensionApp):
    """AI prompt cells for JupyterLab."""

    name = "ai_jup"
    extension_url = "/ai-jup"
    load_other_extensions = True

    api_base = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Addresses to use for providers instead of their own: {'openai': 'http://host/v1', "
        "'anthropic': 'http://host', 'gemini': 'http://host'}. Can also be set with OPENAI_BASE_URL, "
        "ANTHROPIC_BASE_URL, and GOOGLE_GEMINI_BASE_URL in the server's environment. "
        "The provider's key is sent to this address.",
    ).tag(config=True)
    allowed_providers = List(Unicode(), help="Providers that users may pick; empty for all.").tag(config=True)
    allowed_models = List(
        Unicode(),
        help="Models that users may pick, by name ('provider/name') or shell pattern ('anthropic/claude-*'); "
        "empty for all.",
    ).tag(config=True)
    endpoints = Dict(
        help="Your own OpenAI-compatible endpoints, such as a LiteLLM proxy, vLLM, or Ollama: "
        "{'lab': {'label': 'Our vLLM', 'api_base': 'http://vllm:8000/v1', 'key_env': 'LAB_API_KEY', 'models': "
        "[{'name': 'qwen3-vl', 'max_input_tokens': 32768, 'supports_vision': True}]}}. The model in this example is "
        "'lab/qwen3-vl'. No provider's key is sent to these endpoints."
    ).tag(config=True)
    keys_in_settings = Bool(
        True,
        help="Whether users may enter keys in Settings. Keys are stored in the system's keyring, or in a file if there "
        "is none.",
    ).tag(config=True)
    default_model = Unicode(
        None,
        allow_none=True,
        help="Model ('provider/name') for prompts that do not name one; if unset, the newest model of the first "
        "provider with a key.",
    ).tag(config=True)
    lock_model = Bool(
        False, help="Whether the default model answers every prompt, even one that names another model."
    ).tag(config=True)
    simulator = Bool(
        help="Whether a simulator answers while no provider has a key. AI_JUP_SIMULATOR=0 turns it off."
    ).tag(config=True)
    max_output_tokens = Int(32_000, min=1, help="Maximum number of tokens in one reply.").tag(config=True)
    answer_limit = Int(1_000_000, min=1_000, help="Maximum number of characters in one answer.").tag(config=True)
    reasoning_limit = Int(
        1_000_000, min=1_000, help="Maximum number of characters of reasoning in one reply of the model."
    ).tag(config=True)
    arguments_limit = Int(
        1_000_000, min=1_000, help="Maximum number of characters of arguments for functions in one reply of the model."
    ).tag(config=True)
    calls_limit = Int(100, min=1, help="Maximum number of function calls in one reply of the model.").tag(config=True)
    event_limit = Int(8_000_000, min=10_000, help="Maximum number of bytes in one event of a provider's stream.").tag(
        config=True
    )
    output_limit = Int(
        2_000, min=100, help="Maximum number of characters sent from one text output (its beginning and end)."
    ).tag(config=True)
    error_limit = Int(
        3_000, min=100, help="Maximum number of characters sent from an error (its message and last stack frames)."
    ).tag(config=True)
    cell_output_limit = Int(
        8_000, min=100, help="Maximum number of characters sent from all outputs of one cell together."
    ).tag(config=True)
    picture_limit = Int(
        100,
        min=0,
        help="Maximum number of pictures sent with one prompt, newest first; fewer if the provider accepts fewer.",
    ).tag(config=True)
    connect_timeout = Float(10.0, help="Seconds to wait for a connection to the provider.").tag(config=True)
    first_token_timeout = Float(60.0, help="Seconds to wait for a reply to begin.").tag(config=True)
    idle_timeout = Float(60.0, help="Maximum seconds between two pieces of a reply.").tag(config=True)
    default_steps = Int(
        10,
        min=1,
        max=100,
        help="Maximum number of model replies per prompt if the user sets none. In the last one, the model cannot call "
        "functions.",
    ).tag(config=True)
    max_steps = Int(
        100,
        min=1,
        max=100,
        help="Maximum number of model replies per prompt, regardless of the user's settings or the request.",
    ).tag(config=True)
    most_steps = Int(
        None,
        allow_none=True,
        min=1,
        max=100,
        help="Deprecated: the old name of max_steps. If it is set, max_steps is treated as default_steps.",
    ).tag(config=True)
    ask_before_calls = Bool(
        False, help="Whether users are asked before every function call, regardless of their own setting."
    ).tag(config=True)
    call_timeout = Float(60.0, help="Maximum seconds for one function call in the kernel.").tag(config=True)
    total_timeout = Float(600.0, help="Maximum seconds for one reply.").tag(config=True)

    journal = Bool(
        True,
        help="Whether runs are kept on disk, in Jupyter's data folder, so that they survive a restart of the server.",
    ).tag(config=True)
    journal_days = Float(30.0, min=0, help="Maximum age of a run on disk.").tag(config=True)
    journal_megabytes = Float(200.0, min=0, help="Maximum size of all runs on disk together.").tag(config=True)

    def _simulator_default(self) -> bool:
        return os.environ.get("AI_JUP_SIMULATOR", "1").strip().lower() not in ("0", "false", "no", "off")

    def initialize_settings(self) -> None:
        # as the server was started: what a `.env` file adds later must not send a key elsewhere
        self._environment: Mapping[str, str] = dict(os.environ)
        self._running_simulator: Simulator | None = None
        self._checking: asyncio.Task[None] | None = None
        given = self.serverapp.config.get(type(self).__name__, {}) if self.serverapp else {}
        self._check_types(given)
        self._read_earlier_names(given)
        self.settings["ai_jup"] = self
        self._name_prompts_in_exports()

    def _name_prompts_in_exports(self) -> None:
        """As `jupyter nbconvert` has it from its own configuration: JupyterLab's exports are made by this server."""
        if self.serverapp:
            self.serverapp.config.Exporter.preprocessors.append("ai_jup.export.NamePrompts")

    def _read_earlier_names(self, given: Mapping[str, object]) -> None:
        """Settings as version 0.1 had them: its `most_steps` is the limit, and its `max_steps` the default."""
        if self.most_steps is None:
            return
        if "max_steps" in given:
            self.default_steps = self.max_steps
        self.max_steps = self.most_steps
        self.log.warning(
            "ai-jup: AiJup.most_steps is now called max_steps, and the former max_steps is now default_steps. "
            "Rename them in your configuration."
        )

    def _check_types(self, given: Mapping[str, object]) -> None:
        """Where one value has the wrong type Jupyter drops all of them: then nothing is answered, rather than by
        models and addresses that the administrator did not allow."""
        for name, trait in self.traits(config=True).items():
            value = given.get(name, trait)
            if value is trait or isinstance(value, LazyConfigValue):
                continue
            try:
                setattr(self, name, value.get_value(trait) if isinstance(value, DeferredConfig) else value)
            except (TraitError, ValueError) as error:
                raise TraitError(f"ai-jup is off until c.AiJup.{name} is fixed: {error}") from None

    def initialize_handlers(self) -> None:
        self.handlers.extend(routes("/"))

    async def _start_jupyter_server_extension(self, serverapp: object) -> None:
        if problem := too_old():
            self.log.warning("ai-jup: %s", problem)
        if self._names_something:
            self._checking = asyncio.create_task(self._say_problems(), name="ai-jup settings")

    @property
    def _names_something(self) -> bool:
        """Whether a setting can name something in vain: where none is set, a start reads no model data."""
        named = (self.api_base, self.endpoints, self.allowed_providers, self.allowed_models, self.default_model)
        return any(named)

    async def stop_extension(self) -> None:
        if self._checking:
            await asyncio.gather(self._checking, return_exceptions=True)
        if "service" in self.__dict__:
            await self.service.close()
        if self._running_simulator:
            await self._running_simulator.stop()

    @cached_property
    def service(self) -> Service:
        """Everything that answers prompts; built on first use, because most starts of a server need none of it."""
        from .kernel import Kernels
        from .llm.litellm_port import LiteLLMModel
        from .run import Service

        self._follow_renames()
        return Service(
            choices=self._choices(),
            model=LiteLLMModel(),
            simulator=self._start_simulator,
            kernels=Kernels(self.serverapp.kernel_manager if self.serverapp else {}),
            contents=self.serverapp.contents_manager if self.serverapp else None,
            cassettes=self._cassettes(),
            limits=self._limits(),
            registry=self._registry(),
        )

    @classmethod
    def without_server(cls) -> AiJup:
        """With the settings that a server of this user would have; raises `TraitError` for a wrong one.

        What such a server would say of them in its log, this one says at once.
        """
        app = cls(log_level=logging.WARNING)
        for name in _CONFIG_FILES:
            app.config_file_name = name
            app.load_config_file()
        app._environment = dict(os.environ)
        app._running_simulator = app._checking = None
        given = app.config.get(cls.__name__, {})
        app._check_types(given)
        app._read_earlier_names(given)
        if app._names_something:
            for problem in app._problems():
                app.log.warning("ai-jup: %s", problem)
        return app

    def service_for(self, kernels: Kernels, cassettes: Cassettes) -> Service:
        """What answers prompts of a notebook that runs without a server; to run it is the consent to its calls."""
        from .llm.litellm_port import LiteLLMModel
        from .run import Service

        return Service(
            choices=self._choices(),
            model=LiteLLMModel(),
            simulator=self._start_simulator,
            kernels=kernels,
            cassettes=cassettes,
            limits=replace(self._limits(), asks_before_calls=False),
        )

    async def close(self, service: Service) -> None:
        """End what `service_for` has begun."""
        await service.close()
        if self._running_simulator:
            await self._running_simulator.stop()
            self._running_simulator = None

    def _cassettes(self) -> Cassettes | None:
        from .replay import Cassettes

        folder = self._folder
        return Cassettes(folder) if folder else None

    @property
    def _folder(self) -> Path | None:
        """Where notebooks are files of this machine; null where they are none."""
        root = getattr(self.serverapp.contents_manager, "root_dir", None) if self.serverapp else None
        return Path(root) if root else None

    def _registry(self) -> Registry:
        from jupyter_core.paths import jupyter_data_dir

        from .journal import Bounds, Journal
        from .run import Neighbours, Registry

        journal = Journal(Path(jupyter_data_dir()) / RUNS) if self.journal else None
        # notebooks that are no files of this machine are not found by others
        folder = self._folder
        neighbours = Neighbours(journal, folder) if journal and folder else None
        return Registry(journal, Bounds(self.journal_days, self.journal_megabytes), neighbours)

    def _follow_renames(self) -> None:
        """A notebook that is renamed while it is answered finds its runs again."""
        contents = self.serverapp.contents_manager if self.serverapp else None
        if contents and contents.event_logger:
            contents.event_logger.add_listener(schema_id=contents.event_schema_id, listener=self._on_contents_event)

    async def _on_contents_event(self, logger: object, schema_id: str, data: dict[str, str]) -> None:
        if data.get("action") == "rename":
            await self.service.registry.rename(data["source_path"].strip("/"), data["path"].strip("/"))

    def _choices(self) -> Choices:
        from .models import Choices, Targets

        targets = Targets(
            allowed=self._allowed_models(),
            keys=self._keys(),
            environment=self._environment,
            api_base=self.api_base,
            # not in place of an endpoint that is left out either: its answers would pass for a job that works
            simulator_allowed=self.simulator and not self.endpoints,
        )
        return Choices(targets, self.default_model, self.lock_model)

    def _allowed_models(self) -> AllowedModels:
        from .catalogue import Catalogue, read_endpoints
        from .models import AllowedModels

        endpoints, _ = read_endpoints(self.endpoints)
        return AllowedModels(
            catalogue=Catalogue(endpoints),
            allowed_providers=tuple(self.allowed_providers),
            allowed_models=tuple(self.allowed_models),
        )

    async def _say_problems(self) -> None:
        """Log what an administrator has set in vain, and what to change."""
        try:
            for problem in await asyncio.to_thread(self._problems):
                self.log.warning("ai-jup: %s", problem)
        except Exception:  # the server runs on without it
            self.log.exception("ai-jup: the AiJup settings could not be checked")

    def _problems(self) -> list[str]:
        """The model data takes a while to read."""
        from .catalogue import read_endpoints
        from .models import setting_problems

        _, problems = read_endpoints(self.endpoints)
        return [*problems, *setting_problems(self._choices())]

    def _keys(self) -> Keys:
        from jupyter_core.paths import jupyter_data_dir

        from .catalogue import KeyFile, SystemKeyring
        from .models import Keys

        stores = (SystemKeyring(), KeyFile(Path(jupyter_data_dir()))) if self.keys_in_settings else ()
        return Keys(self._environment, stores)

    def _limits(self) -> Limits:
        from .llm.port import ReplyCaps, Timeouts
        from .prompt import ItemLimits
        from .run import Limits

        return Limits(
            timeouts=Timeouts(
                connect=self.connect_timeout,
                first_token=self.first_token_timeout,
                idle=self.idle_timeout,
                total=self.total_timeout,
            ),
            output_tokens=self.max_output_tokens,
            answer_characters=self.answer_limit,
            default_steps=self.default_steps,
            max_steps=self.max_steps,
            asks_before_calls=self.ask_before_calls,
            caps=ReplyCaps(self.reasoning_limit, self.arguments_limit, self.calls_limit, self.event_limit),
            call_seconds=self.call_timeout,
            items=ItemLimits(self.output_limit, self.error_limit, self.cell_output_limit, self.picture_limit),
        )

    async def _start_simulator(self) -> Mapping[str, str]:
        from .simulator import Simulator

        if self._running_simulator is None:
            self._running_simulator = Simulator()
            await self._running_simulator.start()
            self.log.info("ai-jup: no provider has a key; a simulator answers at %s", self._running_simulator.url)
        return self._running_simulator.bases
