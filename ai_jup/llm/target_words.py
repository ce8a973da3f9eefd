"""What messages say of a target: where its key is set, and its address."""

from urllib.parse import urlsplit

from ..translation import say
from .port import Target


def key_words(target: Target) -> dict[str, str]:
    """What messages say of the key; an endpoint that takes none has other words."""
    if not target.provider.env_vars:
        return {
            "key": say("a request without an API key"),
            "caller": say("this server"),
            "set_key": say(
                "Ask the administrator to set key_env of {provider} in AiJup.endpoints", provider=target.provider.label
            ),
            "or_other_key": "",
        }
    place = _key_place(target)
    return {
        "key": say("the API key"),
        "caller": say("this API key"),
        "set_key": say("Set {place} to a valid key", place=place),
        "or_other_key": say(", or set {place} to another key", place=place),
    }


def address_words(target: Target) -> dict[str, str]:
    """What messages say of the address: its host, since a password may stand in the rest, and whose protocol it has."""
    try:
        host = urlsplit(target.address).netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return {"host": host or say("its address"), "protocol": "OpenAI" if target.provider.own else target.provider.label}


def with_address(hint: str, target: Target) -> str:
    """The hint, and where requests go where that is not the provider's own address: whatever failed may be there."""
    if not target.address_setting:
        return hint
    going = say(
        "Requests to {label} go to {host}, the address that {setting} sets.",
        label=target.provider.label,
        host=address_words(target)["host"],
        setting=target.address_setting,
    )
    return f"{hint} {going}"


def _key_place(target: Target) -> str:
    """Where the key is to be set, for people."""
    if target.key_from_settings:
        return say("the key for {provider} in Settings", provider=target.provider.label)
    return say("{variables} in the environment of the Jupyter server", variables=target.provider.variables)
