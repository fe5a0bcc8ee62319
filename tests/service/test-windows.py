#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Windows and the service are one process: who starts what, and who stays when windows close."""

import os
import subprocess

import desk
import process
import tap
from gi.repository import Gio, GLib

XDOTOOL = process.shutil.which('xdotool')


def windows(name):
    """The windows on screen with that in their title."""
    done = subprocess.run([XDOTOOL, 'search', '--onlyvisible', '--name', name],
                          capture_output=True, text=True, check=False)
    return done.stdout.split()


def wait_for_window(name, there=True):
    process.wait_for(lambda: bool(windows(name)) == there, desk.LIMIT_S,
                     f'a window {name!r} is {"there" if there else "gone"}')


def press(name, keys):
    subprocess.run([XDOTOOL, 'windowfocus', '--sync', windows(name)[-1], 'key', keys], check=True)


def start(table, *args):
    """As from a terminal; returns when the process that is there has taken it over."""
    env = {**os.environ, 'TURNPIKE_CONFIG_DIR': table.config}
    subprocess.run([os.environ['TURNPIKE'], *args], env=env, check=True, timeout=desk.LIMIT_S)


def activate(action):
    """As GNOME Shell does for an action of the desktop entry."""
    desk.bus.call_sync(desk.NAME, desk.PATH, 'org.freedesktop.Application', 'ActivateAction',
                       GLib.Variant('(sava{sv})', (action, [], {})), None,
                       Gio.DBusCallFlags.NONE, -1, None)


def windowed(name):
    def register(function):
        def checked():
            if XDOTOOL is None:
                raise tap.Skip('xdotool is not installed')
            function()
        return tap.test(name)(checked)
    return register


@windowed('links to relays are shown for import, together')
def links():
    with desk.served() as table:
        assert windows('.') == []
        start(table, 'turn:new.example.org:3478?transport=udp', 'stun:stun.example.org')
        wait_for_window('^Import')
        assert len(windows('^Import')) == 1
        wait_for_window('^Turnpike')
        # Looking is not changing.
        assert 'new.example.org' not in table.ctl('show')


@windowed('a change that waits outlasts the window, and so does the call')
def closed():
    with desk.served() as table, table.peer() as peer:
        peer.begin('Softphone')
        activate('servers')
        wait_for_window('^Turnpike')
        table.draft('later.example.org')
        table.apply(codes=(4,))
        table.wait_for('Staged', True)
        press('^Turnpike', 'ctrl+w')
        wait_for_window('^Turnpike', False)
        peer.ask('close')
        desk.iterate_until(lambda: ('ConfigurationChanged', (2,)) in table.heard, 'carried out')
        assert 'later.example.org' in table.read('rtc-configuration.json')


@windowed('a process that was started for its window ends with it, unless it is needed')
def needed():
    with process.folder() as folder:
        table = desk.Desk(folder)
        env = {**os.environ, 'TURNPIKE_CONFIG_DIR': folder}
        with process.running([os.environ['TURNPIKE']], table.log, env=env) as turnpike:
            wait_for_window('^Turnpike')
            with table.peer() as peer:
                peer.begin('Softphone')
                press('^Turnpike', 'ctrl+w')
                wait_for_window('^Turnpike', False)
                assert peer.ask('get', 'w3c')[1] == 0
                assert turnpike.poll() is None
            assert turnpike.wait(desk.LIMIT_S) == 0
    process.wait_for(lambda: not desk.is_running(), desk.LIMIT_S, 'nobody is on the bus')


@windowed('quitting ends the process, also while somebody listens; calls go on')
def quitted():
    with desk.served() as table, table.peer() as peer:
        peer.begin('Softphone')
        start(table, '--page=checks')
        wait_for_window('^Turnpike')
        press('^Turnpike', 'ctrl+q')
        assert table.service.wait(desk.LIMIT_S) == 0
        table.draft('later.example.org')
        table.apply(codes=(4,))


tap.run()
