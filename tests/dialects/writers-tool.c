/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-writers.h"

#include <stdio.h>

/* Prints what every writer makes of every hard text, a JSON object a line, for test-consumers.py. */

static void
print_export (const TpkDialect *dialect,
              const char       *kind,
              const char       *username,
              const char       *value,
              TpkCredential    *credential,
              gboolean          relay_only)
{
  g_autoptr (TpkProfile) profile = test_typical_profile (credential);
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (TpkFinding) refused = NULL;
  g_autoptr (JsonObject) row = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *line = NULL;

  tpk_profile_set_relay_only (profile, relay_only);
  export = test_write_profile (dialect, profile);
  refused = test_find (tpk_export_get_notes (export), "credential-not-writable");

  json_object_set_string_member (row, "dialect", dialect->id);
  json_object_set_string_member (row, "kind", kind);
  json_object_set_string_member (row, "username", username);
  json_object_set_string_member (row, "value", value);
  json_object_set_boolean_member (row, "refused", refused != NULL);
  json_object_set_string_member (row, "text", tpk_export_get_text (export));
  node = json_node_init_object (json_node_alloc (), row);
  line = tpk_json_to_string (node, FALSE);
  puts (line);
}

static void
print_row (const TpkDialect *dialect,
           const char       *value,
           guint             i)
{
  g_autoptr (TpkCredential) password = tpk_credential_new_password ("alice", value);
  g_autoptr (TpkCredential) both = tpk_credential_new_password (value, value);
  g_autoptr (TpkCredential) secret = tpk_credential_new_secret ("bob", value, 3600);

  print_export (dialect, "password", "alice", value, password, i % 2 == 0);
  print_export (dialect, "both", value, value, both, FALSE);
  print_export (dialect, "secret", "", value, secret, FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_auto (GStrv) texts = test_dup_hard_texts ();
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    for (guint j = 0; dialects[i]->write != NULL && texts[j] != NULL; j++)
      print_row (dialects[i], texts[j], j);
  }

  return 0;
}
