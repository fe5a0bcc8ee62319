#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Checks real relays over real networks, and compares every word of the answer. Prints TAP.

usage: test-matrix.py [LAB…]
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import traceback

import events
import lab
import matrix
import servers

PROGRAM = os.environ.get('TURNPIKECTL', 'turnpikectl')
# Networks at once: most of the time all of them wait for silence.
LABS_AT_ONCE = 5
# Far above the deadlines of a target, its second turn and its release together.
CASE_LIMIT_S = 60
RELEASE_LIMIT_S = 20
FACTS = ('udp', 'tcp', 'tls_443', 'ipv4', 'ipv6')
NAT = ('mapping', 'filtering', 'method')


class Result:
    """What one test of the plan found."""

    def __init__(self, name, differences=()):
        self.name = name
        self.differences = list(differences)


def host_name(host):
    return host if host[0] == '[' or host[0].isdigit() else f'{host}.test'


def make_url(host, transport):
    return matrix.URLS[transport][0].format(host_name(host))


def plan():
    """The names of all tests, by lab."""
    names = {}
    for one in matrix.LABS:
        names[one.name] = [f'{one.name}: {case.name}: {" ".join(row[:3])}'
                           for case in one.cases for row in [*case.split_rows(), ['verdict']]]
        names[one.name].append(f'{one.name}: nothing is left behind')
    return names


def differ(what, found, wanted):
    return [] if found == wanted else [f'{what}: {found!r} instead of {wanted!r}']


def lacks(what, text, part):
    return [] if part in (text or '') else [f'{what}: “{text}” lacks “{part}”']


def get_advice(case, row):
    host, transport, _family, _state, _stage, code = row
    url, wire = matrix.URLS[transport]
    port = url.split(':')[2].split('?')[0]
    text = (case.advice or {}).get(code, matrix.ADVICE[code])
    return text.format(wire=wire, port=port, host=host_name(host).strip('[]'))


def is_of_row(result, row):
    host, transport, family = row[:3]
    return result['url'] == make_url(host, transport) and \
        family in (result['family'] or '-', result['address'])


def compare_row(case, row, document):
    found = [result for result in document['results'] if is_of_row(result, row)]
    if len(found) != 1:
        return [f'{len(found)} results']
    result = found[0]
    differences = []
    for member, wanted in zip(('state', 'stage', 'code'), row[3:]):
        differences += differ(member, result[member], wanted)
    if not differences:
        differences += lacks('advice', result['advice'], get_advice(case, row))
        differences += lacks('summary', result['summary'], (case.summary or {}).get(row[5], ''))
    return differences + ([f'says: {result["summary"]}', json.dumps(result['stages'])]
                          if differences else [])


def first_advice(case):
    if case.first_advice:
        return case.first_advice
    for state in ('failed', 'degraded', 'untested'):
        for row in case.split_rows():
            # An address family that is not there is no trouble.
            if row[3] == state and not (state == 'untested' and row[5] == 'unreachable'):
                return get_advice(case, row)
    return None


def expect_nat(case):
    if case.nat is not None:
        return case.nat
    answered = any(row[1] in ('udp', 'stun') and (row[3] in ('passed', 'degraded') or
                                                  row[4] in ('allocate', 'permission', 'data'))
                   for row in case.split_rows())
    return 'none unknown comparison' if answered else 'unknown unknown comparison'


def compare_verdict(case, document, code):
    verdict = document['verdict']
    advice = first_advice(case)
    facts = ' '.join(verdict['facts'][fact] for fact in FACTS)
    differences = differ('exit', code, case.exit) + \
        differ('results', len(document['results']), len(case.split_rows())) + \
        differ('state', verdict['state'], case.verdict) + differ('facts', facts, case.facts) + \
        differ('headline', verdict['headline'], case.headline) + \
        differ('nat', ' '.join(verdict['nat'][member] for member in NAT), expect_nat(case)) + \
        differ('fact', verdict['facts']['nat'], verdict['nat']['mapping']) + \
        differ('remarks', ' '.join(verdict['remarks']), case.remarks)
    if advice is None:
        return differences + differ('advice', verdict['advice'], [])
    return differences + lacks('advice', (verdict['advice'] or [''])[0], advice)


def make_argv(case, certificates, password_file):
    argv = [PROGRAM, 'check', '--json']
    if case.authority is not None:
        argv += ['--ca', certificates.file(case.authority)]
    if case.proxy is not None:
        argv += ['--proxy', case.proxy.format(gateway=lab.GATEWAY4)]
    if case.user is not None:
        argv += ['--username', case.user, '--password-file', password_file]
    return argv + list(dict.fromkeys(make_url(row[0], row[1]) for row in case.split_rows()))


