/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* A row a client: with a password, its notes, with a secret, its notes, with nothing. The password that
 * was minted is that of openssl: printf 1795286400:bob | openssl dgst -sha1 -hmac north -binary | base64. */
  {
    "gstreamer",
    "# webrtcbin\n"
    "stun-server=stun://turn.example.org:3478\n"
    "turn-server=turn://alice:p%40ss%3Aw%2Frd@turn.example.org:3478?transport=udp\n"
    "add-turn-server=turn://alice:p%40ss%3Aw%2Frd@turn.example.org:3478?transport=tcp\n",
    "gstreamer-turns-plaintext put-in-place",
    "# webrtcbin\n"
    "stun-server=stun://turn.example.org:3478\n"
    "turn-server=turn://1795286400%3Abob:In91kCIgX2JDOjaUFQNNBCDE8eM%3D@turn.example.org:3478?transport=udp\n"
    "add-turn-server=turn://1795286400%3Abob:In91kCIgX2JDOjaUFQNNBCDE8eM%3D@turn.example.org:3478?transport=tcp\n",
    "gstreamer-turns-plaintext credential-minted put-in-place",
    "# webrtcbin\n",
  },
  {
    "pion",
    "{\n"
    "  \"iceServers\" : [\n"
    "    {\n"
    "      \"urls\" : [\n"
    "        \"stun:turn.example.org:3478\",\n"
    "        \"turn:turn.example.org:3478?transport=udp\",\n"
    "        \"turn:turn.example.org:3478?transport=tcp\",\n"
    "        \"turns:turn.example.org:5349?transport=tcp\"\n"
    "      ],\n"
    "      \"username\" : \"alice\",\n"
    "      \"credential\" : \"p@ss:w/rd\"\n"
    "    }\n"
    "  ]\n"
    "}\n",
    "put-in-place",
    "{\n"
    "  \"iceServers\" : [\n"
    "    {\n"
    "      \"urls\" : [\n"
    "        \"stun:turn.example.org:3478\",\n"
    "        \"turn:turn.example.org:3478?transport=udp\",\n"
    "        \"turn:turn.example.org:3478?transport=tcp\",\n"
    "        \"turns:turn.example.org:5349?transport=tcp\"\n"
    "      ],\n"
    "      \"username\" : \"1795286400:bob\",\n"
    "      \"credential\" : \"In91kCIgX2JDOjaUFQNNBCDE8eM=\"\n"
    "    }\n"
    "  ]\n"
    "}\n",
    "credential-minted put-in-place",
    "{\n"
    "  \"iceServers\" : []\n"
    "}\n",
  },
  {
    "aiortc",
    "from aiortc import RTCConfiguration, RTCIceServer\n"
    "\n"
    "configuration = RTCConfiguration(\n"
    "    iceServers=[\n"
    "        RTCIceServer(\n"
    "            urls=[\"stun:turn.example.org:3478\"],\n"
    "        ),\n"
    "        RTCIceServer(\n"
    "            urls=[\"turn:turn.example.org:3478?transport=udp\"],\n"
    "            username=\"alice\",\n"
    "            credential=\"p@ss:w/rd\",\n"
    "        ),\n"
    "    ],\n"
    ")\n",
    "one-turn-server one-turn-server",
    "from aiortc import RTCConfiguration, RTCIceServer\n"
    "\n"
    "configuration = RTCConfiguration(\n"
    "    iceServers=[\n"
    "        RTCIceServer(\n"
    "            urls=[\"stun:turn.example.org:3478\"],\n"
    "        ),\n"
    "        RTCIceServer(\n"
    "            urls=[\"turn:turn.example.org:3478?transport=udp\"],\n"
    "            username=\"1795286400:bob\",\n"
    "            credential=\"In91kCIgX2JDOjaUFQNNBCDE8eM=\",\n"
    "        ),\n"
    "    ],\n"
    ")\n",
    "one-turn-server one-turn-server credential-minted",
    "from aiortc import RTCConfiguration, RTCIceServer\n"
    "\n"
    "configuration = RTCConfiguration(\n"
    "    iceServers=[\n"
    "    ],\n"
    ")\n",
  },
  {
    "coturn",
    "# turnserver.conf\n"
    "listening-port=3478\n"
    "tls-listening-port=5349\n"
    "#cert=/etc/ssl/certs/turn.example.org.pem\n"
    "#pkey=/etc/ssl/private/turn.example.org.pem\n"
    "realm=turn.example.org\n"
    "fingerprint\n"
    "lt-cred-mech\n"
    "user=alice:p@ss:w/rd\n",
    "certificate-needed",
    "# turnserver.conf\n"
    "listening-port=3478\n"
    "tls-listening-port=5349\n"
    "#cert=/etc/ssl/certs/turn.example.org.pem\n"
    "#pkey=/etc/ssl/private/turn.example.org.pem\n"
    "realm=turn.example.org\n"
    "fingerprint\n"
    "use-auth-secret\n"
    "static-auth-secret=north\n",
    "secret-written certificate-needed",
    "# turnserver.conf\n",
  },
  {
    "synapse",
    "# homeserver.yaml\n"
    "turn_uris:\n"
    "  - \"stun:turn.example.org:3478\"\n"
    "  - \"turn:turn.example.org:3478?transport=udp\"\n"
    "  - \"turn:turn.example.org:3478?transport=tcp\"\n"
    "  - \"turns:turn.example.org:5349?transport=tcp\"\n"
    "turn_username: \"alice\"\n"
    "turn_password: \"p@ss:w/rd\"\n",
    "",
    "# homeserver.yaml\n"
    "turn_uris:\n"
    "  - \"stun:turn.example.org:3478\"\n"
    "  - \"turn:turn.example.org:3478?transport=udp\"\n"
    "  - \"turn:turn.example.org:3478?transport=tcp\"\n"
    "  - \"turns:turn.example.org:5349?transport=tcp\"\n"
    "turn_shared_secret: \"north\"\n"
    "turn_user_lifetime: \"86400s\"\n",
    "secret-written",
    "# homeserver.yaml\n"
    "turn_uris: []\n",
  },
  {
    "nextcloud",
    "# Nextcloud Talk\n"
    "occ talk:stun:add -- 'turn.example.org:3478'\n",
    "shared-secret-only put-in-place",
    "# Nextcloud Talk\n"
    "occ talk:stun:add -- 'turn.example.org:3478'\n"
    "occ talk:turn:add --secret='north' -- turn 'turn.example.org:3478' udp,tcp\n"
    "occ talk:turn:add --secret='north' -- turns 'turn.example.org:5349' tcp\n",
    "secret-written put-in-place",
    "# Nextcloud Talk\n",
  },
  {
    "jitsi",
    "-- Prosody, for the host of Jitsi Meet\n"
    "external_services = {\n"
    "  { type = \"stun\", host = \"turn.example.org\", port = 3478, transport = \"udp\" };\n"
    "  { type = \"turn\", host = \"turn.example.org\", port = 3478, transport = \"udp\", username = \"alice\", password = \"p@ss:w/rd\" };\n"
    "  { type = \"turn\", host = \"turn.example.org\", port = 3478, transport = \"tcp\", username = \"alice\", password = \"p@ss:w/rd\" };\n"
    "  { type = \"turns\", host = \"turn.example.org\", port = 5349, transport = \"tcp\", username = \"alice\", password = \"p@ss:w/rd\" };\n"
    "};\n"
    "\n"
    "-- config.js of Jitsi Meet:\n"
    "-- p2p: {\n"
    "--   useStunTurn: true,\n"
    "--   iceTransportPolicy: \"all\",\n"
    "--   stunServers: [{ urls: \"stun:turn.example.org:3478\" }],\n"
    "-- },\n",
    "put-in-place",
    "-- Prosody, for the host of Jitsi Meet\n"
    "external_service_secret = \"north\";\n"
    "external_services = {\n"
    "  { type = \"stun\", host = \"turn.example.org\", port = 3478, transport = \"udp\" };\n"
    "  { type = \"turn\", host = \"turn.example.org\", port = 3478, transport = \"udp\", secret = true, ttl = 86400, algorithm = \"turn\" };\n"
    "  { type = \"turn\", host = \"turn.example.org\", port = 3478, transport = \"tcp\", secret = true, ttl = 86400, algorithm = \"turn\" };\n"
    "  { type = \"turns\", host = \"turn.example.org\", port = 5349, transport = \"tcp\", secret = true, ttl = 86400, algorithm = \"turn\" };\n"
    "};\n"
    "\n"
    "-- config.js of Jitsi Meet:\n"
    "-- p2p: {\n"
    "--   useStunTurn: true,\n"
    "--   iceTransportPolicy: \"all\",\n"
    "--   stunServers: [{ urls: \"stun:turn.example.org:3478\" }],\n"
    "-- },\n",
    "secret-written put-in-place",
    "-- Prosody, for the host of Jitsi Meet\n"
    "external_services = {\n"
    "};\n",
  },
  {
    "janus",
    "# janus.jcfg\n"
    "nat: {\n"
    "\tstun_server = \"turn.example.org\"\n"
    "\tstun_port = 3478\n"
    "\tturn_server = \"turn.example.org\"\n"
    "\tturn_port = 3478\n"
    "\tturn_type = \"udp\"\n"
    "\tturn_user = \"alice\"\n"
    "\tturn_pwd = \"p@ss:w/rd\"\n"
    "}\n",
    "one-turn-server no-turn-tls put-in-place",
    "# janus.jcfg\n"
    "nat: {\n"
    "\tstun_server = \"turn.example.org\"\n"
    "\tstun_port = 3478\n"
    "\tturn_server = \"turn.example.org\"\n"
    "\tturn_port = 3478\n"
    "\tturn_type = \"udp\"\n"
    "\tturn_user = \"1795286400:bob\"\n"
    "\tturn_pwd = \"In91kCIgX2JDOjaUFQNNBCDE8eM=\"\n"
    "}\n",
    "one-turn-server no-turn-tls credential-minted put-in-place",
    "# janus.jcfg\n"
    "nat: {\n"
    "}\n",
  },
  {
    "livekit",
    "# config.yaml\n"
    "rtc:\n"
    "  stun_servers:\n"
    "    - \"turn.example.org:3478\"\n"
    "  turn_servers:\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 3478\n"
    "      protocol: udp\n"
    "      username: \"alice\"\n"
    "      credential: \"p@ss:w/rd\"\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 3478\n"
    "      protocol: tcp\n"
    "      username: \"alice\"\n"
    "      credential: \"p@ss:w/rd\"\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 5349\n"
    "      protocol: tls\n"
    "      username: \"alice\"\n"
    "      credential: \"p@ss:w/rd\"\n",
    "",
    "# config.yaml\n"
    "rtc:\n"
    "  stun_servers:\n"
    "    - \"turn.example.org:3478\"\n"
    "  turn_servers:\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 3478\n"
    "      protocol: udp\n"
    "      username: \"1795286400:bob\"\n"
    "      credential: \"In91kCIgX2JDOjaUFQNNBCDE8eM=\"\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 3478\n"
    "      protocol: tcp\n"
    "      username: \"1795286400:bob\"\n"
    "      credential: \"In91kCIgX2JDOjaUFQNNBCDE8eM=\"\n"
    "    - host: \"turn.example.org\"\n"
    "      port: 5349\n"
    "      protocol: tls\n"
    "      username: \"1795286400:bob\"\n"
    "      credential: \"In91kCIgX2JDOjaUFQNNBCDE8eM=\"\n",
    "credential-minted",
    "# config.yaml\n"
    "rtc:\n"
    "  stun_servers: []\n"
    "  turn_servers: []\n",
  },
  {
    "mediamtx",
    "# mediamtx.yml\n"
    "webrtcICEServers2:\n"
    "  - url: \"stun:turn.example.org:3478\"\n"
    "  - url: \"turn:turn.example.org:3478?transport=udp\"\n"
    "    username: \"alice\"\n"
    "    password: \"p@ss:w/rd\"\n"
    "  - url: \"turn:turn.example.org:3478?transport=tcp\"\n"
    "    username: \"alice\"\n"
    "    password: \"p@ss:w/rd\"\n"
    "  - url: \"turns:turn.example.org:5349?transport=tcp\"\n"
    "    username: \"alice\"\n"
    "    password: \"p@ss:w/rd\"\n",
    "",
    "# mediamtx.yml\n"
    "webrtcICEServers2:\n"
    "  - url: \"stun:turn.example.org:3478\"\n"
    "  - url: \"turn:turn.example.org:3478?transport=udp\"\n"
    "    username: \"AUTH_SECRET\"\n"
    "    password: \"north\"\n"
    "  - url: \"turn:turn.example.org:3478?transport=tcp\"\n"
    "    username: \"AUTH_SECRET\"\n"
    "    password: \"north\"\n"
    "  - url: \"turns:turn.example.org:5349?transport=tcp\"\n"
    "    username: \"AUTH_SECRET\"\n"
    "    password: \"north\"\n",
    "secret-written",
    "# mediamtx.yml\n"
    "webrtcICEServers2: []\n",
  },
  {
    "asterisk",
    "; rtp.conf\n"
    "[general]\n"
    "icesupport = true\n"
    "stunaddr = turn.example.org:3478\n"
    "turnaddr = turn.example.org:3478\n"
    "turnusername = alice\n"
    "turnpassword = p@ss:w/rd\n",
    "no-turn-udp no-turn-tls put-in-place",
    "; rtp.conf\n"
    "[general]\n"
    "icesupport = true\n"
    "stunaddr = turn.example.org:3478\n"
    "turnaddr = turn.example.org:3478\n"
    "turnusername = 1795286400:bob\n"
    "turnpassword = In91kCIgX2JDOjaUFQNNBCDE8eM=\n",
    "no-turn-udp no-turn-tls credential-minted put-in-place",
    "; rtp.conf\n"
    "[general]\n"
    "icesupport = true\n",
  },
  {
    "baresip",
    "# At the end of an account's line in ~/.baresip/accounts:\n"
    ";medianat=ice;stunserver=turn:turn.example.org:3478?transport=udp;stunuser=alice;stunpass=p@ss:w/rd\n",
    "one-turn-server one-turn-server stun-by-turn-server put-in-place",
    "# At the end of an account's line in ~/.baresip/accounts:\n"
    ";medianat=ice;stunserver=turn:turn.example.org:3478?transport=udp;stunuser=1795286400:bob;stunpass=In91kCIgX2JDOjaUFQNNBCDE8eM=\n",
    "one-turn-server one-turn-server credential-minted stun-by-turn-server put-in-place",
    "# At the end of an account's line in ~/.baresip/accounts:\n",
  },
  {
    "linphone",
    "# linphonerc\n"
    "[net]\n"
    "nat_policy_ref=turnpike\n"
    "\n"
    "[nat_policy_0]\n"
    "ref=turnpike\n"
    "stun_server=turn.example.org:3478\n"
    "stun_server_username=alice\n"
    "protocols=stun,turn,ice\n"
    "turn_enable_udp=1\n"
    "turn_enable_tcp=0\n"
    "turn_enable_tls=0\n"
    "\n"
    "[auth_info_0]\n"
    "username=alice\n"
    "passwd=p@ss:w/rd\n",
    "one-turn-server one-turn-server stun-by-turn-server put-in-place",
    "# linphonerc\n"
    "[net]\n"
    "nat_policy_ref=turnpike\n"
    "\n"
    "[nat_policy_0]\n"
    "ref=turnpike\n"
    "stun_server=turn.example.org:3478\n"
    "stun_server_username=1795286400:bob\n"
    "protocols=stun,turn,ice\n"
    "turn_enable_udp=1\n"
    "turn_enable_tcp=0\n"
    "turn_enable_tls=0\n"
    "\n"
    "[auth_info_0]\n"
    "username=1795286400:bob\n"
    "passwd=In91kCIgX2JDOjaUFQNNBCDE8eM=\n",
    "one-turn-server one-turn-server credential-minted stun-by-turn-server put-in-place",
    "# linphonerc\n",
  },
  {
    "pjsua",
    "# pjsua --config-file\n"
    "--use-ice\n"
    "--stun-srv=turn.example.org:3478\n"
    "--use-turn\n"
    "--turn-srv=turn.example.org:3478\n"
    "--turn-user=alice\n"
    "--turn-passwd=p@ss:w/rd\n",
    "one-turn-server one-turn-server",
    "# pjsua --config-file\n"
    "--use-ice\n"
    "--stun-srv=turn.example.org:3478\n"
    "--use-turn\n"
    "--turn-srv=turn.example.org:3478\n"
    "--turn-user=1795286400:bob\n"
    "--turn-passwd=In91kCIgX2JDOjaUFQNNBCDE8eM=\n",
    "one-turn-server one-turn-server credential-minted",
    "# pjsua --config-file\n"
    "--use-ice\n",
  },
  {
    "jami",
    "{'STUN.enable': 'true', 'STUN.server': 'turn.example.org:3478', 'TURN.enable': 'true', 'TURN.server': 'turn.example.org:3478', 'TURN.username': 'alice', 'TURN.password': 'p@ss:w/rd', 'TURN.realm': ''}\n",
    "one-turn-server no-turn-tls transport-not-said put-in-place",
    "{'STUN.enable': 'true', 'STUN.server': 'turn.example.org:3478', 'TURN.enable': 'true', 'TURN.server': 'turn.example.org:3478', 'TURN.username': '1795286400:bob', 'TURN.password': 'In91kCIgX2JDOjaUFQNNBCDE8eM=', 'TURN.realm': ''}\n",
    "one-turn-server no-turn-tls credential-minted transport-not-said put-in-place",
    "{'STUN.enable': 'false', 'TURN.enable': 'false'}\n",
  },
