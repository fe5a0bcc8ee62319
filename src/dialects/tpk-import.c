/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-import"

#include "config.h"

#include "tpk-import.h"

/**
 * TpkImport:
 *
 * What was read from a text, as a profile of its own, with notes on what was left.
 *
 * The route of that profile is what the text amounts to, so that it can be linted and checked by
 * itself; only a route that the text states is carried over by tpk_import_apply().
 */
struct _TpkImport
{
  GObject     parent_instance;

  char       *dialect;
  TpkProfile *profile;
  GListStore *notes;

  guint       lifetime_s;      /* 0 when none is told */
  gint64      expiry_s;        /* 0 when none is told */

  guint       has_route : 1;
  guint       has_relay_only : 1;
};

G_DEFINE_FINAL_TYPE (TpkImport, tpk_import, G_TYPE_OBJECT)

static void
tpk_import_finalize (GObject *object)
{
  TpkImport *self = TPK_IMPORT (object);

  g_clear_pointer (&self->dialect, g_free);
  g_clear_object (&self->profile);
  g_clear_object (&self->notes);

  G_OBJECT_CLASS (tpk_import_parent_class)->finalize (object);
}

static void
tpk_import_class_init (TpkImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_import_finalize;
}

static void
tpk_import_init (TpkImport *self)
{
  self->notes = g_list_store_new (TPK_TYPE_FINDING);
  self->profile = tpk_profile_new ("Import");
}

/**
 * tpk_import_new:
 * @dialect: the id of the dialect that reads
 *
 * Returns: (transfer full): an import of nothing yet
 */
TpkImport *
tpk_import_new (const char *dialect)
{
  TpkImport *self;

  g_return_val_if_fail (dialect != NULL, NULL);

  self = g_object_new (TPK_TYPE_IMPORT, NULL);
  self->dialect = g_strdup (dialect);

  return self;
}

/**
 * tpk_import_get_dialect:
 * @self: an import
 *
 * Returns: the id of the dialect that the text is in
 */
const char *
tpk_import_get_dialect (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), NULL);

  return self->dialect;
}

/**
 * tpk_import_get_profile:
 * @self: an import
 *
 * Returns: (transfer none): what was read
 */
TpkProfile *
tpk_import_get_profile (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), NULL);

  return self->profile;
}

/**
 * tpk_import_has_route:
 * @self: an import
 *
 * Returns: whether the text states a route
 */
gboolean
tpk_import_has_route (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), FALSE);

  return self->has_route;
}

/**
 * tpk_import_set_route:
 * @self: an import
 * @route: the route that the text states
 *
 * For readers.
 */
void
tpk_import_set_route (TpkImport *self,
                      TpkRoute   route)
{
  g_return_if_fail (TPK_IS_IMPORT (self));

  self->has_route = TRUE;
  tpk_profile_set_route (self->profile, route);
}

/**
 * tpk_import_has_relay_only:
 * @self: an import
 *
 * Returns: whether the text says if media may flow only through relays
 */
gboolean
tpk_import_has_relay_only (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), FALSE);

  return self->has_relay_only;
}

/**
 * tpk_import_set_relay_only:
 * @self: an import
 * @relay_only: what the text says
 *
 * For readers.
 */
void
tpk_import_set_relay_only (TpkImport *self,
                           gboolean   relay_only)
{
  g_return_if_fail (TPK_IS_IMPORT (self));

  self->has_relay_only = TRUE;
  tpk_profile_set_relay_only (self->profile, relay_only);
}

/**
 * tpk_import_get_notes:
 * @self: an import
 *
 * Returns: (transfer none): what was left and why, as a list of #TpkFinding
 */
GListModel *
tpk_import_get_notes (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), NULL);

  return G_LIST_MODEL (self->notes);
}

/**
 * tpk_import_take_note:
 * @self: an import
 * @note: (transfer full): what was left
 *
 * For readers.
 */
void
tpk_import_take_note (TpkImport  *self,
                      TpkFinding *note)
{
  g_return_if_fail (TPK_IS_IMPORT (self));
  g_return_if_fail (TPK_IS_FINDING (note));

  g_list_store_append (self->notes, note);
  g_object_unref (note);
}

/**
 * tpk_import_get_lifetime_s:
 * @self: an import
 *
 * How long a service says that what was read is good for, from when it was asked. Of several, the
 * shortest.
 *
 * Returns: seconds, or 0 when the text tells none
 */
guint
tpk_import_get_lifetime_s (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), 0);

  return self->lifetime_s;
}

/**
 * tpk_import_set_lifetime_s:
 * @self: an import
 * @lifetime_s: seconds, or 0
 *
 * For readers.
 */
void
tpk_import_set_lifetime_s (TpkImport *self,
                           guint      lifetime_s)
{
  g_return_if_fail (TPK_IS_IMPORT (self));

  self->lifetime_s = lifetime_s;
}

/**
 * tpk_import_get_expiry_s:
 * @self: an import
 *
 * When a service says that what was read ends. Of several, the first.
 *
 * Returns: seconds since 1970, or 0 when the text tells none
 */
gint64
tpk_import_get_expiry_s (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), 0);

  return self->expiry_s;
}

/**
 * tpk_import_set_expiry_s:
 * @self: an import
 * @expiry_s: seconds since 1970, or 0
 *
 * For readers.
 */
void
tpk_import_set_expiry_s (TpkImport *self,
                         gint64     expiry_s)
{
  g_return_if_fail (TPK_IS_IMPORT (self));

  self->expiry_s = expiry_s;
}

/**
 * tpk_import_is_empty:
 * @self: an import
 *
 * Returns: whether there is nothing that tpk_import_apply() would change
 */
gboolean
tpk_import_is_empty (TpkImport *self)
{
  g_return_val_if_fail (TPK_IS_IMPORT (self), TRUE);

  return !self->has_route && !self->has_relay_only &&
         tpk_profile_get_n_servers (self->profile) == 0 &&
         tpk_profile_get_signalling_proxy (self->profile) == NULL;
}

static void
append_copies (TpkProfile *to,
               TpkProfile *from)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = tpk_profile_get_n_servers (from);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (copies, tpk_server_copy (tpk_profile_get_server (from, i)));

  if (n > 0)
    tpk_profile_append_servers (to, (TpkServer **) copies->pdata, copies->len);
}

/**
 * tpk_import_apply:
 * @self: an import
 * @profile: the profile that gets what was read
 *
 * Adds what was read to @profile; nothing is removed from it. Route, relay-only, cloud settings and
 * signalling proxy change only if the text states them.
 */
void
tpk_import_apply (TpkImport  *self,
                  TpkProfile *profile)
{
  const char *proxy;

  g_return_if_fail (TPK_IS_IMPORT (self));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (profile != self->profile);

  append_copies (profile, self->profile);

  proxy = tpk_profile_get_signalling_proxy (self->profile);
  if (proxy != NULL)
    tpk_profile_set_signalling_proxy (profile, proxy);

  if (self->has_relay_only)
    tpk_profile_set_relay_only (profile, tpk_profile_get_relay_only (self->profile));

  if (!self->has_route)
    return;

  tpk_profile_set_route (profile, tpk_profile_get_route (self->profile));
  if (tpk_profile_get_route (self->profile) == TPK_ROUTE_CLOUD)
    tpk_cloud_settings_assign (tpk_profile_get_cloud (profile),
                               tpk_profile_get_cloud (self->profile));
}
