"""Which model answers, and who says so: the request, the administrator's lock, or the server's default."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..llm.port import Target
from ..refusal import Notice, Refusal
from ..translation import say
from ..wire import DefaultModel, ModelEntry, ModelStatus
from .key_settings import missing_key_hint
from .status import SHOWN, model_status, status
from .target import Targets


@dataclass(frozen=True)
class Choice:
    """The model that answers."""

    entry: ModelEntry
    overruled: str | None = None
    """What people call the model that was asked for in vain: the administrator has locked prompts to another."""

    @property
    def notice(self) -> Notice | None:
        """What the user is told where another model than the one they named answers."""
        if self.overruled is None:
            return None
        message = say(
            "The model is locked: {name} answered instead of {overruled}.",
            name=self.entry.label,
            overruled=self.overruled[:SHOWN],
        )
        return Notice("model-locked", message)


@dataclass(frozen=True)
class Choices:
    """Chooses among what the server reaches."""

    targets: Targets
    default_model: str | None = None
    lock_model: bool = False
    """Whether the default model answers every prompt, whatever it names."""

    def choose(self, name: str | None, *, recorded: bool = False) -> Choice:
        """The model for a name, the default one for null; raises `Refusal` (403, 422) where it cannot answer.

        What was recorded is said again by a model that its provider has retired since.
        """
        if name and not self.lock_model:
            return Choice(self._named(name, recorded))
        entry = self._default_entry()
        catalogue = self.targets.allowed.catalogue
        asked = catalogue.find(name) if name else None
        if not name or (asked and asked.name == entry.name):
            return Choice(entry)
        return Choice(entry, catalogue.label(name))

    def target(self, choice: Choice, simulator: Mapping[str, str]) -> Target:
        """Where it is reached; `simulator` is provider id to address of a running simulator. Raises `Refusal` (422)."""
        if self.targets.simulated:
            return self.targets.at_simulator(choice.entry, simulator)
        return self.targets.at_provider(choice.entry, hint_of_others=not self.lock_model)

    def replay_target(self, choice: Choice) -> Target:
        """Where a model is reached that is asked only for what is not recorded."""
        return self.targets.for_replay(choice.entry)

    def status(self, name: str) -> ModelStatus:
        """What became of the model of this name."""
        if not self.lock_model:
            return self._status(name)
        asked = self.targets.allowed.catalogue.find(name)
        try:
            only = self._default_entry()
        except Refusal as refusal:
            return status(name, "not-allowed", asked, f"{refusal.detail.message} {refusal.detail.hint}")
        if asked and asked.name == only.name:
            return self._status(name)
        message = say("The administrator of this server has set {label} to answer every prompt.", label=only.label)
        return status(name, "not-allowed", asked, message, only)

    def refusal(self, name: str) -> Refusal:
        """The refusal of a prompt whose model cannot answer it."""
        found = self.status(name)
        instead = (
            say("Pick another model, for example {model}.", model=found.successor)
            if found.successor
            else say("Pick another model.")
        )
        if found.state == "not-allowed":
            return Refusal(403, "model-not-allowed", found.message, instead)
        return Refusal(422, "model-unknown", found.message, instead)

    def default(self) -> DefaultModel:
        """What answers a prompt that names no model, and what keeps it from that."""
        entry, problem = None, None
        try:
            entry = self._default_entry()
            if not self.targets.simulated:
                self.targets.at_provider(entry, hint_of_others=not self.lock_model)
        except Refusal as refusal:
            problem = refusal.detail
        model = entry if self.targets.configured() else None
        name = self.default_model or (model.name if model else None)
        return DefaultModel(name=name, model=model, locked=self.lock_model, problem=problem)

    def _status(self, name: str) -> ModelStatus:
        return model_status(self.targets.allowed, name, self.targets.may_use)

    def _named(self, name: str, recorded: bool) -> ModelEntry:
        catalogue = self.targets.allowed.catalogue
        entry = catalogue.find(name) or (catalogue.find_retired(name) if recorded else None)
        if entry is None or not self.targets.allowed.allows(entry):
            raise self.refusal(name)
        return entry

    def _default_entry(self) -> ModelEntry:
        """The model for a prompt that names none; raises `Refusal` where there is none."""
        if not self.default_model:
            return self._newest_configured()
        allowed = self.targets.allowed
        entry = allowed.catalogue.find(self.default_model)
        if entry and allowed.allows(entry):
            return entry
        found = self._status(self.default_model)
        change = (
            say(
                "Ask the administrator of this server to change AiJup.default_model, for example to {model}",
                model=found.successor,
            )
            if found.successor
            else say("Ask the administrator of this server to change AiJup.default_model")
        )
        is_choice = not self.lock_model and any(allowed.models().values())
        raise Refusal(
            422,
            "default-model-unusable",
            say("The server's default model cannot answer. {message}", message=found.message),
            say("{change}, or pick a model yourself.", change=change) if is_choice else f"{change}.",
        )

    def _newest_configured(self) -> ModelEntry:
        """The newest model of the first provider that has a key.

        Whether that key may use it is not looked at: a list of models is read when somebody looks at it, and looking
        changes nothing. The page says that the key's list lacks the model.
        """
        targets = self.targets
        models = targets.allowed.models()
        lists = [
            listed
            for provider_id, listed in models.items()
            if listed and (targets.simulated or targets.keys.find(targets.allowed.catalogue.providers[provider_id]))
        ]
        if not any(models.values()):
            raise Refusal(
                403,
                "model-not-allowed",
                say("The administrator's settings allow no model on this server."),
                say("Ask the administrator to change AiJup.allowed_models or AiJup.allowed_providers."),
            )
        if not lists:
            raise Refusal(
                422,
                "key-missing",
                say("No provider has a key, so no model can answer."),
                missing_key_hint(targets.allowed.providers(), targets.keys),
            )
        # an alias stands above the models that it is an alias of
        return min(lists[0], key=lambda model: model.latest_alias)