def check(network, case, certificates, coturns, work):
    """One run of the program; it is killed when it does not end."""
    password_file = f'{work}/password-{case.name.replace(" ", "-")}'
    with open(password_file, 'w', encoding='utf-8') as file:
        file.write(case.password + '\n')
    process = network.client.start(*make_argv(case, certificates, password_file), text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        if case.event is not None:
            events.HAPPEN[case.event[0]](network, coturns, case.event[1])
        output, errors = process.communicate(timeout=CASE_LIMIT_S)
    finally:
        lab.stop(process)
        if case.event is not None and case.event[0] in events.UNDO:
            events.UNDO[case.event[0]](network)
    if errors or not output:
        raise RuntimeError(f'{process.returncode}: {errors}')
    return json.loads(output), process.returncode


def break_down(names):
    """All of these tests have failed, by the exception that is being handled."""
    return [Result(name, [traceback.format_exc()] if name == names[0] else ['see above'])
            for name in names]


def run_case(prefix, network, case, certificates, coturns, work):
    rows = case.split_rows()
    names = [f'{prefix}: {case.name}: {" ".join(row[:3])}' for row in rows]
    try:
        document, code = check(network, case, certificates, coturns, work)
    except Exception:
        return break_down([*names, f'{prefix}: {case.name}: verdict'])
    results = [Result(name, compare_row(case, row, document)) for name, row in zip(names, rows)]
    results.append(Result(f'{prefix}: {case.name}: verdict',
                          compare_verdict(case, document, code)))
    return results


def find_left(coturns):
    """Every allocation that was made must have been given back; servers look once a second."""
    alive = [coturn for coturn in coturns.values() if not coturn.killed]

    def is_empty():
        return all(made == gone for made, gone in (coturn.count() for coturn in alive))
    try:
        lab.wait_for(is_empty, RELEASE_LIMIT_S, 'all allocations are given back')
    except RuntimeError:
        return [f'{coturn.host}: {coturn.count()} allocations made and given back'
                for coturn in alive]
    return []


def hold(network, host):
    holder = network.client.start(sys.executable, f'{servers.HERE}/holder.py',
                                  servers.address(host), str(servers.TURN_PORT), servers.USER,
                                  servers.PASSWORD, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b'held\n'
    return holder


def let_go(holder):
    holder.stdin.close()
    holder.wait(10)
    lab.stop(holder)


def set_up(one, network, certificates, work):
    if one.relays_blocked:
        servers.block_relays(network, one.hosts.split())
    coturns = {host: servers.Coturn(network.server, host, certificates, work)
               for host in one.hosts.split() if servers.HOSTS[host][1] is not None}
    if one.linked:
        servers.start_dns(network, work)
    if one.proxied:
        servers.start_proxy(network, work)
    if one.translation:
        servers.start_translation(network, one.translation)
    if one.inspected:
        servers.start_inspection(network, certificates, work)
    for coturn in coturns.values():
        coturn.wait_ready()
    if 'hung' in coturns:
        coturns['hung'].freeze()
    return coturns


def run_lab(one, certificates):
    """Builds a network, tries all its cases side by side, and takes it down again."""
    work = lab.folder()
    numbers = [servers.HOSTS[host][0] for host in one.hosts.split()]
    network = lab.Network(one.name, numbers, one.client4, one.client6, one.linked, one.rules)
    coturns = set_up(one, network, certificates, work)
    holder = hold(network, one.holder) if one.holder else None
    with concurrent.futures.ThreadPoolExecutor(1 if one.in_turn else len(one.cases)) as pool:
        futures = [pool.submit(run_case, one.name, network, case, certificates, coturns, work)
                   for case in one.cases]
        results = [result for future in futures for result in future.result()]
    if holder is not None:
        let_go(holder)
    results.append(Result(f'{one.name}: nothing is left behind', find_left(coturns)))
    for coturn in coturns.values():
        coturn.kill()
    network.remove()
    shutil.rmtree(work)
    return results


def tell(number, result):
    print(f'{"not ok" if result.differences else "ok"} {number} - {result.name}')
    for difference in result.differences:
        for line in difference.splitlines():
            print(f'#   {line}')
    sys.stdout.flush()


def run(labs):
    certificates = servers.Certificates()
    names = plan()
    number = failed = 0
    print(f'1..{sum(len(names[one.name]) for one in labs)}', flush=True)
    with concurrent.futures.ThreadPoolExecutor(LABS_AT_ONCE) as pool:
        futures = {pool.submit(run_lab, one, certificates): one for one in labs}
        for future in concurrent.futures.as_completed(futures):
            try:
                results = future.result()
            except Exception:
                results = break_down(names[futures[future].name])
            for result in results:
                number += 1
                failed += bool(result.differences)
                tell(number, result)
        # The servers die with the threads that started them, which end with this block.
    return 1 if failed else 0


def main():
    lab.guard()
    reason = lab.missing()
    if reason is not None:
        print(f'1..0 # SKIP {reason}')
        return 0
    lab.sweep()
    labs = [one for one in matrix.LABS if not sys.argv[1:] or one.name in sys.argv[1:]]
    return run(labs)


sys.exit(main())
