#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What turnpikectl writes agrees with the JSON schemas that are installed. Prints TAP.

usage: test-schemas.py SOURCE-ROOT
The program is $TURNPIKECTL. Each schema must also refuse something, or it would say nothing.
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from jsonschema import Draft7Validator
except ImportError:
    print('1..0 # SKIP python3-jsonschema is not installed')
    sys.exit(0)

ROOT = Path(sys.argv[1])
PROGRAM = os.environ['TURNPIKECTL']


def validator(name):
    schema = json.loads((ROOT / 'data' / 'schemas' / f'{name}.schema.json').read_text())
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def run(folder, *args, text=None):
    environment = dict(os.environ, TURNPIKE_CONFIG_DIR=str(folder / 'config'))
    done = subprocess.run([PROGRAM, *args], env=environment, input=text, text=True,
                          capture_output=True, check=False, cwd=folder)
    if 'Sanitizer' in done.stderr or done.returncode not in (0, 1, 2, 3, 4):
        raise AssertionError(f'{args}: exit {done.returncode}\n{done.stderr}')
    return done.stdout


def complaints(schema, document):
    return [f'{"/".join(map(str, e.absolute_path))}: {e.message}'[:300]
            for e in validator(schema).iter_errors(document)]


def broken(document, *changes):
    """Copies of document, each with one member of a path changed."""
    for path, value in changes:
        other = copy.deepcopy(document)
        inner = other
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        yield other, f'{path} = {value!r}'


def refuses(schema, document, *changes):
    return [f'{what} is not refused' for other, what in broken(document, *changes)
            if not complaints(schema, other)]


def test_url(folder):
    rows = [json.loads(line)
            for line in (ROOT / 'tests' / 'data' / 'urls.jsonl').read_text().splitlines()]
    text = ''.join(json.dumps(row['url']) + '\n' for row in rows)
    lines = run(folder, 'url', '--json', '--lines', 'json', text=text).splitlines()
    assert len(lines) == len(rows)
    found = [c for line in lines for c in complaints('url', json.loads(line))]
    good = json.loads(lines[0])
    return found + refuses('url', good, (['valid'], 'yes'), (['port'], 65536), (['scheme'], 'http'),
                           (['clients', 'w3c', 'verdict'], 'maybe'),
                           (['clients', 'w3c', 'dials'], None), (['clients', 'stranger'], {}))


def test_document(folder):
    run(folder, 'import', str(ROOT / 'tests' / 'data' / 'seed-acs.js'))
    found = complaints('turnpike', json.loads((folder / 'config' / 'draft.json').read_text()))
    run(folder, 'apply')
    document = json.loads((folder / 'config' / 'turnpike.json').read_text())
    found += complaints('turnpike', document)
    run(folder, 'import', str(ROOT / 'tests' / 'data' / 'seed-agora-enable.js'))
    found += complaints('turnpike', json.loads((folder / 'config' / 'draft.json').read_text()))
    profile = ['profiles', 0]
    return found + refuses('turnpike', document, (['schema'], 2), (['secrets'], 'here'),
                           (['locked'], ['rout']), (profile + ['route'], 'both'),
                           (profile + ['name'], 1), (profile + ['servers', 0, 'urls'], 'turn:a'),
                           (profile + ['servers', 0, 'credential', 'kind'], 'token'),
                           (profile + ['servers', 0, 'credential', 'password_ref'], 'secret'))


def test_check(folder):
    empty = json.loads(run(folder, '--config-dir', 'other', 'check', '--json'))
    found = complaints('check', empty)
    text = run(folder, 'check', '--json', '--timeout', '2', 'stun:127.0.0.1:1',
               'turns:127.0.0.1:1', 'turn:[::1]:1?transport=tcp', '--report', 'report.json')
    document = json.loads(text)
    assert len(document['results']) == 3
    found += complaints('check', document)
    report = json.loads((Path(folder) / 'report.json').read_text())
    found += complaints('check', report) + refuses('check', report, (['report', 'written'], 'now'))
    result = ['results', 0]
    return found + refuses('check', document, (['schema'], 2), (['state'], 'running'),
                           (['elapsed_ms'], -1), (['started'], 'today'),
                           (result + ['code'], 'unheard-of'), (result + ['stages', 0, 'name'], 'x'),
                           (['verdict', 'facts', 'udp'], 'maybe'))


