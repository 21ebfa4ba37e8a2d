# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Makes everything ready that ``make`` needs, from lock files, inside this directory only.

    python3 scripts/bootstrap.py runtime   # what the portal needs to run
    python3 scripts/bootstrap.py dev       # and what its tests and checks need
    python3 scripts/bootstrap.py lock      # renew the lock files after a change in pyproject.toml or package.json
    python3 scripts/bootstrap.py upgrade   # the same, with the newest versions that are allowed

A step is skipped while the files it depends on are the same. Needs Python 3.11 or newer and nothing else: uv and, where
there is no usable Node.js, Node itself come as wheels with fixed checksums.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = VENV / "tools"
STAMPS = VENV / "stamps"
LOCKS = ROOT / "requirements"
OLDEST_NODE = 20
NPM_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
PARTS: dict[str, tuple[str, ...]] = {
    "runtime": ("pyproject.toml", "--extra", "postgresql"),
    "build": ("--group", "build", "--constraint", "requirements/runtime.txt"),
    "dev": (
        *("pyproject.toml", "--extra", "postgresql", "--group", "dev"),
        *("--constraint", "requirements/runtime.txt", "--constraint", "requirements/build.txt"),
    ),
    "uv": ("--group", "uv"),
    "node": ("--group", "node"),
}
"""Lock file → what it is made from, in the order in which one holds the next to its versions."""


def main() -> None:
    extent = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what says so
        sys.exit(
            f"Allmende needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …"
        )
    os.chdir(ROOT)
    keep_caches_here_if_needed()
    make_environment()
    if extent in {"lock", "upgrade"}:
        lock(upgrade=extent == "upgrade")
        return
    install_packages(extent)
    install_front_end()
    pack_dictionary()
    compile_catalogues()


def keep_caches_here_if_needed() -> None:
    """Service accounts often have no home they may write to; downloads are kept beside the environment then."""
    if not os.access(Path.home(), os.W_OK):
        os.environ.setdefault("UV_CACHE_DIR", str(VENV / "cache/uv"))
        os.environ.setdefault("NPM_CONFIG_CACHE", str(VENV / "cache/npm"))
        os.environ.setdefault("PIP_CACHE_DIR", str(VENV / "cache/pip"))


def make_environment() -> None:
    """A virtual environment for the portal, and one beside it for uv."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not (VENV / "bin/python").exists():
        say("Creating .venv")
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
    lock = LOCKS / "uv.txt"
    if is_new("tools", [lock], version):
        say("Installing uv")
        try:
            run(sys.executable, "-m", "venv", TOOLS)
        except subprocess.CalledProcessError:
            sys.exit("This Python cannot create environments with pip. On Debian and Ubuntu: apt install python3-venv")
        pip_install(lock)
        done("tools", [lock], version)


def install_packages(extent: str) -> None:
    """The locked packages and the portal itself, editable. Development includes everything for running."""
    locks = [LOCKS / "dev.txt" if extent == "dev" else LOCKS / "runtime.txt", LOCKS / "build.txt"]
    parts = [*locks, ROOT / "pyproject.toml"]
    dev = [LOCKS / "dev.txt", LOCKS / "build.txt", ROOT / "pyproject.toml"]
    if not is_new("packages", parts) or not is_new("packages", dev):
        return
    say(f"Installing Python packages ({extent})")
    uv("sync", "--require-hashes", "--compile-bytecode", *locks)
    uv("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    done("packages", parts)


def install_front_end() -> None:
    """The npm packages of the lock file, and their files copied into the static files."""
    parts = [ROOT / "package-lock.json", ROOT / "scripts/vendor_assets.py"]
    if not is_new("front-end", parts) and vendored():
        return
    npm = find_npm()
    say("Installing front-end packages")
    run(npm, "ci", *NPM_OPTIONS, environment=with_path(npm.parent))
    say("Copying front-end files")
    run(VENV / "bin/python", "scripts/vendor_assets.py")
    done("front-end", parts)


def vendored() -> bool:
    """The copied files are still there."""
    wanted = ("core/static/core/vendor/versions.json", "core/pdf/fonts/characters.json")
    return all((ROOT / "src/allmende" / name).is_file() for name in wanted)


def pack_dictionary() -> None:
    """The German dictionary of the search, from the list of forms that a build package brings."""
    names = ("compounds", "dictionary", "folding")
    parts = [LOCKS / "build.txt", ROOT / "scripts/german_dictionary.py"]
    parts += [ROOT / f"src/allmende/german/{name}.py" for name in names]
    if is_new("dictionary", parts) or not (ROOT / "src/allmende/german/data/german.marisa").exists():
        say("Packing the German dictionary")
        run(VENV / "bin/python", "scripts/german_dictionary.py")
        done("dictionary", parts)


def find_npm() -> Path:
    """The npm of this machine if its Node.js is new enough, else one from a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if answer.startswith("v") and int(answer[1:].split(".")[0]) >= OLDEST_NODE:
            return Path(npm)
    lock = LOCKS / "node.txt"
    if is_new("node", [lock]):
        say("Installing Node.js")
        pip_install(lock)
        done("node", [lock])
    return TOOLS / "bin/npm"


def compile_catalogues() -> None:
    """The translations, in the form that gettext reads."""
    catalogues = sorted(ROOT.glob("src/allmende/locale/*/LC_MESSAGES/*.po"))
    if catalogues and (is_new("catalogues", catalogues) or not catalogues[0].with_suffix(".mo").exists()):
        say("Compiling translations")
        run(VENV / "bin/python", "scripts/catalogues.py", *catalogues)
        done("catalogues", catalogues)


def lock(*, upgrade: bool) -> None:
    """Write the lock files anew, with checksums and without the address of any package index."""
    for name, source in PARTS.items():
        target = LOCKS / f"{name}.txt"
        say(f"Locking {target.relative_to(ROOT)}")
        options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet")
        run(TOOLS / "bin/uv", "pip", "compile", *source, *options, *["--upgrade"] * upgrade, "--output-file", target)
    say("Locking package-lock.json")
    npm = find_npm()
    command = ("update" if upgrade else "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    run(npm, *command, *NPM_OPTIONS, environment=with_path(npm.parent))


def with_path(first: Path) -> dict[str, str]:
    """The environment, with ``first`` searched first: npm looks for its node there."""
    return {**os.environ, "PATH": f"{first}{os.pathsep}{os.environ['PATH']}"}


def pip_install(lock: Path) -> None:
    run(TOOLS / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", lock)


def uv(command: str, *arguments: str | Path) -> None:
    run(TOOLS / "bin/uv", "pip", command, "--quiet", "--python", VENV / "bin/python", *arguments)


def run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    subprocess.run([str(part) for part in command], check=True, env=environment)


def digest(parts: list[Path], *more: str) -> str:
    found = hashlib.sha256(" ".join(more).encode())
    for part in parts:
        found.update(part.read_bytes())
    return found.hexdigest()


def is_new(step: str, parts: list[Path], *more: str) -> bool:
    stamp = STAMPS / step
    return not stamp.exists() or stamp.read_text() != digest(parts, *more)


def done(step: str, parts: list[Path], *more: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(digest(parts, *more))


def say(step: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {step} …", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Failed: {shlex.join(map(str, error.cmd))}")
