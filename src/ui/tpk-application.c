/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-application"

#include "config.h"

#include "tpk-application.h"

#include <glib/gi18n-lib.h>

#include "workspace/tpk-workspace.h"

#include "tpk-about.h"
#include "tpk-style.h"
#include "tpk-toast.h"
#include "tpk-window.h"

/* Without a window and without anybody who needs it, an activated service ends after that long. */
#define IDLE_MS (10 * 1000)

/**
 * TpkApplication:
 *
 * The graphical face: one working session on the user's configuration folder, and its window.
 *
 * It also runs without a window, as what the session bus starts (`--gapplication-service`). What
 * there is to do then is not its business: it tells by signals when its place on the bus and the
 * working session are there, and stays as long as it is told that something goes on.
 */
struct _TpkApplication
{
  AdwApplication  parent_instance;

  TpkWorkspace   *workspace;     /* (nullable) (owned) */
  GError         *load_error;    /* (nullable) (owned): to be shown with the next window */
  GPtrArray      *files;         /* (owned) (element-type GFile): to import once there is a window */
  char           *page;          /* (nullable) (owned): to show once there is a window */
  char           *profile;       /* (nullable) (owned): to choose once there is a window */
  gboolean        loading;
  gboolean        activated;     /* whether to show the window once everything is loaded */
  gboolean        check;         /* whether to check as soon as there is a window */
  gboolean        background;    /* whether the process is kept without a window */
  gboolean        quitting;
};

G_DEFINE_FINAL_TYPE (TpkApplication, tpk_application, ADW_TYPE_APPLICATION)

enum {
  SIGNAL_CHECKED,
  SIGNAL_LOADED,
  SIGNAL_REGISTERED,
  SIGNAL_UNREGISTERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
  { "win.copy-report", { "<Control><Shift>c" } },
  { "win.help", { "F1" } },
  { "win.history", { "<Control>h" } },
  { "win.import", { "<Control>i" } },
  { "win.import-file", { "<Control>o" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.save-report", { "<Control><Shift>s" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.show-page::status", { "<Alt>1" } },
  { "win.show-page::servers", { "<Alt>2" } },
  { "win.show-page::proxy", { "<Alt>3" } },
  { "win.show-page::checks", { "<Alt>4" } },
  { "win.show-page::clients", { "<Alt>5" } },
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

/* The check of a window is about the draft; others want to know of what is applied. */
static void
checked_cb (TpkChecker     *checker,
            const GError   *error,
            TpkApplication *self)
{
  TpkCheckRun *run = tpk_checker_get_run (checker);

  if (error == NULL && run != NULL && !tpk_workspace_is_modified (self->workspace))
    g_signal_emit (self, signals[SIGNAL_CHECKED], 0, tpk_check_run_get_verdict (run));
}

static TpkWindow *
make_window (TpkApplication *self)
{
  TpkWindow *window = TPK_WINDOW (tpk_window_new (GTK_APPLICATION (self), self->workspace));

  g_signal_connect_object (tpk_window_get_checker (window), "finished", G_CALLBACK (checked_cb),
                           self, 0);

  return window;
}

static void
show_error (TpkApplication *self,
            TpkWindow      *window)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), _("Your Settings Cannot Be Read"),
                                              self->load_error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
  g_clear_error (&self->load_error);
}

static gboolean
is_ice_uri (GFile *file)
{
  static const char *const schemes[] = { "stun", "stuns", "turn", "turns" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_file_has_uri_scheme (file, schemes[i]))
      return TRUE;

  return FALSE;
}

/* Addresses are imported together, each file by itself. */
static void
import_files (TpkApplication *self,
              TpkWindow      *window)
{
  g_autoptr (GString) addresses = g_string_new (NULL);

  for (guint i = 0; i < self->files->len; i++) {
    GFile *file = g_ptr_array_index (self->files, i);

    if (is_ice_uri (file)) {
      g_autofree char *uri = g_file_get_uri (file);

      g_string_append_printf (addresses, "%s\n", uri);
    } else {
      tpk_window_import_file (window, file);
    }
  }

  if (addresses->len > 0)
    tpk_window_import_text (window, addresses->str);
  g_ptr_array_set_size (self->files, 0);
}

