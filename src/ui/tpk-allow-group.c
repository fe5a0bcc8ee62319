/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-group"

#include "config.h"

#include "tpk-allow-group.h"

#include <glib/gi18n-lib.h>

#include "checks/tpk-reach-run.h"
#include "cloud/tpk-allow-own.h"
#include "cloud/tpk-allow-presets.h"
#include "cloud/tpk-cloud-service.h"

#include "tpk-allow-entry-dialog.h"
#include "tpk-allow-export-dialog.h"
#include "tpk-allow-letter-dialog.h"
#include "tpk-allow-matrix.h"
#include "tpk-allow-rows.h"
#include "tpk-toast.h"
#include "tpk-wrap-layout.h"

/**
 * TpkAllowGroup:
 *
 * What a firewall has to let through: the entries that servers need, and those that were added; the
 * test of them all, and how to ask for what is closed.
 */
struct _TpkAllowGroup
{
  TpkGroup             parent_instance;

  GtkButton           *test_button;
  GtkMenuButton       *add_button;
  AdwExpanderRow      *added_row;
  AdwExpanderRow      *own_row;
  GtkProgressBar      *progress_bar;
  TpkAllowMatrix      *matrix;
  GtkLabel            *summary_label;

  TpkWorkspace        *workspace;        /* (nullable) (owned) */
  GPtrArray           *added_rows;       /* (element-type GtkWidget) (owned) */
  GPtrArray           *own_rows;         /* (element-type GtkWidget) (owned) */
  TpkAllowList        *shown;            /* (nullable) (owned): what the rows are of */
  TpkReachRun         *run;              /* (nullable) (owned): the last test */
  GCancellable        *cancellable;      /* (nullable) (owned): while it runs */
  guint                matrix_id;
  gboolean             outdated;         /* something is new that was not shown yet */
};

G_DEFINE_FINAL_TYPE (TpkAllowGroup, tpk_allow_group, TPK_TYPE_GROUP)

enum {
  SIGNAL_TESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The matrix is made anew that often while a test runs. */
#define MATRIX_MS 500

static TpkProfile *
get_profile (TpkAllowGroup *self)
{
  return tpk_workspace_get_profile (self->workspace);
}

/* Servers that a service handed out are as good as own ones. */
static TpkAllowList *
new_own_list (TpkAllowGroup *self)
{
  g_autoptr (TpkProfile) effective = NULL;

  effective = tpk_workspace_dup_effective_profile (self->workspace, NULL);

  return tpk_allow_own_new_list (effective);
}

static gboolean
lists_equal (TpkAllowList *a,
             TpkAllowList *b)
{
  guint n = tpk_allow_list_get_n_entries (a);

  if (b == NULL || n != tpk_allow_list_get_n_entries (b))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (!tpk_allow_entry_equal (tpk_allow_list_get_entry (a, i), tpk_allow_list_get_entry (b, i)))
      return FALSE;

  return TRUE;
}

static void
update_buttons (TpkAllowGroup *self)
{
  gboolean any = self->shown != NULL && tpk_allow_list_get_n_entries (self->shown) > 0;
  gboolean testing = tpk_allow_group_is_testing (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), any || testing);
  gtk_button_set_label (self->test_button, testing ? _("_Stop") : _("_Test"));
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), testing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "allow.export", any);
}

static void
drop_run (TpkAllowGroup *self)
{
  g_clear_handle_id (&self->matrix_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  tpk_allow_matrix_set_matrix (self->matrix, NULL);
  gtk_label_set_label (self->summary_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary_label), FALSE);
}

/* A vendor documents what its proxy needs, and nothing of that can be derived. */
static const char *
get_description (TpkAllowGroup *self)
{
  TpkProfile *profile = get_profile (self);

  if (tpk_profile_get_route (profile) == TPK_ROUTE_CLOUD &&
      !tpk_cloud_hands_out_servers (tpk_profile_get_cloud (profile)) &&
      tpk_allow_list_get_n_entries (tpk_profile_get_allow_list (profile)) == 0)
    return _("What it must let through, so that calls work. Add the vendor’s list with the button "
             "at the end of this line");

  return _("What it must let through, so that calls work");
}

/* The rows are made anew only for another list: whoever types in another group should not lose
 * what they have unfolded here, nor the results of a test. */
