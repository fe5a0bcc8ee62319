# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Tests in Python that tell their results as TAP, each one as soon as it is known."""

import sys
import traceback

TESTS = []


class Skip(Exception):
    """What the machine lacks, in words."""


def test(name):
    """Marks a function as a test. It fails by an exception, or by returning differences."""
    def register(function):
        TESTS.append((name, function))
        return function
    return register


def note(text):
    for line in str(text).splitlines() or ['']:
        print(f'# {line}', flush=True)


def run():
    """Runs all tests in order and ends the program."""
    print(f'1..{len(TESTS)}', flush=True)
    failed = 0
    for number, (name, function) in enumerate(TESTS, 1):
        verdict, reason = 'ok', ''
        try:
            differences = function() or []
            for difference in differences:
                note(difference)
            if differences:
                verdict = 'not ok'
                note(f'{len(differences)} differences')
        except Skip as skip:
            reason = f' # SKIP {skip}'
        except Exception:
            verdict = 'not ok'
            note(traceback.format_exc())
        failed += verdict != 'ok'
        print(f'{verdict} {number} - {name}{reason}', flush=True)
    sys.exit(1 if failed else 0)
