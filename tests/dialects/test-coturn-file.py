#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Starts turnserver from the turnserver.conf that was written, for every credential that it can carry,
and allocates a relay there with that credential. Prints TAP.

usage: test-coturn-file.py WRITERS-TOOL
"""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'clients'))
from process import answers_stun, free_port  # pylint: disable=wrong-import-position

TOOL = sys.argv[1]
DEADLINE = 20


def start(folder, text, host, port):
    path = os.path.join(folder, 'turnserver.conf')
    text = re.sub(r'(?m)^listening-port=.*$', f'listening-port={port}', text)
    text = re.sub(r'(?m)^tls-listening-port=.*$', f'tls-listening-port={free_port()}', text)
    with open(path, 'w', encoding='utf-8') as config:
        config.write(text)
    server = subprocess.Popen(
        ['turnserver', '-c', path, '-L', host, '-E', host, '--allow-loopback-peers',
         '--no-cli', '--log-file=stdout', '--pidfile', os.path.join(folder, 'pid'),
         '--userdb', os.path.join(folder, 'db')],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + DEADLINE
    while not answers_stun(host, port):
        if time.monotonic() > end or server.poll() is not None:
            server.kill()
            raise AssertionError('turnserver did not come up')
        time.sleep(0.05)
    return server


def allocates(host, port, row):
    """Whether a relay carries data with the credential."""
    if row['kind'] == 'secret':
        credential = ['-W', row['value']]
    else:
        credential = ['-u', row['username'], '-w', row['value']]
    done = subprocess.run(['turnutils_uclient', '-y', '-c', '-n', '1', '-m', '1', '-p', str(port),
                           *credential, host],
                          capture_output=True, text=True, check=False, timeout=DEADLINE)
    return 'tot_send_msgs=' in done.stdout and done.returncode == 0 and \
        re.search(r'Total lost packets 0 ', done.stdout) is not None


def check(number, row):
    """Each server has an address of its own: turnserver takes the port after its own as well, and
    shares a port with another one without a word."""
    host = f'127.0.78.{number}'
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = start(folder, row['text'], host, port)
        try:
            return allocates(host, port, row)
        finally:
            server.terminate()
            server.wait()


def main():
    for program in ('turnserver', 'turnutils_uclient'):
        if not shutil.which(program):
            print(f'1..0 # SKIP {program} is not installed')
            return
    output = subprocess.run([TOOL], capture_output=True, text=True, check=True).stdout
    rows = [json.loads(line) for line in output.split('\n') if line]
    rows = [row for row in rows if row['dialect'] == 'coturn' and not row['refused'] and
            row['kind'] != 'both' and len(row['value']) < 400]
    failed = False
    print(f'1..{len(rows) + 1}')

    # Nearly all of the time is uclient's, waiting.
    with concurrent.futures.ThreadPoolExecutor(max_workers=8) as pool:
        wrong = pool.submit(check, len(rows) + 1, {**rows[0], 'value': 'wrong'})
        results = list(pool.map(check, range(1, len(rows) + 1), rows))
    for number, (row, good) in enumerate(zip(rows, results), 1):
        failed = failed or not good
        print(f"{'ok' if good else 'not ok'} {number} - {row['kind']} {row['value']!r}"
              .replace('#', '\\#'))
    refused = not wrong.result()
    failed = failed or not refused
    print(f"{'ok' if refused else 'not ok'} {len(rows) + 1} - a wrong password is refused")
    sys.exit(1 if failed else 0)


main()
