#!/usr/bin/env -S gjs
// SPDX-License-Identifier: CC0-1.0
// SPDX-FileCopyrightText: The Turnpike authors

// A calling client in JavaScript: asks Turnpike for its relays, and says that it is in a call until
// standard input ends. Needs GJS.

const { Gio, GLib } = imports.gi;
const { exit } = imports.system;

const NAME = 'org.turnpike.Turnpike';
const PATH = '/org/turnpike/Turnpike';
const INTERFACE = 'org.turnpike.Turnpike1';

try {
    const bus = Gio.bus_get_sync(Gio.BusType.SESSION, null);

    // What browsers take as it is: new RTCPeerConnection(JSON.parse(text)). Ask before each call.
    const [text, generation] = bus.call_sync(
        NAME, PATH, INTERFACE, 'GetConfiguration', new GLib.Variant('(s)', ['w3c']),
        new GLib.VariantType('(st)'), Gio.DBusCallFlags.NONE, -1, null).deepUnpack();
    const configuration = JSON.parse(text);
    print(`configuration ${generation}: ${configuration.iceServers.length} servers`);

    // From here on the user's changes wait.
    const [reply, fds] = bus.call_with_unix_fd_list_sync(
        NAME, PATH, INTERFACE, 'BeginCall', new GLib.Variant('(s)', ['Example in JavaScript']),
        new GLib.VariantType('(h)'), Gio.DBusCallFlags.NONE, -1, null, null);
    // Not fds.get(), which leaves a copy in the list that would keep the call.
    const lease = fds.steal_fds()[reply.deepUnpack()[0]];
    print('in a call');

    const input = GLib.IOChannel.unix_new(0);
    while (input.read_line()[0] === GLib.IOStatus.NORMAL)
        ;

    GLib.close(lease);
    print('the call is over');
} catch (error) {
    printerr(`${Gio.DBusError.get_remote_error(error)}: ${error.message}`);
    exit(1);
}
