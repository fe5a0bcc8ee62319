#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A calling client, as a process of its own. Does what each line of standard input says, and
answers each with one line of JSON: the values, or {"error": the name on the bus, "message": …}.

get DIALECT | begin CLIENT | close | check | burst N DIALECT
"""

import json
import os
import sys

from gi.repository import Gio, GLib

NAME = os.environ['TURNPIKE_BUS_NAME']
PATH = '/' + NAME.replace('.', '/')
INTERFACE = 'org.turnpike.Turnpike1'

bus = Gio.bus_get_sync(Gio.BusType.SESSION)
leases = []


def call(method, arguments):
    reply, fds = bus.call_with_unix_fd_list_sync(NAME, PATH, INTERFACE, method, arguments, None,
                                                 Gio.DBusCallFlags.NONE, 120000, None, None)
    return list(reply.unpack()), fds


def begin(client):
    [handle], fds = call('BeginCall', GLib.Variant('(s)', (client,)))
    leases.append(fds.get(handle))
    return [len(leases)]


def burst(count, dialect):
    """As many calls as one can send without waiting for an answer."""
    loop = GLib.MainLoop()
    answers = []

    def answered(source, result):
        try:
            answers.append(source.call_finish(result).unpack()[0])
        except GLib.Error as error:
            answers.append(Gio.DBusError.get_remote_error(error))
        if len(answers) == count:
            loop.quit()

    for _ in range(count):
        bus.call(NAME, PATH, INTERFACE, 'GetConfiguration', GLib.Variant('(s)', (dialect,)), None,
                 Gio.DBusCallFlags.NONE, 120000, None, answered)
    loop.run()
    return {answer: answers.count(answer) for answer in answers}


def obey(word, rest):
    if word == 'get':
        return call('GetConfiguration', GLib.Variant('(s)', (rest,)))[0]
    if word == 'begin':
        return begin(json.loads(rest))
    if word == 'close':
        os.close(leases.pop())
        return [len(leases)]
    if word == 'check':
        return call('Check', None)[0]
    if word == 'burst':
        count, _, dialect = rest.partition(' ')
        return burst(int(count), dialect)
    raise ValueError(word)


for line in sys.stdin:
    command, _, argument = line.rstrip('\n').partition(' ')
    try:
        answer = obey(command, argument)
    except GLib.Error as failure:
        answer = {'error': Gio.DBusError.get_remote_error(failure), 'message': failure.message}
    print(json.dumps(answer), flush=True)
