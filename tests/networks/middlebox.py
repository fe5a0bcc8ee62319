#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A TLS-inspecting gateway: takes connections that the packet filter redirects to it, and opens
another one to where they wanted to go.

usage: middlebox.py PORT CERTIFICATE KEY
"""

import contextlib
import socket
import ssl
import struct
import sys
import threading

SO_ORIGINAL_DST = 80


def find_destination(client):
    """Where the client thinks that it is; the listener is IPv6, so look for both."""
    peer = client.getpeername()[0]
    if peer.startswith('::ffff:'):
        raw = client.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
        return socket.inet_ntop(socket.AF_INET, raw[4:8]), struct.unpack('!H', raw[2:4])[0]
    raw = client.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28)
    return socket.inet_ntop(socket.AF_INET6, raw[8:24]), struct.unpack('!H', raw[2:4])[0]


def pump(source, target):
    with contextlib.suppress(OSError):
        while chunk := source.recv(16384):
            target.sendall(chunk)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def bridge(client, context):
    outside = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outside.check_hostname = False
    outside.verify_mode = ssl.CERT_NONE
    with contextlib.suppress(OSError):
        destination = find_destination(client)
        inner = context.wrap_socket(client, server_side=True)
        outer = outside.wrap_socket(socket.create_connection(destination))
        threading.Thread(target=pump, args=(outer, inner), daemon=True).start()
        pump(inner, outer)
    client.close()


def main():
    port, certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(('', int(port)), family=socket.AF_INET6,
                              dualstack_ipv6=True) as server:
        while True:
            client, _address = server.accept()
            threading.Thread(target=bridge, args=(client, context), daemon=True).start()


main()
