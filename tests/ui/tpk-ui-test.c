/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"

#include <glib/gstdio.h>

#include "ui/tpk-check-logger.h"
#include "ui/tpk-style.h"

void
tpk_ui_test_init (int    *argc,
                  char ***argv)
{
  /* run-with-display isolates the user's folders; those of the system tell what an SVG is. */
  g_test_init (argc, argv, NULL);
  gtk_init ();
  adw_init ();
  tpk_style_init ();
  /* Rows slide and toasts fade by the clock; tests look at where they end. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = data;

  tpk_workspace_load_finish (TPK_WORKSPACE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

void
tpk_ui_test_load (TpkWorkspace *workspace)
{
  gboolean done = FALSE;

  tpk_workspace_load_async (workspace, NULL, loaded_cb, &done);
  tpk_ui_test_wait (&done);
}

void
tpk_ui_fixture_set_up (TpkUiFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkStore) store = NULL;

  fixture->folder = g_dir_make_tmp ("turnpike-ui-XXXXXX", &error);
  g_assert_no_error (error);
  store = tpk_store_new (fixture->folder);
  fixture->workspace = tpk_workspace_new (store);
  tpk_ui_test_load (fixture->workspace);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = data;

  tpk_workspace_flush_finish (TPK_WORKSPACE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GListModel) changes = NULL;
  gboolean *done = data;

  /* Whether it can be applied is not the question. */
  changes = tpk_workspace_plan_finish (TPK_WORKSPACE (source), result, NULL);
  *done = TRUE;
}

/* Errands to the files are run one after the other, so that this one ends after all others. */
static void
end_errands (TpkWorkspace *workspace)
{
  gboolean done = FALSE;

  tpk_workspace_plan_async (workspace, NULL, planned_cb, &done);
  tpk_ui_test_wait (&done);
}

void
tpk_ui_fixture_tear_down (TpkUiFixture  *fixture,
                          gconstpointer  data)
{
  gboolean done = FALSE;

  tpk_ui_test_settle ();
  tpk_workspace_flush_async (fixture->workspace, NULL, flushed_cb, &done);
  tpk_ui_test_wait (&done);
  end_errands (fixture->workspace);
  while (tpk_check_logger_is_busy ())
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();

  /* What a thread has read may still be on its way to who asked for it, as the history of checks. Who
   * keeps the workspace for ever runs into the time limit of the test. */
  g_object_add_weak_pointer (G_OBJECT (fixture->workspace), (gpointer *) &fixture->workspace);
  g_object_unref (fixture->workspace);
  while (fixture->workspace != NULL)
    g_main_context_iteration (NULL, TRUE);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

TpkServer *
tpk_ui_fixture_add_server (TpkUiFixture *fixture,
                           const char   *label,
                           const char   *url)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "open sesame");

  tpk_server_set_label (server, label);
  tpk_server_add_url (server, url);
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);
  tpk_workspace_commit (fixture->workspace, "Add Server");

  return tpk_profile_get_server (profile, tpk_profile_get_n_servers (profile) - 1);
}

void
tpk_ui_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE));
}

void
tpk_ui_test_wait (gboolean *flag)
{
  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = data;

  tpk_workspace_reload_finish (TPK_WORKSPACE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

/* Reads the documents again, and has the window show them. */
void
tpk_ui_test_reload (TpkWorkspace *workspace)
{
  gboolean done = FALSE;

  tpk_workspace_reload_async (workspace, NULL, reloaded_cb, &done);
  tpk_ui_test_wait (&done);
  tpk_ui_test_settle ();
}

static void
laid_out_cb (GdkFrameClock *clock,
             gboolean      *done)
{
  *done = TRUE;
}

/* Until what was changed is laid out; a change may lead to another. A frame comes last, and whatever
 * else is to be done has been done before it: what happened behind it would not be laid out. */
void
tpk_ui_test_lay_out (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  for (guint i = 0; i < 3; i++) {
    gboolean done = FALSE;
    gulong id;

    tpk_ui_test_settle ();
    id = g_signal_connect (clock, "after-paint", G_CALLBACK (laid_out_cb), &done);
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
    tpk_ui_test_wait (&done);
    g_signal_handler_disconnect (clock, id);
  }
}

/* Returns: (transfer none): a window with @child, laid out */
GtkWidget *
tpk_ui_test_present (GtkWidget *child,
                     int        width)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 100);
  gtk_window_present (GTK_WINDOW (window));
  tpk_ui_test_lay_out (window);

  return window;
}

