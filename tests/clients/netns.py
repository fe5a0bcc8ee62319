# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A network of the test's own, which has loopback and one address more, and leads nowhere.

libnice sends through the interface that it found its own address on, never through loopback, so a
server on loopback is out of its reach.
"""

import os
import subprocess
import sys

import tap

ADDRESS = '192.0.2.10'
INSIDE = 'TURNPIKE_TEST_INSIDE_NETNS'
COMMANDS = [
    'link set lo up',
    'link add wan0 type veth peer name wan1',
    f'address add {ADDRESS}/24 dev wan0',
    'link set wan0 up',
    'link set wan1 up',
    'route add default via 192.0.2.1',
]


def _unshare():
    command = ['unshare', '--net'] + (['--user', '--map-root-user'] if os.getuid() else [])
    return command if subprocess.run([*command, 'true'], capture_output=True,
                                     check=False).returncode == 0 else None


def enter():
    """Starts this program again inside, where the machine allows that."""
    if INSIDE in os.environ:
        return
    try:
        command = _unshare()
    except FileNotFoundError:
        command = None
    if command is None:
        tap.note('no network namespace can be made here')
        return
    os.environ[INSIDE] = '1'
    sys.stdout.flush()
    os.execvp(command[0], [*command, sys.executable, *sys.argv])


def set_up():
    """Once inside: makes the network. Returns whether there is one."""
    if INSIDE not in os.environ:
        return False
    results = [subprocess.run(['ip', *command.split()], capture_output=True, check=False)
               for command in COMMANDS]
    return all(result.returncode == 0 for result in results)