static void
update (TpkAllowGroup *self)
{
  g_autoptr (TpkAllowList) own = NULL;
  g_autoptr (TpkAllowList) all = NULL;
  TpkAllowList *added;

  self->outdated = FALSE;
  if (self->workspace == NULL)
    return;

  own = new_own_list (self);
  added = tpk_profile_get_allow_list (get_profile (self));
  all = tpk_allow_list_new ();
  for (guint i = 0; i < tpk_allow_list_get_n_entries (own); i++)
    tpk_allow_list_append (all, tpk_allow_list_get_entry (own, i));
  for (guint i = 0; i < tpk_allow_list_get_n_entries (added); i++)
    tpk_allow_list_append (all, tpk_allow_list_get_entry (added, i));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), get_description (self));
  if (lists_equal (all, self->shown))
    return;

  /* What was found is of the list as it was. */
  g_set_object (&self->shown, all);
  drop_run (self);
  g_signal_emit (self, signals[SIGNAL_TESTED], 0, 0, 0);
  tpk_allow_rows_fill (self->own_row, self->own_rows, own, FALSE, _("None: there are no servers"));
  tpk_allow_rows_fill (self->added_row, self->added_rows, added, TRUE, _("None yet"));
  update_buttons (self);
}

/* Every edit of any page comes by, and deriving the entries of ten thousand servers would be felt. */
static void
changed_cb (TpkAllowGroup *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->outdated = TRUE;
}

static void
tpk_allow_group_map (GtkWidget *widget)
{
  if (TPK_ALLOW_GROUP (widget)->outdated)
    update (TPK_ALLOW_GROUP (widget));
  GTK_WIDGET_CLASS (tpk_allow_group_parent_class)->map (widget);
}

static void
show_matrix (TpkAllowGroup *self)
{
  TpkReachMatrix *matrix = tpk_reach_run_get_matrix (self->run);

  tpk_allow_matrix_set_matrix (self->matrix, matrix);
  gtk_progress_bar_set_fraction (self->progress_bar, tpk_reach_run_get_progress (self->run));
}

static gboolean
matrix_cb (gpointer data)
{
  TpkAllowGroup *self = data;

  self->matrix_id = 0;
  show_matrix (self);

  return G_SOURCE_REMOVE;
}

/* A big matrix is much work, and probes end by the dozen. */
static void
progress_cb (TpkAllowGroup *self)
{
  if (self->matrix_id == 0)
    self->matrix_id = g_timeout_add (MATRIX_MS, matrix_cb, self);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (TpkAllowGroup) self = data;
  g_autofree char *summary = NULL;
  TpkReachMatrix *matrix;
  guint n_reached, n_others;

  tpk_reach_run_start_finish (TPK_REACH_RUN (source), result, NULL);
  if (self->run != TPK_REACH_RUN (source))
    return;

  g_clear_handle_id (&self->matrix_id, g_source_remove);
  g_clear_object (&self->cancellable);
  matrix = tpk_reach_run_get_matrix (self->run);
  show_matrix (self);
  summary = tpk_allow_matrix_dup_summary (matrix);
  gtk_label_set_label (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->summary_label), TRUE);
  update_buttons (self);

  n_reached = tpk_reach_matrix_count (matrix, TPK_REACH_PASSED);
  n_others = tpk_reach_matrix_count (matrix, TPK_REACH_FAILED) +
             tpk_reach_matrix_count (matrix, TPK_REACH_UNCLEAR);
  g_signal_emit (self, signals[SIGNAL_TESTED], 0, n_reached + n_others, n_reached);
}

static void
test_cb (TpkAllowGroup *self)
{
  g_autoptr (TpkAllowList) list = NULL;
  g_autoptr (TpkReachRun) run = NULL;
  g_autoptr (GError) error = NULL;

  if (tpk_allow_group_is_testing (self)) {
    g_cancellable_cancel (self->cancellable);
    return;
  }

  drop_run (self);
  list = tpk_allow_group_dup_list (self);
  run = tpk_reach_run_new (list, NULL, &error);
  if (run == NULL) {
    tpk_toast_send (GTK_WIDGET (self), error->message);
    return;
  }

  self->run = g_steal_pointer (&run);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->run, "notify::progress", G_CALLBACK (progress_cb), self);
  tpk_reach_run_start_async (self->run, self->cancellable, tested_cb, g_object_ref (self));
  show_matrix (self);
  update_buttons (self);
}