/* The child of a template by its ID. */
GtkWidget *
tpk_ui_test_get_child (gpointer    widget,
                       const char *id)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), id);

  g_assert_nonnull (child);
  return (GtkWidget *) child;
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type,
      guint     *nth)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*nth)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, nth);

    if (found != NULL)
      return found;
  }

  return NULL;
}

/* The nth widget of a type, from 0, depth first. */
GtkWidget *
tpk_ui_test_find (gpointer widget,
                  GType    type,
                  guint    nth)
{
  return find (GTK_WIDGET (widget), type, &nth);
}

/* The first button with a label, mnemonic and all. */
GtkWidget *
tpk_ui_test_find_button (gpointer    widget,
                         const char *label)
{
  GtkWidget *button;

  for (guint i = 0; (button = tpk_ui_test_find (widget, GTK_TYPE_BUTTON, i)) != NULL; i++) {
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
      return button;
  }

  return NULL;
}

GtkWindow *
tpk_ui_test_find_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

    if (g_type_is_a (G_OBJECT_TYPE (window), type))
      return window;
  }

  return NULL;
}

/* As a user would: a button that cannot be pressed is an error of the test. */
void
tpk_ui_test_click (gpointer button)
{
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  g_signal_emit_by_name (button, "clicked");
  tpk_ui_test_settle ();
}

/* One character after the other, as typing does. */
void
tpk_ui_test_type (gpointer    editable,
                  const char *text)
{
  GtkEditable *target = GTK_EDITABLE (editable);
  int position = 0;

  gtk_editable_delete_text (target, 0, -1);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    gtk_editable_insert_text (target, p, g_utf8_next_char (p) - p, &position);
  tpk_ui_test_settle ();
}

static gboolean
is_for (GtkShortcutTrigger *trigger,
        guint               key,
        GdkModifierType     modifiers)
{
  if (GTK_IS_ALTERNATIVE_TRIGGER (trigger)) {
    GtkAlternativeTrigger *both = GTK_ALTERNATIVE_TRIGGER (trigger);

    return is_for (gtk_alternative_trigger_get_first (both), key, modifiers) ||
           is_for (gtk_alternative_trigger_get_second (both), key, modifiers);
  }

  return GTK_IS_KEYVAL_TRIGGER (trigger) &&
         gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
         gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers;
}

static gboolean
try_key (GtkWidget           *widget,
         GtkPropagationPhase  phase,
         guint                key,
         GdkModifierType      modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (!GTK_IS_SHORTCUT_CONTROLLER (controller) ||
        gtk_event_controller_get_propagation_phase (GTK_EVENT_CONTROLLER (controller)) != phase)
      continue;
    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

      if (is_for (gtk_shortcut_get_trigger (shortcut), key, modifiers) &&
          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                        gtk_shortcut_get_arguments (shortcut)))
        return TRUE;
    }
  }

  return FALSE;
}

static gboolean
try_capture (GtkWidget       *widget,
             guint            key,
             GdkModifierType  modifiers)
{
  return widget != NULL && (try_capture (gtk_widget_get_parent (widget), key, modifiers) ||
                            try_key (widget, GTK_PHASE_CAPTURE, key, modifiers));
}

/* What GTK does with a key: whoever wants to have it first is asked from outside to inside, then
 * whoever has the focus, and what is around it. */
void
tpk_ui_test_press (GtkWindow       *window,
                   guint            key,
                   GdkModifierType  modifiers)
{
  GtkWidget *widget = gtk_window_get_focus (window);

  if (!try_capture (widget, key, modifiers))
    while (widget != NULL && !try_key (widget, GTK_PHASE_BUBBLE, key, modifiers))
      widget = gtk_widget_get_parent (widget);
  tpk_ui_test_settle ();
}
