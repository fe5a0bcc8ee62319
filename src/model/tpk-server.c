/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server"

#include "config.h"

#include "tpk-server-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"

/**
 * TpkServer:
 *
 * One entry of a list of servers: a label, any number of URLs, and one credential for all of them
 * (the RTCIceServer of webrtc-pc). It has an ID by which it is known again after saving.
 */
G_DEFINE_FINAL_TYPE (TpkServer, tpk_server, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_LABEL,
  PROP_TITLE,
  PROP_ENABLED,
  PROP_URLS,
  PROP_CREDENTIAL,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

void
tpk_server_changed (TpkServer *self)
{
  tpk_server_forget_text (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
assign_label (TpkServer  *self,
              const char *label)
{
  if (label == NULL)
    label = "";
  if (g_str_equal (self->label, label))
    return FALSE;

  tpk_server_forget_text (self);
  g_free (self->label);
  self->label = g_strdup (label);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LABEL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
  return TRUE;
}

static gboolean
assign_enabled (TpkServer *self,
                gboolean   enabled)
{
  enabled = !!enabled;
  if (self->enabled == enabled)
    return FALSE;

  tpk_server_forget_text (self);
  self->enabled = enabled;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ENABLED]);
  return TRUE;
}

static gboolean
assign_credential (TpkServer     *self,
                   TpkCredential *credential)
{
  if (tpk_credential_equal (self->credential, credential))
    return FALSE;

  tpk_server_forget_text (self);
  tpk_credential_unref (self->credential);
  self->credential = tpk_credential_ref (credential);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CREDENTIAL]);
  return TRUE;
}

