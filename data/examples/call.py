#!/usr/bin/env python3
# SPDX-License-Identifier: CC0-1.0
# SPDX-FileCopyrightText: The Turnpike authors
"""A calling client in Python: asks Turnpike for its relays, and says that it is in a call until
standard input ends. Needs PyGObject."""

import json
import os
import sys

from gi.repository import Gio, GLib

NAME = 'org.turnpike.Turnpike'
PATH = '/org/turnpike/Turnpike'
INTERFACE = 'org.turnpike.Turnpike1'

try:
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    # What browsers take as it is: new RTCPeerConnection(JSON.parse(text)). Ask before each call.
    text, generation = bus.call_sync(
        NAME, PATH, INTERFACE, 'GetConfiguration', GLib.Variant('(s)', ('w3c',)),
        GLib.VariantType('(st)'), Gio.DBusCallFlags.NONE, -1, None).unpack()
    configuration = json.loads(text)
    print(f'configuration {generation}: {len(configuration["iceServers"])} servers', flush=True)

    # From here on the user's changes wait.
    reply, fds = bus.call_with_unix_fd_list_sync(
        NAME, PATH, INTERFACE, 'BeginCall', GLib.Variant('(s)', ('Example in Python',)),
        GLib.VariantType('(h)'), Gio.DBusCallFlags.NONE, -1, None, None)
    # Not fds.get(), which leaves a copy in the list that would keep the call.
    lease = fds.steal_fds()[reply.unpack()[0]]
    print('in a call', flush=True)
except GLib.Error as error:
    sys.exit(f'{Gio.DBusError.get_remote_error(error)}: {error.message}')

sys.stdin.read()

os.close(lease)
print('the call is over', flush=True)
