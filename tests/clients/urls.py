# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""URLs that the real clients are asked about beside those of tests/data/urls.jsonl: written by
hand, one trouble each, and mixed by chance from the same stuff."""

import random

LABEL_63 = 'a' * 63
LABEL_64 = 'b' * 64
NAME_253 = '.'.join(['c' * 49] * 5) + '.dd'
NAME_300 = '.'.join(['e' * 49] * 6)

WRITTEN = [
    # Plain ones, which must not be spoiled.
    'stun:edge.voip.example', 'turn:relay-7.voip.example:3479', 'turns:relay-7.voip.example:443',
    'turn:relay-7.voip.example:80?transport=tcp', 'turns:a.b.c.d.example:5350?transport=udp',
    'stuns:edge.voip.example:443', 'turn:x', 'turn:1a.example', 'turn:localhost',
    # Scheme.
    'StUn:edge.voip.example', 'TURNS:relay.voip.example?transport=tcp', 'tUrN:relay.voip.example',
    'turn-s:relay.voip.example', 'turn.:relay.voip.example', 'ｔurn:relay.voip.example',
    'stunt:relay.voip.example', 'https:relay.voip.example', 'file:relay.voip.example', 
    'turns', ':relay.voip.example', '//relay.voip.example', 'turn :relay.voip.example',
    'data:turn:relay.voip.example', 'javascript:turn', 'wss://relay.voip.example',
    # Ports.
    'turn:relay.voip.example:443', 'turns:relay.voip.example:0443', 'turn:relay.voip.example:00443',
    'turn:relay.voip.example:00000000000000000003478', 'turn:relay.voip.example:99999999999',
    'turn:relay.voip.example:4294970774', 'turn:relay.voip.example:18446744073709555094',
    'turn:relay.voip.example:65534', 'turn:relay.voip.example:65537', 'turn:relay.voip.example:+80',
    'turn:relay.voip.example: 3478', 'turn:relay.voip.example:3478 ',
    'turn:relay.voip.example:34 78',
    'turn:relay.voip.example:0x50', 'turn:relay.voip.example:3478.0',
    'turn:relay.voip.example:３４７８',
    'turn:relay.voip.example:3478:3478', 'turn:relay.voip.example::3478',
    'stun:relay.voip.example:0',
    'stun:relay.voip.example:', 'turns:relay.voip.example:?transport=tcp',
    'turn:relay.voip.example:%38',
    'turn:relay.voip.example:22', 'turn:relay.voip.example:25', 'stun:relay.voip.example:53',
    'turn:relay.voip.example:79', 'turn:relay.voip.example:81', 'turns:relay.voip.example:993',
    'turn:relay.voip.example:6000?transport=tcp', 'stun:relay.voip.example:6697',
    'turn:relay.voip.example:10080', 'turn:relay.voip.example:6679', 'turn:relay.voip.example:4190',
    'turn:relay.voip.example:5060', 'turn:relay.voip.example:5061', 'turn:relay.voip.example:1719',
    # International names.
    'turn:straße.example', 'turn:STRASSE.example', 'turn:faß.de:3478', 'turn:ΣΊΣΥΦΟΣ.example',
    'turn:σίσυφος.example', 'turn:ﬁle.example', 'turn:ｆｕｌｌ．example', 'turn:例え。テスト',
    'turn:xn--strae-oqa.example', 'turn:xn--bcher-kva.example', 'turn:xn--a.example',
    'turn:xn--.example',
    'turn:xn--zzzzzzzzzzzz99999.example', 'turn:XN--BCHER-KVA.example', 'turn:xn--ls8h.example',
    'turn:💩.example', 'turn:a\u00adb.example', 'turn:\u00ad.example', 'turn:a\u200db.example',
    'turn:a\u200cb.example', 'turn:\u0301a.example', 'turn:e\u0301.example', 'turn:é.example',
    'turn:\u202ea.example', 'turn:عربي.example', 'turn:عربيa.example', 'turn:a。b', 'turn:a．b｡c',
    'turn:ü..example', 'turn:-ü-.example', 'turn:ab--ü.example', 'turn:\ud7ff.example',
    'turn:\ufffd.example', 'turn:\ue000.example', 'turn:\ufdd0.example', 'turn:İ.example',
    'turn:①②③.example', 'turn:㎏.example', 'turn:a≠b.example',
    'turn:عربي.3cx.example', 'turn:א.1-', 'turn:٧1.0a', 'turn:a.-١', 'turn:אa', 'turn:א1',
    'turn:1א',
    'turn:א-', 'turn:\u200da-', 'turn:क्\u200dष-!', 'turn:क\u200dष!', 'turn:بي\u200cبي',
    'turn:a\u200cb!',
    'turn:xn--4db.3x', 'turn:אب١2', 'turn://🅐.example', 'turn:ẞ.example',
    # Percent.
    'turn:relay%2Evoip.example', 'turn:%72elay.voip.example', 'turn:relay%.voip.example',
    'turn:relay%2.voip.example', 'turn:relay%zz.voip.example', 'turn:b%C3%BCcher.example',
    'turn:%FF.example', 'turn:%40.example', 'turn:%3A3478', 'turn:a%2Fb.example',
    'turn:a%00b.example',
    'turn:%31%30.0.0.1', 'turn:a%5Bb.example', 'turn:%2E', 'turn:relay.voip.example%3A3478',
    'turn:relay.voip.example%3Ftransport=tcp', 'turn:a%20b.example', 'turn:a%7Fb.example',
    # IPv4.
    'turn:198.51.100.7', 'turn:198.51.100', 'turn:198.51', 'turn:198', 'turn:0xc6.0x33.0x64.0x07',
    'turn:0306.063.0144.07', 'turn:0xc6336407', 'turn:3325256711', 'turn:4294967296', 'turn:0',
    'turn:1.2.3.4.5', 'turn:1.2.3.4.', 'turn:1.2.3.4..', 'turn:1..2', 'turn:256.1.1.1',
    'turn:1.2.3.08',
    'turn:1.2.3.0x', 'turn:0x', 'turn:0x.', 'turn:1.0X:80', 'turn:1.0x.3', 'turn:0x.0x.0',
    'turn:1.2.3.a', 'turn:a.1.2.3', 'turn:a.0x1', 'turn:a.256',
    'turn:１９８.51.100.7', 'turn:198。51。100。7', 'turn:+1.2.3.4', 'turn:1.2.3.-4', 'turn:1.65536',
    'turn:1.2.65535', 'turn:1.16777216', 'turn:09.1.1.1', 'turn:0.0.0.0', 'turn:255.255.255.255',
    'turn:127.1:3478?transport=udp', 'turn:99999999999999999999', 'turn:1.2.3.4.example',
    'turn:0X7F.1',
    # IPv6.
    'turn:[::]', 'turn:[::1]', 'turn:[2001:DB8:0:0:0:0:0:2]:3478', 'turn:[2001:db8::192.0.2.7]',
    'turn:[::ffff:198.51.100.7]:443?transport=tcp', 'turn:[1:2:3:4:5:6:7]',
    'turn:[1:2:3:4:5:6:7:8:9]',
    'turn:[1::2::3]', 'turn:[:1]', 'turn:[1:]', 'turn:[12345::]', 'turn:[::g]', 'turn:[::1',
    'turn:::1]',
    'turn:[]', 'turn:[ ::1]', 'turn:[::1 ]', 'turn:[::1]]', 'turn:[[::1]]',
    'turn:[::1]:', 'turn:[::1]:0', 'turn:[::1]a:1', 'turn:[::1%25lo]', 'turn:[::1%lo]',
    'turn:[v1.fe80::a]',
    'turn:[::1.2.3]', 'turn:[::1.2.3.256]', 'turn:[::01.2.3.4]',
    'turn:[fe80::1]:3478?transport=tcp',
    'turn:a[::1]', 'turn:::1', 'turn:2001:db8::7', 'turns:[::1]?transport=tcp',
    'turn:[1.2.3.4]', 'turn:[abc]', 'turn:[::1]#', 'turn:[::1]?',
    'turn:[::010.2.3.4]', 'turn:[::0x1.2.3.0x]', 'turn:[::1.2.3.0400]', 'turn:[::1.2.3.4.]',
    'turn:[1:2:3:4:5:6:7:1.2.3.4]',
    # Query.
    'stun:relay.voip.example?', 'stun:relay.voip.example?x',
    'stuns:relay.voip.example?transport=tcp',
    'turn:relay.voip.example?transport', 'turn:relay.voip.example?=', 'turn:relay.voip.example?==',
    'turn:relay.voip.example?=udp', 'turn:relay.voip.example?=transport=udp',
    'turn:r.example?&transport=udp',
    'turn:relay.voip.example?transport=udp&', 'turn:relay.voip.example?transport=udp=',
    'turn:relay.voip.example?transport==udp', 'turn:relay.voip.example?transport=udp=tcp',
    'turn:relay.voip.example?TRANSPORT=udp', 'turn:relay.voip.example?transport=Udp',
    'turn:relay.voip.example?transport=%75dp', 'turn:relay.voip.example?%74ransport=udp',
    'turn:relay.voip.example?transport=udp ', 'turn:relay.voip.example?transport= udp',
    'turn:relay.voip.example? transport=udp', 'turn:relay.voip.example?transport=ud\u00fc',
    'turn:relay.voip.example??', 'turn:relay.voip.example??transport=tcp',
    'turn:relay.voip.example?transport=tcp?', 'turn:relay.voip.example?a=b?transport=tcp',
    'turn:relay.voip.example?transport=tcp#', 'turn:relay.voip.example?transport=tcp#x',
    'turn:relay.voip.example?transport=dtls', 'turns:relay.voip.example?transport=TLS',
    'turn:relay.voip.example?transport=tcp;transport=udp',
    'turn:relay.voip.example?transport=udp%20',
    "turn:relay.voip.example?transport='udp'", 'turn:relay.voip.example?transport="udp"',
    'turn:relay.voip.example?foo=1&transport=tcp', 'turn:relay.voip.example?transport=tls&x=:99',
    'turn:relay.voip.example?x=a:99', 'turn:relay.voip.example?transport=t\ncp',
    'turns:relay.voip.example:443?transport=tls', 'turns:198.51.100.7?transport=tls',
    'turns:[2001:db8::7]:443?transport=tls', 'turn:relay.voip.example?transport=+udp',
    # A space before what follows the port.
    'turn:relay.voip.example:34 ?78', 'turn:relay.voip.example:34 ?transport=tcp',
    'turn:relay.voip.example ?transport=udp', 'turn:relay.voip.example:3478  ?',
    'turn:[2001:db8::7]:34 #', 'turn: ?transport=udp', 'stun:relay.voip.example #',
    # A question mark after the number sign.
    'stun:relay.voip.example#?transport=udp', 'stuns:rel@ay.voip.example#?transport=tcp',
    'stun:relay.voip.example:0#?transport=udp?', 'stun:relay.voip.example#?x', 'stun:#?transport=udp',
    'turn:relay.voip.example#?transport=udp', 'turn:rel@ay.voip.example#?x',
    # White space and control characters; no NUL, which no text of ours can hold.
    '\tturn:relay.voip.example', 'tu\trn:relay.voip.example', 'turn:\nrelay.voip.example',
    'turn:relay\r\n.voip.example', '\x1fturn:relay.voip.example\x01',
    'turn:rel\x01ay.voip.example', 'turn:rel\x7fay.voip.example',
    'turn:rel\x80ay.voip.example', 'turn:relay\u00a0.voip.example', '\u00a0turn:relay.voip.example',
    '\u3000turn:relay.voip.example', 'turn:relay\u2003voip.example', 'turn: relay.voip.example',
    'turn:relay.voip.example\u2028', 'turn:relay .voip.example', 'turn:\ufeffrelay.voip.example',
    '\n',

    # Labels, dots and other signs.
    f'turn:{LABEL_63}.example', f'turn:{LABEL_64}.example', f'turn:{NAME_253}', f'turn:{NAME_300}',
    f'turn:ü{LABEL_63}.example', f'turn:ü{LABEL_64}.example', f'turn:xn--{LABEL_64}.example',
    'turn:relay.voip.example.', 'turn:relay.voip.example..',
    'turn:.relay.voip.example', 'turn:relay..voip.example', 'turn:.', 'turn:..',
    'turn:_turn._udp.example',
    'turn:my_relay.example', 'turn:-relay.example', 'turn:relay-.example', 'turn:-',
    'turn:re--lay.example',
    'turn:relay!.example', 'turn:relay$.example', "turn:relay'.example", 'turn:(relay).example',
    'turn:relay;.example', 'turn:relay=.example', 'turn:relay&.example', 'turn:relay~.example',
    'turn:relay+.example', 'turn:relay"example', 'turn:<relay>.example', 'turn:relay^.example',
    'turn:relay|.example', 'turn:relay`.example', 'turn:{relay}.example', 'turn:relay\\.example',
    'turn:\\relay.example', 'turn:\\\\relay.example', 'turn:relay*.example', 'turn:*',
    'turn:relay,3478',
    # Paths, user names, fragments and slashes.
    'turn:/relay.voip.example', 'turn:///relay.voip.example', 'turn://relay.voip.example',
    'turns://relay.voip.example:443?transport=tcp', 'stun://relay.voip.example', 'turn://:3478',
    'turn:/', 'turn:///', 'turn://u:p@relay.voip.example', 'turn:@relay.voip.example',
    'turn:u@', 'turn:u:p@relay.voip.example?transport=tcp',
    'turn:relay.voip.example/?transport=udp',
    'turn:relay.voip.example:3478/a/../b', 'turn:relay.voip.example/.', 'turn:relay.voip.example#',
    'turn:#relay.voip.example', 'turn:?', 'stun:#',
    'stuns:',
    'turn:relay.voip.example#?transport=tcp', 'turn:turn:relay.voip.example',
    'turn:turn:3478', 'turn:stun:relay.voip.example:3478', 'turn://[::1]:3478', 'turn://x\u200d',
    'turn://x\u200b',
    'stun://\u013c:80', 'turn:\\', 'turn:a\\b@c',
]


def mixed(count, seed=3478):
    """URLs from parts that are odd in themselves. The same seed gives the same URLs."""
    rng = random.Random(seed)
    schemes = ['turn', 'turn', 'turn', 'turns', 'turns', 'stun', 'stuns', 'TURN', 'turn:', ' turn',
               'http', 'tu\nrn']
    slashes = ['', '', '', '', '', '', '', '//', '/', '\\']
    users = ['', '', '', '', '', '', '', '', 'u@', 'u:p@', '@', '%40']
    hosts = ['h.example', 'H.Example', 'h_1.example', '10.0.0.9', '10.9', '0x0a.9', '010.9',
    '1.2.3.256',
             '[::1]', '[2001:db8::a]', '[::1', '[zz]', 'bücher.example', 'faß.example', 'xn--a',
             'a b.example',
             'a%20b', 'a%C3%BC', 'a*b', 'a"b', 'a,b', '', '.', 'h.example.', 'a^b', 'a|b', '例え.テスト',
             '\u00adx', 'x\u200d', 'a\\b', 'a/b', '1.2.3', '4294967295', '4294967296', '256',
             'a.5', 'ａ.b']
    ports = ['', '', '', ':', ':0', ':1', ':443', ':0443', ':3478', ':65535', ':65536', ':22',
    ':6000',
             ':53', ':80', ':x', ':-1', ': 1', ':99999999999', ':10080', ':5349']
    queries = ['', '', '', '', '?', '?transport=udp', '?transport=tcp', '?transport=tls',
               '?transport=TCP', '?transport=', '?x=1', '?transport=tcp&x=1', '?transport=udp?',
               '??',
               '?transport=t%63p', '?=transport=tcp', '?transport==tcp']
    tails = ['', '', '', '', '', '', '', '#', '#f', ' ', '\n', '/', '/?', '\u200b', '\x01']
    urls = {}
    while len(urls) < count:
        urls[''.join([rng.choice(schemes), ':', rng.choice(slashes), rng.choice(users),
                      rng.choice(hosts), rng.choice(ports), rng.choice(queries),
                      rng.choice(tails)])] = None
    return list(urls)


# Letters that domain names have rules about: direction, joiners, marks, mappings. And those which
# UTS #46 maps to several or in its own way, with symbols that IDNA 2008 does not know.
RULED = 'אבגبيعت١٢۱۲۳1230aaxz-_कष्ßςεé例İ①．。\u094d\u200c\u200d\u0301\u05b0\u00ad'
MAPPED = 'ab=*\u00a0\u2003☃-_1 ％İǰŉꭰᾳևςẞΐᎠᏸſKẖᾈꮿᲀßσΣ🅰①㎏ﬁℌΩǅ੦१ⅣⓐＡ￡ﾊﾞ가각\u0300\u0301\u0345\u00ad'


def international(count, seed=3478):
    """Hosts of such letters, half of either kind."""
    rng = random.Random(seed)
    urls = {}
    while len(urls) < count:
        letters = RULED if len(urls) < count // 2 else MAPPED
        labels = [''.join(rng.choices(letters, k=rng.randint(1, 5)))
                  for _ in range(rng.randint(1, 2))]
        urls['turn:' + '.'.join(labels)] = None
    return list(urls)
