/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <nice/nice.h>

#include "service/tpk-background.h"
#include "service/tpk-notifier.h"
#include "service/tpk-search-provider.h"
#include "service/tpk-service.h"
#include "ui/tpk-application.h"
#include "ui/tpk-settings.h"

/* Two faces that know nothing of each other, brought together: the windows, and what other programs
 * talk to. */
typedef struct {
  TpkApplication    *application;  /* (owned) */
  TpkService        *service;      /* (owned) */
  TpkSearchProvider *search;       /* (owned) */
  TpkNotifier       *notifier;     /* (owned) */
  TpkBackground     *background;   /* (owned) */
} Faces;

static void
registered_cb (Faces           *faces,
               GDBusConnection *connection,
               const char      *path)
{
  g_autoptr (GError) error = NULL;

  if (!tpk_service_export (faces->service, connection, path, &error) ||
      !tpk_search_provider_export (faces->search, connection, path, &error))
    g_warning ("Other programs cannot ask for the configuration: %s", error->message);
}

static void
unregistered_cb (Faces *faces)
{
  tpk_service_unexport (faces->service);
  tpk_search_provider_unexport (faces->search);
}

static void
loaded_cb (Faces        *faces,
           TpkWorkspace *workspace,
           const GError *error)
{
  tpk_service_set_workspace (faces->service, workspace, error);
  tpk_search_provider_set_workspace (faces->search, error == NULL ? workspace : NULL);
  if (error != NULL)
    return;

  tpk_workspace_keep_cloud (workspace);
  tpk_notifier_set_workspace (faces->notifier, workspace);
  tpk_background_start (faces->background);
}

static void
checked_cb (Faces      *faces,
            TpkVerdict *verdict)
{
  tpk_service_check_set_verdict (tpk_service_get_check (faces->service), verdict);
}

static void
update_background (Faces *faces)
{
  tpk_application_set_background (faces->application,
                                  tpk_service_is_busy (faces->service) ||
                                  tpk_background_is_asked (faces->background));
}

static void
windows_changed_cb (Faces *faces)
{
  tpk_notifier_set_quiet (faces->notifier, tpk_application_has_window (faces->application));
}

static void
found_cb (Faces      *faces,
          const char *name)
{
  tpk_application_show_profile (faces->application, name);
}

static void
connect_faces (Faces *faces)
{
  g_signal_connect_swapped (faces->application, "registered", G_CALLBACK (registered_cb), faces);
  g_signal_connect_swapped (faces->application, "unregistered", G_CALLBACK (unregistered_cb),
                            faces);
  g_signal_connect_swapped (faces->application, "startup", G_CALLBACK (update_background), faces);
  g_signal_connect_swapped (faces->application, "loaded", G_CALLBACK (loaded_cb), faces);
  g_signal_connect_swapped (faces->application, "checked", G_CALLBACK (checked_cb), faces);
  g_signal_connect_swapped (faces->application, "window-added", G_CALLBACK (windows_changed_cb),
                            faces);
  g_signal_connect_swapped (faces->application, "window-removed", G_CALLBACK (windows_changed_cb),
                            faces);
  g_signal_connect_swapped (faces->service, "notify::busy", G_CALLBACK (update_background), faces);
  g_signal_connect_swapped (faces->background, "notify::asked", G_CALLBACK (update_background),
                            faces);
  g_signal_connect_swapped (faces->search, "activated", G_CALLBACK (found_cb), faces);
}

static void
faces_clear (Faces *faces)
{
  g_signal_handlers_disconnect_by_data (faces->application, faces);
  g_signal_handlers_disconnect_by_data (faces->service, faces);
  g_clear_object (&faces->background);
  g_clear_object (&faces->notifier);
  g_clear_object (&faces->search);
  g_clear_object (&faces->service);
  g_clear_object (&faces->application);
}

int
main (int   argc,
      char *argv[])
{
  Faces faces;
  int status;

  /* libnice logs credentials when it is asked to debug. */
  nice_debug_disable (TRUE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  faces.application = tpk_application_new ();
  faces.service = tpk_service_new ();
  faces.search = tpk_search_provider_new ();
  faces.notifier = tpk_notifier_new (G_APPLICATION (faces.application),
                                     tpk_service_get_check (faces.service), tpk_settings_get ());
  faces.background = tpk_background_new (faces.service, g_network_monitor_get_default (),
                                         tpk_settings_get ());
  tpk_service_check_set_options (tpk_service_get_check (faces.service),
                                 tpk_settings_dup_check_options, tpk_check_options_free);
  connect_faces (&faces);

  status = g_application_run (G_APPLICATION (faces.application), argc, argv);
  faces_clear (&faces);

  return status;
}
