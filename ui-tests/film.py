"""Make one animated PNG of pictures: `film.py FILE '[{"file": ..., "seconds": ...}]'`."""

import json
import sys

from PIL import Image

COLORS = 64


def main(file: str, shown: str) -> None:
    frames = json.loads(shown)
    first, *others = (Image.open(frame["file"]).convert("RGB").quantize(COLORS) for frame in frames)
    first.save(
        file,
        save_all=True,
        append_images=others,
        duration=[round(frame["seconds"] * 1000) for frame in frames],
        loop=0,
        optimize=True,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