def test_cloud(folder):
    """Of a service that has nobody behind it; what a real one hands out is in test-cloud.c."""
    found = complaints('cloud', json.loads(run(folder, 'cloud', 'status', '--json')))
    run(folder, 'route', 'cloud')
    found += complaints('cloud', json.loads(run(folder, 'cloud', 'status', '--json')))
    run(folder, 'cloud', 'set', 'service=turn-rest', 'endpoint=https://127.0.0.1:1/', 'user=alice',
        'account=a', 'region=eu', 'ca_file=/ca.pem', 'lifetime_s=60', 'headers=A: b', 'body={}',
        'method=POST', 'list_path=a.b')
    found += complaints('turnpike', json.loads((folder / 'config' / 'draft.json').read_text()))
    status = json.loads(run(folder, 'cloud', 'status', '--json'))
    run(folder, 'cloud', 'set', 'ca_file=')
    fetch = json.loads(run(folder, 'cloud', 'fetch', '--json'))
    assert (status['state'], fetch['state'], fetch['code']) == ('none', 'failed', 'refused')
    found += complaints('cloud', status) + complaints('cloud', fetch)
    return (found + refuses('cloud', status, (['schema'], 2), (['steps'], []), (['state'], 'maybe'))
            + refuses('cloud', fetch, (['stages', 0, 'name'], 'x'), (['elapsed_ms'], -1),
                      (['servers'], [{'urls': [], 'credential': 'pw'}])))


def test_allowlist(folder):
    entries = [{'protocol': 'tcp', 'destination': '127.0.0.1', 'ports': '1-2'},
               {'protocol': 'udp', 'destination': '127.0.0.1', 'ports': '1'},
               {'protocol': 'udp', 'destination': '*.example.org', 'ports': '1'}]
    text = run(folder, 'allowlist', 'check', '--json', '--from', '-',
               text=json.dumps({'entries': entries}))
    document = json.loads(text)
    cell = ['rows', 0, 'cells', 0]
    assert document['rows'][0]['cells'][0]['ports'] == '1-2'
    found = complaints('allowlist', document) + refuses(
        'allowlist', document, (['schema'], 2), (['state'], 'degraded'), (['counts', 'open'], 1),
        (['most_at_once'], 65), (cell + ['code'], 'unheard-of'), (cell + ['ports'], 443))

    run(folder, 'allowlist', 'add', '--preset', 'acs')
    draft = json.loads((folder / 'config' / 'draft.json').read_text())
    entry = ['profiles', 0, 'allow_list', 'entries', 0]
    return found + complaints('turnpike', draft) + refuses(
        'turnpike', draft, (entry + ['protocol'], 'sctp'), (entry + ['ports'], 'https'),
        (entry + ['direction'], 'up'), (entry + ['destination'], None))


TESTS = [
    ('url --json, for every row of urls.jsonl', test_url),
    ('turnpike.json and draft.json', test_document),
    ('check --json', test_check),
    ('cloud --json', test_cloud),
    ('allowlist check --json', test_allowlist),
]

print(f'1..{len(TESTS)}')
failed = False
for number, (title, test) in enumerate(TESTS, 1):
    with tempfile.TemporaryDirectory() as name:
        try:
            problems = test(Path(name))
        except (AssertionError, OSError, ValueError, KeyError) as error:
            problems = [repr(error)]
    failed = failed or bool(problems)
    print(f"{'not ok' if problems else 'ok'} {number} - {title}")
    for problem in problems[:20]:
        print('# ' + problem.replace('\n', '\n# '))
sys.exit(1 if failed else 0)
