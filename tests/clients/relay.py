# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A draft with one TURN server, and coturn started from what is written of it."""

import contextlib
import json
import os
import re

import ctl
import process

USERNAME = 'alice'


def draft(folder, host, port, password, transports=('udp', 'tcp')):
    """Makes a draft with one server; returns the folder of its configuration."""
    config = os.path.join(folder, 'config')
    urls = [f'turn:{host}:{port}?transport={transport}' for transport in transports]
    server = {'urls': urls, 'username': USERNAME, 'credential': password}
    ctl.call('--config-dir', config, 'import', '-',
             text=json.dumps({'iceServers': [server], 'iceTransportPolicy': 'relay'}))
    return config


def export(config, client):
    """What turnpikectl writes for a client."""
    return ctl.call('--config-dir', config, 'export', '--client', client)


def allocations(log):
    """How many relay addresses coturn gave to the user."""
    return len(re.findall(rf'user <{USERNAME}>: incoming packet ALLOCATE processed, success',
                          process.read(log)))


class Relay:
    """A running coturn, and the draft that tells about it."""

    def __init__(self, folder, config, host, port, log, turnserver):
        self.folder = folder
        self.config = config
        self.host = host
        self.port = port
        self.log = log
        self.process = turnserver

    def export(self, client):
        return export(self.config, client)

    def allocations(self):
        return allocations(self.log)


@contextlib.contextmanager
def _turnserver(program, folder, path, log, host, port):
    argv = [program, '-c', path, '--no-cli', '--verbose', '--simple-log',
            '--log-file', 'stdout', '--listening-ip', host, '--relay-ip', host,
            '--allow-loopback-peers', '--min-port', '12000', '--max-port', '12199',
            '--pidfile', os.path.join(folder, 'pid'),
            '--userdb', os.path.join(folder, 'users.db')]
    with process.running(argv, log, cwd=folder) as turnserver:
        process.wait_for(lambda: process.answers_stun(host, port), 10, 'coturn listens', turnserver)
        yield turnserver


@contextlib.contextmanager
def running(password, transports=('udp', 'tcp'), host='127.0.0.1'):
    """Runs coturn while the block lasts. All that its turnserver.conf does not say is where it
    is: on an address of this machine, with its files in a folder of its own."""
    program = process.need('turnserver', 'coturn')
    with process.folder() as folder:
        port = process.free_port()
        config = draft(folder, host, port, password, transports)
        path = os.path.join(folder, 'turnserver.conf')
        log = os.path.join(folder, 'turnserver.log')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(export(config, 'coturn'))
        with _turnserver(program, folder, path, log, host, port) as turnserver:
            yield Relay(folder, config, host, port, log, turnserver)


@contextlib.contextmanager
def open_to(passwords, host='127.0.0.1'):
    """Runs coturn for these users with their passwords while the block lasts; gives its port."""
    program = process.need('turnserver', 'coturn')
    with process.folder() as folder:
        port = process.free_port()
        path = os.path.join(folder, 'turnserver.conf')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'listening-port={port}\nlt-cred-mech\nrealm=turnpike.example\n')
            for username, password in passwords.items():
                file.write(f'user={username}:{password}\n')
        with _turnserver(program, folder, path, os.path.join(folder, 'log'), host, port):
            yield port
