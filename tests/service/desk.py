# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A desk: a configuration folder, the service on the session bus, and calling clients as processes
of their own."""

import contextlib
import json
import os
import subprocess
import sys

import ctl
import process
import tap
from gi.repository import Gio, GLib

NAME = os.environ['TURNPIKE_BUS_NAME']
PATH = '/' + NAME.replace('.', '/')
INTERFACE = 'org.turnpike.Turnpike1'
ERROR = INTERFACE + '.Error.'
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'peer.py')
PASSWORD = 'Geheimnis-4711'

# Generous, for machines with much to do. Nothing waits for it to pass.
LIMIT_S = 90

NOTIFICATIONS = '''<node><interface name="org.freedesktop.Notifications"><method name="Notify">
  <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
  <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
  <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
</method></interface></node>'''

bus = Gio.bus_get_sync(Gio.BusType.SESSION)
notifications = []


def _notify_cb(connection, sender, path, interface, method, arguments, invocation):
    _, _, _, title, body, buttons, _, _ = arguments.unpack()
    notifications.append((title, body, buttons))
    invocation.return_value(GLib.Variant('(u)', (len(notifications),)))


# GLib warns where nobody shows what is to be shown.
bus.register_object('/org/freedesktop/Notifications',
                    Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0], _notify_cb, None,
                    None)
Gio.bus_own_name_on_connection(bus, 'org.freedesktop.Notifications', Gio.BusNameOwnerFlags.NONE,
                               None, None)


def iterate_until(condition, what, limit_s=LIMIT_S):
    """Runs the main loop until the condition holds."""
    late = []
    timeout = GLib.timeout_add_seconds(limit_s, late.append, True)
    while not condition():
        GLib.MainContext.default().iteration(True)
        assert not late, f'not within {limit_s} s: {what}'
    GLib.source_remove(timeout)


def call_bus(method, arguments, reply):
    return bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                         method, arguments, GLib.VariantType(reply), Gio.DBusCallFlags.NONE, -1,
                         None).unpack()[0]


def is_running():
    return call_bus('NameHasOwner', GLib.Variant('(s)', (NAME,)), '(b)')


def get_pid():
    return call_bus('GetConnectionUnixProcessID', GLib.Variant('(s)', (NAME,)), '(u)')


def find_profiles(*terms):
    """What GNOME Shell would be given."""
    return bus.call_sync(NAME, PATH + '/SearchProvider', 'org.gnome.Shell.SearchProvider2',
                         'GetInitialResultSet', GLib.Variant('(as)', (terms,)),
                         GLib.VariantType('(as)'), Gio.DBusCallFlags.NONE, LIMIT_S * 1000,
                         None).unpack()[0]


def stop():
    """Ends the service that the bus has started."""
    if is_running():
        bus.call_sync(NAME, PATH, 'org.gtk.Actions', 'Activate',
                      GLib.Variant('(sava{sv})', ('quit', [], {})), None, Gio.DBusCallFlags.NONE,
                      -1, None)
    process.wait_for(lambda: not is_running(), LIMIT_S, 'the service has left the bus')


class Peer:
    """A calling client. To be asked one thing after the other."""

    def __init__(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen([sys.executable, PEER], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def send(self, word, rest=''):
        self.process.stdin.write(f'{word} {rest}\n')
        self.process.stdin.flush()

    def receive(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, word, rest=''):
        self.send(word, rest)
        return self.receive()

    def begin(self, client):
        return self.ask('begin', json.dumps(client))

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Desk:
    def __init__(self, folder):
        self.config = folder
        self.log = os.path.join(folder, 'log')
        self.heard = []
        self.told = notifications
        notifications.clear()

    def ctl(self, *args, text='', codes=(0,)):
        return ctl.call('--config-dir', self.config, *args, text=text, codes=codes)

    def draft(self, host):
        """The draft has one server, and nothing else."""
        server = {'urls': [f'turn:{host}?transport=udp'], 'username': 'alice',
                  'credential': PASSWORD}
        self.ctl('import', '-', text=json.dumps({'iceServers': [server]}))

    def apply(self, codes=(0,)):
        self.ctl('apply', codes=codes)

    def read(self, name):
        return process.read(os.path.join(self.config, name))

    def hear(self):
        """Collects what the service tells everybody."""
        self.heard = []

        def signal_cb(connection, sender, path, interface, name, values):
            self.heard.append((name, values.unpack()))

        bus.signal_subscribe(NAME, None, None, PATH, None, Gio.DBusSignalFlags.NONE, signal_cb)

    def values(self, name):
        """What the property has been, one after the other, since hear()."""
        return [changed[1][name] for signal, changed in self.heard
                if signal == 'PropertiesChanged' and name in changed[1]]

    def get(self, name):
        return bus.call_sync(NAME, PATH, 'org.freedesktop.DBus.Properties', 'Get',
                             GLib.Variant('(ss)', (INTERFACE, name)), GLib.VariantType('(v)'),
                             Gio.DBusCallFlags.NONE, LIMIT_S * 1000, None).unpack()[0]

    def get_all(self):
        return bus.call_sync(NAME, PATH, 'org.freedesktop.DBus.Properties', 'GetAll',
                             GLib.Variant('(s)', (INTERFACE,)), GLib.VariantType('(a{sv})'),
                             Gio.DBusCallFlags.NONE, LIMIT_S * 1000, None).unpack()[0]

    def wait_for(self, name, value):
        iterate_until(lambda: self.values(name)[-1:] == [value] or self.get(name) == value,
                      f'{name} is {value!r}')

    @contextlib.contextmanager
    def peer(self):
        peer = Peer()
        try:
            yield peer
        finally:
            peer.end()


@contextlib.contextmanager
def served(host='turn.example.org', debug=False):
    """A desk with an applied configuration, and the service running in the background."""
    with process.folder() as folder:
        desk = Desk(folder)
        if host is not None:
            desk.draft(host)
            desk.apply()
        env = {**os.environ, 'TURNPIKE_CONFIG_DIR': folder}
        if debug:
            env['G_MESSAGES_DEBUG'] = 'all'
        with process.running([os.environ['TURNPIKE'], '--gapplication-service'], desk.log,
                             env=env) as service:
            desk.service = service
            process.wait_for(is_running, LIMIT_S, 'the service is on the bus', service)
            desk.hear()
            try:
                yield desk
            except Exception:
                tap.note(process.read(desk.log)[-3000:])
                raise
        process.wait_for(lambda: not is_running(), LIMIT_S, 'the service has left the bus')
        # What it said last belongs to no other test.
        while GLib.MainContext.default().pending():
            GLib.MainContext.default().iteration(False)
