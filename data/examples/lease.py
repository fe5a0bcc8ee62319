#!/usr/bin/env python3
# SPDX-License-Identifier: CC0-1.0
# SPDX-FileCopyrightText: The Turnpike authors
"""A calling client that needs nothing but files: reads its relays, and says that it is in a call
until standard input ends."""

import fcntl
import json
import os
import sys
import time

folder = os.environ.get('TURNPIKE_CONFIG_DIR') or os.path.join(
    os.environ.get('XDG_CONFIG_HOME') or os.path.expanduser('~/.config'), 'turnpike')
os.makedirs(os.path.join(folder, 'calls'), mode=0o700, exist_ok=True)

# The lock first: while it is held, the configuration stays what it is. It waits while a
# configuration is being written, and ends with the process, whatever happens to that.
lock = os.open(os.path.join(folder, 'in-call.lock'), os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
fcntl.flock(lock, fcntl.LOCK_SH)

# For people, who are told for whom a change waits.
name = os.path.join(folder, 'calls', f'{os.getpid()}.json')
with open(name + '.new', 'w', encoding='utf-8') as file:
    json.dump({'client': 'Example without D-Bus', 'pid': os.getpid(),
               'since': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}, file)
os.rename(name + '.new', name)

try:
    with open(os.path.join(folder, 'rtc-configuration.json'), encoding='utf-8') as file:
        configuration = json.load(file)
except FileNotFoundError:
    configuration = {'iceServers': []}
print(f'{len(configuration["iceServers"])} servers', flush=True)
print('in a call', flush=True)

sys.stdin.read()

os.unlink(name)
os.close(lock)
print('the call is over', flush=True)
