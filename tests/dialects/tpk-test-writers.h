/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-test-formats.h"

/* The texts that every writer has to carry or refuse, as user name, password or secret. */
static inline char **
test_dup_hard_texts (void)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  g_autofree char *long_text = g_strnfill (508, 'x');
  char **texts;

  g_strv_builder_add_many (builder, "p@ss:w/rd", "a\"b\\c", "x;y", "a'b", "\u00e9",
                           "Iq7YXkRon8YXJfdN1Ke9EZO+/UE=", "%41", " a b ", "p@ss:w/rd\"\\\u00e9;#",
                           "\"quoted\"", "a\\", "#x", "=x", "$(id)`id`$HOME", "-x", "{a: [b]}",
                           "0x10", "\u4f8b\u00fc\U0001f600", "a\nb", "\ttab", "a\\;b", ">x", "~",
                           long_text, NULL);
  texts = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return texts;
}

/* A profile of one server with all kinds of URLs. */
static inline TpkProfile *
test_typical_profile (TpkCredential *credential)
{
  static const char *const urls[] = {
    "stun:turn.example.org:3478",
    "turn:turn.example.org:3478?transport=udp",
    "turn:turn.example.org:3478?transport=tcp",
    "turns:turn.example.org:5349?transport=tcp",
    NULL
  };
  TpkProfile *profile = tpk_profile_new ("Typical");
  g_autoptr (TpkServer) server = tpk_server_new ();

  tpk_server_set_urls (server, urls);
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  tpk_profile_set_relay_only (profile, FALSE);

  return profile;
}
