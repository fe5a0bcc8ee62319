#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""The whole way, with the program as it is installed: somebody starts it for the first time, pastes
what Azure's documentation shows, mends what Turnpike finds in it, and has it written for calls."""

import contextlib
import json
import os
import re
import subprocess
import sys

import person
import process
import relay
import tap

BUILD, PREFIX, LOCALEDIR, SAMPLE = sys.argv[1:5]

# GTK 4.8 says this of itself when it tells assistive technology of a window that has just closed.
KNOWN = "g_variant_is_object_path: assertion 'string != NULL' failed"

# What is left when nothing waits and nothing is a draft.
FILES = ('rtc-configuration.json', 'turnpike.json', 'written.json')

# Who the relay knows; the passwords in the sample are not theirs.
PASSWORDS = {'turnserver1username': 'Rosengarten-1', 'turnserver2username': 'Rosengarten-2'}


@contextlib.contextmanager
def installed():
    """The folder that the program is installed in, for this test alone."""
    with process.folder() as folder:
        subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet',
                        '--destdir', folder], check=True, stdout=subprocess.DEVNULL)
        yield folder


class Desk:
    """An installed program, a relay that asks for a password, and nothing configured yet."""

    def __init__(self, folder, root, port):
        self.root = root
        self.prefix = root + PREFIX
        self.localedir = root + LOCALEDIR
        self.config = os.path.join(folder, 'config')
        self.folder = folder
        self.port = port

    def environment(self, **more):
        share = os.path.join(self.prefix, 'share')
        return {**os.environ, 'GTK_A11Y': 'atspi', 'TURNPIKE_CONFIG_DIR': self.config,
                'GSETTINGS_SCHEMA_DIR': os.path.join(share, 'glib-2.0', 'schemas'),
                'XDG_DATA_DIRS': share + ':/usr/local/share:/usr/share', **more}

    @contextlib.contextmanager
    def program(self, hands=person.Person, language='en', before=(), **env):
        log = os.path.join(self.folder, 'log')
        argv = [*before, os.path.join(self.prefix, 'bin', 'turnpike')]
        with process.running(argv, log, env=self.environment(**env)) as program:
            try:
                yield hands(program, language, person.catalogue_of(language, self.localedir))
            except BaseException:
                tap.note(process.read(log)[-3000:])
                raise
        complaints = [line for line in process.read(log).splitlines()
                      if re.search('WARNING|CRITICAL', line) and KNOWN not in line]
        assert not complaints, complaints

    def abroad(self, locale):
        """What starts the program where its translations are found, and the environment for that:
        the folder of translations is built into the program."""
        source = '/usr/share/i18n/locales/' + locale
        if not os.path.exists(source):
            raise tap.Skip(f'there is no {source} (package locales)')
        if not os.path.isdir(PREFIX) or PREFIX == '/usr':
            raise tap.Skip(f'{PREFIX} cannot be lent to a program')
        before = ['unshare', '--mount'] if os.getuid() == 0 else \
            ['unshare', '--map-current-user', '--keep-caps', '--mount']
        before += ['sh', '-c', 'mount --bind "$1" "$2" && shift 2 && exec "$@"', 'sh',
                   self.prefix, PREFIX]
        if subprocess.run([*before, 'true'], check=False, stderr=subprocess.DEVNULL).returncode:
            raise tap.Skip('no folder may be mounted here')
        built = os.path.join(self.folder, 'locale')
        os.makedirs(built)
        subprocess.run([process.need('localedef', 'libc-bin'), '-i', locale, '-f', 'UTF-8',
                        os.path.join(built, locale + '.UTF-8')], check=True)
        return before, {'LOCPATH': built, 'LC_ALL': locale + '.UTF-8'}

    def pretend(self, language, **words):
        """GTK speaks a language only to programs that do, be it with no word."""
        folder = os.path.join(self.localedir, language, 'LC_MESSAGES')
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(os.path.join(folder, 'turnpike.mo')):
            text = 'msgid ""\nmsgstr "Language: %s\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
            text = text % language + ''.join(f'msgid "{word}"\nmsgstr "{translated}"\n'
                                             for word, translated in words.items())
            subprocess.run([process.need('msgfmt', 'gettext'), '-o',
                            os.path.join(folder, 'turnpike.mo'), '-'],
                           input=text, text=True, check=True)

    def ctl(self, *args, **options):
        return subprocess.Popen([os.path.join(self.prefix, 'bin', 'turnpikectl'), *args],
                                env=self.environment(), **options)

    def sample(self):
        """What the documentation shows, with the relay that is there, and a mistake people make."""
        address = f'127.0.0.1:{self.port}'
        text = process.read(SAMPLE)
        for old, new in (('turn:turn1.azure.com', 'turn://turn.azure.com'),
                         ('turn.azure.com:3478', address), ('20.202.255.255:3478', address)):
            assert old in text, old
            text = text.replace(old, new)
        return text

    def written(self):
        """What calls read, or nothing where nothing has been written."""
        path = os.path.join(self.config, 'rtc-configuration.json')
        return json.loads(process.read(path)) if os.path.exists(path) else None

    def files(self):
        """The documents that are there."""
        return {name for name in os.listdir(self.config) if name.endswith('.json')}

    def wait_files(self, names):
        process.wait_for(lambda: self.files() == names, person.LIMIT_S, f'only {names} are left')

    def wait_written(self, condition, what):
        return process.wait_for(lambda: self.written() and condition(self.written()),
                                person.LIMIT_S, what)


