#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The rules of the house: who includes whom, GTK in ui/ only, pure rooms stay pure, SPDX lines.

usage: test-rooms.py SOURCE-ROOT [BUILD-ROOT]
Prints TAP. Each rule is first tried on a small tree that breaks it, so that a rule that no longer
finds anything fails here and not in silence.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOMS = ['model', 'dialects', 'checks', 'cloud', 'store', 'workspace', 'cli', 'service', 'ui']
FACES = {'cli', 'service', 'ui'}
PURE = {'model', 'dialects'}

# What the build makes.
GENERATED = {'tpk-dbus.h', 'tpk-resources.h', 'tpk-search-dbus.h'}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
TOOLKIT = re.compile(r'^(gtk|adwaita|gdk|gsk)(/|\.h|-)')
# A socket, a file or a clock of its own.
IMPURE = re.compile(
    r'\b(g_file_\w+|g_socket_\w+|g_resolver_\w+|g_get_real_time|g_get_monotonic_time'
    r'|g_date_time_new_now\w*|g_timer_\w+|fopen|open|socket|time|gettimeofday|clock_gettime'
    r'|g_spawn_\w+|getenv|g_getenv)\s*\(')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)


def sources(root):
    for path in sorted((root / 'src').rglob('*.[ch]')):
        relative = path.relative_to(root / 'src')
        yield path, relative.parts[0] if len(relative.parts) > 1 else None, relative


def wrong_includes(root):
    where = {path.name: room for path, room, _ in sources(root) if room}
    for path, room, relative in sources(root):
        if room is None:
            continue
        for _, name in INCLUDE.findall(path.read_text()):
            other = where.get(Path(name).name)
            if Path(name).name.startswith('tpk-') and other is None and name not in GENERATED:
                yield f'{relative}: includes {name}, which no room has'
            if other is None or other == room:
                continue
            if ROOMS.index(other) > ROOMS.index(room) or other in FACES:
                yield f'{relative}: includes {other}/{Path(name).name}, of a later room'


def toolkit_below_ui(root):
    for path, room, relative in sources(root):
        if room in (None, 'ui'):
            continue
        for _, name in INCLUDE.findall(path.read_text()):
            if TOOLKIT.match(name):
                yield f'{relative}: includes {name}'


def impure_rooms(root):
    for path, room, relative in sources(root):
        if room not in PURE:
            continue
        code = COMMENT.sub(' ', path.read_text())
        for match in IMPURE.finditer(code):
            yield f'{relative}: calls {match.group(1)} in a pure room'


def unknown_rooms(root):
    for _, room, relative in sources(root):
        if room is not None and room not in ROOMS:
            yield f'{relative}: {room} is no room of the house'


def gnu_braces(root):
    """A block's brace stands at the end of the line that opens it."""
    for folder in ('src', 'tests'):
        for path in sorted((root / folder).rglob('*.[ch]')):
            text = path.read_text()
            for match in re.finditer(r'(?:\)|\belse|\bdo)\n +\{\n', text):
                line = text.count('\n', 0, match.end())
                yield f'{path.relative_to(root)}:{line}: a brace on a line of its own'


def names_of(root):
    listed = subprocess.run(['git', '-C', str(root), 'ls-files', '-z', '--cached', '--others',
                             '--exclude-standard'], capture_output=True, check=False)
    if listed.returncode == 0:
        return [n for n in listed.stdout.decode().split('\0') if n]
    return [str(p.relative_to(root)) for p in root.rglob('*') if p.is_file()]


def missing_licence(root):
    code = {'.c', '.h', '.py', '.build', '.ui', '.css', '.sh', '.supp', '.js', '.xml', '.in'}
    for name in names_of(root):
        path = root / name
        if name.startswith('tests/data/') or not path.is_file():
            continue
        scripts = name.startswith(('build-aux/', '.ci/'))
        if path.suffix not in code and not scripts:
            continue
        head = path.read_bytes()[:600].decode('utf-8', 'replace')
        if 'SPDX-License-Identifier: GPL-3.0-or-later' not in head and 'CC0-1.0' not in head:
            yield f'{name}: no SPDX line'


def repeated_version(root):
    """NEWS tells of versions; everything else is told by meson which one this is."""
    version = re.search(r"^  version: '([^']+)'", (root / 'meson.build').read_text(), re.M).group(1)
    news = re.search(r'^## (\S+)', (root / 'NEWS.md').read_text(), re.M).group(1)
    if news != version:
        yield f'NEWS.md: begins with {news}, meson.build says {version}'
    word = re.compile(rb'(?<![\w.])' + re.escape(version).encode() + rb'(?![\w.]*\d)')
    for name in names_of(root):
        path = root / name
        if name in ('meson.build', 'NEWS.md') or not path.is_file():
            continue
        text = path.read_bytes()
        for match in word.finditer(text):
            yield f'{name}:{text.count(10, 0, match.start()) + 1}: repeats the version {version}'


