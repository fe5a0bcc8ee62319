#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Allow-lists across real networks: what a check says when a firewall opens only a part of Agora's
table, and what a firewall lets through that has the exported rules. Prints TAP.
"""

import itertools
import json
import os
import subprocess
import sys
import traceback

import lab
from servers import HERE

PROGRAM = os.environ.get('TURNPIKECTL', 'turnpikectl')
# Longer than an absent machine takes to be reported by its router.
TIMEOUT_S = '8'
LIMIT_S = 240

ONE, TWO, THREE = '23.236.115.138', '148.153.66.218', '164.52.87.25'
EDGES = ['47.74.211.17', '52.80.192.229', '52.52.84.170', '47.96.234.219']
TCP_PORTS = [443, 4000, *range(3433, 3461)]
UDP_PORTS = list(range(3478, 3501))
# The table of “Use Cloud Proxy”, typed from the page and not from our source.
TABLE = [('tcp', host, port) for host in (ONE, TWO, THREE) for port in TCP_PORTS] + \
    [('tcp', host, 443) for host in EDGES] + \
    [('udp', host, port) for host in (ONE, TWO, THREE) for port in UDP_PORTS]

# What else the same computers listen at, and one that is not in the table at all.
OTHER = '192.0.2.50'
STRANGE_TCP = [22, 80, 442, 444, 3432, 3461, 3478, 3999, 4001, 5349, 65535]
STRANGE_UDP = [53, 443, 3433, 3477, 3501, 4000, 65535]


def start_server(network, tcp, udp, garbage=()):
    process = network.server.start(sys.executable, f'{HERE}/endpoints.py', text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    tell(process, {'tcp': tcp, 'udp': udp, 'garbage': list(garbage)})
    line = process.stdout.readline()
    assert line == 'ready\n', line
    return process


def tell(process, value):
    process.stdin.write(json.dumps(value) + '\n')
    process.stdin.flush()


def get_reached(process):
    tell(process, None)
    return {tuple(item) for item in json.loads(process.stdout.readline())}


def make_network(name, addresses, rules=()):
    """The usual one, with more addresses at the server; refusals are told as fast as they come."""
    network = lab.Network(name, [2], rules=rules)
    for address in addresses:
        version = 6 if ':' in address else 4
        prefix = 128 if version == 6 else 32
        server = lab.SERVER6.format(2) if version == 6 else lab.SERVER4.format(2)
        network.server.ip(f'address add {address}/{prefix} dev eth0' +
                          (' nodad' if version == 6 else ''))
        network.gateway.ip(f'route add {address}/{prefix} via {server} dev eth1')
    for namespace in (network.gateway, network.server):
        namespace.sysctl('net.ipv4.icmp_ratelimit=0')
    return network


def run_program(network, *argv, text=None):
    process = network.client.start(PROGRAM, *argv, text=True, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, errors = process.communicate(text, timeout=LIMIT_S)
    finally:
        lab.stop(process)
    return process.returncode, output, errors


def differ(what, found, wanted):
    return [] if found == wanted else [f'{what}: {found!r} instead of {wanted!r}']


def show(document):
    """The matrix as lines of text."""
    return [f'{row["protocol"]} {row["address"]} ' +
            ' '.join(f'{cell["ports"]}={cell["state"]}/{cell["code"]}' for cell in row['cells'])
            for row in document['rows']]


# A firewall that opens a part, and says no in each way there is to say it.
PARTLY = [
    f'ip daddr {ONE} udp dport 3490-3500 drop',
    f'ip daddr {TWO} tcp dport 4000 reject with tcp reset',
    f'ip daddr {TWO} tcp dport 3441-3460 drop',
    f'ip daddr {TWO} udp dport 3478-3500 reject with icmp port-unreachable',
    f'ip daddr {THREE} tcp dport {{ 443, 4000 }} reject with icmp admin-prohibited',
    f'ip daddr {THREE} tcp dport 3433-3449 reject with icmp host-unreachable',
    f'ip daddr {THREE} udp dport 3479-3485 reject with icmp admin-prohibited',
    f'ip daddr {EDGES[1]} drop',
]
PARTLY_MATRIX = [
    f'tcp {ONE} 443=passed/ok 3433-3460=passed/ok 4000=passed/ok',
    f'tcp {TWO} 443=passed/ok 3433-3440=passed/ok 3441-3460=failed/timeout 4000=failed/refused',
    f'tcp {THREE} 443=failed/unreachable 3433-3449=failed/unreachable 3450-3460=passed/ok '
    '4000=failed/unreachable',
    f'tcp {EDGES[0]} 443=passed/ok',
    f'tcp {EDGES[1]} 443=failed/timeout',
    # A computer that does not listen, and one that is not there.
    f'tcp {EDGES[2]} 443=failed/refused',
    f'tcp {EDGES[3]} 443=failed/unreachable',
    f'udp {ONE} 3478-3489=passed/ok 3490-3500=unclear/no-reply',
    # Something that does not speak STUN answers, then the firewall, then STUN, then a closed port.
    f'udp {THREE} 3478=passed/not-stun 3479-3485=failed/unreachable 3486-3499=passed/ok '
    '3500=failed/refused',
    f'udp {TWO} 3478-3500=failed/refused',
]
PARTLY_COUNTS = {'waiting': 0, 'passed': 30 + 9 + 11 + 1 + 12 + 1 + 14,
                 'failed': 21 + 19 + 1 + 1 + 1 + 7 + 1 + 23, 'unclear': 11, 'untested': 0,
                 'cancelled': 0}


def test_partly():
    """The whole table against a firewall that opens part of it: every cell, exactly."""
    hosts = [ONE, TWO, THREE, *EDGES[:3]]
    network = make_network('partly', hosts, PARTLY)
    # Behind the server's network, where nobody answers for it.
    network.gateway.ip(f'route add {EDGES[3]}/32 dev eth1')
    server = start_server(
        network,
        [(host, port) for kind, host, port in TABLE if kind == 'tcp' and host in hosts[:5]],
        [(host, port) for kind, host, port in TABLE
         if kind == 'udp' and (host, port) not in ((THREE, 3478), (THREE, 3500))],
        [(THREE, 3478)])
    code, output, errors = run_program(network, 'allowlist', 'check', '--preset', 'agora-test',
                                       '--json', '--timeout', TIMEOUT_S)
    document = json.loads(output)
    differences = differ('exit', code, 1) + differ('state', document['state'], 'failed')
    for line in set(show(document)) ^ set(PARTLY_MATRIX):
        differences.append(('wanted: ' if line in PARTLY_MATRIX else 'found: ') + line)
    differences += differ('rows', len(document['rows']), len(PARTLY_MATRIX))
    differences += differ('counts', document['counts'], PARTLY_COUNTS)
    differences += differ('left out', document['left_out'], [])
    differences += differ('at once', document['most_at_once'], 64)
    differences += [] if 'For testing only' in errors else [f'no warning: {errors}']
    silent = [cell for row in document['rows'] for cell in row['cells'] if cell['code'] == 'no-reply']
    differences += differ('silence', [cell['summary'] for cell in silent],
                          [f'No answer over UDP at ports 3490-3500 of {ONE}: blocked, or does not '
                           'speak STUN.'])
    lab.stop(server)
    network.remove()
    return differences


def load_rules(network, *argv, text=None):
    """What the program exports becomes the gateway's only firewall."""
    code, rules, errors = run_program(network, 'allowlist', 'export', '--as', 'nftables', *argv,
                                      text=text)
    assert code == 0, errors
    network.gateway.run('nft', 'delete', 'table', 'inet', 'fw')
    network.gateway.firewall(rules)