@contextlib.contextmanager
def desk():
    with installed() as root, process.folder() as folder:
        with relay.open_to(PASSWORDS) as port:
            yield Desk(folder, root, port)


def server(port, username, *transports):
    return {'urls': [f'turn:127.0.0.1:{port}{transport}' for transport in transports],
            'username': username, 'credential': PASSWORDS[username]}


def expected(port):
    return {'iceServers': [server(port, 'turnserver1username', '?transport=udp', '?transport=udp'),
                           server(port, 'turnserver2username', '', '?transport=tcp')],
            'iceTransportPolicy': 'relay'}


def begin(user, table):
    """From nothing to two servers that were pasted."""
    user.read_said('Will Calls Work Here?')
    with person.copied(table.sample(), table.folder):
        user.press(user.say('_Paste What You Were Given'))
        user.read_said('Will Be Added')
    user.press(user.say('_Add %u Server', '_Add %u Servers', 2))
    user.gone_window('Import')


def repair(user, table):
    """The address with slashes in it has a button that mends it."""
    user.keys('alt+2')
    user.press(user.say('Use %s').replace('%s', f'turn:127.0.0.1:{table.port}?transport=udp'))
    user.gone(lambda thing: 'turn://' in thing.name and thing.is_seen(), 'the mistake')


def correct(user, username):
    """Turnpike names the password that is wrong, leads to where it is, and back."""
    user.press(user.say('_Edit Server'))
    user.find(lambda thing: thing.role in person.ENTRY and thing.text() == username,
              f'the dialog of {username}')
    user.enter('Pass_word', PASSWORDS[username])
    user.press(user.say('_Save'))
    user.gone_window('Edit Server')


def check(user, pattern):
    user.keys('F5')
    return user.read(pattern)


def apply(user, label='_Apply'):
    # Nothing to apply is there before the change is.
    user.find_named(user.say('_Apply'), person.BUTTON)
    user.keys('ctrl+s')
    user.find_window('Apply Changes')
    user.confirm(user.say(label))
    user.gone_window('Apply Changes')


def to_what_calls_read(user, table):
    """From nothing to a file that calls can be made with."""
    begin(user, table)
    assert table.written() is None
    repair(user, table)

    user.keys('alt+1')
    check(user, '^Calls will not work')
    user.read('refuses the user name or the password')
    correct(user, 'turnserver1username')
    check(user, '^Calls will work')
    user.read('refuses the user name or the password')
    correct(user, 'turnserver2username')
    check(user, '^Calls will work, over UDP and TCP')
    user.gone(lambda thing: 'refuses the user name' in thing.name and thing.is_seen(),
              'the wrong password')

    apply(user)
    assert table.written() == expected(table.port), table.written()


def find_switch(user, checked):
    name = user.say('Use this server')
    return user.find(lambda thing: thing.role in person.SWITCH and thing.name == name and
                     thing.has('checked') == checked, f'{name!r}, {checked}')


