#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Listens at many endpoints, and remembers which of them somebody got to.

usage: endpoints.py, with a JSON object on the first line of standard input:
{"tcp": [[address, port]…], "udp": […], "garbage": […]}. The last are UDP ports that answer something
else than STUN. Prints “ready”; then, for each further line of input, the endpoints that were reached
since the line before, as JSON: [[protocol, address, port]…].
"""

import json
import selectors
import socket
import sys

MAGIC = bytes.fromhex('2112a442')


def family(address):
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def listen(address, port):
    listener = socket.socket(family(address), socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(64)
    return listener


def answer(request, peer):
    """A Binding success with XOR-MAPPED-ADDRESS, RFC 8489 §14.2."""
    transaction = request[8:20]
    raw = socket.inet_pton(family(peer[0]), peer[0])
    mask = MAGIC + transaction
    body = bytes([0, 2 if ':' in peer[0] else 1]) + (peer[1] ^ 0x2112).to_bytes(2, 'big') + \
        bytes(a ^ b for a, b in zip(raw, mask))
    attribute = b'\x00\x20' + len(body).to_bytes(2, 'big') + body
    return b'\x01\x01' + len(attribute).to_bytes(2, 'big') + MAGIC + transaction + attribute


def main():
    wanted = json.loads(sys.stdin.readline())
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    for address, port in wanted.get('tcp', []):
        selector.register(listen(address, port), selectors.EVENT_READ, ('tcp', address, port))
    for kind in ('udp', 'garbage'):
        for address, port in wanted.get(kind, []):
            sock = socket.socket(family(address), socket.SOCK_DGRAM)
            sock.bind((address, port))
            selector.register(sock, selectors.EVENT_READ, (kind, address, port))
    reached = set()
    print('ready', flush=True)
    while True:
        for key, _events in selector.select():
            if key.data is None:
                if not sys.stdin.readline():
                    return
                print(json.dumps(sorted(reached)), flush=True)
                reached.clear()
                continue
            kind, address, port = key.data
            reached.add(('tcp' if kind == 'tcp' else 'udp', address, port))
            if kind == 'tcp':
                key.fileobj.accept()[0].close()
                continue
            request, peer = key.fileobj.recvfrom(2048)
            key.fileobj.sendto(answer(request, peer) if kind == 'udp' else b'HTTP/1.1 400\r\n', peer)


main()
