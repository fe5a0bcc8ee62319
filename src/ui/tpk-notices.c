/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-notices"

#include "config.h"

#include "tpk-notices.h"

#include <glib/gi18n-lib.h>

#include "tpk-finding-line.h"
#include "tpk-toast.h"

/**
 * TpkNotices:
 *
 * What was noticed with the user's files, each with the action that helps. What was dismissed is
 * not told again.
 */
struct _TpkNotices
{
  GtkWidget     parent_instance;

  GtkRevealer  *revealer;
  GtkBox       *box;             /* of lines, each with its button */
  GPtrArray    *shown;           /* (owned) (element-type TpkFinding) */
  GHashTable   *dismissed;       /* (owned): of what was said */
  TpkWorkspace *workspace;       /* (nullable) (owned) */
  GCancellable *cancellable;     /* (owned) */
  gboolean      busy;            /* reading the files again */
};

G_DEFINE_FINAL_TYPE (TpkNotices, tpk_notices, GTK_TYPE_WIDGET)

static void update (TpkNotices *self);

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TpkNotices) self = user_data;
  g_autoptr (GError) error = NULL;

  tpk_workspace_reload_finish (TPK_WORKSPACE (source), result, &error);
  self->busy = FALSE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tpk_toast_send (GTK_WIDGET (self), error->message);
  if (self->workspace != NULL)
    update (self);
}

static void
read_again (TpkNotices *self,
            TpkFinding *finding)
{
  self->busy = TRUE;
  tpk_workspace_reload_async (self->workspace, self->cancellable, reloaded_cb,
                              g_object_ref (self));
}

static void
show_servers (TpkNotices *self,
              TpkFinding *finding)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "servers");
}

static void
copy (TpkNotices *self,
      TpkFinding *finding)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          tpk_finding_get_message (finding));
  tpk_toast_send (GTK_WIDGET (self), _("Copied"));
}

/* What helps, by the code of the notice. */
static const struct {
  const char *code;
  const char *label;             /* untranslated, with a mnemonic */
  const char *tooltip;           /* untranslated */
  void      (*press) (TpkNotices *self,
                      TpkFinding *finding);
} remedies[] = {
  { "keyring-failed", N_("Try _Again"), N_("Ask the keyring for the passwords again"), read_again },
  { "keyring-locked", N_("_Unlock"), N_("Unlock the keyring that has the passwords"), read_again },
  { "keyring-unavailable", N_("Try _Again"), N_("Ask the keyring for the passwords again"),
    read_again },
  { "managed-locked", N_("Co_py"), N_("Copy this for your administrator"), copy },
  { "managed-override", N_("Co_py"), N_("Copy this for your administrator"), copy },
  { "managed-unreadable", N_("Co_py"), N_("Copy this for your administrator"), copy },
  { "secrets-lost", N_("_Enter Again"), N_("Go to the servers whose passwords are lost"),
    show_servers },
};

static void
clicked_cb (TpkNotices *self,
            GtkWidget  *button)
{
  g_autoptr (TpkFinding) finding = g_object_ref (g_object_get_data (G_OBJECT (button), "finding"));

  for (guint i = 0; i < G_N_ELEMENTS (remedies) && !self->busy; i++)
    if (g_strcmp0 (remedies[i].code, tpk_finding_get_code (finding)) == 0)
      remedies[i].press (self, finding);
  if (self->workspace != NULL)
    update (self);
}

static GtkWidget *
build_button (TpkNotices *self,
              TpkFinding *finding,
              GtkWidget  *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (remedies); i++) {
    GtkWidget *button;

    if (g_strcmp0 (remedies[i].code, tpk_finding_get_code (finding)) != 0)
      continue;

    button = gtk_button_new_with_mnemonic (_(remedies[i].label));
    gtk_widget_set_tooltip_text (button, _(remedies[i].tooltip));
    gtk_accessible_update_relation (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, line, NULL,
                                    -1);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    g_object_set_data_full (G_OBJECT (button), "finding", g_object_ref (finding), g_object_unref);
    g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
    return button;
  }

  return NULL;
}

static void
append (TpkNotices *self,
        TpkFinding *finding)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *line = tpk_finding_line_new (finding);
  GtkWidget *button = build_button (self, finding, line);

  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), line);
  if (button != NULL)
    gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->box, row);
  g_ptr_array_add (self->shown, g_object_ref (finding));
}

static GPtrArray *
list_wanted (TpkNotices *self)
{
  GListModel *notices = tpk_workspace_get_notices (self->workspace);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (notices, i);

    if (!g_hash_table_contains (self->dismissed, tpk_finding_get_message (finding)))
      g_ptr_array_add (wanted, g_steal_pointer (&finding));
  }

  return wanted;
}

static gboolean
shows (TpkNotices *self,
       GPtrArray  *wanted)
{
  if (self->shown->len != wanted->len)
    return FALSE;

  for (guint i = 0; i < wanted->len; i++)
    if (g_strcmp0 (tpk_finding_get_message (g_ptr_array_index (self->shown, i)),
                   tpk_finding_get_message (g_ptr_array_index (wanted, i))) != 0)
      return FALSE;

  return TRUE;
}

static void
update (TpkNotices *self)
{
  g_autoptr (GPtrArray) wanted = list_wanted (self);
  GtkWidget *child;

  /* Lines that say the same stay, and keep the focus. */
  if (!shows (self, wanted)) {
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
      gtk_box_remove (self->box, child);
    g_ptr_array_set_size (self->shown, 0);
    for (guint i = 0; i < wanted->len; i++)
      append (self, g_ptr_array_index (wanted, i));
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), !self->busy);
  /* What is out of sight takes no focus. */
  gtk_widget_set_visible (GTK_WIDGET (self), wanted->len > 0);
  gtk_revealer_set_reveal_child (self->revealer, wanted->len > 0);
}

static void
dismiss_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TpkNotices *self = TPK_NOTICES (widget);

  for (guint i = 0; i < self->shown->len; i++)
    g_hash_table_add (self->dismissed,
                      g_strdup (tpk_finding_get_message (g_ptr_array_index (self->shown, i))));
  update (self);
}

static void
tpk_notices_dispose (GObject *object)
{
  TpkNotices *self = TPK_NOTICES (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_notices_parent_class)->dispose (object);
}

static void
tpk_notices_finalize (GObject *object)
{
  TpkNotices *self = TPK_NOTICES (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->dismissed);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (tpk_notices_parent_class)->finalize (object);
}

static void
tpk_notices_class_init (TpkNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_notices_dispose;
  object_class->finalize = tpk_notices_finalize;

  gtk_widget_class_install_action (widget_class, "notices.dismiss", NULL, dismiss_cb);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-notices.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkNotices, revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkNotices, box);
}

static void
tpk_notices_init (TpkNotices *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tpk_notices_new:
 *
 * Returns: (transfer floating): notices of nothing
 */
GtkWidget *
tpk_notices_new (void)
{
  return g_object_new (TPK_TYPE_NOTICES, NULL);
}

/**
 * tpk_notices_set_workspace:
 * @self: notices without a session
 * @workspace: the session whose notices to show
 */
void
tpk_notices_set_workspace (TpkNotices   *self,
                           TpkWorkspace *workspace)
{
  g_return_if_fail (TPK_IS_NOTICES (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tpk_workspace_get_notices (workspace), "items-changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
