/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-managed"

#include "config.h"

#include "tpk-store.h"

#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>

/* The administrator's documents, which nobody writes from here. */

#define SYSTEM_FOLDER "/etc/xdg"
#define HOST_FOLDER "/run/host/etc/xdg"

static void
add_folder (GPtrArray  *folders,
            const char *folder)
{
  if (!g_ptr_array_find_with_equal_func (folders, folder, g_str_equal, NULL))
    g_ptr_array_add (folders, g_strdup (folder));
}

/* The system's own folder comes first, whatever the environment says, so that nobody gets around a
 * lock by a variable; in a sandbox that of the host comes before. */
static GPtrArray *
list_folders (void)
{
  const char *const *others = g_get_system_config_dirs ();
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);

  if (tpk_store_is_sandboxed ())
    add_folder (folders, HOST_FOLDER);
  add_folder (folders, SYSTEM_FOLDER);
  for (guint i = 0; others[i] != NULL; i++)
    add_folder (folders, others[i]);

  return folders;
}

static void
add_notice (GPtrArray    *notices,
            const char   *path,
            const GError *error)
{
  g_autofree char *display = g_filename_display_name (path);

  if (notices != NULL)
    g_ptr_array_add (notices,
                     tpk_finding_new_printf (TPK_SEVERITY_WARNING, "managed-unreadable",
                                             /* Translators: a path, and the reason. */
                                             _("What your administrator has set in “%s” cannot be "
                                               "used (%s). Tell them."), display, error->message));
}

/**
 * tpk_store_load_managed:
 * @notices: (nullable) (element-type TpkFinding): where to add what people should know: system
 *   documents that cannot be used (`managed-unreadable`)
 *
 * Reads `turnpike/turnpike.json` in `/etc/xdg` and in all of `$XDG_CONFIG_DIRS`; in a sandbox, in
 * the host's `/etc/xdg` too, which it sees only when an administrator has let it in.
 *
 * Returns: (transfer full): the administrator's defaults and locks
 */
TpkManaged *
tpk_store_load_managed (GPtrArray *notices)
{
  g_autoptr (GPtrArray) folders = list_folders ();
  TpkManaged *managed = tpk_managed_new ();

  for (guint i = 0; i < folders->len; i++) {
    g_autofree char *path = g_build_filename (g_ptr_array_index (folders, i), "turnpike",
                                              tpk_store_file_get_name (TPK_STORE_DOCUMENT), NULL);
    g_autoptr (GBytes) contents = NULL;
    g_autoptr (GError) error = NULL;
    TpkFileStamp stamp;

    if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &stamp, &error) ||
        (contents != NULL &&
         !tpk_managed_add (managed, path, g_bytes_get_data (contents, NULL),
                           (gssize) g_bytes_get_size (contents), &error)))
      add_notice (notices, path, error);
  }

  return managed;
}

/* The last look before anything is planned: whoever changed a document, in whatever way, changed
 * nothing that is locked. */
gboolean
tpk_store_check_managed (TpkDocument  *document,
                         GError      **error)
{
  g_autoptr (TpkManaged) managed = tpk_store_load_managed (NULL);
  guint different = tpk_managed_compare (managed, document);
  g_autofree char *reason = NULL;

  if (different == 0)
    return TRUE;

  reason = tpk_managed_dup_reason (managed, different);
  g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_MANAGED, reason);

  return FALSE;
}
