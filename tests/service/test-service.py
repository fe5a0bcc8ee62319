#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What calling clients get from the service on the session bus, each a process of its own."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time

import desk
import process
import relay
import tap
from gi.repository import Gio, GLib

@tap.test('the bus starts the service, which ends when nobody needs it')
def activated():
    # The configuration folder is that of the bus, which run-with-display made.
    with desk.Desk(os.environ['XDG_CONFIG_HOME']).peer() as peer:
        text, generation = peer.ask('get', 'w3c')
        assert json.loads(text) == {'iceServers': []}, text
        assert generation == 0, generation
        pid = desk.get_pid()
        program = os.readlink(f'/proc/{pid}/exe')
        assert program == os.path.realpath(os.environ['TURNPIKE']), program
    process.wait_for(lambda: not desk.is_running(), desk.LIMIT_S, 'the service ends by itself')


@contextlib.contextmanager
def asleep():
    """A desk whose service is not running: whoever asks it has the bus start it."""
    # Where the service that the bus starts looks for it.
    folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'turnpike')
    os.makedirs(folder)
    try:
        yield desk.Desk(folder)
    finally:
        desk.stop()
        shutil.rmtree(folder)


@tap.test('whoever starts the service by a question gets the true answer')
def first():
    with asleep() as table:
        table.draft('turn.example.org')
        table.apply()
        table.draft('later.example.org')
        argv = [os.environ['TURNPIKECTL'], '--config-dir', table.config, 'call', '--client',
                'Recorder', '--', 'sh', '-c', 'echo begun; cat']
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout.readline() == b'begun\n'
            table.apply(codes=(4,))
            for name, value in (('Route', 'own'), ('Generation', 1), ('Calls', ['Recorder'])):
                assert table.get(name) == value, name
                desk.stop()
            assert table.get_all() == {'Route': 'own', 'State': 'untested', 'Headline': '',
                                       'Generation': 1, 'Staged': True, 'Calls': ['Recorder']}
            recorder.stdin.close()


@tap.test('a search that starts the service finds what there is')
def first_search():
    with asleep() as table:
        table.draft('turn.example.org')
        [found] = desk.find_profiles('example')
        desk.stop()
        assert desk.find_profiles('example', 'nowhere') == []
        assert desk.find_profiles('example') == [found]


@tap.test('a client gets what is applied, in its language, and not the draft')
def configuration():
    with desk.served() as table, table.peer() as peer:
        text, generation = peer.ask('get', 'w3c')
        assert text == table.read('rtc-configuration.json'), text
        assert desk.PASSWORD in text
        assert generation == 1, generation
        assert peer.ask('get') == [text, generation]
        for client in ('acs', 'gstreamer', 'coturn', 'pion'):
            assert peer.ask('get', client)[0] == table.ctl('export', '--client', client), client
        table.draft('later.example.org')
        assert peer.ask('get', 'w3c') == [text, 1]
        assert table.get('Route') == 'own'
        assert table.get('Generation') == 1
        assert table.get('State') == 'untested'
        assert table.get('Headline') == ''

        table.apply()
        desk.iterate_until(lambda: ('ConfigurationChanged', (2,)) in table.heard, 'a signal')
        text, generation = peer.ask('get', 'w3c')
        assert 'later.example.org' in text, text
        assert generation == 2, generation


@tap.test('settings that cannot be read are an error, not an empty configuration')
def unreadable():
    with process.folder() as folder:
        with open(os.path.join(folder, 'turnpike.json'), 'w', encoding='utf-8') as file:
            file.write('{"schema": 4711}')
        env = {**os.environ, 'TURNPIKE_CONFIG_DIR': folder}
        with process.running([os.environ['TURNPIKE'], '--gapplication-service'],
                             os.path.join(folder, 'log'), env=env):
            process.wait_for(desk.is_running, desk.LIMIT_S, 'the service is on the bus')
            with desk.Desk(folder).peer() as peer:
                assert peer.ask('get', 'w3c')['error'] == desk.ERROR + 'NotReadable'
                assert peer.ask('check')['error'] == desk.ERROR + 'NotReadable'
                assert desk.find_profiles('e') == []
    process.wait_for(lambda: not desk.is_running(), desk.LIMIT_S, 'the service has ended')


@tap.test('a change waits for a client in a call, and takes effect when that is killed')
def killed():
    with desk.served() as table, table.peer() as peer:
        assert peer.begin('Softphone') == [1]
        table.wait_for('Calls', ['Softphone'])
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        assert 'later' not in peer.ask('get', 'w3c')[0]

        os.kill(peer.process.pid, signal.SIGKILL)
        desk.iterate_until(lambda: ('ConfigurationChanged', (2,)) in table.heard, 'carried out')
        table.wait_for('Staged', False)
        table.wait_for('Calls', [])
        assert 'later.example.org' in table.read('rtc-configuration.json')
        assert os.listdir(os.path.join(table.config, 'calls')) == []


@tap.test('a call ends when its file descriptor is closed')
def closed():
    with desk.served() as table, table.peer() as peer:
        assert peer.begin('Erste') == [1]
        assert peer.begin('Zweite') == [2]
        desk.iterate_until(lambda: sorted(table.get('Calls')) == ['Erste', 'Zweite'], 'two calls')
        assert peer.ask('close') == [1]
        table.wait_for('Calls', ['Erste'])
        assert peer.ask('close') == [0]
        table.wait_for('Calls', [])


@tap.test('a call outlasts the death of the service')
def outlasts():
    with desk.served() as table, table.peer() as peer:
        assert peer.begin('Softphone') == [1]
        os.kill(table.service.pid, signal.SIGKILL)
        table.service.wait()
        table.draft('later.example.org')
        table.apply(codes=(4,))
        assert peer.ask('close') == [0]
        table.apply()
        assert 'later.example.org' in table.read('rtc-configuration.json')