static GtkWindow *
get_window (TpkAllowGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
present (TpkAllowGroup *self,
         GtkWidget     *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), get_window (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
added_cb (TpkAllowEntryDialog *dialog,
          const char          *response,
          TpkAllowGroup       *self)
{
  g_autoptr (TpkAllowEntry) entry = NULL;

  if (!g_str_equal (response, "accept") || self->workspace == NULL)
    return;

  entry = tpk_allow_entry_dialog_dup_entry (dialog, NULL);
  if (entry == NULL)
    return;

  tpk_allow_list_append (tpk_profile_get_allow_list (get_profile (self)), entry);
  tpk_workspace_commit (self->workspace, _("Add to Allow-List"));
  adw_expander_row_set_expanded (self->added_row, TRUE);
}

static void
add_cb (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);
  GtkWidget *dialog = tpk_allow_entry_dialog_new (NULL);

  g_signal_connect_object (dialog, "response", G_CALLBACK (added_cb), self, 0);
  present (self, dialog);
}

static void
add_preset_cb (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);
  const TpkAllowPreset *preset = tpk_allow_preset_find (g_variant_get_string (parameter, NULL));
  g_autoptr (TpkAllowList) list = NULL;

  if (preset == NULL || self->workspace == NULL)
    return;

  list = tpk_allow_preset_new_list (preset);
  tpk_allow_list_append_list (tpk_profile_get_allow_list (get_profile (self)), list);
  tpk_workspace_commit (self->workspace, _("Add to Allow-List"));
  adw_expander_row_set_expanded (self->added_row, TRUE);
  if (preset->warning != NULL)
    tpk_toast_send (widget, _(preset->warning));
}

static void
edited_cb (TpkAllowEntryDialog *dialog,
           const char          *response,
           TpkAllowGroup       *self)
{
  TpkAllowList *list;
  TpkAllowEntry *before = g_object_get_data (G_OBJECT (dialog), "entry");
  g_autoptr (TpkAllowEntry) entry = NULL;

  if (!g_str_equal (response, "accept") || self->workspace == NULL)
    return;

  /* The list may have changed under the dialog. */
  list = tpk_profile_get_allow_list (get_profile (self));
  entry = tpk_allow_entry_dialog_dup_entry (dialog, NULL);
  for (guint i = 0; entry != NULL && i < tpk_allow_list_get_n_entries (list); i++) {
    if (!tpk_allow_entry_equal (tpk_allow_list_get_entry (list, i), before))
      continue;

    tpk_allow_list_replace (list, i, entry);
    tpk_workspace_commit (self->workspace, _("Edit Allow-List"));
    return;
  }
}

static TpkAllowEntry *
get_entry (TpkAllowGroup *self,
           GVariant      *parameter)
{
  return tpk_allow_list_get_entry (tpk_profile_get_allow_list (get_profile (self)),
                                   g_variant_get_uint32 (parameter));
}

static void
edit_cb (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);
  TpkAllowEntry *entry = get_entry (self, parameter);
  GtkWidget *dialog;

  if (entry == NULL)
    return;

  dialog = tpk_allow_entry_dialog_new (entry);
  g_object_set_data_full (G_OBJECT (dialog), "entry", g_object_ref (entry), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (edited_cb), self, 0);
  present (self, dialog);
}

static void
remove_cb (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);

  if (get_entry (self, parameter) == NULL)
    return;

  tpk_allow_list_remove (tpk_profile_get_allow_list (get_profile (self)),
                         g_variant_get_uint32 (parameter));
  tpk_workspace_commit (self->workspace, _("Remove from Allow-List"));
}

static void
export_cb (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);
  g_autoptr (TpkAllowList) list = tpk_allow_group_dup_list (self);

  present (self, tpk_allow_export_dialog_new (list));
}

