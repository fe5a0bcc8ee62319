#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The example clients of the documentation do what they say.

usage: test-examples.py FOLDER CALL LEASE    (the examples, and the compiled ones)
"""

import contextlib
import json
import os
import subprocess
import sys

import desk
import process
import tap

FOLDER, CALL, LEASE = map(os.path.abspath, sys.argv[1:])


class Ear:
    """What a client says. Held shut, the client cannot end: its last words do not get through."""

    def __init__(self):
        reader, self.mouth = os.pipe()
        self.lines = os.fdopen(reader, encoding='utf-8')

    def hold_shut(self):
        # Opened anew: what the client has goes on waiting until it can write.
        filler = os.open(f'/proc/self/fd/{self.lines.fileno()}', os.O_WRONLY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(filler, b'.')
        os.close(filler)

    def hear_out(self):
        with self.lines:
            return self.lines.read().lstrip('.')


@contextlib.contextmanager
def client_of(argv, table, ear):
    env = {**os.environ, 'TURNPIKE_CONFIG_DIR': table.config}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=ear.mouth, stderr=subprocess.PIPE,
                          text=True, env=env) as client:
        os.close(ear.mouth)
        try:
            yield client
        except BaseException:
            client.kill()
            raise


def runs(argv, table, name, first):
    """A client says @first, is in a call as @name until its input ends, and holds changes off. The
    call is over before the client is."""
    ear = Ear()
    with client_of(argv, table, ear) as client:
        if first is not None:
            assert ear.lines.readline() == first + '\n'
        assert ear.lines.readline() == 'in a call\n'
        table.wait_for('Calls', [name])
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        ear.hold_shut()
        client.stdin.close()
        desk.iterate_until(lambda: ('ConfigurationChanged', (2,)) in table.heard, 'carried out')
        table.wait_for('Calls', [])
        assert client.poll() is None
        assert ear.hear_out() == 'the call is over\n'
        assert client.stderr.read() == ''
    assert client.returncode == 0, client.returncode
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
