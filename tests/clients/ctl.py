# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""turnpikectl, as built."""

import json
import os
import subprocess

PROGRAM = os.environ.get('TURNPIKECTL', 'turnpikectl')

# What `turnpikectl url` judges with.
USERNAME = 'user'
PASSWORD = 'password'


def call(*args, text='', codes=(0,), env=None):
    """Runs the program, and returns what it printed. Its exit code must be one of codes."""
    done = subprocess.run([PROGRAM, *args], input=text, capture_output=True, text=True,
                          check=False, env={**os.environ, **(env or {})})
    assert done.returncode in codes, f'{args}: {done.returncode}: {done.stdout}{done.stderr}'
    return done.stdout


def judge(urls, credential=True):
    """For each URL, what each client makes of it: {client: {verdict, dials, error, …}}."""
    args = ['url', '--json', '--lines', 'json'] + ([] if credential else ['--no-credential'])
    # 1 says that a URL is not valid.
    answer = call(*args, text=''.join(json.dumps(url) + '\n' for url in urls), codes=(0, 1))
    rows = [json.loads(line) for line in answer.split('\n')[:-1]]
    assert len(rows) == len(urls)
    return [row['clients'] for row in rows]


def is_accepted(judgement):
    """Dropped and changed URLs are accepted, for the client says nothing."""
    return judgement['verdict'] != 'rejected'
