#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Hands exported allow-lists to the tools they are for, and compares what those understood. Prints TAP.

nftables, ufw, firewalld and cmark-gfm are the real ones, each where it can change nothing of this
machine: a network namespace of its own, a dry run, a folder of its own. Debian has neither
PowerShell nor PAN-OS nor ASA; for these, the rules of their readers are here, which is no proof.
"""

import csv
import html.parser
import io
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

PROGRAM = os.environ['TURNPIKECTL']
EVIL = ['plain', '"; reboot; "', "it's $(reboot) `reboot` ‘’‚‛", 'a\nreboot\r\n! reboot\n# b\u2028c',
        "=cmd|' /C calc'!A0", '+1,2;3|4\\', '*bold* <b> [x](javascript:1) & ~~x~~', '@\tx', '?',
        '\u202eevil\u2066 \u200b.', 'x' * 3000, '日本語' * 60, '"', "'", '\\', '--', '-n', '%s%n', '']
DESTINATIONS = ['192.0.2.1', '198.51.100.0/24', '2001:db8::1', '2001:db8:1::/48',
                'turn.example.org', '*.example.org']
PORTS = ['443', '443,3433-3460,4000', '1-65535', ','.join(map(str, range(1000, 1036, 2)))]
DIRECTIONS = ['outbound', 'inbound', 'both']

ENTRIES = [{'protocol': 'udp' if i % 2 else 'tcp', 'destination': DESTINATIONS[i % 6],
            'ports': PORTS[3 if i in (1, 8) else (i // 6 + i) % 3], 'purpose': purpose,
            'direction': DIRECTIONS[i % 3 - i // 9 % 3],
            'source': 'A page, "quoted"', 'date': '2026-11-20'}
           for i, purpose in enumerate(EVIL)]


class Skip(Exception):
    pass


def need(*programs, root=False):
    for program in programs:
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')
    if root and os.geteuid() != 0:
        raise Skip('needs root')


def run(*argv, text=None, **options):
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f'{argv[:6]}: exit {done.returncode}\n{done.stderr}{done.stdout}')
    return done.stdout


def export(form, entries=None):
    argv = [PROGRAM, 'allowlist', 'export', '--as', form, '--json', '--from', '-']
    document = json.loads(run(*argv, text=json.dumps({'entries': entries or ENTRIES})))
    return document['text'], document['notes']


def ranges(text, dash='-'):
    """Ports as a set of pairs."""
    pairs = [part.split(dash) for part in text.split(',')]
    return {(int(pair[0]), int(pair[-1])) for pair in pairs}


def ways(direction):
    return ['out', 'in'] if direction == 'both' else [direction.removesuffix('bound')]


def wanted(names=False):
    """What has to be let through: protocol, destination, first and last port, way."""
    return {(entry['protocol'], entry['destination'], *pair, way) for entry in ENTRIES
            for pair in ranges(entry['ports']) for way in ways(entry['direction'])
            if entry['destination'][0].isdigit() or
            (names and entry['destination'] == 'turn.example.org')}


def differ(found, expected):
    return [f'too many: {item}' for item in sorted(found - expected)] + \
        [f'missing: {item}' for item in sorted(expected - found)]


def check_notes(form, names):
    """What the form cannot say is told once for each entry, and stands nowhere else."""
    found = [(note['code'], note['severity']) for note in export(form)[1]]
    expected = [('firewall-wildcard' if entry['destination'][0] == '*' else 'firewall-name', 'warning')
                for entry in ENTRIES if entry['destination'] in ('turn.example.org', '*.example.org')
                and not (names and entry['destination'][0] != '*')]
    return [] if found == expected else [f'{form}: notes {found} instead of {expected}']


def nft_prefix(value):
    if isinstance(value, dict):
        return f'{value["prefix"]["addr"]}/{value["prefix"]["len"]}'
    return value


def nft_ports(value):
    items = value['set'] if isinstance(value, dict) and 'set' in value else [value]
    return {tuple(item['range']) if isinstance(item, dict) else (item, item) for item in items}


def test_nftables():
    need('nft', 'unshare', root=True)
    text, _notes = export('nftables')
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/rules', 'w', encoding='utf-8') as file:
            file.write(text)
        # Twice, because loading it again must replace it.
        listed = run('unshare', '-n', 'sh', '-ec',
                     'nft -c -f "$1"; nft -f "$1"; nft -f "$1"; nft -j list ruleset', 'sh',
                     f'{folder}/rules')
    found, chains = set(), {}
    for item in json.loads(listed)['nftables']:
        if 'chain' in item:
            chains[item['chain']['name']] = item['chain'].get('policy')
        if 'rule' not in item or item['rule']['chain'] != 'allowed':
            continue
        matches = [part['match'] for part in item['rule']['expr'] if 'match' in part]
        assert item['rule']['expr'][-1] == {'accept': None}, item
        address, port = matches[0], matches[1]
        found |= {(port['left']['payload']['protocol'], nft_prefix(address['right']), *pair,
                   'out' if address['left']['payload']['field'] == 'daddr' else 'in')
                  for pair in nft_ports(port['right'])}
    return differ(found, wanted()) + check_notes('nftables', False) + (
        [] if chains == {'allowed': None, 'forward': 'drop'} else [f'chains: {chains}'])


def test_nftables_of_names():
    """A list that says nothing in addresses must not lock everything out."""
    text, _notes = export('nftables', [{'protocol': 'tcp', 'destination': 'turn.example.org',
                                        'ports': '443'}])
    return ['drops everything'] if 'policy drop' in text else []


def run_script(text, folder, command, replacement):
    """Runs a script with one command of it replaced, and nothing else within reach."""
    os.mkdir(f'{folder}/bin')
    with open(f'{folder}/bin/{command}', 'w', encoding='utf-8') as file:
        file.write(f'#!/bin/sh\n{replacement}\n')
    os.chmod(f'{folder}/bin/{command}', 0o755)
    with open(f'{folder}/script', 'w', encoding='utf-8') as file:
        file.write(text)
    return run(shutil.which('unshare'), '-n', '/bin/sh', f'{folder}/script', cwd=folder,
               env={'PATH': f'{folder}/bin', 'LC_ALL': 'C.UTF-8'})


def test_ufw():
    need('ufw', 'unshare', root=True)
    if not os.path.exists('/etc/ufw/ufw.conf'):
        raise Skip('ufw is not set up')
    text, _notes = export('ufw')
    path = os.environ['PATH']
    with tempfile.TemporaryDirectory() as folder:
        printed = run_script(text, folder, 'ufw',
                             f'PATH={path} exec {shutil.which("ufw")} --dry-run "$@"')
    found = set()
    for line in printed.splitlines():
        match = re.match(r'### tuple ### allow (\S+) (\S+) (\S+) any (\S+) (in|out)( comment=\S+)?$', line)
        if match is None:
            assert '### tuple ###' not in line, line
            continue
        protocol, ports, target, source, way = match.groups()[:5]
        found |= {(protocol, target if way == 'out' else source, *pair, way)
                  for pair in ranges(ports, ':')}
    return differ(found, wanted()) + check_notes('ufw', False)


def test_firewalld():
    need('firewall-offline-cmd', 'unshare', root=True)
    text, _notes = export('firewalld')
    path = os.environ['PATH']
    with tempfile.TemporaryDirectory() as folder:
        run_script(text, folder, 'firewall-cmd',
                   '[ "$1" = --reload ] && exit 0\n[ "$1" = --permanent ] || exit 9\nshift\n'
                   f'PATH={path} exec {shutil.which("firewall-offline-cmd")} '
                   f'--system-config={folder}/etc "$@"')
        found, zones = set(), {}
        for way in ('out', 'in'):
            root = xml.etree.ElementTree.parse(f'{folder}/etc/policies/turnpike-{way}.xml').getroot()
            zones[way] = (root.find('ingress-zone').get('name'), root.find('egress-zone').get('name'))
            for rule in root.iter('rule'):
                assert rule.find('accept') is not None
                port = rule.find('port')
                where = rule.find('destination' if way == 'out' else 'source').get('address')
                found |= {(port.get('protocol'), where, *pair, way) for pair in ranges(port.get('port'))}
    return differ(found, wanted()) + check_notes('firewalld', False) + (
        [] if zones == {'out': ('HOST', 'ANY'), 'in': ('ANY', 'HOST')} else [f'zones: {zones}'])


def test_csv():
    text, notes = export('csv')
    assert text.count('\r\n') >= len(ENTRIES) + 1 and notes == []
    rows = list(csv.DictReader(io.StringIO(text, newline='')))
    differences = []
    for row, entry in zip(rows, ENTRIES, strict=True):
        purpose = entry['purpose'].strip()
        if purpose.startswith(('=', '+', '-', '@')):
            purpose = "'" + purpose
        for member, value in {**entry, 'purpose': purpose}.items():
            if row[member] != value:
                differences.append(f'{member}: {row[member]!r} instead of {value!r}')
    return differences


class Cells(html.parser.HTMLParser):
    """The text of a table's cells; anything else in them but text is an element too many."""

    def __init__(self):
        super().__init__()
        self.rows, self.strange, self.inside = [], [], False

    def handle_starttag(self, tag, attrs):
        if tag == 'tr':
            self.rows.append([])
        elif tag in ('td', 'th'):
            self.rows[-1].append('')
            self.inside = True
        elif tag not in ('table', 'thead', 'tbody'):
            self.strange.append(tag)

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ('td', 'th')

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data
        elif data.strip():
            self.strange.append(data)


