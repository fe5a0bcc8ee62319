#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The example clients of the documentation do what they say.

usage: test-examples.py FOLDER CALL LEASE    (the examples, and the compiled ones)
"""

import json
import os
import subprocess
import sys

import desk
import process
import tap

FOLDER, CALL, LEASE = map(os.path.abspath, sys.argv[1:])


def runs(argv, table, name, first):
    """A client says @first, is in a call as @name until its input ends, and holds changes off."""
    env = {**os.environ, 'TURNPIKE_CONFIG_DIR': table.config}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, env=env) as client:
        said = [client.stdout.readline().rstrip('\n')]
        if first is not None:
            assert said == [first], (said, client.stderr.read() if said == [''] else '')
            said = [client.stdout.readline().rstrip('\n')]
        assert said == ['in a call'], said
        table.wait_for('Calls', [name])
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        out, err = client.communicate('', timeout=desk.LIMIT_S)
    assert (client.returncode, out, err) == (0, 'the call is over\n', ''), (out, err)
    desk.iterate_until(lambda: ('ConfigurationChanged', (2,)) in table.heard, 'carried out')
    table.wait_for('Calls', [])
    # A name that other tests of this file can expect again.
    assert len(json.loads(table.read('rtc-configuration.json'))['iceServers']) == 2


@tap.test('C, over D-Bus')
def c_call():
    with desk.served() as table:
        size = len(table.read('rtc-configuration.json'))
        runs([CALL], table, 'Example in C', f'configuration 1: {size} bytes')


@tap.test('Python, over D-Bus')
def python_call():
    with desk.served() as table:
        runs([sys.executable, os.path.join(FOLDER, 'call.py')], table, 'Example in Python',
             'configuration 1: 1 servers')


@tap.test('JavaScript, over D-Bus')
def javascript_call():
    gjs = process.need('gjs', 'gjs')
    with desk.served() as table:
        runs([gjs, os.path.join(FOLDER, 'call.js')], table, 'Example in JavaScript',
             'configuration 1: 1 servers')


@tap.test('C, with nothing but files')
def c_lease():
    with desk.served() as table:
        runs([LEASE], table, 'Example in plain C', None)


@tap.test('Python, with nothing but files')
def python_lease():
    with desk.served() as table:
        runs([sys.executable, os.path.join(FOLDER, 'lease.py')], table, 'Example without D-Bus',
             '1 servers')


@tap.test('an error is told, and is the exit code')
def told():
    with process.folder() as folder:
        with open(os.path.join(folder, 'turnpike.json'), 'w', encoding='utf-8') as file:
            file.write('{"schema": 4711}')
        env = {**os.environ, 'TURNPIKE_CONFIG_DIR': folder}
        with process.running([os.environ['TURNPIKE'], '--gapplication-service'],
                             os.path.join(folder, 'log'), env=env):
            process.wait_for(desk.is_running, desk.LIMIT_S, 'the service is on the bus')
            clients = [[CALL], [sys.executable, os.path.join(FOLDER, 'call.py')]]
            if process.shutil.which('gjs'):
                clients.append(['gjs', os.path.join(FOLDER, 'call.js')])
            for argv in clients:
                done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True,
                                      text=True, check=False)
                assert done.returncode == 1, argv
                assert done.stdout == '', argv
                assert done.stderr.startswith(desk.ERROR + 'NotReadable: '), done.stderr
    process.wait_for(lambda: not desk.is_running(), desk.LIMIT_S, 'the service has ended')


tap.run()
