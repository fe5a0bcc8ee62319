#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""turnpikectl monitor: says what changes and nothing else, and feeds Prometheus. Prints TAP.

The program is $TURNPIKECTL. The server that comes and goes is a TCP port on loopback: reached, it
says nothing that TURN knows; gone, it refuses.
"""

import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import relay
from tap import Skip

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None

PROGRAM = os.environ['TURNPIKECTL']
LIMIT_S = 120
PASSWORD = 's3cret-of-nobody'


class Place:
    """A configuration of its own with one server applied."""

    def __init__(self, folder, *urls, **kinds):
        self.folder = Path(folder)
        self.environment = dict(os.environ, TURNPIKE_CONFIG_DIR=str(self.folder / 'config'))
        self.apply(*urls, **kinds)

    def run(self, *args, text=None, status=0):
        done = subprocess.run([PROGRAM, *args], env=self.environment, input=text, text=True,
                              capture_output=True, check=False, timeout=LIMIT_S)
        assert done.returncode == status, (args, done.returncode, done.stdout, done.stderr)
        return done

    def apply(self, *urls, users=('bob',)):
        """One server more for each user, with these addresses."""
        servers = [{'urls': urls, 'username': user, 'credential': PASSWORD} for user in users]
        self.run('import', '--quiet', '-', text=json.dumps({'iceServers': servers}))
        self.run('apply', '--quiet')

    def monitor_once(self, status):
        """What a monitor tells of one check: its lines, and its samples by their names."""
        path = self.folder / 'turnpike.prom'
        done = self.run('monitor', '--json', '--count', '1', '--prometheus', str(path),
                        status=status)
        return [json.loads(line) for line in done.stdout.splitlines()], read_samples(path)

    def start(self, *args):
        return subprocess.Popen([PROGRAM, 'monitor', *args], env=self.environment, bufsize=0,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def read_samples(path):
    """The samples of a file by their names; fails where the format forbids it."""
    if text_string_to_metric_families is None:
        raise Skip('python3-prometheus-client is not installed')
    samples = {}
    for family in text_string_to_metric_families(path.read_text()):
        assert family.type == 'gauge' and family.documentation, family
        for sample in family.samples:
            same = samples.setdefault(sample.name, [])
            assert sample.labels not in [labels for labels, _ in same], sample
            same.append((sample.labels, sample.value))
    return samples


class Lines:
    """What a monitor prints, as it comes."""

    def __init__(self, process):
        self.process = process
        self.data = b''

    def read(self):
        while b'\n' not in self.data:
            assert select.select([self.process.stdout], [], [], LIMIT_S)[0], 'no line'
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, self.process.stderr.read()
            self.data += more
        line, self.data = self.data.split(b'\n', 1)
        return json.loads(line)


def free_port():
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


def test_changes(folder):
    """A server that comes back changes twice: the target and the verdict; in between, silence."""
    port = free_port()
    url = f'turn:127.0.0.1:{port}?transport=tcp'
    place = Place(folder, url)
    process = place.start('--json', '--interval', '5')
    lines = Lines(process)
    try:
        first = lines.read()
        assert first['event'] == 'target' and first['before'] is None, first
        assert first['result']['url'] == url and first['result']['code'] == 'refused', first
        verdict = lines.read()
        assert verdict['event'] == 'verdict', verdict
        assert verdict['verdict']['state'] == 'failed', verdict

        with socket.create_server(('127.0.0.1', port)) as server:
            # The next check connects; nothing was printed in between.
            server.settimeout(LIMIT_S)
            connection = server.accept()[0]
            connection.close()
            second = lines.read()
        assert second['event'] == 'target' and second['before'] == 'failed refused', second
        assert second['result']['code'] == 'closed', second

        # Somebody applies another server: the old one is gone, the new one is there.
        place.apply(f'turn:127.0.0.1:{port}')
        seen = set()
        while 'udp' not in seen:
            line = lines.read()
            if line['event'] == 'target':
                seen.add(line['result']['transport'])
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130, (process.returncode, err)
    assert PASSWORD.encode() not in lines.data + out + err


def test_prometheus(folder):
    """The file is what Prometheus' own parser reads, for everybody, and has no secret in it."""
    port = free_port()
    place = Place(folder, f'turn:127.0.0.1:{port}?transport=tcp')
    path = place.folder / 'turnpike.prom'
    place.run('monitor', '--quiet', '--count', '1', '--prometheus', str(path), status=1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    text = path.read_text()
    assert PASSWORD not in text and 'bob' not in text
    samples = read_samples(path)
    target = {'url': f'turn:127.0.0.1:{port}?transport=tcp', 'address': '127.0.0.1',
              'transport': 'tcp', 'server': '127.0.0.1'}
    assert samples['turnpike_target_up'] == [(target, 0.0)], samples
    assert samples['turnpike_target_info'] == [
        ({**target, 'state': 'failed', 'code': 'refused', 'stage': 'connect'}, 1.0)], samples
    assert {labels['state']: value for labels, value in samples['turnpike_verdict']} == {
        'passed': 0.0, 'degraded': 0.0, 'failed': 1.0, 'untested': 0.0, 'cancelled': 0.0}
    assert samples['turnpike_check_timestamp_seconds'][0][1] > 1.7e9
    assert samples['turnpike_check_seconds'][0][1] > 0
    assert 'turnpike_target_rtt_seconds' not in samples


def test_labels(folder):
    """What is in a name stays in its label."""
    if text_string_to_metric_families is None:
        raise Skip('python3-prometheus-client is not installed')
    port = free_port()
    place = Place(folder, f'turn:127.0.0.1:{port}?transport=tcp')
    document = place.folder / 'config' / 'turnpike.json'
    name = 'a"b\\c\nd} 1'
    applied = json.loads(document.read_text())
    applied['profiles'][0]['name'] = applied['active'] = name
    document.write_text(json.dumps(applied))
    path = place.folder / 'turnpike.prom'
    place.run('monitor', '--quiet', '--count', '1', '--prometheus', str(path), status=1)
    families = {family.name: family for family in
                text_string_to_metric_families(path.read_text())}
    assert [sample.labels['profile'] for sample in families['turnpike_verdict'].samples] == [name] * 5


NOTHING = ('No server is in use, so there is nothing to check. Add servers in Turnpike, and '
           'apply.')


def test_nothing(folder):
    """A route without servers is no failure of the servers that it does not use."""
    place = Place(folder, f'turn:127.0.0.1:{free_port()}?transport=tcp')
    for route in ('direct', 'cloud'):
        place.run('route', route)
        place.run('apply', '--quiet')
        [line], samples = place.monitor_once(3)
        assert line['event'] == 'verdict', line
        assert line['verdict']['state'] == 'untested', line
        assert line['verdict']['headline'] == NOTHING, line
        assert 'turnpike_target_up' not in samples, samples
        assert {labels['state'] for labels, value in samples['turnpike_verdict'] if value} == {
            'untested'}
        said = place.run('monitor', '--count', '1', status=3).stdout
        assert said.splitlines()[0].endswith('  ' + NOTHING), said
        assert len(said.splitlines()) == 1, said


def test_switched_off(folder):
    """A monitor that runs tells that what it watched is no longer in use."""
    place = Place(folder, f'turn:127.0.0.1:{free_port()}?transport=tcp')
    process = place.start('--json', '--interval', '5')
    lines = Lines(process)
    try:
        assert [lines.read()['event'] for _ in range(2)] == ['target', 'verdict']
        place.run('route', 'direct')
        place.run('apply', '--quiet')
        assert lines.read()['event'] == 'gone'
        assert lines.read()['verdict']['headline'] == NOTHING
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LIMIT_S)


