#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What a desktop makes of the files that are installed for it: which program opens what.

usage: test-integration.py MIME-XML DESKTOP-FILE SEARCH-PROVIDER-FILE
"""

import configparser
import contextlib
import os
import shutil
import subprocess
import sys

import process
import tap

MIME, DESKTOP, SEARCH = map(os.path.abspath, sys.argv[1:])
TYPE = 'application/vnd.turnpike.profile+json'
APP_ID = os.environ['TURNPIKE_BUS_NAME']

# Run where only our files are installed.
ASK = '''
from gi.repository import Gio
import sys
for name in sys.argv[1:]:
    if ':' in name:
        app = Gio.AppInfo.get_default_for_uri_scheme(name.rstrip(':'))
        print(app.get_id() if app else None)
    else:
        kind, _ = Gio.content_type_guess(name, b'{"schema": 1}')
        app = Gio.AppInfo.get_default_for_type(kind, False)
        print(kind, app.get_id() if app else None, Gio.content_type_is_a(kind, 'application/json'))
'''


@contextlib.contextmanager
def installed():
    """The environment of a desktop on which nothing but this is installed."""
    process.need('update-mime-database', 'shared-mime-info')
    process.need('update-desktop-database', 'desktop-file-utils')
    with process.folder() as folder:
        os.makedirs(os.path.join(folder, 'mime', 'packages'))
        os.makedirs(os.path.join(folder, 'applications'))
        os.makedirs(os.path.join(folder, 'bin'))
        shutil.copy(MIME, os.path.join(folder, 'mime', 'packages'))
        shutil.copy('/usr/share/mime/packages/freedesktop.org.xml',
                    os.path.join(folder, 'mime', 'packages'))
        shutil.copy(DESKTOP, os.path.join(folder, 'applications'))
        # A desktop entry whose program is not installed opens nothing.
        os.symlink(os.environ['TURNPIKE'], os.path.join(folder, 'bin', 'turnpike'))
        for tool, place in (('update-mime-database', 'mime'),
                            ('update-desktop-database', 'applications')):
            done = subprocess.run([tool, os.path.join(folder, place)], capture_output=True,
                                  text=True, check=True)
            assert 'vnd.turnpike' not in done.stderr, done.stderr
        yield {**os.environ, 'XDG_DATA_HOME': folder, 'XDG_DATA_DIRS': folder,
               'XDG_CONFIG_HOME': folder, 'XDG_CONFIG_DIRS': folder,
               'PATH': os.path.join(folder, 'bin') + ':' + os.environ['PATH']}


@tap.test('profiles are recognised, and open in Turnpike')
def profiles():
    with installed() as env:
        done = subprocess.run([sys.executable, '-c', ASK, 'office.turnpike',
                               'office.turnpike.json', 'office.json'],
                              env=env, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == [
            f'{TYPE} {APP_ID}.desktop True', f'{TYPE} {APP_ID}.desktop True',
            'application/json None True'], done.stdout


@tap.test('links to relays open in Turnpike')
def links():
    with installed() as env:
        done = subprocess.run([sys.executable, '-c', ASK, 'stun:', 'stuns:', 'turn:', 'turns:',
                               'http:'], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines() == [f'{APP_ID}.desktop'] * 4 + ['None'], done.stdout


@tap.test('the desktop entry, its actions and the search provider name what there is')
def names():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(DESKTOP, encoding='utf-8')
    assert os.path.basename(DESKTOP) == APP_ID + '.desktop'
    assert entry['Desktop Entry']['DBusActivatable'] == 'true'
    assert entry['Desktop Entry']['Actions'] == 'check;servers;'
    for action in ('check', 'servers'):
        assert entry[f'Desktop Action {action}']['Exec'].split()[0] == 'turnpike'
    search = configparser.ConfigParser()
    search.read(SEARCH, encoding='utf-8')
    section = search['Shell Search Provider']
    assert dict(section) == {
        'desktopid': APP_ID + '.desktop', 'busname': APP_ID, 'version': '2',
        'objectpath': '/' + APP_ID.replace('.', '/') + '/SearchProvider'}


@tap.test('the window tells the libraries it runs with, without a display')
def versions():
    env = {name: value for name, value in os.environ.items()
           if name not in ('DISPLAY', 'WAYLAND_DISPLAY')}
    told, other = (
        subprocess.run([os.environ[program], '--version'], env=env, capture_output=True, text=True,
                       check=True).stdout.splitlines() for program in ('TURNPIKE', 'TURNPIKECTL'))
    assert told[0] == other[0].replace('turnpikectl', 'turnpike'), told
    assert told[1] == other[1], told
    gtk, adwaita = subprocess.run(['pkg-config', '--modversion', 'gtk4', 'libadwaita-1'],
                                  capture_output=True, text=True, check=True).stdout.split()
    assert told[2].startswith(f'GTK {gtk} (built with '), told
    assert told[3].startswith(f'libadwaita {adwaita} (built with '), told
    assert len(told) == 4, told


tap.run()
