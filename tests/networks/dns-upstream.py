#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Name servers that fail: one answers SERVFAIL, one nothing, one slowly and then well.

usage: dns-upstream.py ADDRESS SERVFAIL-PORT SILENT-PORT SLOW-PORT
"""

import socket
import struct
import sys
import threading
import time

SLOW_S = 1.5
SERVFAIL = 2
A = 1


def find_question(query):
    """The question with its name, and the type that it asks for."""
    end = 12
    while query[end]:
        end += query[end] + 1
    return query[12:end + 5], struct.unpack('!H', query[end + 1:end + 3])[0]


def make_answer(query, code, address=None):
    question, kind = find_question(query)
    record = b''
    if address is not None and kind == A:
        record = b'\xc0\x0c' + struct.pack('!HHIH', A, 1, 0, 4) + socket.inet_aton(address)
    return query[:2] + struct.pack('!HHHHH', 0x8180 | code, 1, 1 if record else 0, 0, 0) + \
        question + record


def serve(port, answer):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(('127.0.0.1', port))
        while True:
            query, client = server.recvfrom(4096)
            answer(server, query, client)


def main():
    address, servfail, silent, slow = sys.argv[1], *map(int, sys.argv[2:])

    def refuse(server, query, client):
        server.sendto(make_answer(query, SERVFAIL), client)

    def answer_late(server, query, client):
        def late():
            time.sleep(SLOW_S)
            server.sendto(make_answer(query, 0, address), client)
        threading.Thread(target=late, daemon=True).start()

    threading.Thread(target=serve, args=(servfail, refuse), daemon=True).start()
    threading.Thread(target=serve, args=(slow, answer_late), daemon=True).start()
    serve(silent, lambda server, query, client: None)


main()