static void
choose_profile (TpkApplication *self)
{
  TpkDocument *draft = tpk_workspace_get_draft (self->workspace);
  TpkProfile *profile = tpk_document_find_profile (draft, self->profile);

  if (profile != NULL)
    tpk_document_set_active_profile (draft, profile);
}

/* Nobody is asked to unlock a keyring by a process that they do not see. */
static void
tpk_application_window_removed (GtkApplication *application,
                                GtkWindow      *window)
{
  TpkApplication *self = TPK_APPLICATION (application);

  GTK_APPLICATION_CLASS (tpk_application_parent_class)->window_removed (application, window);

  if (self->workspace != NULL)
    tpk_store_set_may_ask (tpk_workspace_get_store (self->workspace), get_window (self) != NULL);
}

static void
show_window (TpkApplication *self)
{
  TpkWindow *window = get_window (self);

  if (window == NULL)
    window = make_window (self);
  gtk_window_present (GTK_WINDOW (window));

  if (self->load_error != NULL)
    show_error (self, window);
  if (self->profile != NULL)
    choose_profile (self);
  g_clear_pointer (&self->profile, g_free);
  if (self->page != NULL)
    tpk_window_show_page (window, self->page);
  g_clear_pointer (&self->page, g_free);
  import_files (self, window);

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

  tpk_workspace_load_finish (TPK_WORKSPACE (source), result, &self->load_error);
  self->loading = FALSE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0, self->workspace, self->load_error);
  if (self->activated)
    show_window (self);
  g_application_release (G_APPLICATION (self));
}

static void
load (TpkApplication *self)
{
  g_autofree char *folder = tpk_store_dup_default_folder ();
  g_autoptr (TpkStore) store = tpk_store_new (folder);

  /* A service was not started by anybody at the screen. */
  if ((g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE) != 0)
    tpk_store_set_may_ask (store, FALSE);
  self->workspace = tpk_workspace_new (store);
  self->loading = TRUE;
  g_application_hold (G_APPLICATION (self));
  tpk_workspace_load_async (self->workspace, NULL, loaded_cb, g_object_ref (self));
}

static void
tpk_application_activate (GApplication *application)
{
  TpkApplication *self = TPK_APPLICATION (application);

  self->activated = TRUE;
  tpk_store_set_may_ask (tpk_workspace_get_store (self->workspace), TRUE);
  if (!self->loading)
    show_window (self);
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

/* Another process may be there already, which is to do it then. */
static int
start_with_action (GApplication *application,
                   const char   *name,
                   GVariant     *parameter)
{
  g_autoptr (GVariant) target = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  g_autoptr (GError) error = NULL;

  if (!g_application_register (application, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  g_action_group_activate_action (G_ACTION_GROUP (application), name, target);

  return g_application_get_is_remote (application) ? 0 : -1;
}

static int
tpk_application_handle_local_options (GApplication *application,
                                      GVariantDict *options)
{
  const char *page;

  if (g_variant_dict_contains (options, "version")) {
    g_autofree char *versions = tpk_about_dup_versions ();

    g_print ("%s", versions);
    return 0;
  }

  if (g_variant_dict_contains (options, "check"))
    return start_with_action (application, "check", NULL);
  if (g_variant_dict_lookup (options, "page", "&s", &page))
    return start_with_action (application, "show-page", g_variant_new_string (page));

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
check_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  TpkApplication *self = data;

  self->check = TRUE;
  g_application_activate (G_APPLICATION (self));
}

static void
show_page_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  TpkApplication *self = data;

  g_free (self->page);
  self->page = g_variant_dup_string (parameter, NULL);
  g_application_activate (G_APPLICATION (self));
}

static void
servers_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "show-page",
                                  g_variant_new_string ("servers"));
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  TpkApplication *self = data;
  TpkWindow *window = get_window (self);

  /* Calls in progress keep their leases, and what is staged is carried out at the next start. */
  tpk_application_set_background (self, FALSE);
  self->quitting = TRUE;
  g_application_set_inactivity_timeout (G_APPLICATION (self), 0);

  /* By way of the window, so that the draft is saved. */
  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (self));
}

static gboolean
tpk_application_dbus_register (GApplication     *application,
                               GDBusConnection  *connection,
                               const char       *path,
                               GError          **error)
{
  GApplicationClass *parent = G_APPLICATION_CLASS (tpk_application_parent_class);

  if (!parent->dbus_register (application, connection, path, error))
    return FALSE;

  g_signal_emit (application, signals[SIGNAL_REGISTERED], 0, connection, path);

  return TRUE;
}

