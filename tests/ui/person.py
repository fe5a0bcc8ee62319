# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Somebody in front of the installed program: reads what assistive technology reads (AT-SPI), and
either presses what it offers, or types. Finds words in the language that the program was started
in."""

import collections
import contextlib
import gettext
import itertools
import os
import re
import subprocess

import process
import tap
from gi.repository import Gio, GLib

# Generous, for machines with much to do. Nothing waits for it to pass.
LIMIT_S = 120

# Roles, as AT-SPI numbers them: GTK has changed the names it gives to them.
BUTTON = (43, 62, 129)
SWITCH = (7, 130)
ENTRY = (40, 61, 79)
WINDOW = (16, 23, 69)

ATSPI = 'org.a11y.atspi.'
ROOT = '/org/a11y/atspi/accessible/root'
REGISTRY = '/org/a11y/atspi/registry'
STATES = {'checked': 4, 'expanded': 10, 'focused': 12, 'modal': 16, 'sensitive': 24}
# What speaks without being asked; which of the first three depends on the GTK.
EVENTS = ('object:announcement', 'object:property-change:accessible-name',
          'object:text-changed:insert', 'object:state-changed:checked')
COORDINATES_OF_WINDOW = 1


class Accessibility:
    """The bus of assistive technology, without libatspi: that one keeps what it has seen, and asks
    for windows by their number, which ends a program with GTK 4.8 when one has just closed."""

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress',
                                    None, None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags)

    def call(self, where, interface, method, arguments=None):
        return self.bus.call_sync(*where, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NONE, LIMIT_S * 1000, None).unpack()

    def get(self, where, interface, name):
        return self.call(where, 'org.freedesktop.DBus.Properties', 'Get',
                         GLib.Variant('(ss)', (ATSPI + interface, name)))[0]

    def ask(self, where, interface, method, arguments=None):
        return self.call(where, ATSPI + interface, method, arguments)

    def children(self, where):
        return self.ask(where, 'Accessible', 'GetChildren')[0]

    def pid(self, name):
        return self.call(('org.freedesktop.DBus', '/org/freedesktop/DBus'), 'org.freedesktop.DBus',
                         'GetConnectionUnixProcessID', GLib.Variant('(s)', (name,)))[0]

    def program(self, pid):
        """Where the windows of a process are, or None."""
        for where in self.children((ATSPI + 'Registry', ROOT)):
            if self.pid(where[0]) == pid:
                return where
        return None

    def windows(self, pid):
        """The windows of a process, the newest first."""
        where = self.program(pid)
        return [] if where is None else self.children(where)[::-1]


class Ears:
    """Hears what the program tells assistive technology by itself."""

    def __init__(self, bus):
        self.heard = []
        for event in EVENTS:
            bus.call((ATSPI + 'Registry', REGISTRY), ATSPI + 'Registry', 'RegisterEvent',
                     GLib.Variant('(sass)', (event, [], '')))
        bus.bus.signal_subscribe(None, ATSPI + 'Event.Object', None, None, None,
                                 Gio.DBusSignalFlags.NONE, self._hear)

    def _hear(self, _bus, _sender, path, _interface, signal, arguments):
        detail, number, _, value = arguments.unpack()[:4]
        self.heard.append((path, signal, detail, number, value))

    def listen(self):
        while GLib.MainContext.default().iteration(False):
            pass
        return self.heard

    def told(self, pattern):
        """What was told that matches, one after the other, in the way that told most."""
        ways = collections.defaultdict(list)
        for _, signal, _, _, value in self.listen():
            found = isinstance(value, str) and re.search(pattern, value)
            if found:
                ways[signal].append(found[0])
        return max(ways.values(), key=len, default=[])

    def states(self, where, name):
        """How a state of something changed, one after the other."""
        return [number for path, signal, detail, number, _ in self.listen()
                if signal == 'StateChanged' and detail == name and path == where[1]]


class Thing:
    """One accessible object, as it was when it was looked at."""

    def __init__(self, bus, where, parent=None):
        self.bus = bus
        self.where = where
        self.parent = parent
        self.role = self.ask('Accessible', 'GetRole')[0]
        self.name = _plain(bus.get(where, 'Accessible', 'Name'))
        self.interfaces = self.ask('Accessible', 'GetInterfaces')[0]
        # Where it is within its window: x, y, width, height. What is nowhere by itself, such as a
        # stack's page, has none.
        self.extents = None
        if ATSPI + 'Component' in self.interfaces:
            self.extents = self.ask('Component', 'GetExtents',
                                    GLib.Variant('(u)', (COORDINATES_OF_WINDOW,)))[0]
        # What is not on screen has no size, and nothing in it has.
        self.children = []
        if self.extents is None or self.is_seen():
            self.children = [Thing(bus, child, self) for child in bus.children(where)]

    def ask(self, interface, method, arguments=None):
        return self.bus.ask(self.where, interface, method, arguments)

    def has(self, state):
        low, high = self.ask('Accessible', 'GetState')[0]
        return bool((high << 32 | low) >> STATES[state] & 1)

    def is_seen(self):
        return self.extents is not None and self.extents[2] > 0 and self.extents[3] > 0

    def is_ready(self):
        return self.is_seen() and self.has('sensitive')

    def text(self):
        """What is in an entry."""
        if ATSPI + 'Text' not in self.interfaces:
            return None
        length = self.bus.get(self.where, 'Text', 'CharacterCount')
        return self.ask('Text', 'GetText', GLib.Variant('(ii)', (0, length)))[0]

    def below(self):
        """Itself and everything in it."""
        yield self
        for child in self.children:
            yield from child.below()


def _plain(name):
    """GTK 4.8 names a button by its label as written and by the label in it: "_Save Save"."""
    written, shown = name[:len(name) // 2], name[len(name) // 2 + 1:]
    return shown if _without_mnemonic(written) == shown else name


def _without_mnemonic(text):
    return re.sub('_(.)', r'\1', text, count=1)


class Person:
    """A running program, and the one who uses it, by pressing what is on screen."""

    by_keyboard = False

    def __init__(self, program, language, catalogue):
        self.bus = Accessibility()
        self.ears = Ears(self.bus)
        self.program = program
        self.language = language
        self.catalogue = catalogue

    def say(self, msgid, plural=None, count=1):
        """What the program shows for a string of its source, without the mnemonic."""
        if plural is not None:
            text = self.catalogue.ngettext(msgid, plural, count).replace('%u', str(count))
        else:
            text = self.catalogue.gettext(msgid)
        return _without_mnemonic(text)

    def gtk(self):
        """Which GTK the program runs with: major and minor version."""
        version = self.bus.get(self.bus.program(self.program.pid), 'Application', 'Version')
        return tuple(map(int, version.split('.')[:2]))

    # Looking

    def things(self, within_reach=False):
        """What is there, or only what no modal dialog is in front of."""
        for where in self.bus.windows(self.program.pid):
            window = Thing(self.bus, where)
            yield from window.below()
            if within_reach and window.has('modal'):
                return

    def _try_find(self, condition, nth=0, within_reach=False):
        try:
            found = (thing for thing in self.things(within_reach) if condition(thing))
            return next(itertools.islice(found, nth, None), None)
        except GLib.Error:
            # It went away while it was looked at.
            return None

    def _wait_for(self, attempt, what):
        try:
            return process.wait_for(attempt, LIMIT_S, what, self.program)
        except AssertionError:
            self.describe()
            raise

    def find(self, condition, what, nth=0, within_reach=False):
        """The nth that the condition holds for, as soon as there is one."""
        return self._wait_for(lambda: self._try_find(condition, nth, within_reach), what)

    def gone(self, condition, what):
        self._wait_for(lambda: self._try_find(condition) is None, what + ' is gone')

    def find_named(self, name, roles, nth=0):
        """What can be pressed or typed into."""
        return self.find(lambda thing: thing.role in roles and thing.name == name and
                         thing.is_ready(), f'{name!r}, of roles {roles}', nth, within_reach=True)

    def find_window(self, msgid):
        name = self.say(msgid)
        return self.find(lambda thing: thing.role in WINDOW and thing.name == name,
                         f'window {name!r}')

    def gone_window(self, msgid):
        name = self.say(msgid)
        self.gone(lambda thing: thing.role in WINDOW and thing.name == name, f'window {name!r}')

    def read(self, pattern):
        """Waits until words are on screen that the pattern (not translated) matches."""
        return self.find(lambda thing: re.search(pattern, thing.name) and thing.is_seen(),
                         f'words {pattern!r}').name

    def read_said(self, msgid):
        return self.read(re.escape(self.say(msgid)))

    def describe(self):
        """For whoever has to find out why it failed."""
        with contextlib.suppress(GLib.Error):
            for thing in self.things():
                if thing.name and thing.is_seen():
                    tap.note(f'{thing.role}: {thing.name}')

    # Doing

    def press(self, name, roles=BUTTON, nth=0):
        thing = self.find_named(name, roles, nth)
        action = thing.ask('Action', 'GetName', GLib.Variant('(i)', (0,)))[0]
        assert action in ('click', 'toggle'), f'{name}: {action}'
        assert thing.ask('Action', 'DoAction', GLib.Variant('(i)', (0,)))[0], name

    def confirm(self, name):
        """Does what the dialog is for."""
        self.press(name)

    def enter(self, msgid, text):
        """Replaces what is in an entry."""
        name = self.say(msgid)
        thing = self.find_named(name, ENTRY)
        assert thing.ask('EditableText', 'SetTextContents', GLib.Variant('(s)', (text,)))[0], name

    def _window(self):
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid',
                                str(self.program.pid)], capture_output=True, text=True, check=False)
        ids = found.stdout.split()
        assert ids, f'no window on screen: {self.program.poll()} {found}'
        return max(ids, key=int)

    def keys(self, *keys):
        """Presses keys in the newest window; there is no window manager that would focus it."""
        subprocess.run(['xdotool', 'windowfocus', '--sync', self._window(), 'key',
                        '--clearmodifiers', *keys], check=True, timeout=LIMIT_S)

    def type(self, text):
        """Types, from standard input: a command line can be read by everybody."""
        subprocess.run(['xdotool', 'windowfocus', '--sync', self._window(), 'type',
                        '--clearmodifiers', '--file', '-'], input=text, text=True, check=True,
                       timeout=LIMIT_S)


class Typist(Person):
    """The same, with the keyboard alone."""

    by_keyboard = True

    def _focused(self):
        for thing in self.things():
            if thing.has('focused') and thing.role not in WINDOW:
                return thing
        return None

    def reach(self, name, roles, nth=0):
        """Goes there with the Tab key."""
        target = self.find_named(name, roles, nth)
        passed = []
        for _ in range(80):
            self.keys('Tab')
            with contextlib.suppress(GLib.Error):
                focused = self._focused()
                if focused is None:
                    continue
                passed.append(f'{focused.role} {focused.name!r}')
                if any(thing.where == target.where for thing in
                       (focused, focused.parent)) or \
                        (focused.name == target.name and focused.role in roles and nth == 0):
                    return
        raise AssertionError(f'Tab does not reach {target.name!r}: ' + ', '.join(passed))

    def press(self, name, roles=BUTTON, nth=0):
        self.reach(name, roles, nth)
        self.keys('space')

    def confirm(self, name):
        # Return is for what has the focus at the beginning.
        self.find(lambda thing: thing.role in BUTTON and thing.name == name and
                  thing.has('focused'), f'the focus on {name!r}')
        self.keys('Return')

    def enter(self, msgid, text):
        # By its mnemonic: libadwaita 1.2 does not say which of its entry rows has the focus.
        mnemonic = re.search('_(.)', self.catalogue.gettext(msgid))[1].lower()
        self.find_named(self.say(msgid), ENTRY)
        self.keys('alt+' + mnemonic, 'ctrl+a')
        self.type(text)


def catalogue_of(language, localedir):
    return gettext.translation('turnpike', localedir, [language], fallback=True)


@contextlib.contextmanager
def copied(text, folder):
    """Something is in the clipboard while the block lasts, as after copying it in a browser."""
    path = os.path.join(folder, 'copied')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    clipboard = [process.need('xclip', 'xclip'), '-selection', 'clipboard']
    with process.running([*clipboard, '-quiet', '-i', path], os.path.join(folder, 'xclip.log')):
        process.wait_for(lambda: subprocess.run([*clipboard, '-o'], capture_output=True, text=True,
                                                check=False).stdout == text,
                         LIMIT_S, 'it is in the clipboard')
        yield
