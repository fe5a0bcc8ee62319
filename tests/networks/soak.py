#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Many checks in one process, while the network changes all the time: the memory and the files that
are open must be those of the beginning. To be run by hand; 2,000 checks take some minutes.

usage: soak.py PROGRAM [CHECKS]     (PROGRAM: tests/checks/soak of the build)
"""

import itertools
import os
import shutil
import subprocess
import sys
import time

import lab
import servers

HOSTS = ('one', 'two')
URLS = ('turn:{}.test:3478', 'turn:{}.test:3478?transport=tcp', 'turns:{}.test:443?transport=tcp',
        'turns:{}.test:5349?transport=udp', 'stun:{}.test:3478')
# What the firewall does, one after the other; None pulls the cable.
NETWORKS = ((), ('meta l4proto udp drop',), ('meta l4proto tcp drop',), (),
            ('meta l4proto udp reject',), ('tcp dport 443 drop',), ('meta nfproto ipv6 drop',), None,
            ('iifname eth0 reject with icmpx admin-prohibited',), ('udp length > 1000 drop',))
EACH_S = 1.5


def change(network, rules, before):
    if before is None:
        network.gateway.ip('link set eth0 up',
                           f'address replace {lab.GATEWAY6}/64 dev eth0 nodad')
    if rules is None:
        network.gateway.ip('link set eth0 down')
    else:
        network.filter(rules)


def main():
    lab.guard()
    reason = lab.missing()
    if reason is not None:
        print(f'not possible here: {reason}')
        return 77
    lab.sweep()
    certificates = servers.Certificates()
    work = lab.folder()
    network = lab.Network('soak', [servers.HOSTS[host][0] for host in HOSTS])
    coturns = [servers.Coturn(network.server, host, certificates, work) for host in HOSTS]
    servers.start_dns(network, work)
    for coturn in coturns:
        coturn.wait_ready()

    urls = [url.format(host) for host in HOSTS for url in URLS]
    env = {**os.environ, 'TURNPIKE_SOAK_CA': certificates.file('ca'),
           'TURNPIKE_SOAK_PASSWORD': servers.PASSWORD, 'GIO_USE_PROXY_RESOLVER': 'dummy'}
    program = network.client.start(sys.argv[1], (sys.argv[2:] or ['2000'])[0], *urls, env=env,
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    before = ()
    for rules in itertools.cycle(NETWORKS):
        if program.poll() is not None:
            break
        change(network, rules, before)
        before = rules
        time.sleep(EACH_S)
    print(program.stdout.read(), end='')
    code = program.returncode
    for coturn in coturns:
        coturn.kill()
    network.remove()
    shutil.rmtree(work)
    return code


sys.exit(main())