static void
tpk_application_dbus_unregister (GApplication    *application,
                                 GDBusConnection *connection,
                                 const char      *path)
{
  g_signal_emit (application, signals[SIGNAL_UNREGISTERED], 0);

  G_APPLICATION_CLASS (tpk_application_parent_class)->dbus_unregister (application, connection,
                                                                       path);
}

static void
tpk_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_cb },
    { "check", check_cb },
    { "quit", quit_cb },
    { "servers", servers_cb },
    { "show-page", show_page_cb, "s" },
  };

  G_APPLICATION_CLASS (tpk_application_parent_class)->startup (application);

  tpk_style_init ();
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           accels[i].accels);

  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0)
    g_application_set_inactivity_timeout (application, IDLE_MS);
  load (TPK_APPLICATION (application));
}

static void
tpk_application_finalize (GObject *object)
{
  TpkApplication *self = TPK_APPLICATION (object);

  g_clear_object (&self->workspace);
  g_clear_error (&self->load_error);
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->profile, g_free);
  g_ptr_array_unref (self->files);

  G_OBJECT_CLASS (tpk_application_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * TpkApplication::checked:
   * @self: the application
   * @verdict: what came of it
   *
   * A window has checked what is applied.
   */
  signals[SIGNAL_CHECKED] =
    g_signal_new ("checked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_VERDICT);

  /**
   * TpkApplication::loaded:
   * @self: the application
   * @workspace: the working session
   * @error: (nullable): why the user's settings could not be read
   *
   * The working session is there. Emitted once.
   */
  signals[SIGNAL_LOADED] =
    g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, TPK_TYPE_WORKSPACE, G_TYPE_ERROR);

  /**
   * TpkApplication::registered:
   * @self: the application
   * @connection: the session bus
   * @path: the path of the application
   *
   * Objects may be exported; the name on the bus is not owned yet.
   */
  signals[SIGNAL_REGISTERED] =
    g_signal_new ("registered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_DBUS_CONNECTION, G_TYPE_STRING);

  /**
   * TpkApplication::unregistered:
   * @self: the application
   *
   * What was exported is to be taken back.
   */
  signals[SIGNAL_UNREGISTERED] =
    g_signal_new ("unregistered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_application_class_init (TpkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tpk_application_finalize;
  application_class->activate = tpk_application_activate;
  application_class->dbus_register = tpk_application_dbus_register;
  application_class->dbus_unregister = tpk_application_dbus_unregister;
  application_class->open = tpk_application_open;
  application_class->handle_local_options = tpk_application_handle_local_options;
  application_class->startup = tpk_application_startup;
  GTK_APPLICATION_CLASS (klass)->window_removed = tpk_application_window_removed;

  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
tpk_application_init (TpkApplication *self)
{
  static const GOptionEntry options[] = {
    { "check", 'c', 0, G_OPTION_ARG_NONE, NULL, N_("Check at once whether calls will work"), NULL },
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_("Show this page: servers, proxy or checks"), N_("PAGE") },
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
 * tpk_application_set_background:
 * @self: the application
 * @background: whether something goes on
 *
 * Says whether the process is needed without a window, too.
 */
void
tpk_application_set_background (TpkApplication *self,
                                gboolean        background)
{
  g_return_if_fail (TPK_IS_APPLICATION (self));

  if (self->background == background || self->quitting)
    return;

  self->background = background;
  if (background)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

/**
 * tpk_application_has_window:
 * @self: the application
 *
 * Returns: whether there is a window, that tells people what happens
 */
gboolean
tpk_application_has_window (TpkApplication *self)
{
  g_return_val_if_fail (TPK_IS_APPLICATION (self), FALSE);

  return get_window (self) != NULL;
}

/**
 * tpk_application_show_profile:
 * @self: the application
 * @name: (nullable): the name of a profile; %NULL shows the one that is chosen
 *
 * Shows a profile in the window. This is no change for calls before it is applied.
 */
void
tpk_application_show_profile (TpkApplication *self,
                              const char     *name)
{
  g_return_if_fail (TPK_IS_APPLICATION (self));

  g_free (self->profile);
  self->profile = g_strdup (name);
  g_application_activate (G_APPLICATION (self));
}