@tap.test('a client that locks the file itself is in the list, too')
def own_lock():
    with desk.served() as table, table.peer() as peer:
        peer.begin('Softphone')
        argv = [os.environ['TURNPIKECTL'], '--config-dir', table.config, 'call', '--client',
                'Recorder', '--', 'cat']
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as recorder:
            desk.iterate_until(lambda: sorted(table.get('Calls')) == ['Recorder', 'Softphone'],
                               'both are in a call')
            recorder.stdin.close()
        table.wait_for('Calls', ['Softphone'])


@tap.test('a check of the applied servers, one for all who ask')
def check():
    with desk.served(None) as table, table.peer() as peer:
        assert peer.ask('check')['error'] == desk.ERROR + 'NothingToCheck'
    with relay.running(desk.PASSWORD) as turn:
        with desk.served(f'127.0.0.1:{turn.port}') as table, table.peer() as one, \
                table.peer() as other:
            # A draft that is worse changes nothing.
            table.draft('broken.invalid')
            one.send('check')
            other.send('check')
            [text] = one.receive()
            document = json.loads(text)
            assert document['state'] == 'passed', text
            assert [row['state'] for row in document['results']] == ['passed'], text
            assert document['results'][0]['port'] == turn.port
            assert desk.PASSWORD not in text
            [second] = other.receive()
            assert json.loads(second)['state'] == 'passed', second
            assert table.get('State') == 'passed'
            assert table.get('Headline') == document['verdict']['headline']
            assert turn.allocations() > 0


@tap.test('nothing but the answer tells the password')
def secret():
    with desk.served(debug=True) as table, table.peer() as peer:
        assert desk.PASSWORD in peer.ask('get', 'w3c')[0]
        assert 'error' in peer.ask('get', desk.PASSWORD[:3])
        peer.begin('Softphone')
        peer.ask('check')
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        peer.ask('close')
        table.wait_for('Staged', False)
        everything = bus_properties()
        assert 'Route' in everything
        assert desk.PASSWORD not in everything, everything
        assert desk.PASSWORD not in repr(table.heard)
        log = process.read(table.log)
        assert 'DEBUG' in log, log
        assert desk.PASSWORD not in log


def bus_properties():
    return repr(desk.bus.call_sync(
        desk.NAME, desk.PATH, 'org.freedesktop.DBus.Properties', 'GetAll',
        GLib.Variant('(s)', (desk.INTERFACE,)), None, Gio.DBusCallFlags.NONE, -1, None).unpack())


@tap.test('people are notified of what happened without a window')
def notified():
    with desk.served() as table, table.peer() as peer:
        peer.begin('Softphone')
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        assert table.told == []
        peer.ask('close')
        desk.iterate_until(lambda: table.told, 'a notification')
        [(title, body, buttons)] = table.told
        assert title == 'The Waiting Change Took Effect', title
        assert body == 'The call has ended. The next one uses the new settings.', body
        assert 'Check Now' in buttons, buttons


@tap.test('people are notified when calls work less well than before, once')
def worsened():
    with relay.running(desk.PASSWORD) as turn:
        with desk.served(f'127.0.0.1:{turn.port}') as table, table.peer() as peer:
            assert json.loads(peer.ask('check')[0])['state'] == 'passed'
            turn.process.kill()
            turn.process.wait()
            assert json.loads(peer.ask('check')[0])['state'] == 'failed'
            table.wait_for('State', 'failed')
            desk.iterate_until(lambda: table.told, 'a notification')
            assert json.loads(peer.ask('check')[0])['state'] == 'failed'
            [(title, body, buttons)] = table.told
            assert title == 'Calls Will Not Work Here', title
            assert body == table.get('Headline'), body
            assert desk.PASSWORD not in body
            assert 'Check Now' in buttons, buttons


@tap.test('people are notified when credentials run out')
def run_out():
    with desk.served(None) as table:
        # As the services of coturn make them: the time at which they end, and a name.
        server = {'urls': ['turn:turn.example.org?transport=udp'],
                  'username': f'{int(time.time()) + 8}:alice', 'credential': desk.PASSWORD}
        table.ctl('import', '-', text=json.dumps({'iceServers': [server]}))
        table.apply()
        table.wait_for('Generation', 1)
        desk.iterate_until(lambda: table.told, 'a notification')
        [(title, _, _)] = table.told
        assert title == 'Credentials Have Run Out', title
        assert time.time() >= int(server['username'].split(':')[0])


@tap.test('profiles are found by name and by host, and nothing else of them')
def search():
    with desk.served() as table:
        def ask(method, arguments):
            return desk.bus.call_sync(desk.NAME, desk.PATH + '/SearchProvider',
                                      'org.gnome.Shell.SearchProvider2', method, arguments, None,
                                      Gio.DBusCallFlags.NONE, -1, None).unpack()[0]

        found = desk.find_profiles('TURN.exa', 'example')
        assert len(found) == 1, found
        for terms in (['nowhere'], ['example', 'nowhere'], [], ['alice'], [desk.PASSWORD]):
            assert desk.find_profiles(*terms) == [], terms
        arguments = GLib.Variant('(asas)', (found, ['org']))
        assert ask('GetSubsearchResultSet', arguments) == found
        [meta] = ask('GetResultMetas', GLib.Variant('(as)', (found + ['gone'],)))
        assert meta == {'id': found[0], 'name': found[0], 'gicon': desk.NAME,
                        'description': 'Through 1 own server'}, meta


tap.run()