/* After a test, only what is not open is asked for. */
static void
letter_cb (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (widget);
  g_autoptr (TpkAllowList) list = tpk_allow_group_dup_list (self);
  g_autoptr (TpkAllowList) closed = NULL;
  g_autofree char *findings = NULL;

  if (self->run != NULL && !tpk_allow_group_is_testing (self)) {
    closed = tpk_reach_matrix_new_closed_list (tpk_reach_run_get_matrix (self->run), list);
    findings = tpk_reach_matrix_dup_findings (tpk_reach_run_get_matrix (self->run));
  }
  if (closed != NULL && tpk_allow_list_get_n_entries (closed) > 0)
    g_set_object (&list, closed);
  present (self, tpk_allow_letter_dialog_new (list, findings,
                                              tpk_profile_get_cloud (get_profile (self))));
}

static void
tpk_allow_group_dispose (GObject *object)
{
  TpkAllowGroup *self = TPK_ALLOW_GROUP (object);

  tpk_allow_group_set_workspace (self, NULL);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->added_rows, g_ptr_array_unref);
  g_clear_pointer (&self->own_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (tpk_allow_group_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TPK_TYPE_ALLOW_MATRIX);
  g_type_ensure (TPK_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-allow-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, test_button);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, add_button);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, added_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, own_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, matrix);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowGroup, summary_label);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
}

static void
tpk_allow_group_class_init (TpkAllowGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_allow_group_dispose;
  widget_class->map = tpk_allow_group_map;

  /**
   * TpkAllowGroup::tested:
   * @self: the group
   * @n_endpoints: how many ports were tried
   * @n_reached: how many of these answered
   *
   * Emitted when a test is over, and with zeros when what it found holds no more.
   */
  signals[SIGNAL_TESTED] =
    g_signal_new ("tested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "allow.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "allow.add-preset", "s", add_preset_cb);
  gtk_widget_class_install_action (widget_class, "allow.edit", "u", edit_cb);
  gtk_widget_class_install_action (widget_class, "allow.remove", "u", remove_cb);
  gtk_widget_class_install_action (widget_class, "allow.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "allow.letter", NULL, letter_cb);
  bind_template (widget_class);
}

static void
tpk_allow_group_init (TpkAllowGroup *self)
{
  g_autoptr (GMenuModel) menu = tpk_allow_rows_new_menu ();

  self->added_rows = g_ptr_array_new ();
  self->own_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->add_button, menu);
}

/**
 * tpk_allow_group_set_workspace:
 * @self: a group
 * @workspace: (nullable): the session whose active profile has the list
 *
 * A test that is going on is given up.
 */
void
tpk_allow_group_set_workspace (TpkAllowGroup *self,
                               TpkWorkspace  *workspace)
{
  g_return_if_fail (TPK_IS_ALLOW_GROUP (self));
  g_return_if_fail (workspace == NULL || TPK_IS_WORKSPACE (workspace));

  if (self->workspace == workspace)
    return;

  drop_run (self);
  if (self->workspace != NULL) {
    g_signal_handlers_disconnect_by_data (self->workspace, self);
    g_signal_handlers_disconnect_by_data (tpk_workspace_get_draft (self->workspace), self);
  }
  g_set_object (&self->workspace, workspace);
  if (workspace == NULL)
    return;

  g_signal_connect_object (workspace, "cloud-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "notify::active-profile",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/**
 * tpk_allow_group_set_locked:
 * @self: a group
 * @locked: whether nobody may change the list, only test and export it
 */
void
tpk_allow_group_set_locked (TpkAllowGroup *self,
                            gboolean       locked)
{
  static const char *const actions[] = {
    "allow.add", "allow.add-preset", "allow.edit", "allow.remove",
  };

  g_return_if_fail (TPK_IS_ALLOW_GROUP (self));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !locked);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), !locked);
}

/**
 * tpk_allow_group_is_testing:
 * @self: a group
 *
 * Returns: whether a test is going on
 */
gboolean
tpk_allow_group_is_testing (TpkAllowGroup *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_GROUP (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * tpk_allow_group_dup_list:
 * @self: a group with a workspace
 *
 * Returns: (transfer full): all that has to be let through, each entry once
 */
TpkAllowList *
tpk_allow_group_dup_list (TpkAllowGroup *self)
{
  TpkAllowList *list;

  g_return_val_if_fail (TPK_IS_ALLOW_GROUP (self), NULL);
  g_return_val_if_fail (self->workspace != NULL, NULL);

  list = new_own_list (self);
  tpk_allow_list_append_list (list, tpk_profile_get_allow_list (get_profile (self)));

  return list;
}
