#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The same servers, asked by turnpikectl, by coturn's own turnutils_uclient and by Chromium: the time
until each knows, and the processor time that it takes, as ratios. Fails where turnpikectl is slower
than either of them.

Chromium's time is that of gathering alone, its start is not counted; its processor time is all of it,
as that of the others is.
"""

import json
import os
import resource
import socket
import subprocess
import threading
import time

import browser
import ctl
import netns
import process
import relay
import tap

PASSWORD = 'correct-horse-battery'
RUNS = 5
TICKS = os.sysconf('SC_CLK_TCK')

netns.enter()
netns.set_up()

GATHER = '''
export default async function (configuration) {
  const connection = new RTCPeerConnection(configuration);
  let relays = 0;
  const done = new Promise(resolve => {
    connection.onicecandidate = event => {
      if (!event.candidate || !event.candidate.candidate)
        resolve();
      else if (event.candidate.type === 'relay')
        relays++;
    };
  });
  connection.createDataChannel('data');
  const begun = performance.now();
  await connection.setLocalDescription(await connection.createOffer());
  await Promise.race([done, new Promise(resolve => setTimeout(resolve, 60000))]);
  const ms = performance.now() - begun;
  connection.close();
  return { ms, relays };
}
'''


def best(measure):
    """The best of a few runs, each a pair of seconds and seconds of a processor."""
    pairs = [measure() for _ in range(RUNS)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def timed(argv, expect=None, codes=(0,)):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in codes or (expect and expect not in done.stdout + done.stderr):
        raise AssertionError(f'{argv[0]} exits with {done.returncode}: {done.stdout}{done.stderr}')
    return seconds, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def processor_time(root):
    """Of all processes below one, in seconds."""
    parents, ticks = {}, {}
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat', encoding='utf-8', errors='replace') as file:
                fields = file.read().rsplit(')', 1)[1].split()
            with open(f'/proc/{name}/comm', encoding='utf-8', errors='replace') as file:
                if not file.read().startswith('chrom'):
                    continue
        except OSError:
            continue
        parents[int(name)] = int(fields[1])
        ticks[int(name)] = int(fields[11]) + int(fields[12])

    def is_below(pid):
        while pid in parents:
            pid = parents[pid]
        return pid == root
    return sum(value for pid, value in ticks.items() if is_below(pid)) / TICKS


class Chromium:
    """Gathers once; afterwards, the seconds it took and those of a processor."""

    def __init__(self, configuration):
        self.processor = 0.0
        stop = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(stop,))
        watcher.start()
        try:
            answer = browser.run('chromium', GATHER, configuration)
        finally:
            stop.set()
            watcher.join()
        self.seconds = answer['ms'] / 1000
        self.relays = answer['relays']

    def _watch(self, stop):
        while not stop.wait(0.05):
            self.processor = max(self.processor, processor_time(os.getpid()))


def tell(what, ours, theirs, name):
    print(f'# {what}: turnpikectl {ours[0] * 1000:.0f} ms, {ours[1] * 1000:.0f} ms of a processor; '
          f'{name} {theirs[0] * 1000:.0f} ms, {theirs[1] * 1000:.0f} ms: '
          f'1/{theirs[0] / ours[0]:.1f} of the time, '
          f'1/{theirs[1] / max(ours[1], 0.001):.1f} of the processor')


def check(config, codes=(0,)):
    return timed([ctl.PROGRAM, '--json', '--config-dir', config, 'check'], codes=codes)


@tap.test('a good server: against turnutils_uclient and Chromium')
def good():
    uclient = process.need('turnutils_uclient', 'coturn')
    process.need('chromium', 'chromium')
    with relay.running(PASSWORD, ('udp',)) as server:
        ours = best(lambda: check(server.config))
        # Two relays that send each other five messages, as a check does.
        theirs = best(lambda: timed([uclient, '-u', relay.USERNAME, '-w', PASSWORD, '-p',
                                     str(server.port), '-y', '-c', '-m', '1', '-n', '5', '-l', '64',
                                     '127.0.0.1'], 'Total lost packets 0'))
        tell('one server over UDP', ours, theirs, 'turnutils_uclient')
        assert ours[0] < theirs[0]

        configuration = json.loads(server.export('w3c'))
        gathered = [Chromium(configuration) for _ in range(2)]
        assert all(one.relays > 0 for one in gathered)
        tell('one server over UDP', ours, (min(one.seconds for one in gathered),
                                           min(one.processor for one in gathered)), 'Chromium')


@tap.test('a server that is silent: against Chromium')
def silent():
    process.need('chromium', 'chromium')
    with process.folder() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hole:
        # It takes everything and answers nothing.
        hole.bind(('127.0.0.1', 0))
        config = relay.draft(folder, '127.0.0.1', hole.getsockname()[1], PASSWORD, ('udp',))
        ours = check(config, (1,))
        theirs = Chromium(json.loads(relay.export(config, 'w3c')))
        assert theirs.relays == 0
        tell('one silent server', ours, (theirs.seconds, theirs.processor), 'Chromium')
        assert ours[0] < theirs.seconds


if __name__ == '__main__':
    tap.run()