static void
tpk_server_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  TpkServer *self = TPK_SERVER (object);

  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_LABEL:
    g_value_set_string (value, self->label);
    break;
  case PROP_TITLE:
    g_value_take_string (value, tpk_server_dup_title (self));
    break;
  case PROP_ENABLED:
    g_value_set_boolean (value, self->enabled);
    break;
  case PROP_URLS:
    g_value_set_object (value, self->urls);
    break;
  case PROP_CREDENTIAL:
    g_value_set_boxed (value, self->credential);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  TpkServer *self = TPK_SERVER (object);

  switch (prop_id) {
  case PROP_LABEL:
    tpk_server_set_label (self, g_value_get_string (value));
    break;
  case PROP_ENABLED:
    tpk_server_set_enabled (self, g_value_get_boolean (value));
    break;
  case PROP_CREDENTIAL:
    tpk_server_set_credential (self, g_value_get_boxed (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_finalize (GObject *object)
{
  TpkServer *self = TPK_SERVER (object);

  g_free (self->id);
  g_free (self->label);
  g_object_unref (self->urls);
  tpk_credential_unref (self->credential);
  g_clear_pointer (&self->unknown, json_object_unref);
  g_clear_pointer (&self->credential_unknown, json_object_unref);
  tpk_server_forget_text (self);

  G_OBJECT_CLASS (tpk_server_parent_class)->finalize (object);
}

static void
tpk_server_class_init (TpkServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_server_get_property;
  object_class->set_property = tpk_server_set_property;
  object_class->finalize = tpk_server_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", writable);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, readable);
  props[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, writable);
  props[PROP_URLS] = g_param_spec_object ("urls", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  props[PROP_CREDENTIAL] = g_param_spec_boxed ("credential", NULL, NULL, TPK_TYPE_CREDENTIAL,
                                               writable);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkServer::changed:
   * @self: a server
   *
   * Emitted after any change of the server, its URLs included.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_server_init (TpkServer *self)
{
  self->label = g_strdup ("");
  self->enabled = TRUE;
  self->urls = g_list_store_new (TPK_TYPE_ICE_URL);
  self->credential = tpk_credential_new_none ();
}

/* For a server that is known already; without an ID it is a new one. */
TpkServer *
tpk_server_new_with_id (const char *id)
{
  TpkServer *self = g_object_new (TPK_TYPE_SERVER, NULL);

  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();

  return self;
}

/**
 * tpk_server_new:
 *
 * Returns: (transfer full): an enabled server without URLs and credential, with a new ID
 */
TpkServer *
tpk_server_new (void)
{
  return tpk_server_new_with_id (NULL);
}

/**
 * tpk_server_assign:
 * @self: a server
 * @other: another one
 *
 * Makes @self equal to @other in everything but the ID, with one #TpkServer::changed, or none if
 * they were equal.
 */
void
tpk_server_assign (TpkServer *self,
                   TpkServer *other)
{
  g_autoptr (GPtrArray) urls = NULL;
  gboolean changed = FALSE;

  g_return_if_fail (TPK_IS_SERVER (self));
  g_return_if_fail (TPK_IS_SERVER (other));

  urls = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tpk_server_get_n_urls (other); i++)
    g_ptr_array_add (urls, g_list_model_get_item (G_LIST_MODEL (other->urls), i));

  g_object_freeze_notify (G_OBJECT (self));
  changed |= assign_label (self, other->label);
  changed |= assign_enabled (self, other->enabled);
  changed |= tpk_server_assign_urls (self, urls);
  changed |= assign_credential (self, other->credential);
  changed |= tpk_json_unknown_assign (&self->unknown, other->unknown);
  changed |= tpk_json_unknown_assign (&self->credential_unknown, other->credential_unknown);
  g_object_thaw_notify (G_OBJECT (self));

  if (changed)
    tpk_server_changed (self);
}

/**
 * tpk_server_copy:
 * @self: a server
 *
 * Makes another server that says the same, as for a second entry in the same list.
 *
 * Returns: (transfer full): an equal server with a new ID
 */
TpkServer *
tpk_server_copy (TpkServer *self)
{
  TpkServer *copy;

  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  copy = tpk_server_new_with_id (NULL);
  tpk_server_assign (copy, self);

  return copy;
}

/**
 * tpk_server_clone:
 * @self: a server
 *
 * Makes the same server for another document or profile.
 *
 * Returns: (transfer full): an equal server with the same ID
 */
TpkServer *
tpk_server_clone (TpkServer *self)
{
  TpkServer *clone;

  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  clone = tpk_server_new_with_id (self->id);
  tpk_server_assign (clone, self);
  if (self->text != NULL)
    clone->text = g_bytes_ref (self->text);

  return clone;
}

/**
 * tpk_server_get_id:
 * @self: a server
 *
 * Returns: (transfer none): what the server is known by for its whole life
 */
const char *
tpk_server_get_id (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  return self->id;
}

/**
 * tpk_server_get_label:
 * @self: a server
 *
 * Returns: (transfer none): what the user calls it, "" if nothing
 */
const char *
tpk_server_get_label (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  return self->label;
}

/**
 * tpk_server_set_label:
 * @self: a server
 * @label: (nullable): what the user calls it
 */
void
tpk_server_set_label (TpkServer  *self,
                      const char *label)
{
  g_return_if_fail (TPK_IS_SERVER (self));

  if (assign_label (self, label))
    tpk_server_changed (self);
}

/**
 * tpk_server_dup_title:
 * @self: a server
 *
 * Gets what a row says: the label, else the host of the first URL, else that it is new. Nothing of
 * a URL that is not valid is shown, since it can hold a password.
 *
 * Returns: (transfer full): a text that is never empty
 */
char *
tpk_server_dup_title (TpkServer *self)
{
  TpkIceUrl *url;

  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  if (*self->label != '\0')
    return g_strdup (self->label);

  url = tpk_server_get_url (self, 0);
  if (url != NULL && tpk_ice_url_has_parts (url))
    return g_strdup (tpk_ice_url_get_host (url));

  return g_strdup (_("New server"));
}

/**
 * tpk_server_get_enabled:
 * @self: a server
 *
 * Returns: %TRUE if clients are given this server
 */
gboolean
tpk_server_get_enabled (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), FALSE);

  return self->enabled;
}

/**
 * tpk_server_set_enabled:
 * @self: a server
 * @enabled: whether clients are given this server
 */
void
tpk_server_set_enabled (TpkServer *self,
                        gboolean   enabled)
{
  g_return_if_fail (TPK_IS_SERVER (self));

  if (assign_enabled (self, enabled))
    tpk_server_changed (self);
}

/**
 * tpk_server_get_credential:
 * @self: a server
 *
 * Returns: (transfer none): the credential, of kind %TPK_CREDENTIAL_NONE if there is none
 */
TpkCredential *
tpk_server_get_credential (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  return self->credential;
}

/**
 * tpk_server_set_credential:
 * @self: a server
 * @credential: (nullable): a credential, or %NULL for none
 */
void
tpk_server_set_credential (TpkServer     *self,
                           TpkCredential *credential)
{
  g_autoptr (TpkCredential) none = NULL;

  g_return_if_fail (TPK_IS_SERVER (self));

  if (credential == NULL)
    credential = none = tpk_credential_new_none ();
  if (assign_credential (self, credential))
    tpk_server_changed (self);
}
