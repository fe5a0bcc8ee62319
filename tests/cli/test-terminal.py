#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What turnpikectl does only on a terminal: colour, progress, and asking for a password. Prints TAP.

The program is $TURNPIKECTL; the terminal is a pseudo-terminal.
"""

import os
import pty
import select
import signal
import socket
import sys
import tempfile
import termios

PROGRAM = os.environ['TURNPIKECTL']
PASSWORD = 'n0t-t0-be-seen'
LIMIT_S = 60


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *args, **environment):
        self.text = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.pop('NO_COLOR', None)
            os.environ.update({'TERM': 'xterm', **environment})
            os.execv(PROGRAM, [PROGRAM, *args])

    def read(self):
        """Reads on; False at the end."""
        if not select.select([self.fd], [], [], LIMIT_S)[0]:
            os.kill(self.pid, signal.SIGKILL)
            raise AssertionError(f'nothing more after {self.text!r}')
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            return False
        self.text += data.decode()
        return bool(data)

    def wait_for(self, part):
        while part not in self.text:
            assert self.read(), f'{part!r} is not in {self.text!r}'

    def shows_typing(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def finish(self):
        while self.read():
            pass
        assert self.shows_typing(), 'the terminal is left silent'
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def test_colour():
    terminal = Terminal('url', 'turn:turn.example.org')
    assert terminal.finish() == 0
    assert '\033[1mturn:turn.example.org\033[0m' in terminal.text, terminal.text
    assert '\033[32mvalid\r\n\033[0m' in terminal.text, terminal.text


def test_no_colour():
    for environment in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
        terminal = Terminal('url', 'turn:turn.example.org', **environment)
        assert terminal.finish() == 0
        assert '\033' not in terminal.text, terminal.text


def test_password():
    terminal = Terminal('check', '--only', 'connect', '--username', 'alice', 'turn:127.0.0.1:1')
    terminal.wait_for('Password of alice: ')
    assert not terminal.shows_typing()
    os.write(terminal.fd, PASSWORD.encode() + b'\n')
    terminal.finish()
    assert PASSWORD not in terminal.text, terminal.text
    assert 'turn:127.0.0.1:1' in terminal.text, terminal.text


def test_password_interrupted():
    """The terminal is as it was before, also after Ctrl+C."""
    terminal = Terminal('check', '--username', 'alice', 'turn:127.0.0.1:1')
    terminal.wait_for('Password of alice: ')
    assert not terminal.shows_typing()
    os.write(terminal.fd, b'\x03')
    assert terminal.finish() == 130, terminal.text


def test_progress():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(('127.0.0.1', 0))
        silent.settimeout(LIMIT_S)
        terminal = Terminal('check', '--timeout', '60', f'stun:127.0.0.1:{silent.getsockname()[1]}')
        silent.recv(64)
        terminal.wait_for('Checking… ')
        os.write(terminal.fd, b'\x03')
        assert terminal.finish() == 130
    assert '\r\033[K' in terminal.text, terminal.text
    assert 'cancelled' in terminal.text, terminal.text


TESTS = [
    ('colour on a terminal', test_colour),
    ('no colour when it is not wanted', test_no_colour),
    ('the password is asked for and not shown', test_password),
    ('asking for the password can be interrupted', test_password_interrupted),
    ('progress is shown, and Ctrl+C cancels', test_progress),
]

print(f'1..{len(TESTS)}')
failed = False
with tempfile.TemporaryDirectory() as folder:
    os.environ['TURNPIKE_CONFIG_DIR'] = folder + '/config'
    for number, (title, test) in enumerate(TESTS, 1):
        try:
            test()
            print(f'ok {number} - {title}')
        except (AssertionError, OSError) as error:
            failed = True
            print(f'not ok {number} - {title}')
            print('# ' + repr(error).replace('\n', '\n# '))
sys.exit(1 if failed else 0)