def knock(namespace, endpoints, wanted):
    process = namespace.start(sys.executable, f'{HERE}/knock.py', text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    output = process.communicate(json.dumps({'knock': endpoints, 'wanted': len(wanted)}),
                                 timeout=LIMIT_S)[0]
    lab.stop(process)
    return {tuple(item) for item in json.loads(output)}


def compare(what, found, wanted):
    return [f'{what}: {item} got through' for item in sorted(found - wanted)] + \
        [f'{what}: {item} did not get through' for item in sorted(wanted - found)]


def test_export():
    """Agora's table as exported: all of it gets through, and nothing else, seen from both ends."""
    hosts = [ONE, TWO, THREE, *EDGES]
    network = make_network('export', [*hosts, OTHER])
    everything = sorted({*TABLE, *itertools.product(['tcp'], [*hosts, OTHER], STRANGE_TCP + TCP_PORTS[:3]),
                         *itertools.product(['udp'], [*hosts, OTHER], STRANGE_UDP + UDP_PORTS[:2])})
    server = start_server(network, [item[1:] for item in everything if item[0] == 'tcp'],
                          [item[1:] for item in everything if item[0] == 'udp'])
    # Without the rules everything gets through, so that what does not is theirs to answer for.
    before = knock(network.client, everything, everything)
    differences = compare('without rules', before, set(everything))
    get_reached(server)

    load_rules(network, '--preset', 'agora-test')
    answered = knock(network.client, everything, TABLE)
    differences += compare('seen by the client', answered, set(TABLE))
    differences += compare('seen by the server', get_reached(server), set(TABLE))

    code, output, _errors = run_program(network, 'allowlist', 'check', '--preset', 'agora-test',
                                        '--json', '--timeout', TIMEOUT_S)
    document = json.loads(output)
    differences += differ('exit', code, 0) + differ('state', document['state'], 'passed')
    differences += differ('passed', document['counts']['passed'], len(TABLE))

    # Nobody outside may open a connection to the client.
    inside = [('tcp', lab.CLIENT4, 3433), ('udp', lab.CLIENT4, 3478)]
    listener = network.client.start(sys.executable, f'{HERE}/endpoints.py', text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    tell(listener, {'tcp': [inside[0][1:]], 'udp': [inside[1][1:]]})
    assert listener.stdout.readline() == 'ready\n'
    differences += compare('from outside', knock(network.server, inside, []), set())
    differences += compare('from outside, seen inside', get_reached(listener), set())
    for process in (server, listener):
        lab.stop(process)
    network.remove()
    return differences


V6, V6_BLOCK = '2001:db8:5::a', '2001:db8:5:1::7'
MIXED = [
    {'protocol': 'tcp', 'destination': V6, 'ports': '443,5000-5002'},
    {'protocol': 'udp', 'destination': '2001:db8:5:1::/64', 'ports': '3478'},
    {'protocol': 'udp', 'destination': '203.0.113.0/29', 'ports': '3478-3479', 'direction': 'both'},
    {'protocol': 'tcp', 'destination': '203.0.113.9', 'ports': '7000', 'direction': 'inbound'},
    {'protocol': 'tcp', 'destination': 'turn.example.org', 'ports': '443'},
]
MIXED_OUT = {('tcp', V6, 443), ('tcp', V6, 5000), ('tcp', V6, 5002), ('udp', V6_BLOCK, 3478),
             ('udp', '203.0.113.1', 3478), ('udp', '203.0.113.7', 3479)}
MIXED_CLOSED = {('tcp', V6, 444), ('tcp', V6, 5003), ('udp', V6, 443), ('udp', V6_BLOCK, 3479),
                ('tcp', V6_BLOCK, 3478), ('udp', '203.0.113.1', 3480), ('udp', '203.0.113.9', 3478),
                ('tcp', '203.0.113.9', 7000), ('udp', '203.0.113.8', 3478)}


def test_export_mixed():
    """IPv6, blocks of addresses and both directions, each to the bit."""
    network = make_network('mixed', [V6, V6_BLOCK, '203.0.113.1', '203.0.113.7', '203.0.113.8',
                                     '203.0.113.9'])
    outside = sorted(MIXED_OUT | MIXED_CLOSED)
    server = start_server(network, [item[1:] for item in outside if item[0] == 'tcp'],
                          [item[1:] for item in outside if item[0] == 'udp'])
    inside = [('tcp', lab.CLIENT4, 7000), ('tcp', lab.CLIENT4, 7001), ('udp', lab.CLIENT4, 3478)]
    listener = network.client.start(sys.executable, f'{HERE}/endpoints.py', text=True,
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    tell(listener, {'tcp': [item[1:] for item in inside[:2]], 'udp': [inside[2][1:]]})
    assert listener.stdout.readline() == 'ready\n'

    load_rules(network, '--from', '-', text=json.dumps({'entries': MIXED}))
    differences = compare('seen by the client', knock(network.client, outside, MIXED_OUT), MIXED_OUT)
    differences += compare('seen by the server', get_reached(server), MIXED_OUT)
    # The server's own choice of address is the last one of its interface; it is told which to take.
    for source, wanted in (('203.0.113.9', {inside[0]}), ('203.0.113.1', {inside[2]}),
                           ('203.0.113.8', set())):
        network.server.ip(f'route replace {lab.CLIENT4}/32 via {lab.SERVER4.format(1)} src {source}')
        differences += compare(f'from {source}', knock(network.server, inside, wanted), wanted)
        differences += compare(f'from {source}, seen inside', get_reached(listener), wanted)
    for process in (server, listener):
        lab.stop(process)
    network.remove()
    return differences


def test_offline():
    """Without a network nothing was tried, which is neither open nor closed."""
    network = lab.Network('offline', [2], linked=False)
    code, output, _errors = run_program(network, 'allowlist', 'check', '--preset', 'agora-test',
                                        '--json', '--timeout', TIMEOUT_S)
    document = json.loads(output)
    network.remove()
    return differ('exit', code, 3) + differ('state', document['state'], 'untested') + \
        differ('untested', document['counts']['untested'], len(TABLE))


def main():
    lab.guard()
    reason = lab.missing()
    if reason is not None:
        print(f'1..0 # SKIP {reason}')
        return 0
    lab.sweep()
    tests = [(name.removeprefix('test_'), function) for name, function in globals().items()
             if name.startswith('test_')]
    tests = [item for item in tests if not sys.argv[1:] or item[0] in sys.argv[1:]]
    print(f'1..{len(tests)}', flush=True)
    failed = False
    for number, (name, function) in enumerate(tests, 1):
        try:
            found = function()
        except Exception:  # pylint: disable=broad-except
            found = traceback.format_exc().splitlines()
        failed = failed or bool(found)
        print(f'{"not ok" if found else "ok"} {number} - {name}', flush=True)
        for line in found[:80]:
            print(f'#   {line}', flush=True)
    return 1 if failed else 0


sys.exit(main())
