#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Holds one allocation at a TURN server over UDP, until its standard input ends.

usage: holder.py ADDRESS PORT USER PASSWORD
"""

import hashlib
import hmac
import os
import socket
import struct
import sys

COOKIE = 0x2112a442
ALLOCATE, REFRESH = 0x0003, 0x0004
USERNAME, INTEGRITY, LIFETIME, REALM, NONCE, TRANSPORT = 6, 8, 13, 0x14, 0x15, 0x19


def attribute(kind, value):
    return struct.pack('!HH', kind, len(value)) + value + b'\0' * (-len(value) % 4)


def find(message, kind):
    position = 20
    while position < len(message):
        found, length = struct.unpack('!HH', message[position:position + 4])
        if found == kind:
            return message[position + 4:position + 4 + length]
        position += 4 + length + -length % 4
    return b''


def build(method, attributes, key=None):
    transaction = os.urandom(12)
    length = len(attributes) + (24 if key else 0)
    message = struct.pack('!HHI', method, length, COOKIE) + transaction + attributes
    if key:
        message += attribute(INTEGRITY, hmac.new(key, message, hashlib.sha1).digest())
    return message


def ask(server, message):
    for _ in range(5):
        server.send(message)
        try:
            return server.recv(2048)
        except TimeoutError:
            continue
    sys.exit('no answer')


def main():
    address, port, user, password = sys.argv[1:]
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.settimeout(1)
    server.connect((address, int(port)))
    transport = attribute(TRANSPORT, b'\x11\0\0\0')
    challenge = ask(server, build(ALLOCATE, transport))
    realm, nonce = find(challenge, REALM), find(challenge, NONCE)
    key = hashlib.md5(f'{user}:{realm.decode()}:{password}'.encode()).digest()
    names = attribute(USERNAME, user.encode()) + attribute(REALM, realm) + attribute(NONCE, nonce)
    reply = ask(server, build(ALLOCATE, transport + names, key))
    if reply[:2] != b'\x01\x03':
        sys.exit('not allocated')
    print('held', flush=True)
    sys.stdin.read()
    ask(server, build(REFRESH, attribute(LIFETIME, b'\0\0\0\0') + names, key))


main()
