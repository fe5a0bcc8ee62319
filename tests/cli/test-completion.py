#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What bash, zsh and fish really complete, each run with the script that the build wrote.

usage: test-completion.py FOLDER    (of the scripts)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import ctl
import tap

FOLDER = os.path.abspath(sys.argv[1])

BASH = r'''
source "$1/turnpikectl"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
# Only what completes at a prompt may set options for it.
compopt() { :; }
_turnpikectl
[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
'''

# A zsh at a prompt of its own, in which a key tells what would be completed.
ZSH = r'''
zmodload zsh/zpty
zpty z "PS1='' zsh -f -i"
zpty -w z "fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
zpty -w z 'compadd() {
    local -a hits
    if [[ "$*" != *-[OAD]\ * ]]; then
        builtin compadd -O hits "$@"
        print -rl -- "<HIT "$^hits">"
    fi
    builtin compadd "$@"
}'
zpty -w z "all() { _main_complete; print -r '<'DONE'>'; }"
zpty -w z "zle -C all list-choices all; bindkey '^I' all; print GO''ON"
zpty -r z seen '*GOON*'
zpty -w -n z "$2"$'\t'
zpty -r z seen '*<DONE>*'
print -r -- "$seen"
zpty -d z
'''


def need(program):
    if shutil.which(program) is None:
        raise tap.Skip(f'{program} is not installed')


def bash(*words):
    done = subprocess.run(['bash', '-c', BASH, 'bash', FOLDER, *words], capture_output=True,
                          text=True, check=True)
    assert done.stderr == '', done.stderr
    return done.stdout.split()


def fish(line):
    done = subprocess.run(['fish', '--no-config', '-c', 'source $argv[1]; complete -C $argv[2]',
                           os.path.join(FOLDER, 'turnpikectl.fish'), line],
                          capture_output=True, text=True, check=True)
    assert done.stderr == '', done.stderr
    return [row.split('\t')[0] for row in done.stdout.splitlines()]


def commands():
    """As the help lists them."""
    text = ctl.call('--help')
    rows = text.split('Commands:\n')[1].split('\n\n')[0].splitlines()
    return sorted(row.split()[0] for row in rows)


@tap.test('bash completes commands, also after options')
def bash_commands():
    need('bash')
    assert sorted(bash('turnpikectl', '')) == commands()
    assert len(commands()) > 10
    assert bash('turnpikectl', 'che') == ['check']
    assert bash('turnpikectl', '--quiet', '--config-dir', '/tmp', 'unk') == []
    assert bash('turnpikectl', '--quiet', '--config-dir', '/tmp', 'und') == ['undo']
    assert bash('turnpikectl', '--js') == ['--json']


@tap.test('bash completes options and their values')
def bash_options():
    need('bash')
    assert bash('turnpikectl', 'check', '--pr') == ['--proof', '--proxy', '--proxy-password-file',
                                                    '--profile']
    assert bash('turnpikectl', 'check', '--only', 're') == ['resolve', 'release']
    assert bash('turnpikectl', 'export', '--client', 'ac') == ['acs']
    assert bash('turnpikectl', 'export', '-c', 'w3') == ['w3c']
    assert bash('turnpikectl', 'route', '') == ['direct', 'cloud', 'own']
    assert bash('turnpikectl', 'url', '--lines', '') == ['plain', 'json']
    assert bash('turnpikectl', 'allowlist', 're') == ['remove']
    assert bash('turnpikectl', 'allowlist', 'remove', '--direction', '') == ['outbound', 'inbound',
                                                                             'both']
    assert bash('turnpikectl', 'allowlist', 'remove', '--preset', 'agora-') == ['agora-test',
                                                                                'agora-names']
    assert bash('turnpikectl', 'allowlist', 'export', '--as', 'm') == ['markdown']
    assert bash('turnpikectl', 'allowlist', 'letter', '--app-id', '') == []
    assert bash('turnpikectl', 'help', 'hist') == ['history']
    assert bash('turnpikectl', 'check', '--timeout', '') == []
    assert 'env' in bash('turnpikectl', 'call', '--', 'en')


@tap.test('bash completes files with odd names')
def bash_files():
    need('bash')
    with tempfile.TemporaryDirectory() as folder:
        for name in ('turn 1.json', "turn'2.json"):
            with open(os.path.join(folder, name), 'w', encoding='utf-8'):
                pass
        os.mkdir(os.path.join(folder, 'turned'))
        prefix = os.path.join(folder, 'turn')
        done = subprocess.run(['bash', '-c', BASH, 'bash', FOLDER, 'turnpikectl', 'import', prefix],
                              capture_output=True, text=True, check=True)
        assert sorted(done.stdout.splitlines()) == sorted(
            os.path.join(folder, name) for name in os.listdir(folder)), done.stdout
        assert bash('turnpikectl', 'show', '--config-dir', prefix) == [prefix + 'ed']


@tap.test('fish completes commands, options and values')
def fish_all():
    need('fish')
    assert sorted(fish('turnpikectl ')) == commands()
    assert fish('turnpikectl che') == ['check']
    assert sorted(fish('turnpikectl check --pro')) == ['--profile', '--proof', '--proxy',
                                                       '--proxy-password-file']
    assert fish('turnpikectl check --only resol') == ['resolve']
    assert fish('turnpikectl export --client ac') == ['acs']
    assert sorted(fish('turnpikectl route ')) == ['cloud', 'direct', 'own']


@tap.test('zsh completes commands, options and values')
def zsh_all():
    need('zsh')

    def zsh(line):
        done = subprocess.run(['zsh', '-f', '-c', ZSH, 'zsh', FOLDER, line], capture_output=True,
                              text=True, check=True, timeout=120)
        return sorted(set(re.findall('<HIT (.*?)>', done.stdout)))

    assert zsh('turnpikectl ') == commands()
    assert zsh('turnpikectl --quiet che') == ['check']
    assert zsh('turnpikectl check --proxy-') == ['--proxy-password-file']
    assert zsh('turnpikectl route ') == ['cloud', 'direct', 'own']
    assert zsh('turnpikectl check --only re') == ['release', 'resolve']
    assert zsh('turnpikectl export --client ac') == ['acs']


@tap.test('zsh and bash find no fault with the scripts')
def syntax():
    for shell, name in (('bash', 'turnpikectl'), ('zsh', '_turnpikectl')):
        need(shell)
        done = subprocess.run([shell, '-n', os.path.join(FOLDER, name)], capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0 and done.stderr == '', done.stderr


tap.run()
