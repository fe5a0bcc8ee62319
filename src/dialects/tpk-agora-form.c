/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-form"

#include "config.h"

#include "tpk-agora-form.h"

#include <string.h>

#include "model/tpk-json.h"

/*
 * What tpk_agora_write() wrote: the members say what the calls do, as values, and `calls` has them
 * as texts. People edit it, and programs may write the members alone; so whether both say the same
 * is looked at.
 */

/* In the order of their flags. */
static const struct {
  const char *name;
  const char *method;
} members_of_form[] = {
  { "cloudProxy", "startProxyServer" },
  { "proxyServer", "setProxyServer" },
  { "turnServer", "setTurnServer" },
};

/* Returns: (nullable) (transfer none) */
static JsonObject *
find_form (JsonNode *root)
{
  JsonObject *owner = tpk_js_find_owner (root, "calls");

  if (owner != NULL && JSON_NODE_HOLDS_ARRAY (json_object_get_member (owner, "calls")))
    return owner;

  owner = tpk_js_find_owner (root, "turnServer");

  return owner != NULL && json_object_has_member (owner, "cloudProxy") ? owner : NULL;
}

static JsonNode *
match_form (JsonNode *root)
{
  JsonObject *form = find_form (root);

  return form != NULL ? json_node_init_object (json_node_alloc (), form) : NULL;
}

/* Whether a member says anything: no list of nothing, no empty text, not null. */
static gboolean
is_said (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) > 0;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0';

  return TRUE;
}

static TpkAgoraMembers
get_members (JsonObject *form)
{
  TpkAgoraMembers members = 0;

  for (guint i = 0; i < G_N_ELEMENTS (members_of_form); i++) {
    if (is_said (json_object_get_member (form, members_of_form[i].name)))
      members |= 1 << i;
  }

  return members;
}

static void
append_calls (GString   *code,
              JsonArray *calls)
{
  for (guint i = 0; i < json_array_get_length (calls); i++) {
    JsonNode *call = json_array_get_element (calls, i);

    if (JSON_NODE_HOLDS_VALUE (call) && json_node_get_value_type (call) == G_TYPE_STRING)
      g_string_append_printf (code, "%s;\n", json_node_get_string (call));
  }
}

/* The calls that the members mean. The mode is a member of `cloudProxy`. */
static void
append_members (GString         *code,
                JsonObject      *form,
                TpkAgoraMembers  members)
{
  for (guint i = 0; i < G_N_ELEMENTS (members_of_form); i++) {
    JsonNode *argument = json_object_get_member (form, members_of_form[i].name);
    g_autofree char *json = NULL;

    if ((members & (1 << i)) == 0)
      continue;

    if (1 << i == TPK_AGORA_MEMBER_CLOUD_PROXY)
      argument = JSON_NODE_HOLDS_OBJECT (argument)
                   ? json_object_get_member (json_node_get_object (argument), "mode") : NULL;
    if (argument != NULL && !JSON_NODE_HOLDS_NULL (argument))
      json = tpk_json_to_string (argument, FALSE);
    g_string_append_printf (code, "client.%s(%s);\n", members_of_form[i].method,
                            json != NULL ? json : "");
  }
}

/* Whether @text may be the form without its calls, which alone have the names of methods. */
gboolean
tpk_agora_form_recognise (const char *text)
{
  return strstr (text, "\"cloudProxy\"") != NULL && strstr (text, "\"turnServer\"") != NULL;
}

/* The calls of the form in @source, or those that its members mean where it has none; what the
 * members say goes to @members.
 * Returns: (transfer full) (nullable): the code, empty when there is no form */
TpkJsScript *
tpk_agora_form_parse (TpkJsSource      *source,
                      TpkAgoraMembers  *members,
                      GError          **error)
{
  g_autoptr (GPtrArray) found = tpk_js_source_find (source, match_form);
  g_autoptr (GString) code = g_string_new (NULL);
  JsonObject *form = found->len > 0 ? json_node_get_object (g_ptr_array_index (found, 0)) : NULL;
  JsonNode *calls = form != NULL ? json_object_get_member (form, "calls") : NULL;

  *members = form != NULL ? get_members (form) : 0;
  if (calls != NULL && JSON_NODE_HOLDS_ARRAY (calls))
    append_calls (code, json_node_get_array (calls));
  else if (form != NULL)
    append_members (code, form, *members);

  return tpk_js_script_parse (code->str, (gssize) code->len, error);
}

/* Returns: (transfer full): the names, with commas between */
char *
tpk_agora_members_dup_names (TpkAgoraMembers members)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members_of_form); i++) {
    if ((members & (1 << i)) != 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", members_of_form[i].name);
  }

  return g_string_free (names, FALSE);
}
