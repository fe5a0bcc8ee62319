#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Knocks at endpoints, and says which of them answered.

usage: knock.py, with a JSON object on standard input: {"knock": [[protocol, address, port]…],
"wanted": how many should answer}. Waits until so many have answered and nothing more comes, or a
limit is reached. Prints those that answered as JSON.
"""

import json
import os
import selectors
import socket
import sys
import time

LIMIT_S = 30
# Packets to closed endpoints left before the last answer came; more than that is not waited for.
REST_S = 1.5
AGAIN_S = 1


def main():
    task = json.load(sys.stdin)
    selector = selectors.DefaultSelector()
    answered, datagrams = set(), {}
    for endpoint in task['knock']:
        protocol, address, port = endpoint
        family = socket.AF_INET6 if ':' in address else socket.AF_INET
        kind = socket.SOCK_STREAM if protocol == 'tcp' else socket.SOCK_DGRAM
        sock = socket.socket(family, kind)
        sock.setblocking(False)
        sock.connect_ex((address, port))
        if protocol == 'udp':
            datagrams[tuple(endpoint)] = sock
        selector.register(sock, selectors.EVENT_WRITE if protocol == 'tcp' else selectors.EVENT_READ,
                          tuple(endpoint))
    end, sent = time.monotonic() + LIMIT_S, 0
    while time.monotonic() < end:
        if time.monotonic() >= sent + AGAIN_S:
            sent = time.monotonic()
            for endpoint, sock in datagrams.items():
                if endpoint not in answered:
                    try:
                        sock.send(bytes.fromhex('000100002112a442') + os.urandom(12))
                    except OSError:
                        pass
        for key, _events in selector.select(0.1):
            selector.unregister(key.fileobj)
            try:
                good = key.data[0] == 'tcp' or key.fileobj.recv(2048)
                good = good and not key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            except OSError:
                good = False
            if good:
                answered.add(key.data)
        if len(answered) >= task['wanted']:
            end = min(end, time.monotonic() + REST_S)
    print(json.dumps(sorted(answered)))


main()
