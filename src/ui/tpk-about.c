/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-about"

#include "config.h"

#include "tpk-about.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>

#include "cloud/tpk-versions.h"

#include "tpk-settings.h"

/**
 * tpk_about_dup_versions:
 *
 * The version of the app and those of the libraries that it runs with.
 *
 * Returns: (transfer full): a few lines, ending with a line break
 */
char *
tpk_about_dup_versions (void)
{
  g_autofree char *libraries = tpk_versions_dup_libraries ();

  return g_strdup_printf ("turnpike %s\n"
                          "%s\n"
                          "GTK %u.%u.%u (built with %u.%u.%u)\n"
                          "libadwaita %u.%u.%u (built with %u.%u.%u)\n",
                          VERSION, libraries,
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (),
                          GTK_MAJOR_VERSION, GTK_MINOR_VERSION, GTK_MICRO_VERSION,
                          adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version (),
                          ADW_MAJOR_VERSION, ADW_MINOR_VERSION, ADW_MICRO_VERSION);
}

/* The sandbox, its runtime and its version, as Flatpak writes them down for the app. */
static char *
dup_flatpak (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *runtime = NULL;
  g_autofree char *version = NULL;

  if (!g_key_file_load_from_file (file, "/.flatpak-info", G_KEY_FILE_NONE, NULL))
    return g_strdup ("no");

  runtime = g_key_file_get_string (file, "Application", "runtime", NULL);
  version = g_key_file_get_string (file, "Instance", "flatpak-version", NULL);

  return g_strdup_printf ("%s, %s", version != NULL ? version : "unknown version",
                          runtime != NULL ? runtime : "unknown runtime");
}

static void
append_platform (GString *info)
{
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *flatpak = dup_flatpak ();
  GdkDisplay *display = gdk_display_get_default ();
  GSettings *settings = tpk_settings_get ();
  g_autoptr (GSettingsBackend) backend = NULL;

  if (settings != NULL)
    g_object_get (settings, "backend", &backend, NULL);
  g_string_append_printf (info, "System: %s\n", os != NULL ? os : "unknown");
  g_string_append_printf (info, "Flatpak: %s\n", flatpak);
  g_string_append_printf (info, "Language: %s\n", g_get_language_names ()[0]);
  g_string_append_printf (info, "Display: %s\n",
                          display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
  g_string_append_printf (info, "TLS: %s\n", G_OBJECT_TYPE_NAME (g_tls_backend_get_default ()));
  g_string_append_printf (info, "Settings: %s\n",
                          backend != NULL ? G_OBJECT_TYPE_NAME (backend) : "none");
}

static const char *
yes_or_no (gboolean value)
{
  return value ? "yes" : "no";
}

/**
 * tpk_about_dup_debug_info:
 * @workspace: (nullable): the working session
 *
 * What a bug report needs. It counts servers but names none, and holds no secret.
 *
 * Returns: (transfer full): several lines, in English
 */
char *
tpk_about_dup_debug_info (TpkWorkspace *workspace)
{
  g_autofree char *versions = tpk_about_dup_versions ();
  GString *info = g_string_new (versions);

  append_platform (info);
  if (workspace != NULL) {
    TpkDocument *draft = tpk_workspace_get_draft (workspace);
    TpkProfile *profile = tpk_workspace_get_profile (workspace);

    g_string_append_printf (info, "Folder: %s\n",
                            tpk_store_get_folder (tpk_workspace_get_store (workspace)));
    g_string_append_printf (info, "Profiles: %u, client files: %u\n",
                            g_list_model_get_n_items (tpk_document_get_profiles (draft)),
                            g_list_model_get_n_items (tpk_document_get_client_files (draft)));
    g_string_append_printf (info, "Active profile: route %s, relay-only %s, %u servers\n",
                            tpk_route_to_string (tpk_profile_get_route (profile)),
                            yes_or_no (tpk_profile_get_relay_only (profile)),
                            tpk_profile_get_n_servers (profile));
    g_string_append_printf (info, "Unapplied changes: %s\n",
                            yes_or_no (tpk_workspace_is_modified (workspace)));
  }

  return g_string_free (info, FALSE);
}

/* In large text on a telephone, libadwaita's buttons below the debug information are wider than the
 * screen. */
static void
let_buttons_wrap (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_BUTTON (widget) ? gtk_button_get_child (GTK_BUTTON (widget)) : NULL;

  if (GTK_IS_LABEL (label)) {
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    let_buttons_wrap (child);
}

/**
 * tpk_about_present:
 * @parent: (nullable): the window to show it over
 * @workspace: (nullable): the working session, for the debug information
 */
void
tpk_about_present (GtkWindow    *parent,
                   TpkWorkspace *workspace)
{
  g_autofree char *debug_info = tpk_about_dup_debug_info (workspace);
  GtkWidget *about = adw_about_window_new ();

  g_object_set (about,
                "transient-for", parent,
                "modal", parent != NULL,
                "application-icon", APP_ID,
                "application-name", APP_NAME,
                "developer-name", _("The Turnpike authors"),
                "version", VERSION,
                "comments", _("Edits relay and cloud-proxy settings for calling apps, proves over "
                              "the live network that they work, and writes what those apps read"),
                "license-type", GTK_LICENSE_GPL_3_0,
                "copyright", "© The Turnpike authors",
                /* Translators: the names of the translators, one a line. */
                "translator-credits", _("translator-credits"),
                "debug-info", debug_info,
                "debug-info-filename", "turnpike-debug-info.txt",
                NULL);
  let_buttons_wrap (about);
  gtk_window_present (GTK_WINDOW (about));
}