def one_line(text):
    """Without what cannot be seen, cut as the writer cuts it."""
    line = ''.join(' ' if re.match(r'[\s\u200b-\u200f\u2028-\u202e\u2066-\u2069]', c) else c
                   for c in text)
    return re.sub(' +', ' ', line).strip()[:1000]


def test_markdown():
    need('cmark-gfm')
    text, notes = export('markdown')
    assert notes == []
    cells = Cells()
    cells.feed(run('cmark-gfm', '--extension', 'table', '--extension', 'strikethrough',
                   '--extension', 'autolink', '--unsafe', text=text))
    differences = [f'beside the text: {strange!r}' for strange in cells.strange]
    for row, entry in zip(cells.rows[1:], ENTRIES, strict=True):
        expected = [entry['protocol'].upper(), entry['destination'],
                    entry['ports'].replace('-', '–').replace(',', ', '), entry['direction'],
                    one_line(entry['purpose']), f'{entry["source"]}, {entry["date"]}']
        differences += [f'{a!r} instead of {b!r}' for a, b in zip(row, expected, strict=True) if a != b]
    return differences


def test_powershell():
    """Not by PowerShell: by the rules of single-quoted texts (about_Quoting_Rules)."""
    text, _notes = export('powershell')
    assert text.startswith('\ufeff')
    quotes = "'‘’‚‛"
    pattern = re.compile(rf"New-NetFirewallRule -DisplayName [{quotes}]((?:[^{quotes}]|([{quotes}])\2)*)"
                         r"[']"
                         r" -Group 'Turnpike' -Direction (Inbound|Outbound) -Action Allow"
                         r" -Protocol (TCP|UDP) -RemoteAddress '([0-9a-f.:/]+)'"
                         r" -(RemotePort|LocalPort) ('[0-9-]+'(?:,'[0-9-]+')*)$")
    found = set()
    for line in text.lstrip('\ufeff').splitlines():
        if line.startswith('#') or not line:
            continue
        match = pattern.match(line)
        assert match is not None, line
        way = match[3].removesuffix('bound').lower()
        assert match[6] == ('RemotePort' if way == 'out' else 'LocalPort')
        found |= {(match[4].lower(), match[5], *pair, way) for pair in ranges(match[7].replace("'", ''))}
    return differ(found, wanted()) + check_notes('powershell', False)


