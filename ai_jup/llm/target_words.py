"""What messages say of a target: where its key is set, and its address."""

from urllib.parse import urlsplit

from .port import Target


def key_words(target: Target) -> dict[str, str]:
    """What messages say of the key; an endpoint that takes none has other words."""
    if not target.provider.env_vars:
        return {
            "key": "a request without an API key",
            "caller": "this server",
            "set_key": f"Ask the administrator to set key_env of {target.provider.label} in AiJup.endpoints",
            "or_other_key": "",
        }
    place = _key_place(target)
    return {
        "key": "the API key",
        "caller": "this API key",
        "set_key": f"Set {place} to a valid key",
        "or_other_key": f", or set {place} to another key",
    }


def address_words(target: Target) -> dict[str, str]:
    """What messages say of the address: its host, since a password may stand in the rest, and what sets it."""
    check = f", and the address, which {target.address_setting} sets" if target.address_setting else ""
    try:
        host = urlsplit(target.address).netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return {"host": host or "its address", "and_address": check}


def _key_place(target: Target) -> str:
    """Where the key is to be set, for people."""
    if target.key_from_settings:
        return f"the key for {target.provider.label} in Settings"
    return f"{target.provider.variables} in the environment of the Jupyter server"
