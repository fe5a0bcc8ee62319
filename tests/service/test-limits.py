#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Peers that flood the service, send nonsense or take all they can get harm nobody."""

import os
import signal

import desk
import process
import tap
from gi.repository import Gio, GLib

MEGABYTE = 'x' * 1000000


def resident_mb(pid):
    for line in process.read(f'/proc/{pid}/status').splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1]) / 1024
    raise AssertionError('no VmRSS')


def refused(method, arguments, interface=desk.INTERFACE):
    """The name of the error that a call gives."""
    try:
        desk.bus.call_sync(desk.NAME, desk.PATH, interface, method, arguments, None,
                           Gio.DBusCallFlags.NONE, desk.LIMIT_S * 1000, None)
    except GLib.Error as error:
        return Gio.DBusError.get_remote_error(error)
    return None


@tap.test('1,000 calls in a burst are all answered, and others are served meanwhile')
def burst():
    with desk.served() as table, table.peer() as peer, table.peer() as other:
        text = table.read('rtc-configuration.json')
        peer.send('burst', '1000 w3c')
        assert other.ask('get', 'w3c') == [text, 1]
        assert peer.receive() == {text: 1000}


@tap.test('a flood is refused or answered, costs no memory, and keeps nobody waiting')
def flood():
    with desk.served() as table, table.peer() as other:
        text, _ = other.ask('get', 'w3c')
        before = resident_mb(table.service.pid)
        # With arguments as large as they come, and nobody to hear the answers.
        for _ in range(200):
            message = Gio.DBusMessage.new_method_call(desk.NAME, desk.PATH, desk.INTERFACE,
                                                      'GetConfiguration')
            message.set_body(GLib.Variant('(s)', (MEGABYTE,)))
            message.set_flags(Gio.DBusMessageFlags.NO_REPLY_EXPECTED)
            desk.bus.send_message(message, Gio.DBusSendMessageFlags.NONE)
        for _ in range(20000):
            message = Gio.DBusMessage.new_method_call(desk.NAME, desk.PATH, desk.INTERFACE,
                                                      'GetConfiguration')
            message.set_body(GLib.Variant('(s)', ('no-such-dialect',)))
            message.set_flags(Gio.DBusMessageFlags.NO_REPLY_EXPECTED)
            desk.bus.send_message(message, Gio.DBusSendMessageFlags.NONE)
        assert other.ask('get', 'w3c') == [text, 1]
        desk.bus.flush_sync()
        # Answered after all that was sent before it.
        assert refused('GetConfiguration', GLib.Variant('(s)', ('no-such-dialect',))) in (
            desk.ERROR + 'UnknownDialect', desk.ERROR + 'LimitReached')
        grown = resident_mb(table.service.pid) - before
        tap.note(f'{grown:.1f} MB more')
        assert grown < 40, grown


@tap.test('names that people cannot be shown are refused')
def names():
    with desk.served() as table, table.peer() as peer:
        for name in ('', ' ', 'two\nlines', 'bell\a', 'esc\x1b[31m', 'left\u202eright', 'x' * 101,
                     'line\u2028line', '\u200d'):
            assert peer.begin(name)['error'] == desk.ERROR + 'InvalidClient', repr(name)
        assert peer.begin(MEGABYTE)['error'] == desk.ERROR + 'LimitReached'
        assert table.get('Calls') == []
        for count, name in enumerate(('x' * 100, 'Телефон', '👩\u200d💻'), 1):
            assert peer.begin(name) == [count], name
        desk.iterate_until(lambda: sorted(table.get('Calls')) ==
                           sorted(('x' * 100, 'Телефон', '👩\u200d💻')), 'three calls')


@tap.test('nonsense is answered with an error that has a stable name')
def nonsense():
    with desk.served() as table:
        for dialect in ('no-such', 'turnpike', '../../etc/passwd', 'w3c\n', '%s%n', 'w3c '):
            assert refused('GetConfiguration', GLib.Variant('(s)', (dialect,))) == \
                desk.ERROR + 'UnknownDialect', dialect
        assert refused('GetConfiguration', GLib.Variant('(s)', (MEGABYTE,))) == \
            desk.ERROR + 'LimitReached'
        for arguments in (None, GLib.Variant('(u)', (1,)), GLib.Variant('(ss)', ('w3c', 'w3c'))):
            assert refused('GetConfiguration', arguments) == \
                'org.freedesktop.DBus.Error.InvalidArgs', arguments
        assert refused('Apply', None) == 'org.freedesktop.DBus.Error.UnknownMethod'
        for name, value in (('Route', GLib.Variant('s', 'own')), ('Staged', GLib.Variant('b', True)),
                            ('Generation', GLib.Variant('t', 7))):
            assert refused('Set', GLib.Variant('(ssv)', (desk.INTERFACE, name, value)),
                           'org.freedesktop.DBus.Properties') is not None, name
        assert table.get('Route') == 'own'
        assert table.get('Generation') == 1
        assert table.get('Staged') is False


@tap.test('a peer has 16 calls at once, no more, and loses them with its life')
def calls():
    with desk.served() as table, table.peer() as greedy, table.peer() as other:
        for count in range(1, 17):
            assert greedy.begin(f'Line {count}') == [count]
        for _ in range(100):
            assert greedy.begin('More')['error'] == desk.ERROR + 'LimitReached'
        assert other.begin('Other') == [1]
        desk.iterate_until(lambda: len(table.get('Calls')) == 17, 'all calls are in the list')
        # A place that is given back can be had again.
        assert greedy.ask('close') == [15]
        desk.iterate_until(lambda: greedy.begin('Again') == [16], 'one more')
        os.kill(greedy.process.pid, signal.SIGKILL)
        table.wait_for('Calls', ['Other'])


@tap.test('peers that come and go leave nothing behind')
def coming_and_going():
    with desk.served() as table:
        folder = f'/proc/{table.service.pid}/fd'
        with table.peer() as peer:
            peer.begin('First')
            table.wait_for('Calls', ['First'])
        table.wait_for('Calls', [])
        before = len(os.listdir(folder))
        for _ in range(10):
            with table.peer() as peer:
                for _ in range(16):
                    peer.begin('Line')
        table.wait_for('Calls', [])
        process.wait_for(lambda: len(os.listdir(folder)) <= before, desk.LIMIT_S,
                         'all files are closed again')


tap.run()
