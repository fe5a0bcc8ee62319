# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What happens to a network while it is checked. Each waits for packets that the check sent, so
that it happens in the middle, however slow the machine is."""

import re

from lab import CLIENT4, CLIENT6, GATEWAY4, GATEWAY6, wait_for
from servers import address

LIMIT_S = 20


def count_packets(namespace, chain, what):
    """How many packets the rules of that chain with these words have counted."""
    listing = namespace.run('nft', 'list', 'chain', 'inet', *chain.split())
    return sum(int(number) for line in listing.splitlines() if what in line
               for number in re.findall(r'counter packets (\d+)', line))


def kill(network, coturns, host):
    """The server dies while data goes through its relays."""
    wait_for(lambda: count_packets(network.server, 'own input', address(host)), LIMIT_S,
             f'data reaches a relay of {host}')
    coturns[host].kill()


def _wait_dialled(network):
    wait_for(lambda: count_packets(network.gateway, 'fw forward', 'dport') >= 2, LIMIT_S,
             'the server is dialled')


def unplug(network, _coturns, _host):
    """Somebody pulls the client's cable."""
    _wait_dialled(network)
    network.gateway.ip('link set eth0 down')


def plug_in(network):
    network.gateway.ip('link set eth0 up')
    network.filter(())


def leave(network, _coturns, _host):
    """The client goes out of the wireless network."""
    _wait_dialled(network)
    network.client.ip('link set eth0 down')


def come_back(network):
    network.client.ip('link set eth0 up', f'address replace {CLIENT4}/24 dev eth0',
                      f'address replace {CLIENT6}/64 dev eth0 nodad',
                      f'route replace default via {GATEWAY4}',
                      f'route replace default via {GATEWAY6}')
    network.filter(())


HAPPEN = {'kill': kill, 'unplug': unplug, 'leave': leave}
UNDO = {'unplug': plug_in, 'leave': come_back}
