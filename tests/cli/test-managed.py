#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What an administrator has locked, people meet: by command, by hand, by import. Prints TAP.

The program is $TURNPIKECTL. System documents are in folders of XDG_CONFIG_DIRS.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = os.environ['TURNPIKECTL']
SERVER = {'urls': ['turn:relay.example.com:3478?transport=udp'],
          'credential': {'kind': 'password', 'username': 'u', 'password': 'given'}}
OWN = {'iceServers': [{'urls': 'turn:mine.example.net', 'username': 'a', 'credential': 'b'}]}


class Place:
    def __init__(self, folder, document):
        self.folder = Path(folder)
        self.config = self.folder / 'config'
        self.managed = self.folder / 'etc' / 'turnpike' / 'turnpike.json'
        self.managed.parent.mkdir(parents=True)
        self.managed.write_text(document if isinstance(document, str) else json.dumps(document))

    def run(self, *args, text=None):
        environment = dict(os.environ, TURNPIKE_CONFIG_DIR=str(self.config),
                           XDG_CONFIG_DIRS=str(self.folder / 'etc'))
        return subprocess.run([PROGRAM, *args], env=environment, input=text, text=True,
                              capture_output=True, check=False)

    def read(self, name):
        return json.loads((self.config / name).read_text())


def expect(done, status, *parts):
    said = done.stdout + done.stderr
    assert done.returncode == status, f'exit {done.returncode}, not {status}: {said}'
    for part in parts:
        assert part in said, f'{part!r} is not in: {said}'
    return done


def locked(*members, **profile):
    return {'profiles': [dict({'name': 'Default'}, **profile)], 'locked': list(members)}


def test_route(folder):
    place = Place(folder, locked('route', route='own', servers=[SERVER]))
    done = expect(place.run('route', 'direct'), 2, 'administrator', '“route”', str(place.managed))
    assert 'given' not in done.stdout + done.stderr
    assert not place.config.exists()
    expect(place.run('route'), 0, 'own')
    expect(place.run('apply'), 0)
    assert place.read('turnpike.json')['profiles'][0]['route'] == 'own'
    # What is not locked is a default, and may be changed.
    expect(place.run('import', '-', text=json.dumps(OWN)), 0)
    expect(place.run('apply'), 0)
    assert len(place.read('rtc-configuration.json')['iceServers']) == 2


def test_import(folder):
    place = Place(folder, locked('servers', 'route', route='own', servers=[SERVER]))
    expect(place.run('import', '-', text=json.dumps(OWN)), 2, '“servers”', str(place.managed))
    expect(place.run('apply'), 0)
    expect(place.run('import', '-', text=json.dumps(OWN)), 2, '“servers”')
    assert not (place.config / 'draft.json').exists()
    rtc = place.read('rtc-configuration.json')
    assert [server['username'] for server in rtc['iceServers']] == ['u']


def test_by_hand(folder):
    place = Place(folder, locked('route', 'relay_only', route='own', servers=[SERVER]))
    expect(place.run('apply'), 0)
    for name in ('turnpike.json', 'draft.json'):
        document = place.read('turnpike.json')
        document['profiles'][0].update(route='direct', relay_only=False)
        document['profiles'][1:] = [{'name': 'Around', 'route': 'direct',
                                     'servers': document['profiles'][0]['servers']}]
        document['active'] = 'Around'
        (place.config / name).write_text(json.dumps(document))
        done = expect(place.run('show'), 0, '(“route”), ', '(“relay_only”)', str(place.managed))
        assert 'managed-locked' not in done.stderr
        expect(place.run('apply'), 0)
        for profile in place.read('turnpike.json')['profiles']:
            assert (profile['route'], profile['relay_only']) == ('own', True), profile


def test_staged_by_hand(folder):
    place = Place(folder, locked('route', route='own', servers=[SERVER]))
    expect(place.run('apply'), 0)
    document = place.read('turnpike.json')
    document['profiles'][0]['route'] = 'direct'
    (place.config / 'staged.json').write_text(json.dumps(document))
    expect(place.run('call', '--', 'true'), 2, '“route”', str(place.managed))
    assert place.read('turnpike.json')['profiles'][0]['route'] == 'own'


def test_told(folder):
    """Who has set what is told before anybody tries to change it."""
    place = Place(folder, locked('route', 'servers', route='own', servers=[SERVER]))
    path = str(place.managed)
    assert json.loads(place.run('show', '--json').stdout)['locked'] == {
        'route': path, 'servers': path}
    expect(place.run('show'), 0, f'Set by your administrator: route, in “{path}”\n'
                                 f'Set by your administrator: servers, in “{path}”\n')
    assert [finding['code'] for finding in json.loads(place.run('lint', '--json').stdout)['findings']
            if finding['code'].startswith('managed-')] == []
    expect(place.run('apply'), 0)
    document = place.read('turnpike.json')
    document['profiles'][0]['route'] = 'direct'
    (place.config / 'turnpike.json').write_text(json.dumps(document))
    done = place.run('lint', '--json')
    assert done.returncode == 0, done
    [finding] = [finding for finding in json.loads(done.stdout)['findings']
                 if finding['code'] == 'managed-override']
    assert '(“route”)' in finding['message'] and path in finding['message'], finding
    place.managed.unlink()
    assert json.loads(place.run('show', '--json').stdout)['locked'] == {}


def test_history(folder):
    place = Place(folder, {'profiles': [{'name': 'Default', 'route': 'direct'}]})
    for route in ('cloud', 'direct'):
        expect(place.run('route', route), 0)
        expect(place.run('apply'), 0)
    place.managed.write_text(json.dumps(locked('route', route='direct')))
    place.run('undo')
    assert place.read('turnpike.json')['profiles'][0]['route'] == 'direct'


def test_client_files(folder):
    target = Path(folder) / 'ice.json'
    place = Place(folder, dict(locked('client_files'),
                               client_files=[{'client': 'w3c', 'path': str(target)}]))
    expect(place.run('apply'), 0)
    assert target.exists()
    document = place.read('turnpike.json')
    document['client_files'] = []
    (place.config / 'turnpike.json').write_text(json.dumps(document))
    expect(place.run('apply'), 0, '“client_files”')
    assert place.read('turnpike.json')['client_files'] == [{'client': 'w3c', 'path': str(target)}]


def test_bad_document(folder):
    place = Place(folder, '{"locked":["rout"]}')
    expect(place.run('route', 'cloud'), 0, str(place.managed), 'locked[0]', 'Tell them')


TESTS = [
    ('a locked route, and a default for servers', test_route),
    ('locked servers, and an import', test_import),
    ('a document and a draft changed by hand', test_by_hand),
    ('a staged change made by hand', test_staged_by_hand),
    ('who has set what', test_told),
    ('the history from before the lock', test_history),
    ('locked client files', test_client_files),
    ('a system document that cannot be used', test_bad_document),
]

print(f'1..{len(TESTS)}')
failed = False
for number, (title, test) in enumerate(TESTS, 1):
    with tempfile.TemporaryDirectory() as name:
        try:
            test(name)
            problem = None
        except (AssertionError, OSError, ValueError, KeyError) as error:
            problem = f'{type(error).__name__}: {error}'
    failed = failed or problem is not None
    print(f"{'not ok' if problem else 'ok'} {number} - {title}")
    if problem:
        print('# ' + problem.replace('\n', '\n# '))
sys.exit(1 if failed else 0)