def change_in_call(user, table):
    """What is applied during a call waits for its end; undo brings back what was, and redo what
    was done."""
    before = expected(table.port)
    after = {**before, 'iceServers': before['iceServers'][1:]}
    with table.ctl('call', '--', 'cat', stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as call:
        user.read(' in a call since .* What you apply takes effect when it ends')
        user.keys('alt+2')
        user.press(user.say('Use this server'), roles=person.SWITCH)
        switch = find_switch(user, False)
        apply(user, '_Apply After the Call')
        user.read(' in a call since .* The changes take effect when it ends')
        assert table.written() == before, table.written()
        assert table.files() == {'draft.json', 'staged.json', *FILES}, table.files()
        call.stdin.close()
        assert call.wait(person.LIMIT_S) == 0
    table.wait_written(lambda config: config == after, 'the change is written')

    # At once: the window may still show that it waits.
    user.keys('ctrl+z')
    find_switch(user, True)
    apply(user)
    table.wait_written(lambda config: config == before, 'what was is written again')
    user.keys('ctrl+shift+z')
    find_switch(user, False)
    apply(user)
    table.wait_written(lambda config: config == after, 'what was done is written again')
    table.wait_files(set(FILES))
    states = user.ears.states(switch.where, 'checked')
    assert states[-3:] == [0, 1, 0], states


def go_through_the_list(user, table):
    """The keys of the list of servers, by the draft they make; undo takes each back."""
    def usernames():
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            with open(os.path.join(table.config, 'draft.json'), encoding='utf-8') as file:
                servers = json.load(file)['profiles'][0].get('servers', [])
            return [one['credential']['username'] for one in servers]
        return None

    def wait_draft(*expected_usernames):
        process.wait_for(lambda: usernames() == list(expected_usernames), person.LIMIT_S,
                         f'the draft has {expected_usernames}')

    def undo():
        user.keys('ctrl+z')
        table.wait_files(set(FILES))

    name = user.say('Show the addresses')
    user.reach(name, person.BUTTON)
    user.keys('Home', 'Down', 'Return')
    user.find(lambda thing: thing.name == name and thing.is_seen() and not thing.has('expanded'),
              'a server without its addresses')
    user.keys('F2')
    user.find(lambda thing: thing.role in person.ENTRY and thing.text() == 'turnserver2username',
              'the dialog of the second server')
    user.keys('Escape')
    user.gone_window('Edit Server')

    user.keys('alt+Up')
    wait_draft('turnserver2username', 'turnserver1username')
    undo()
    user.reach(name, person.BUTTON)
    user.keys('Home', 'space')
    user.read_said('1 selected')
    user.keys('shift+Down', 'ctrl+d')
    wait_draft(*2 * ['turnserver1username'], *2 * ['turnserver2username'])
    undo()
    user.keys('ctrl+a')
    user.read_said('2 selected')
    user.keys('Delete')
    wait_draft()
    # Nothing is left that could have the focus.
    undo()
    find_switch(user, False)


def headlines_were_told(user):
    """What the page of the status says, each time it is another."""
    words = user.ears.told('^Calls will work, over UDP.*')
    assert words == ['Calls will work, over UDP only', 'Calls will work, over UDP and TCP'], words


def banners_were_told(user):
    """What the banner says, each time it is another."""
    for pattern, expected_words in (
            ('What you apply takes effect.*', ['What you apply takes effect when it ends']),
            ('The changes take effect.*', ['The changes take effect when it ends']),
            ('Somebody else changed.*', [])):
        words = user.ears.told(pattern)
        # What appears together with its words is a new thing for a later GTK, not a new name.
        assert words == expected_words or user.gtk() >= (4, 14) and words == [], (pattern, words)


@tap.test('the whole way, by what assistive technology presses')
def by_actions():
    with desk() as table, table.program(person.Person) as user:
        to_what_calls_read(user, table)
        headlines_were_told(user)
        change_in_call(user, table)
        banners_were_told(user)


@tap.test('the whole way, with the keyboard alone')
def by_keyboard():
    with desk() as table, table.program(person.Typist) as user:
        to_what_calls_read(user, table)
        headlines_were_told(user)
        change_in_call(user, table)
        banners_were_told(user)
        go_through_the_list(user, table)


def begin_in(locale, language):
    """The first steps in a language; returns where the main menu is, from 0 to 1."""
    with desk() as table:
        before, env = table.abroad(locale)
        table.pretend(language)
        with table.program(language=language, before=before, LANGUAGE=language, **env) as user:
            begin(user, table)
            repair(user, table)
            window = user.find(lambda thing: thing.role in person.WINDOW, 'the window')
            menu = user.find_named(user.say('Main Menu'), person.BUTTON)
            return user, menu.extents[0] / window.extents[2]


def profile_name(table, before=(), **env):
    """What turnpikectl calls the profile, before anything or after something was written."""
    argv = [*before, os.path.join(table.prefix, 'bin', 'turnpikectl'), 'show', '--json']
    shown = subprocess.run(argv, env=table.environment(**env), stdout=subprocess.PIPE, check=True)
    return json.loads(shown.stdout)['profile']['name']


@tap.test('the first profile is named in the language of who makes it, and keeps its name')
def first_profile():
    with desk() as table:
        before, env = table.abroad('eo')
        env['LANGUAGE'] = 'eo'
        table.pretend('eo', Default='Defaŭlta')
        assert profile_name(table) == 'Default'
        assert profile_name(table, before, **env) == 'Defaŭlta'

        ctl = os.path.join(table.prefix, 'bin', 'turnpikectl')
        subprocess.run([*before, ctl, 'import', SAMPLE], env=table.environment(**env),
                       stdout=subprocess.DEVNULL, check=True)
        assert profile_name(table, before, **env) == 'Defaŭlta'
        assert profile_name(table) == 'Defaŭlta'


@tap.test('the first steps in German')
def in_german():
    user, menu = begin_in('de_DE', 'de')
    assert user.say('Main Menu') == 'Hauptmenü'
    assert menu > 0.5, menu


@tap.test('the first steps from right to left, as in Arabic')
def in_arabic():
    # Arabic as it is translated; where it is not, GTK mirrors for a catalogue without a string.
    _, menu = begin_in('ar_EG', 'ar')
    assert menu < 0.5, menu


tap.run()
