/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-answers"

#include "config.h"

#include "tpk-service-private.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>

#include "dialects/tpk-dialect.h"

/* What the service says to one call of a peer. An answer that takes long keeps the errand until
 * then. */

void
tpk_errand_free (TpkErrand *self)
{
  g_clear_object (&self->invocation);
  g_object_unref (self->service);
  g_free (self);
}

static void
fail (TpkErrand    *errand,
      const GError *error)
{
  g_dbus_method_invocation_return_gerror (g_steal_pointer (&errand->invocation), error);
}

void
tpk_errand_fail (TpkErrand       *self,
                 TpkServiceError  code,
                 const char      *message)
{
  g_dbus_method_invocation_return_error_literal (g_steal_pointer (&self->invocation),
                                                 TPK_SERVICE_ERROR, code, message);
}

/* The first argument, which is a string. */
static const char *
peek_argument (TpkErrand *errand)
{
  const char *argument;

  g_variant_get_child (g_dbus_method_invocation_get_parameters (errand->invocation), 0, "&s",
                       &argument);

  return argument;
}

static gboolean
fail_unreadable (TpkErrand *errand)
{
  if (errand->service->error == NULL)
    return FALSE;

  tpk_errand_fail (errand, TPK_SERVICE_ERROR_NOT_READABLE, errand->service->error->message);

  return TRUE;
}

void
tpk_answer_configuration (TpkErrand *errand)
{
  TpkService *self = errand->service;
  const char *id = peek_argument (errand);
  const TpkDialect *dialect = tpk_dialect_find (*id != '\0' ? id : "w3c");
  g_autoptr (TpkProfile) profile = NULL;
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (GError) error = NULL;
  TpkDocument *applied;

  /* No calling client reads a profile as a whole, with what signs in to other services. */
  if (dialect == NULL || dialect->write == NULL || dialect->whole) {
    tpk_errand_fail (errand, TPK_SERVICE_ERROR_UNKNOWN_DIALECT,
                     _("Nothing can be written in this dialect. “turnpikectl clients” lists those "
                       "that can."));
    return;
  }

  if (fail_unreadable (errand))
    return;

  applied = tpk_workspace_get_applied (self->workspace);
  profile = tpk_workspace_dup_effective_profile (self->workspace,
                                                 tpk_document_get_active_profile (applied));
  export = dialect->write (profile, g_get_real_time () / G_USEC_PER_SEC, &error);
  if (export == NULL) {
    tpk_errand_fail (errand, TPK_SERVICE_ERROR_NOT_WRITABLE, error->message);
    return;
  }

  tpk_dbus_turnpike1_complete_get_configuration (self->skeleton,
                                                 g_steal_pointer (&errand->invocation),
                                                 tpk_export_get_text (export),
                                                 tpk_workspace_get_generation (self->workspace));
}

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (TpkErrand) errand = data;
  g_autoptr (GUnixFDList) list = NULL;
  g_autoptr (GError) error = NULL;
  int fd = tpk_call_keeper_begin_finish (TPK_CALL_KEEPER (source), result, &error);

  if (fd < 0) {
    fail (errand, error);
    return;
  }

  /* Closed here as soon as it is sent, or if there is nobody to send it to. */
  list = g_unix_fd_list_new_from_array (&fd, 1);
  tpk_dbus_turnpike1_complete_begin_call (errand->service->skeleton,
                                          g_steal_pointer (&errand->invocation), list,
                                          g_variant_new_handle (0));
}

static void
process_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  TpkErrand *errand = data;
  g_autoptr (GVariant) reply = NULL;
  guint32 pid = 0;

  /* A peer that is gone has no process; its lease ends as soon as it begins. */
  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(u)", &pid);

  tpk_call_keeper_begin_async (errand->service->keeper,
                               g_dbus_method_invocation_get_sender (errand->invocation), pid,
                               peek_argument (errand), begun_cb, errand);
}

void
tpk_answer_call (TpkErrand *errand)
{
  TpkErrand *kept = g_new0 (TpkErrand, 1);

  kept->service = g_object_ref (errand->service);
  kept->invocation = g_steal_pointer (&errand->invocation);
  g_dbus_connection_call (g_dbus_method_invocation_get_connection (kept->invocation),
                          "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "GetConnectionUnixProcessID",
                          g_variant_new ("(s)",
                                         g_dbus_method_invocation_get_sender (kept->invocation)),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, process_cb,
                          kept);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (TpkErrand) errand = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  json = tpk_service_check_join_finish (TPK_SERVICE_CHECK (source), result, &error);
  if (json == NULL)
    fail (errand, error);
  else
    tpk_dbus_turnpike1_complete_check (errand->service->skeleton,
                                       g_steal_pointer (&errand->invocation), json);
}

void
tpk_answer_check (TpkErrand *errand)
{
  TpkErrand *kept;

  if (fail_unreadable (errand))
    return;

  kept = g_new0 (TpkErrand, 1);
  kept->service = g_object_ref (errand->service);
  kept->invocation = g_steal_pointer (&errand->invocation);
  tpk_service_check_join_async (kept->service->check, kept->service->workspace,
                                g_dbus_method_invocation_get_sender (kept->invocation),
                                checked_cb, kept);
}

void
tpk_answer_properties (TpkErrand *errand)
{
  tpk_service_skeleton_answer (TPK_SERVICE_SKELETON (errand->service->skeleton),
                               g_steal_pointer (&errand->invocation));
}
