#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What can be told of the sources without building them. Prints TAP.

usage: test-sources.py SOURCE-ROOT
"""

import os
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
MAX_LINES = 600


def translatable():
    """Files that have strings to translate, as POTFILES.in names them."""
    names = []
    for path in sorted(ROOT.glob('src/**/*')) + sorted(ROOT.glob('data/*')):
        text = ''
        if path.suffix in {'.c', '.h', '.ui', '.in', '.xml'} and path.is_file():
            text = path.read_text()
        if path.suffix in {'.c', '.h'} and re.search(r'\b(?:N|C|NC)?_ ?\(\s*"|\bn?gettext \(\s*"', text):
            names.append(path)
        elif path.suffix == '.ui' and 'translatable="yes"' in text:
            names.append(path)
        elif path.name.endswith(('.desktop.in', '.metainfo.xml.in', '.gschema.xml')):
            names.append(path)
        elif path.name.endswith(('.desktop.in.in', '.metainfo.xml.in.in', '.gschema.xml.in')):
            names.append(path)
    return sorted(str(path.relative_to(ROOT)) for path in names)


def potfiles():
    listed = [line for line in (ROOT / 'po' / 'POTFILES.in').read_text().splitlines()
              if line and not line.startswith('#')]
    wanted = translatable()
    if not wanted:
        yield 'found no translatable file at all'
    for name in sorted(set(wanted) - set(listed)):
        yield f'po/POTFILES.in lacks {name}'
    for name in sorted(set(listed) - set(wanted)):
        yield f'po/POTFILES.in names {name}, which has nothing to translate'
    if listed != sorted(listed):
        yield 'po/POTFILES.in is not sorted'


def catalogues():
    languages = [line for line in (ROOT / 'po' / 'LINGUAS').read_text().split('\n')
                 if line and not line.startswith('#')]
    for language in languages:
        done = subprocess.run(['msgfmt', '--check', '--statistics', '--output-file=/dev/null',
                               str(ROOT / 'po' / f'{language}.po')],
                              capture_output=True, text=True, check=False,
                              env=dict(os.environ, LC_ALL='C.UTF-8'))
        if done.returncode:
            yield done.stderr.strip()
        elif re.search('untranslated|fuzzy', done.stderr):
            yield f'po/{language}.po is not complete: {done.stderr.strip()}'
    for path in (ROOT / 'po').glob('*.po'):
        if path.stem not in languages:
            yield f'po/LINGUAS lacks {path.stem}'


def sizes():
    for path in sorted((ROOT / 'src').rglob('*.c')) + sorted((ROOT / 'tests').rglob('*.c')):
        lines = path.read_text().count('\n')
        if lines > MAX_LINES:
            yield f'{path.relative_to(ROOT)}: {lines} lines'


def templates():
    """libadwaita's cut off their titles, or what is chosen."""
    own = {'AdwPreferencesGroup': 'TpkGroup', 'AdwComboRow': 'TpkComboRow'}
    for path in sorted((ROOT / 'src' / 'ui').glob('*.ui')):
        for name in sorted(set(re.findall(r'(?:class|parent)="(\w+)"', path.read_text())) & set(own)):
            yield f'{path.relative_to(ROOT)}: {name} instead of {own[name]}'


def shell_scripts():
    scripts = [path for folder in ('build-aux', '.ci', 'flatpak', 'tests')
               for path in (ROOT / folder).rglob('*')
               if path.is_file() and re.match(rb'#!/usr/bin/env bash|#!/bin/(ba)?sh',
                                              path.read_bytes()[:64])]
    if not scripts:
        yield 'found no shell script at all'
    done = subprocess.run(['shellcheck', '--external-sources', *map(str, scripts)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        yield from done.stdout.splitlines()


def spelling():
    folders = ['src', 'data', 'build-aux', 'flatpak', 'README.md', 'CONTRIBUTING.md', 'NEWS.md']
    done = subprocess.run(['codespell', '--ignore-words-list=ans,te,ue,nd,inout,ist',
                           *[str(ROOT / name) for name in folders]],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        yield from (done.stdout + done.stderr).splitlines()


def manuals():
    """What man says when it formats a page; it formats what it warns of, too."""
    pages = sorted((ROOT / 'data' / 'man').glob('*.[1-9]'))
    if not pages:
        yield 'found no manual page at all'
    for page in pages:
        done = subprocess.run(['man', '--warnings=w', '--encoding=UTF-8', '--local-file', str(page)],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '80'})
        if done.returncode or done.stderr:
            yield f'{page.name}: {done.stderr.strip() or done.returncode}'


def licences():
    done = subprocess.run(['reuse', '--root', str(ROOT), 'lint'], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        yield from (done.stdout + done.stderr).splitlines()


CHECKS = [
    ('POTFILES.in names every file with strings, sorted', None, potfiles),
    ('every catalogue compiles, and is complete', 'msgfmt', catalogues),
    (f'no C file is longer than {MAX_LINES} lines', None, sizes),
    ('no template has a widget that cuts off its text', None, templates),
    ('shellcheck is content', 'shellcheck', shell_scripts),
    ('codespell is content', 'codespell', spelling),
    ('man formats every page without a warning', 'man', manuals),
    ('reuse finds whose every file is', 'reuse', licences),
]

print(f'1..{len(CHECKS)}')
failed = False
for number, (title, tool, check) in enumerate(CHECKS, 1):
    if tool and not shutil.which(tool):
        print(f'ok {number} - {title} # SKIP {tool} is not installed')
        continue
    found = list(check())
    failed = failed or bool(found)
    print(f"{'not ok' if found else 'ok'} {number} - {title}")
    for line in found:
        print(f'# {line}')
sys.exit(1 if failed else 0)
