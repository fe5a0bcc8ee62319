#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""That the pictures of pages and dialogs show something, in the size that was asked for."""

import subprocess
import sys
from pathlib import Path

import process
import tap

PICTURES = sys.argv[1]


def look(path):
    """Its width, its height, and how many colours it has."""
    identify = process.need('identify', 'imagemagick')
    said = subprocess.run([identify, '-format', '%w %h %k', path], check=True, capture_output=True,
                          text=True).stdout
    return tuple(int(number) for number in said.split())


def taken(folder, *options):
    subprocess.run([PICTURES, f'--output={folder}', *options], check=True)
    return {path.name: look(path) for path in Path(folder).iterdir()}


@tap.test('pages are as large as asked for, and not blank')
def pages():
    with process.folder() as folder:
        pictures = taken(folder, '--state=failing', '--places=status,servers,checks-log',
                         '--sizes=720x600,360x640', '--schemes=light,dark')
    assert sorted(pictures) == sorted(
        f'failing-{page}-{width}-{scheme}.png'
        for page in ('status', 'servers', 'servers-selecting', 'checks-log')
        for width in (360, 720) for scheme in ('light', 'dark')), pictures
    for name, (width, height, colours) in pictures.items():
        assert (width, height) == ((360, 640) if '-360-' in name else (720, 600)), (name, width)
        assert colours > 20, (name, colours)


@tap.test('dialogs are as wide as a narrow window')
def dialogs():
    with process.folder() as folder:
        pictures = taken(folder, '--state=empty', '--places=dialog-add,dialog-import',
                         '--sizes=360x640', '--schemes=light')
    assert sorted(pictures) == [f'empty-dialog-{name}-360-light.png'
                                for name in ('add', 'add-client', 'import')], pictures
    for name, (width, _, colours) in pictures.items():
        assert width == 360, (name, width)
        assert colours > 20, (name, colours)


tap.run()
