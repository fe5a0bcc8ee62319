#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Turnpike and GNOME's text editor beside each other: the time from the start of the process until its
window is there, and the memory (PSS) once it is idle, as medians and ratios. Fails where Turnpike takes
more of either; with servers, whose rows the text editor has nothing like, memory is only told. So is the
processor's time until the window is there, which is the same on a machine that has other things to do.

Both are open at the same time when memory is measured, so that what they share counts half for each.
They take turns in being the first.
"""

import contextlib
import json
import os
import statistics
import sys
import time

import process
import screen
import tap

TURNPIKE = sys.argv[1]
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
LIMIT_S = 60
TICKS = os.sysconf('SC_CLK_TCK')

# Tests have programs end at a warning, and look for what is used after it was let go of.
NOT_OF_PEOPLE = ('G_DEBUG', 'G_SLICE', 'MALLOC_PERTURB_', 'MALLOC_CHECK_', 'GTK_A11Y')

DOCUMENT = {
    'schema': 1,
    'active': 'Default',
    'profiles': [{'name': 'Default', 'route': 'own', 'servers': [
        {'label': f'Relay {number}',
         'urls': [f'turn:relay{number}.example.org', f'turns:relay{number}.example.org:5349'],
         'credential': {'kind': 'password', 'username': 'alice', 'password': 'correct-horse'}}
        for number in range(20)]}],
}


class Program:
    def __init__(self, name, argv, folder, **env):
        self.name = name
        self.argv = argv
        self.log = os.path.join(folder, name + '.log')
        self.env = {key: value for key, value in os.environ.items() if key not in NOT_OF_PEOPLE}
        self.env.update(env)
        self.seconds = []
        self.processor = []
        self.kilobytes = []

    @contextlib.contextmanager
    def started(self, display):
        """Open while the block lasts; begins once there is a window."""
        display.forget()
        begun = time.monotonic()
        with process.running(self.argv, self.log, env=self.env) as running:
            self.seconds.append(display.wait_for_window(running, LIMIT_S) - begun)
            self.processor.append(processor_time(running.pid))
            yield running
            assert running.poll() is None, process.read(self.log)


def processor_time(pid):
    """Of all threads until now, in seconds."""
    nanoseconds = 0
    for thread in os.listdir(f'/proc/{pid}/task'):
        with contextlib.suppress(OSError):
            nanoseconds += int(process.read(f'/proc/{pid}/task/{thread}/schedstat').split()[0])
    return nanoseconds / 1e9


def processor_ticks(pid):
    fields = process.read(f'/proc/{pid}/stat').rsplit(')', 1)[1].split()
    return int(fields[11]) + int(fields[12])


def wait_until_idle(pids):
    """Until none has used the processor for a while: less than a caret takes to blink."""
    known, since = None, 0.0

    def is_idle():
        nonlocal known, since
        now = [processor_ticks(pid) for pid in pids]
        if now != known:
            known, since = now, time.monotonic()
        return time.monotonic() - since >= 0.5
    process.wait_for(is_idle, LIMIT_S, 'both programs are idle')


def read_pss(pid):
    """In kB: what is shared counts in parts."""
    for line in process.read(f'/proc/{pid}/smaps_rollup').splitlines():
        if line.startswith('Pss:'):
            return int(line.split()[1])
    raise AssertionError('the kernel tells no PSS')


def measure(programs):
    display = screen.Screen()
    # The first start of each reads from the disk, and does not count.
    for run in range(RUNS + 1):
        order = programs if run % 2 else programs[::-1]
        with contextlib.ExitStack() as stack:
            pids = [stack.enter_context(program.started(display)).pid for program in order]
            wait_until_idle(pids)
            for program, pid in zip(order, pids):
                program.kilobytes.append(read_pss(pid))
    for program in programs:
        del program.seconds[0], program.processor[0], program.kilobytes[0]


def compare(what, ours, theirs, unit, scale):
    mine, other = statistics.median(ours) * scale, statistics.median(theirs) * scale
    tap.note(f'{what}: Turnpike {mine:.0f} {unit}, gnome-text-editor {other:.0f} {unit}: '
             f'{mine / other:.2f} of it')
    return mine <= other


def beside(folder, files):
    editor = process.need('gnome-text-editor', 'gnome-text-editor')
    config = os.path.join(folder, 'config')
    ours = Program('turnpike', [TURNPIKE], folder, TURNPIKE_CONFIG_DIR=config)
    theirs = Program('gnome-text-editor', [editor, *files], folder)
    measure([ours, theirs])
    in_time = compare('time to the window', ours.seconds, theirs.seconds, 'ms', 1000)
    compare('processor time until then', ours.processor, theirs.processor, 'ms', 1000)
    in_memory = compare('memory', ours.kilobytes, theirs.kilobytes, 'MB', 1 / 1000)
    return in_time, in_memory


@tap.test('started for the first time')
def first():
    with process.folder() as folder:
        assert beside(folder, []) == (True, True)


@tap.test('with twenty servers, which the text editor opens as text')
def twenty():
    with process.folder() as folder:
        path = os.path.join(folder, 'config', 'turnpike.json')
        os.mkdir(os.path.dirname(path), 0o700)
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(DOCUMENT, file, indent=2)
        in_time, _ = beside(folder, [path])
        assert in_time


if __name__ == '__main__':
    tap.run()
