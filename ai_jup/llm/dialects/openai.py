"""OpenAI: what its two dialects have in common."""

from typing import Any

from .dialect import Margin, ModelList, Page, Provider, patches
from .picture_limits import PictureLimits

OPENAI = Provider(
    id="openai",
    label="OpenAI",
    env_vars=("OPENAI_API_KEY",),
    base_url_var="OPENAI_BASE_URL",
    keys_page="https://platform.openai.com/api-keys",
    address="https://api.openai.com/v1",
    own=False,
    data_prefix="",
    family="gpt",
    # its `o` models went on as `gpt`
    family_words=r"(chat)?gpt.*|o\d+",
    key_prefix=r"sk-(?:(?:proj|svcacct|admin)-)?",
)


def key_headers(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def _read_models(body: Any) -> tuple[set[str], Page | None]:
    return {str(model["id"]) for model in body["data"]}, None


MODELS = ModelList(path="/models", first_page={}, read=_read_models)

# its own tokenizer; the turns' frames come to it
MARGIN = Margin(likely=1.0, most=1.05)

# platform.openai.com/docs/guides/images-vision: 500 pictures, 50 MB; fitted into 2048 by 2048
PICTURES = PictureLimits(
    number=500,
    long_edge=2048,
    total_bytes=30_000_000,
    picture_bytes=5_000_000,
    types=("image/png", "image/jpeg", "image/gif", "image/webp"),
)


def picture_tokens(model: str, width: int, height: int) -> int:
    # patches of 32 pixels, at most 1,536 of them, times 1.62 for the small models
    return 1 + int(1.62 * min(patches(width, height, 32), 1_536))
