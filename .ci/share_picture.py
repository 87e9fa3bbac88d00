"""Makes static/images/share.png: what share links show of pages without a picture of their own.

Run it from the top when the words or the colours change: .venv/bin/python .ci/share_picture.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from modules.pictures import share_picture  # noqa: E402 - found through the path above

WORDS = "See where the week goes, and give some of it back"

if __name__ == "__main__":
    picture = share_picture(WORDS, collection="", service="The Productive Leader")
    (ROOT / "static" / "images" / "share.png").write_bytes(picture)
