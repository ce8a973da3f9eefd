"""An administrator's own endpoints that speak OpenAI's protocol: a proxy of LiteLLM, vLLM, Ollama."""

import difflib
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from ..llm.dialects import PROVIDERS, Provider, own_endpoint
from ..wire import ModelEntry

_RESERVED = {*PROVIDERS, "simulator"}
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_MODEL = re.compile(r"(?!responses/)[\w.:@+-]+(/[\w.:@+-]+)*\Z", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("give an address like 'http://host:8000/v1'")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("remove the user, password, query, and fragment; name the key's variable in 'key_env'")
    return url.rstrip("/")


class EndpointModel(BaseModel):
    """A model of an endpoint; what is not known may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(max_length=200)
    """As the endpoint takes it."""
    label: str | None = None
    date: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\d$")
    max_input_tokens: int | None = Field(default=None, gt=0)
    max_output_tokens: int | None = Field(default=None, gt=0)
    supports_vision: bool = False
    supports_function_calling: bool = False
    supports_reasoning: bool = False
    supports_pdf_input: bool = False
    input_cost_per_token: float | None = Field(default=None, ge=0)
    output_cost_per_token: float | None = Field(default=None, ge=0)

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if not _MODEL.match(name) or any(set(part) == {"."} for part in name.split("/")):
            raise ValueError(
                "give the model's name as the endpoint lists it, using only letters, digits, and . : @ + - _ /"
            )
        return name

    def entry(self, endpoint_id: str) -> ModelEntry:
        """The model as the catalogue has it."""
        facts = self.model_dump(exclude={"name", "label"})
        return ModelEntry(
            name=f"{endpoint_id}/{self.name}",
            label=self.label or self.name,
            provider_raw="openai",
            latest_alias=False,
            deprecation_date=None,
            retires_soon=False,
            **facts,
        )


class Endpoint(BaseModel):
    """An endpoint, as `AiJup.endpoints` has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str = Field(min_length=1, max_length=100)
    api_base: Annotated[str, AfterValidator(_address)]
    key_env: str | None = None
    """Variable of the key; null for an endpoint that takes none."""
    models: list[EndpointModel] = Field(min_length=1)

    @field_validator("key_env")
    @classmethod
    def _variable_of_its_own(cls, name: str | None) -> str | None:
        if name is not None and not _VARIABLE.match(name):
            raise ValueError("give the name of an environment variable, not a key")
        if any(name in provider.env_vars for provider in PROVIDERS.values()):
            raise ValueError("give the endpoint its own environment variable: a provider's key is not sent to it")
        return name

    @field_validator("models")
    @classmethod
    def _named_once(cls, models: list[EndpointModel]) -> list[EndpointModel]:
        names = [model.name for model in models]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"list each model only once; listed twice: {', '.join(twice)}")
        return models

    def provider(self, endpoint_id: str) -> Provider:
        """The endpoint as a provider."""
        return own_endpoint(endpoint_id, self.label, self.key_env, self.api_base)


def read_endpoints(configured: Mapping[str, Any]) -> tuple[dict[str, Endpoint], list[str]]:
    """The endpoints that are configured rightly; of the others, sentences that say what to change."""
    found: dict[str, Endpoint] = {}
    problems: list[str] = []
    for endpoint_id, value in configured.items():
        problem = _problem_of_id(endpoint_id)
        if problem is None:
            try:
                found[endpoint_id] = Endpoint.model_validate(value)
            except ValidationError as error:
                problem = _problems(error)
        if problem:
            problems.append(f"The endpoint {endpoint_id!r} is ignored. In AiJup.endpoints, {problem}.")
    return found, problems


def _problem_of_id(endpoint_id: object) -> str | None:
    if endpoint_id in _RESERVED:
        return "give it another id: this one is a provider's"
    if not isinstance(endpoint_id, str) or not _ID.match(endpoint_id):
        return "give it an id made of lowercase letters, digits, - and _"
    return None


def _problems(error: ValidationError) -> str:
    """What to change, one after another; without the values, among which a key might stand by mistake."""
    return "; ".join(map(_what_to_do, error.errors(include_url=False, include_input=False)))


def _what_to_do(detail: ErrorDetails) -> str:
    place = ".".join(map(str, detail["loc"])) or "it"
    match detail["type"]:
        case "extra_forbidden":
            settings = (Endpoint if len(detail["loc"]) == 1 else EndpointModel).model_fields
            near = difflib.get_close_matches(str(detail["loc"][-1]), settings, 1, 0.5)
            return f"remove {place}, which is not a setting{f' (did you mean {near[0]}?)' if near else ''}"
        case "missing":
            return f"add {place}"
        case "value_error":
            return f"change {place}: {detail['ctx']['error']}"
        case _:
            return f"change {place}: {detail['msg']}"
