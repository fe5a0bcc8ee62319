# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The SDKs from npm, exactly those that package-lock.json names, kept in the build folder."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from process import need
from tap import Skip

HERE = Path(__file__).resolve().parent
FILES = ('package.json', 'package-lock.json')

# What npm says when there is no registry to be reached, or it does not have the package.
OUT_OF_REACH = re.compile(r'\b(E404|E403|E401|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|'
                          r'ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b')


@contextlib.contextmanager
def _locked(path):
    with open(path, 'w', encoding='utf-8') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(place):
    npm = need('npm', 'npm')
    for name in FILES:
        shutil.copy(HERE / name, place / name)
    done = subprocess.run([npm, 'ci', '--ignore-scripts', '--no-audit', '--no-fund',
                           '--prefer-offline'],
                          cwd=place, capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        return
    reason = OUT_OF_REACH.search(done.stderr)
    if reason:
        raise Skip(f'npm cannot get the SDKs: {reason.group(1)}')
    raise AssertionError(f'npm ci: {done.stderr}')


def folder():
    """The node_modules folder, installed when it is not there yet."""
    build = Path(os.environ.get('G_TEST_BUILDDIR', '/tmp')) / 'clients' / 'sdks'
    build.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256(b''.join((HERE / name).read_bytes() for name in FILES)).hexdigest()
    stamp = build / 'stamp'
    with _locked(build / 'lock'):
        if not stamp.exists() or stamp.read_text() != wanted:
            _install(build)
            stamp.write_text(wanted)
    return str(build / 'node_modules')


def versions(product):
    """The versions of 'acs' or 'agora' that are there, as package.json names them."""
    names = sorted(path.name for path in Path(folder()).glob(f'{product}-[0-9]*'))
    assert names, product
    return [name.split('-', 1)[1] for name in names]
