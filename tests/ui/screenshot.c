/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* Renders the window, or one of its dialogs, into a PNG: for looking at it, and for the pictures in
 * the documentation. The document is loaded from a copy, nothing of the user's is touched.
 * ADW_DEBUG_HIGH_CONTRAST=1 in the environment gives the style of high contrast. */

#include "config.h"

#include "store/tpk-call-lease.h"

#include "tpk-ui-picture.h"
#include "tpk-ui-places.h"
#include "tpk-ui-test.h"
#include "ui/tpk-allow-group.h"
#include "ui/tpk-cloud-steps-group.h"
#include "ui/tpk-settings.h"
#include "ui/tpk-window.h"

static char *document, *draft, *history, *cloud, *page, *view, *dialog, *output, *text, *ca_file;
static GtkWidget *popover;
static int width = 1200, height = 800, selected = -1, scroll = 0;
static double text_scale = 1;
static int call_seconds;
static gboolean dark, check, busy, rtl, calling, foreign, ask, test, candidates, again, edited;

static const GOptionEntry options[] = {
  { "document", 0, 0, G_OPTION_ARG_FILENAME, &document, "a turnpike.json to show", "FILE" },
  { "draft", 0, 0, G_OPTION_ARG_FILENAME, &draft, "a draft.json beside it", "FILE" },
  { "history", 0, 0, G_OPTION_ARG_FILENAME, &history, "a checks.jsonl beside it", "FILE" },
  { "cloud", 0, 0, G_OPTION_ARG_FILENAME, &cloud, "a cloud.json beside it", "FILE" },
  { "page", 0, 0, G_OPTION_ARG_STRING, &page, "status, servers, proxy, checks or clients", "NAME" },
  { "view", 0, 0, G_OPTION_ARG_STRING, &view,
    "of the checks: targets, candidates, calls, log or comparison", "NAME" },
  { "dialog", 0, 0, G_OPTION_ARG_STRING, &dialog, "add, edit, import, apply, history, "
    "preferences, help, client, add-client, allow.add, allow.export, allow.letter, profiles.new, "
    "profiles.rename, about or shortcuts", "NAME" },
  { "text", 0, 0, G_OPTION_ARG_FILENAME, &text, "what to import, or the page of help", "FILE" },
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "width of the window", "PIXELS" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "height of the window", "PIXELS" },
  { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "the dark style", NULL },
  { "text-scale", 0, 0, G_OPTION_ARG_DOUBLE, &text_scale, "1.5 for large text", "FACTOR" },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "from right to left", NULL },
  { "check", 0, 0, G_OPTION_ARG_NONE, &check, "check first, and wait for the end", NULL },
  { "busy", 0, 0, G_OPTION_ARG_NONE, &busy, "check, and do not wait for the end", NULL },
  { "call", 0, 0, G_OPTION_ARG_INT, &call_seconds, "check with test calls", "SECONDS" },
  { "candidates", 0, 0, G_OPTION_ARG_NONE, &candidates, "check with candidates", NULL },
  { "again", 0, 0, G_OPTION_ARG_NONE, &again, "check twice", NULL },
  { "edited", 0, 0, G_OPTION_ARG_NONE, &edited, "change a server after the check", NULL },
  { "calling", 0, 0, G_OPTION_ARG_NONE, &calling, "apply the draft during a call", NULL },
  { "foreign", 0, 0, G_OPTION_ARG_NONE, &foreign, "have the document changed by somebody else",
    NULL },
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, "whom the check trusts", "FILE" },
  { "select", 0, 0, G_OPTION_ARG_INT, &selected, "the row of the checks or of the clients", "NUMBER" },
  { "test", 0, 0, G_OPTION_ARG_NONE, &test, "test the allow-list, and wait for the end", NULL },
  { "ask", 0, 0, G_OPTION_ARG_NONE, &ask, "ask the service, and wait for the end", NULL },
  { "scroll", 0, 0, G_OPTION_ARG_INT, &scroll, "how far down the page", "PIXELS" },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, "the picture", "FILE" },
  { NULL },
};

static gboolean
set_flag_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Pictures are for people: a while after the last change is as good as any signal. */
static void
let_it_settle (void)
{
  gboolean done = FALSE;

  g_timeout_add (400, set_flag_cb, &done);
  tpk_ui_test_wait (&done);
}

static void
copy_file (TpkUiFixture *fixture,
           const char   *source,
           const char   *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  if (source == NULL)
    return;

  if (!g_file_get_contents (source, &contents, &length, &error) ||
      !g_file_set_contents_full (path, contents, length, G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_error ("%s", error->message);
}

static void
load_documents (TpkUiFixture *fixture)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);

  copy_file (fixture, document, "turnpike.json");
  copy_file (fixture, draft, "draft.json");
  copy_file (fixture, history, "checks.jsonl");
  copy_file (fixture, cloud, "cloud.json");
  g_clear_object (&fixture->workspace);
  fixture->workspace = tpk_workspace_new (store);
  tpk_ui_test_load (fixture->workspace);
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  *done = TRUE;
}

static void
run_check (TpkWindow *window)
{
  const TpkCheckExtras extras = { call_seconds, candidates };
  gboolean done = FALSE;

  if (ca_file != NULL)
    g_settings_set_string (tpk_settings_get (), "ca-file", ca_file);

  g_signal_connect (tpk_window_get_checker (window), "finished", G_CALLBACK (finished_cb), &done);
  if (again && tpk_checker_start (tpk_window_get_checker (window)))
    tpk_ui_test_wait (&done);
  done = FALSE;
  if (tpk_checker_start_with (tpk_window_get_checker (window), &extras) && !busy)
    tpk_ui_test_wait (&done);
}