def test_paloalto():
    """Not by PAN-OS: by the syntax of its set commands."""
    text, _notes = export('paloalto')
    address, service, found = {}, {}, set()
    for line in text.splitlines():
        if match := re.fullmatch(r'set address (\S+) (ip-netmask|fqdn) (\S+)', line):
            assert (match[2] == 'fqdn') == match[3][0].isalpha(), line
            address[match[1]] = match[3]
        elif match := re.fullmatch(r'set service (\S+) protocol (tcp|udp) port ([0-9,-]+)', line):
            service[match[1]] = (match[2], ranges(match[3]))
        else:
            match = re.fullmatch(r'set rulebase security rules \S+ from any to any source (\S+) destination '
                                 r'(\S+) application any service (\S+) action allow'
                                 r'(?: description "[A-Za-z0-9 .,:;()/+_=-]+")?', line)
            assert match is not None, line
            way = 'out' if match[1] == 'any' else 'in'
            protocol, pairs = service[match[3]]
            found |= {(protocol, address[match[2] if way == 'out' else match[1]], *pair, way)
                      for pair in pairs}
    return differ(found, wanted(names=True)) + check_notes('paloalto', True)


def asa_address(words):
    """One address of an access-list, taken from the front."""
    word = words.pop(0)
    if word in ('any', 'any4', 'any6'):
        return None
    if word in ('host', 'object'):
        return words.pop(0)
    if ':' in word:
        return word
    return str(ipaddress.ip_network(f'{word}/{words.pop(0)}'))


def test_asa():
    """Not by an ASA: by the syntax of its access lists."""
    text, _notes = export('asa')
    assert all(32 <= ord(c) < 127 and c != '?' for c in text.replace('\n', '')), text
    objects, found, name = {}, set(), None
    for line in text.splitlines():
        words = line.split(' ')
        if line.startswith(('! ', 'access-list TURNPIKE remark ')) or line == 'exit':
            continue
        if words[:2] == ['object', 'network']:
            name = words[2]
        elif line.startswith(' fqdn '):
            objects[name] = words[2]
        else:
            assert words[:4] == ['access-list', 'TURNPIKE', 'extended', 'permit'], line
            protocol, rest = words[4], words[5:]
            source, target = asa_address(rest), asa_address(rest)
            assert (source is None) != (target is None) and rest.pop(0) in ('eq', 'range'), line
            where = source or target
            found.add((protocol, objects.get(where, where), int(rest[0]), int(rest[-1]),
                       'in' if source else 'out'))
    return differ(found, wanted(names=True)) + check_notes('asa', True)


def main():
    tests = [(name.removeprefix('test_'), function) for name, function in globals().items()
             if name.startswith('test_')]
    print(f'1..{len(tests)}', flush=True)
    failed = False
    for number, (name, function) in enumerate(tests, 1):
        try:
            found = function()
        except Skip as reason:
            print(f'ok {number} - {name} # SKIP {reason}', flush=True)
            continue
        except Exception as error:  # pylint: disable=broad-except
            found = [f'{type(error).__name__}: {error}']
        failed = failed or bool(found)
        print(f'{"not ok" if found else "ok"} {number} - {name}', flush=True)
        for line in found:
            print('# ' + line.replace('\n', '\n# '), flush=True)
    sys.exit(1 if failed else 0)


main()
