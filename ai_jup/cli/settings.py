"""The settings that a server of this user would have."""

from traitlets import TraitError
from traitlets.config.loader import ConfigFileNotFound

from ..app import AiJup
from .notebook_file import Unusable


def settings() -> AiJup:
    """From Jupyter's configuration files and the environment; raises `click.ClickException`."""
    try:
        return AiJup.without_server()
    except (TraitError, ConfigFileNotFound) as error:
        raise Unusable(str(error)) from None