def tree(files):
    folder = tempfile.TemporaryDirectory()
    for name, text in files.items():
        path = Path(folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


# rule, what it says, a tree that breaks it, how many findings that tree must give
RULES = [
    (wrong_includes, 'a room includes only from rooms before it',
     {'src/model/tpk-a.h': '', 'src/store/tpk-b.h': '', 'src/cli/tpk-c.h': '',
      'src/model/tpk-a.c': '#include "tpk-a.h"\n#include "store/tpk-b.h"\n',
      'src/ui/tpk-d.c': '#include "store/tpk-b.h"\n#include "cli/tpk-c.h"\n',
      'src/store/tpk-b.c': '#include "model/tpk-a.h"\n#include "tpk-gone.h"\n'}, 3),
    (toolkit_below_ui, 'GTK stays in ui/',
     {'src/checks/tpk-a.c': '#include <gtk/gtk.h>\n', 'src/ui/tpk-b.c': '#include <gtk/gtk.h>\n',
      'src/cli/tpk-c.c': '# include <adwaita.h>\n#include <gdk/gdk.h>\n'}, 3),
    (impure_rooms, 'model/ and dialects/ have no socket, file or clock',
     {'src/model/tpk-a.c': '/* g_get_real_time () */\nx = g_get_real_time ();\n',
      'src/dialects/tpk-b.c': 'g_file_get_contents (p);\nn = strftime (s);\n',
      'src/store/tpk-c.c': 'g_file_get_contents (p);\n'}, 2),
    (unknown_rooms, 'every folder of src/ is a room',
     {'src/attic/tpk-a.c': '', 'src/model/tpk-b.c': '', 'src/main.c': ''}, 1),
    (gnu_braces, 'braces are where K&R puts them',
     {'src/model/tpk-a.c': 'void\na (void)\n{\n  if (a)\n    {\n      b ();\n    }\n  else\n    {\n    }\n}\n',
      'tests/model/test-a.c': 'int a[] = {\n  {\n    1\n  },\n};\n'}, 2),
    (missing_licence, 'every source file has its SPDX line',
     {'src/model/tpk-a.c': 'int a;\n', 'src/model/tpk-b.c': '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'}, 1),
    (repeated_version, 'the version stands in meson.build alone',
     {'meson.build': "project('a',\n  version: '1.2.3',\n", 'NEWS.md': '## 1.2.4\n\n## 1.2.3\n',
      'README.md': 'Version 1.2.3. Not 1.2.31, 11.2.3 or 1.2.3.4.\n',
      'src/a.c': 'const char *version = "1.2.3";\n'}, 3),
]


def linked_toolkit(build):
    """The toolkit in what was really built, which no include could tell."""
    for room in ROOMS:
        if room == 'ui':
            continue
        for archive in sorted((build / 'src' / room).glob('libtpk-*.a')):
            symbols = subprocess.run(['nm', '-u', str(archive)], capture_output=True, text=True,
                                     check=True).stdout
            for symbol in sorted(set(re.findall(r'\b((?:gtk|adw|gdk|gsk)_\w+)', symbols))):
                yield f'{archive.name}: uses {symbol}'
    ctl = build / 'src' / 'cli' / 'turnpikectl'
    needed = subprocess.run(['readelf', '-d', str(ctl)], capture_output=True, text=True,
                            check=True).stdout
    for library in re.findall(r'\[(lib(?:gtk|adwaita)[^\]]*)\]', needed):
        yield f'turnpikectl: links {library}'


def main():
    root = Path(sys.argv[1]).resolve()
    results = []
    for rule, title, broken, expected in RULES:
        with tree(broken) as folder:
            found = list(rule(Path(folder)))
        results.append((f'{title}: the rule finds what breaks it', len(found) == expected, found))
        found = list(rule(root))
        results.append((title, not found, found))
    if len(sys.argv) > 2:
        found = list(linked_toolkit(Path(sys.argv[2])))
        results.append(('nothing below ui/ links GTK', not found, found))

    print(f'1..{len(results)}')
    for number, (title, good, notes) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} - {title}")
        if not good:
            for note in notes or ['nothing was found']:
                print(f'# {note}')
    sys.exit(0 if all(good for _, good, _ in results) else 1)


main()
