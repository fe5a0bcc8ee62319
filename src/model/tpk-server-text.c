/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-text"

#include "config.h"

#include "tpk-server-private.h"

#include "tpk-json-text.h"
#include "tpk-wipe.h"

/* How a server is written in a document. The text is kept until the server changes, and shared with
 * its clones, so that writing a document of ten thousand after an edit of one is copying. */

/* Where it is: in the list of a profile, in the list of the document. */
#define LEVEL 4

static gboolean
append_member (GString    *text,
               guint       level,
               const char *name,
               const char *value)
{
  g_string_append (text, ",\n");
  tpk_json_append_indent (text, level);
  g_string_append_printf (text, "\"%s\" : ", name);

  return tpk_json_append_plain (text, value);
}

static gboolean
append_urls (GString   *text,
             TpkServer *self)
{
  guint n_urls = tpk_server_get_n_urls (self);

  for (guint i = 0; i < n_urls; i++) {
    g_string_append (text, i > 0 ? ",\n" : "\n");
    tpk_json_append_indent (text, LEVEL + 2);
    if (!tpk_json_append_plain (text, tpk_ice_url_get_text (tpk_server_get_url (self, i))))
      return FALSE;
  }
  if (n_urls > 0) {
    g_string_append_c (text, '\n');
    tpk_json_append_indent (text, LEVEL + 1);
  }

  return TRUE;
}

static gboolean
append_credential (GString       *text,
                   TpkCredential *credential)
{
  TpkCredentialKind kind = tpk_credential_get_kind (credential);

  g_string_append_c (text, '\n');
  tpk_json_append_indent (text, LEVEL + 2);
  g_string_append_printf (text, "\"kind\" : \"%s\"", tpk_credential_kind_to_string (kind));

  if (kind != TPK_CREDENTIAL_NONE &&
      !append_member (text, LEVEL + 2, "username", tpk_credential_get_username (credential)))
    return FALSE;
  if (kind == TPK_CREDENTIAL_PASSWORD &&
      !append_member (text, LEVEL + 2, "password", tpk_credential_get_password (credential)))
    return FALSE;
  if (kind == TPK_CREDENTIAL_SECRET) {
    if (!append_member (text, LEVEL + 2, "secret", tpk_credential_get_secret (credential)))
      return FALSE;
    g_string_append (text, ",\n");
    tpk_json_append_indent (text, LEVEL + 2);
    g_string_append_printf (text, "\"lifetime_s\" : %u",
                            tpk_credential_get_lifetime_s (credential));
  }
  g_string_append_c (text, '\n');
  tpk_json_append_indent (text, LEVEL + 1);

  return TRUE;
}

/* Nearly all servers: nothing that is unknown, nothing to escape. Writes what tpk_server_to_json()
 * would come to, which takes ten times as long, or gives up in the middle. */
static gboolean
append_plain (GString   *text,
              TpkServer *self)
{
  if (self->unknown != NULL || self->credential_unknown != NULL)
    return FALSE;

  g_string_append (text, "{\n");
  tpk_json_append_indent (text, LEVEL + 1);
  g_string_append (text, "\"id\" : ");
  if (!tpk_json_append_plain (text, self->id) ||
      !append_member (text, LEVEL + 1, "label", self->label))
    return FALSE;

  g_string_append (text, ",\n");
  tpk_json_append_indent (text, LEVEL + 1);
  g_string_append_printf (text, "\"enabled\" : %s,\n", self->enabled ? "true" : "false");
  tpk_json_append_indent (text, LEVEL + 1);
  g_string_append (text, "\"urls\" : [");
  if (!append_urls (text, self))
    return FALSE;

  g_string_append (text, "],\n");
  tpk_json_append_indent (text, LEVEL + 1);
  g_string_append (text, "\"credential\" : {");
  if (!append_credential (text, self->credential))
    return FALSE;

  g_string_append (text, "}\n");
  tpk_json_append_indent (text, LEVEL);
  g_string_append_c (text, '}');

  return TRUE;
}

/**
 * tpk_server_get_text:
 * @self: a server
 *
 * Gets what stands for the server in the text of a document, with its password or secret.
 *
 * Returns: (transfer none): JSON without a newline at the end
 */
GBytes *
tpk_server_get_text (TpkServer *self)
{
  GString *text;
  char *data;
  gsize size;

  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  if (self->text != NULL)
    return self->text;

  text = g_string_sized_new (1024);
  if (!append_plain (text, self)) {
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

    json_node_take_object (node, tpk_server_to_json (self));
    g_string_truncate (text, 0);
    tpk_json_append_node (text, LEVEL, node);
  }

  size = text->len;
  data = g_memdup2 (text->str, size + 1);
  tpk_wipe_and_free (g_string_free (text, FALSE));
  self->text = g_bytes_new_with_free_func (data, size, (GDestroyNotify) tpk_wipe_and_free, data);

  return self->text;
}

/* To be called before anybody is told of a change. */
void
tpk_server_forget_text (TpkServer *self)
{
  g_clear_pointer (&self->text, g_bytes_unref);
}
