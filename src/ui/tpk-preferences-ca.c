/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-preferences-ca"

#include "config.h"

#include "tpk-preferences-ca.h"

#include <glib/gi18n-lib.h>

typedef struct {
  char     *path;          /* (owned) */
  gint64    now_s;
  gboolean  good;
} Description;

static void
description_free (gpointer data)
{
  Description *description = data;

  g_free (description->path);
  g_free (description);
}

/* The one that expires first is the one that matters. */
static GTlsCertificate *
find_first_to_expire (GList      *certificates,
                      GDateTime **expiry)
{
  GTlsCertificate *first = NULL;

  for (GList *l = certificates; l != NULL; l = l->next) {
    g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (l->data);

    if (end == NULL || (*expiry != NULL && g_date_time_compare (end, *expiry) >= 0))
      continue;
    g_clear_pointer (expiry, g_date_time_unref);
    *expiry = g_steal_pointer (&end);
    first = l->data;
  }

  return first;
}

/* "CN=Example CA,O=Example" reads better as "Example CA". */
static char *
dup_common_name (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_auto (GStrv) parts = g_strsplit (subject != NULL ? subject : "", ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    if (g_str_has_prefix (g_strstrip (parts[i]), "CN="))
      return g_strdup (parts[i] + 3);
  }

  return g_steal_pointer (&subject);
}

static char *
describe (GList    *certificates,
          gint64    now_s,
          gboolean *good)
{
  guint n_certificates = g_list_length (certificates);
  g_autoptr (GDateTime) expiry = NULL;
  GTlsCertificate *first = find_first_to_expire (certificates, &expiry);
  g_autofree char *count = NULL;
  g_autofree char *name = NULL;
  g_autofree char *day = NULL;

  *good = TRUE;
  count = g_strdup_printf (ngettext ("%u authority", "%u authorities", n_certificates),
                           n_certificates);
  if (first == NULL)
    return g_steal_pointer (&count);

  name = dup_common_name (first);
  day = g_date_time_format (expiry, "%x");
  *good = g_date_time_to_unix (expiry) > now_s;
  if (!*good)
    /* Translators: "2 authorities", the name of one of them, and a date. */
    return g_strdup_printf (_("%s. “%s” expired on %s, so servers with its certificates fail. Ask "
                              "for a new file"), count, name, day);

  /* Translators: "2 authorities", the name of one of them, and a date. */
  return g_strdup_printf (_("%s. The first to expire is “%s”, on %s"), count, name, day);
}

static void
free_certificates (GList *certificates)
{
  g_list_free_full (certificates, g_object_unref);
}

static void
describe_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  Description *description = task_data;
  g_autoptr (GError) error = NULL;
  GList *certificates;
  char *text;

  certificates = g_tls_certificate_list_new_from_file (description->path, &error);
  if (error != NULL)
    /* Translators: what the library says is wrong. */
    text = g_strdup_printf (_("This file cannot be used, so no TLS server is trusted: %s"),
                            error->message);
  else if (certificates == NULL)
    text = g_strdup (_("There is no certificate in this file, so no TLS server is trusted. Choose "
                       "a PEM file"));
  else
    text = describe (certificates, description->now_s, &description->good);
  free_certificates (certificates);
  g_task_return_pointer (task, text, g_free);
}

/**
 * tpk_preferences_ca_describe_async:
 * @path: (type filename): a PEM file
 * @now_s: Unix time now
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Reads the file and finds words for what is in it.
 */
void
tpk_preferences_ca_describe_async (const char          *path,
                                   gint64               now_s,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Description *description;

  g_return_if_fail (path != NULL);

  description = g_new0 (Description, 1);
  description->path = g_strdup (path);
  description->now_s = now_s;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, tpk_preferences_ca_describe_async);
  g_task_set_task_data (task, description, description_free);
  g_task_run_in_thread (task, describe_thread);
}

/**
 * tpk_preferences_ca_describe_finish:
 * @result: what the callback was given
 * @good: (out): whether checks can use the file
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): one or two sentences; %NULL only when cancelled
 */
char *
tpk_preferences_ca_describe_finish (GAsyncResult  *result,
                                    gboolean      *good,
                                    GError       **error)
{
  Description *description;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (good != NULL, NULL);

  description = g_task_get_task_data (G_TASK (result));
  *good = description->good;

  return g_task_propagate_pointer (G_TASK (result), error);
}