def test_twice(folder):
    """One address for two users is one target, as bad as the worse of them, and exits as check."""
    with relay.open_to({'alice': PASSWORD, 'bob': 'another'}) as port:
        url = f'turn:127.0.0.1:{port}?transport=udp'
        for users in (('alice', 'bob'), ('bob', 'alice')):
            place = Place(f'{folder}/{users[0]}', url, users=users)
            place.run('check', '--quiet', status=1)
            lines, samples = place.monitor_once(1)
            results = [line['result'] for line in lines if line['event'] == 'target']
            assert sorted(result['state'] for result in results) == ['failed', 'passed'], results
            target = {'url': url, 'address': '127.0.0.1', 'transport': 'udp',
                      'server': '127.0.0.1'}
            assert samples['turnpike_target_up'] == [(target, 0.0)], samples
            assert samples['turnpike_target_info'] == [
                ({**target, 'state': 'failed', 'code': 'bad-credentials', 'stage': 'allocate'},
                 1.0)], samples
            assert [labels for labels, _ in samples['turnpike_target_check_seconds']] == [target]
        place = Place(f'{folder}/again', url, url, users=('alice',))
        _, samples = place.monitor_once(0)
        assert samples['turnpike_target_up'] == [(target, 1.0)], samples


def test_usage(folder):
    place = Place(folder, 'turn:127.0.0.1:9?transport=tcp')
    done = place.run('monitor', '--interval', '1', status=2)
    assert '--interval takes 5 to 86400 seconds.' in done.stderr, done.stderr
    done = place.run('monitor', '--count', '0', status=2)
    assert '--count takes 1 or more.' in done.stderr, done.stderr
    done = place.run('monitor', '--profile', 'Nobody', status=2)
    assert 'There is no profile “Nobody”.' in done.stderr, done.stderr
    done = place.run('monitor', '--count', '1', '--prometheus', '/nonexistent/x.prom', status=3)
    assert '/nonexistent' in done.stderr, done.stderr
    done = place.run('monitor', '--count', '1', status=1)
    lines = done.stdout.splitlines()
    assert len(lines) == 2 and 'failed: ' in lines[0], lines


TESTS = [
    ('monitor says what changes', test_changes),
    ('monitor writes for Prometheus', test_prometheus),
    ('monitor escapes labels', test_labels),
    ('monitor says that there is nothing to check', test_nothing),
    ('monitor notices that servers are no longer used', test_switched_off),
    ('monitor tells one address for two users as one', test_twice),
    ('monitor refuses what cannot be', test_usage),
]


def main():
    print(f'1..{len(TESTS)}')
    failed = False
    for number, (name, test) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(folder)
                print(f'ok {number} {name}', flush=True)
            except Skip as reason:
                print(f'ok {number} {name} # SKIP {reason}', flush=True)
            except Exception as error:
                failed = True
                print(f'not ok {number} {name}\n# {type(error).__name__}: {error}', flush=True)
    sys.exit(failed)


main()
