/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-application"

#include "config.h"

#include "tpk-application.h"

#include <glib/gi18n-lib.h>

#include "workspace/tpk-workspace.h"

#include "tpk-about.h"
#include "tpk-resources.h"
#include "tpk-toast.h"
#include "tpk-window.h"

/**
 * TpkApplication:
 *
 * The graphical face: one working session on the user's configuration folder, and its window.
 */
struct _TpkApplication
{
  AdwApplication  parent_instance;

  TpkWorkspace   *workspace;     /* (nullable) (owned) */
  GPtrArray      *files;         /* (owned) (element-type GFile): to import once there is a window */
  gboolean        loading;
  gboolean        check;         /* whether to check as soon as there is a window */
};

G_DEFINE_FINAL_TYPE (TpkApplication, tpk_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.about", { NULL } },
  { "window.close", { "<Control>w" } },
  { "win.add-server", { "<Control>n" } },
  { "win.apply", { "<Control>s" } },
  { "win.check", { "F5", "<Control>Return" } },
  { "win.import", { "<Control>i" } },
  { "win.import-file", { "<Control>o" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.show-page::servers", { "<Alt>1" } },
  { "win.show-page::proxy", { "<Alt>2" } },
  { "win.show-page::checks", { "<Alt>3" } },
};

static TpkWindow *
get_window (TpkApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next) {
    if (TPK_IS_WINDOW (l->data))
      return l->data;
  }

  return NULL;
}

static void
show_window (TpkApplication *self)
{
  TpkWindow *window = get_window (self);

  if (window == NULL)
    window = TPK_WINDOW (tpk_window_new (GTK_APPLICATION (self), self->workspace));
  gtk_window_present (GTK_WINDOW (window));

  for (guint i = 0; i < self->files->len; i++)
    tpk_window_import_file (window, g_ptr_array_index (self->files, i));
  g_ptr_array_set_size (self->files, 0);

  if (self->check)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.check", NULL);
  self->check = FALSE;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (TpkApplication) self = data;
  g_autoptr (GError) error = NULL;
  gboolean loaded = tpk_workspace_load_finish (TPK_WORKSPACE (source), result, &error);

  self->loading = FALSE;
  g_application_release (G_APPLICATION (self));
  show_window (self);

  if (!loaded) {
    GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (get_window (self)),
                                                _("Your Settings Cannot Be Read"),
                                                error->message);

    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
    gtk_window_present (GTK_WINDOW (dialog));
  }
}

static void
tpk_application_activate (GApplication *application)
{
  TpkApplication *self = TPK_APPLICATION (application);
  g_autofree char *folder = NULL;
  g_autoptr (TpkStore) store = NULL;

  if (self->loading)
    return;
  if (self->workspace != NULL) {
    show_window (self);
    return;
  }

  folder = tpk_store_dup_default_folder ();
  store = tpk_store_new (folder);
  self->workspace = tpk_workspace_new (store);
  self->loading = TRUE;
  g_application_hold (application);
  tpk_workspace_load_async (self->workspace, NULL, loaded_cb, g_object_ref (self));
}

static void
tpk_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  TpkApplication *self = TPK_APPLICATION (application);

  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (self->files, g_object_ref (files[i]));
  g_application_activate (application);
}

static int
tpk_application_handle_local_options (GApplication *application,
                                      GVariantDict *options)
{
  TpkApplication *self = TPK_APPLICATION (application);

  if (g_variant_dict_contains (options, "version")) {
    g_autofree char *versions = tpk_about_dup_versions ();

    g_print ("%s", versions);
    return 0;
  }

  self->check = g_variant_dict_contains (options, "check");
  return -1;
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  TpkApplication *self = data;

  tpk_about_present (GTK_WINDOW (get_window (self)), self->workspace);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  TpkWindow *window = get_window (data);

  /* By way of the window, so that the draft is saved. */
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (data);
}

static void
tpk_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_cb },
    { "quit", quit_cb },
  };

  G_APPLICATION_CLASS (tpk_application_parent_class)->startup (application);

  tpk_application_init_style ();
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           accels[i].accels);
}

static void
tpk_application_finalize (GObject *object)
{
  TpkApplication *self = TPK_APPLICATION (object);

  g_clear_object (&self->workspace);
  g_ptr_array_unref (self->files);

  G_OBJECT_CLASS (tpk_application_parent_class)->finalize (object);
}

static void
tpk_application_class_init (TpkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tpk_application_finalize;
  application_class->activate = tpk_application_activate;
  application_class->open = tpk_application_open;
  application_class->handle_local_options = tpk_application_handle_local_options;
  application_class->startup = tpk_application_startup;
}

static void
tpk_application_init (TpkApplication *self)
{
  static const GOptionEntry options[] = {
    { "check", 'c', 0, G_OPTION_ARG_NONE, NULL, N_("Check at once whether calls will work"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Tell the version and end"), NULL },
    { NULL },
  };

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
}

TpkApplication *
tpk_application_new (void)
{
  return g_object_new (TPK_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", APP_PATH,
                       NULL);
}

/**
 * tpk_application_init_style:
 *
 * Makes the resources known and the icons in them findable.
 */
void
tpk_application_init_style (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  /* The linker would leave the resources out of a program that only finds them by path. */
  g_resources_register (tpk_get_resource ());
  gtk_icon_theme_add_resource_path (theme, APP_PATH "/icons");
}