/* What was found does not hold any more. */
static void
edit_server (TpkWindow *window)
{
  TpkWorkspace *workspace = tpk_window_get_workspace (window);
  TpkProfile *profile = tpk_workspace_get_profile (workspace);

  tpk_server_add_url (tpk_profile_get_server (profile, 0), "turn:192.0.2.1");
  tpk_workspace_commit (workspace, "Edit Server");
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (!tpk_workspace_apply_finish (TPK_WORKSPACE (source), result, NULL, &error))
    g_error ("%s", error->message);
}

/* What the bar below the title bar tells of. */
static TpkCallLease *
make_trouble (TpkUiFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "turnpike.json", NULL);
  TpkCallLease *lease = NULL;

  if (calling) {
    lease = tpk_call_lease_take (fixture->folder, "Linphone", NULL);
    tpk_workspace_apply_async (fixture->workspace, FALSE, NULL, applied_cb, NULL);
  }
  if (foreign) {
    g_autoptr (TpkDocument) theirs =
      tpk_document_copy (tpk_workspace_get_draft (fixture->workspace));
    g_autofree char *theirs_text = NULL;

    tpk_profile_set_name (tpk_document_get_active_profile (theirs), "Theirs");
    tpk_profile_set_signalling_proxy (tpk_workspace_get_profile (fixture->workspace),
                                      "https://proxy.example.org/");
    theirs_text = tpk_document_to_data (theirs, NULL);
    if (!g_file_set_contents_full (path, theirs_text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   NULL))
      g_error ("Could not write %s", path);
  }
  while (foreign && !tpk_workspace_get_conflict (fixture->workspace))
    g_main_context_iteration (NULL, TRUE);
  let_it_settle ();

  return lease;
}

static void
select_result (TpkWindow *window)
{
  GtkWidget *table = tpk_ui_test_find (window, GTK_TYPE_COLUMN_VIEW, 0);
  GtkSelectionModel *model = gtk_column_view_get_model (GTK_COLUMN_VIEW (table));

  gtk_selection_model_select_item (model, selected, TRUE);
}

static void
open_dialog (TpkWindow *window)
{
  g_autofree char *contents = NULL;

  if (text != NULL && g_str_equal (dialog, "import") &&
      !g_file_get_contents (text, &contents, NULL, NULL))
    g_error ("Could not read %s", text);
  tpk_ui_places_open (window, dialog, MAX (selected, 0), contents != NULL ? contents : text);
}

static void
test_allow_list (TpkWindow *window)
{
  TpkAllowGroup *group = TPK_ALLOW_GROUP (tpk_ui_test_find (window, TPK_TYPE_ALLOW_GROUP, 0));

  tpk_ui_test_click (tpk_ui_test_get_child (group, "test_button"));
  while (tpk_allow_group_is_testing (group))
    g_main_context_iteration (NULL, TRUE);
}

static void
ask_service (TpkWindow *window)
{
  TpkCloudStepsGroup *group;

  group = TPK_CLOUD_STEPS_GROUP (tpk_ui_test_find (window, TPK_TYPE_CLOUD_STEPS_GROUP, 0));
  tpk_ui_test_click (tpk_ui_test_get_child (group, "ask_button"));
  while (tpk_cloud_steps_group_is_busy (group))
    g_main_context_iteration (NULL, TRUE);
}

/* Pages beside the one that is shown are not mapped. */
static void
scroll_down (GtkWidget *window)
{
  GtkWidget *scrolled;

  for (guint i = 0; (scrolled = tpk_ui_test_find (window, GTK_TYPE_SCROLLED_WINDOW, i)) != NULL; i++) {
    GtkAdjustment *adjustment;

    adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
    if (gtk_widget_get_mapped (scrolled))
      gtk_adjustment_set_value (adjustment, scroll);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  TpkUiFixture fixture = { 0, };
  g_autoptr (TpkCallLease) lease = NULL;
  AdwStyleManager *manager;
  GtkWidget *window;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || output == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "--output is missing");
    return 2;
  }

  tpk_ui_picture_init ();
  tpk_ui_picture_scale_text (text_scale);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  manager = adw_style_manager_get_default ();
  adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);

  tpk_ui_fixture_set_up (&fixture, NULL);
  if (document != NULL || draft != NULL || history != NULL)
    load_documents (&fixture);

  window = tpk_window_new (NULL, fixture.workspace);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  if (page != NULL)
    tpk_window_show_page (TPK_WINDOW (window), page);
  let_it_settle ();
  lease = make_trouble (&fixture);
  if (check || busy)
    run_check (TPK_WINDOW (window));
  if (edited)
    edit_server (TPK_WINDOW (window));
  if (selected >= 0 && g_strcmp0 (page, "checks") == 0)
    select_result (TPK_WINDOW (window));
  if (ask)
    ask_service (TPK_WINDOW (window));
  if (test)
    test_allow_list (TPK_WINDOW (window));
  if (view != NULL)
    popover = tpk_ui_places_show_view (TPK_WINDOW (window), view);
  if (dialog != NULL)
    open_dialog (TPK_WINDOW (window));
  if (scroll > 0)
    scroll_down (window);
  let_it_settle ();

  tpk_ui_picture_save (popover != NULL ? popover : tpk_ui_places_get_top (TPK_WINDOW (window)),
                       output);

  gtk_window_destroy (GTK_WINDOW (window));
  /* A check that goes on needs a moment to be stopped. */
  let_it_settle ();
  tpk_ui_fixture_tear_down (&fixture, NULL);

  return 0;
}
