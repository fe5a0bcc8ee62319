/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-editor"

#include "config.h"

#include "tpk-client-file-editor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dialects/tpk-dialect.h"

#include "tpk-validity.h"

/* Looking at a path waits for the disk: not with every letter that is typed. */
#define LOOK_MS 200

/**
 * TpkClientFileEditor:
 *
 * Adds a client file to the draft, or changes one. What stands in the way of writing there is said
 * before it is added. Closes when it is done.
 */
struct _TpkClientFileEditor
{
  AdwWindow             parent_instance;

  AdwPreferencesGroup  *client_group;
  AdwComboRow          *client_row;
  GtkEditable          *path_row;
  GtkLabel             *problem_label;
  GtkWidget            *apply_button;

  TpkWorkspace         *workspace;       /* (owned) */
  TpkClientFile        *file;            /* (nullable) (owned): the one that is changed */
  GPtrArray            *writers;         /* (element-type TpkDialect) (owned): of the rows */
  GCancellable         *cancellable;     /* (nullable) (owned): of the look at the disk */
  GtkNativeDialog      *chooser;         /* (nullable) (owned) */
  guint                 look_id;
};

G_DEFINE_FINAL_TYPE (TpkClientFileEditor, tpk_client_file_editor, ADW_TYPE_WINDOW)

static const TpkDialect *
get_dialect (TpkClientFileEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->client_row);

  return selected < self->writers->len ? g_ptr_array_index (self->writers, selected) : NULL;
}

/* People write "~" for their home. */
static char *
dup_path (TpkClientFileEditor *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->path_row)));

  if (strcmp (typed, "~") == 0 || g_str_has_prefix (typed, "~/"))
    return g_strconcat (g_get_home_dir (), typed + 1, NULL);

  return g_steal_pointer (&typed);
}

static void
tell (TpkClientFileEditor *self,
      const char          *text,
      gboolean             good)
{
  const char *style = good ? "dim-label" : "error";

  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->problem_label), good ? "error" : "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem_label), style);
  tpk_validity_set (self->path_row, good);
  gtk_widget_set_sensitive (self->apply_button, good);
}

/* The draft as it would be. */
static TpkDocument *
build_document (TpkClientFileEditor *self)
{
  TpkDocument *document = tpk_document_copy (tpk_workspace_get_draft (self->workspace));
  GListModel *files = tpk_document_get_client_files (document);
  g_autofree char *path = dup_path (self);
  g_autoptr (TpkClientFile) added = tpk_client_file_new (get_dialect (self)->id, path);

  for (guint i = 0; self->file != NULL && i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    if (tpk_client_file_equal (file, self->file)) {
      tpk_document_remove_client_file (document, file);
      break;
    }
  }
  tpk_document_add_client_file (document, added);

  return document;
}

typedef struct {
  TpkStore    *store;        /* (owned) */
  TpkDocument *document;     /* (owned) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->store);
  g_object_unref (look->document);
  g_free (look);
}

static void
look_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Look *look = task_data;
  g_autoptr (GListModel) list = NULL;

  list = tpk_store_survey (look->store, look->document, look->document,
                           g_get_real_time () / G_USEC_PER_SEC);
  g_task_return_pointer (task, g_list_model_get_item (list, g_list_model_get_n_items (list) - 1),
                         g_object_unref);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TpkClientFileEditor *self = TPK_CLIENT_FILE_EDITOR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkClientStatus) status = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    return;

  switch (tpk_client_status_get_state (status)) {
  case TPK_CLIENT_BLOCKED: {
    g_autofree char *text = NULL;

    /* Translators: a sentence that begins in lower case. */
    text = g_strdup_printf (_("This file cannot be written: %s"),
                            tpk_client_status_get_reason (status));
    tell (self, text, FALSE);
    break;
  }
  case TPK_CLIENT_FOREIGN:
    tell (self, _("There is something in this file that Turnpike did not write. You will be asked "
                  "before it is overwritten."), TRUE);
    break;
  default:
    tell (self, NULL, TRUE);
  }
}

static gboolean
look_cb (gpointer user_data)
{
  TpkClientFileEditor *self = user_data;
  g_autoptr (GTask) task = NULL;
  Look *look = g_new0 (Look, 1);

  self->look_id = 0;
  self->cancellable = g_cancellable_new ();
  look->store = g_object_ref (tpk_workspace_get_store (self->workspace));
  look->document = build_document (self);
  task = g_task_new (self, self->cancellable, looked_cb, NULL);
  g_task_set_source_tag (task, look_cb);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);

  return G_SOURCE_REMOVE;
}

static void
forget_look (TpkClientFileEditor *self)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
changed_cb (TpkClientFileEditor *self)
{
  const TpkDialect *dialect = get_dialect (self);
  g_autofree char *path = NULL;

  if (self->workspace == NULL || dialect == NULL)
    return;

  path = dup_path (self);
  adw_preferences_group_set_description (self->client_group, _(dialect->about));
  forget_look (self);
  tell (self, NULL, TRUE);
  gtk_widget_set_sensitive (self->apply_button, FALSE);
  if (*path != '\0')
    self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
}

static void
chosen_cb (GtkNativeDialog     *chooser,
           int                  response,
           TpkClientFileEditor *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

    if (path != NULL)
      gtk_editable_set_text (self->path_row, path);
    else
      tell (self, _("This place cannot be written as a file. Choose one on this computer."), FALSE);
  }

  g_clear_object (&self->chooser);
}

static void
choose_cb (TpkClientFileEditor *self)
{
  const TpkDialect *dialect = get_dialect (self);
  g_autofree char *path = dup_path (self);
  g_autofree char *name = g_strdup_printf ("turnpike-%s.%s", dialect->id, dialect->suffix);
  GtkFileChooserNative *chooser;

  chooser = gtk_file_chooser_native_new (_("File to Keep Written"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Choose"), _("_Cancel"));
  if (g_path_is_absolute (path)) {
    g_autoptr (GFile) file = g_file_new_for_path (path);

    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
  } else {
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_DEFAULT);
  self->chooser = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_show (self->chooser);
}

static void
fill_clients (TpkClientFileEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const TpkDialect *const *dialects;
  guint n_dialects;

  dialects = tpk_dialects_get (&n_dialects);
  for (guint i = 0; i < n_dialects; i++) {
    if (dialects[i]->write == NULL)
      continue;
    g_ptr_array_add (self->writers, (gpointer) dialects[i]);
    gtk_string_list_append (names, _(dialects[i]->name));
  }
  adw_combo_row_set_model (self->client_row, G_LIST_MODEL (names));
}

static void
select_client (TpkClientFileEditor *self,
               const char          *client)
{
  for (guint i = 0; i < self->writers->len; i++) {
    const TpkDialect *dialect = g_ptr_array_index (self->writers, i);

    if (strcmp (dialect->id, client) == 0)
      adw_combo_row_set_selected (self->client_row, i);
  }
}

/* The same one in the draft, where it may have been undone or moved meanwhile. */
static gboolean
find_file (TpkClientFileEditor *self,
           guint               *position)
{
  TpkDocument *draft = tpk_workspace_get_draft (self->workspace);
  GListModel *files = tpk_document_get_client_files (draft);

  for (*position = 0; *position < g_list_model_get_n_items (files); (*position)++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, *position);

    if (tpk_client_file_equal (file, self->file))
      return TRUE;
  }

  return FALSE;
}

static void
tpk_client_file_editor_dispose (GObject *object)
{
  TpkClientFileEditor *self = TPK_CLIENT_FILE_EDITOR (object);

  forget_look (self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  g_clear_object (&self->file);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_client_file_editor_parent_class)->dispose (object);
}

static void
tpk_client_file_editor_finalize (GObject *object)
{
  g_ptr_array_unref (TPK_CLIENT_FILE_EDITOR (object)->writers);

  G_OBJECT_CLASS (tpk_client_file_editor_parent_class)->finalize (object);
}

static void
tpk_client_file_editor_class_init (TpkClientFileEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_client_file_editor_dispose;
  object_class->finalize = tpk_client_file_editor_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-client-file-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileEditor, client_group);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileEditor, client_row);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileEditor, path_row);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileEditor, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, tpk_client_file_editor_apply);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tpk_client_file_editor_init (TpkClientFileEditor *self)
{
  self->writers = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_clients (self);
}

/**
 * tpk_client_file_editor_new:
 * @workspace: the session whose draft to edit
 * @file: (nullable): the client file to change, or %NULL to add one
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_client_file_editor_new (TpkWorkspace  *workspace,
                            TpkClientFile *file)
{
  TpkClientFileEditor *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (file == NULL || TPK_IS_CLIENT_FILE (file), NULL);

  self = g_object_new (TPK_TYPE_CLIENT_FILE_EDITOR, NULL);
  self->workspace = g_object_ref (workspace);
  g_set_object (&self->file, file);
  if (file != NULL) {
    gtk_window_set_title (GTK_WINDOW (self), _("Change Client"));
    gtk_button_set_label (GTK_BUTTON (self->apply_button), _("_Change"));
    select_client (self, tpk_client_file_get_client (file));
    gtk_editable_set_text (self->path_row, tpk_client_file_get_path (file));
  }
  changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_client_file_editor_apply:
 * @self: a dialog
 *
 * Takes over what was entered, as its button does. Does nothing while that cannot be written.
 */
void
tpk_client_file_editor_apply (TpkClientFileEditor *self)
{
  TpkDocument *draft;
  g_autoptr (TpkClientFile) changed = NULL;
  g_autofree char *path = NULL;
  guint position = G_MAXUINT;

  g_return_if_fail (TPK_IS_CLIENT_FILE_EDITOR (self));

  if (!gtk_widget_get_sensitive (self->apply_button))
    return;

  draft = tpk_workspace_get_draft (self->workspace);
  path = dup_path (self);
  tpk_workspace_commit (self->workspace, NULL);
  if (self->file != NULL && find_file (self, &position)) {
    g_autoptr (TpkClientFile) known =
      g_list_model_get_item (tpk_document_get_client_files (draft), position);

    tpk_document_remove_client_file (draft, known);
    changed = tpk_client_file_with_target (self->file, get_dialect (self)->id, path);
  } else {
    changed = tpk_client_file_new (get_dialect (self)->id, path);
  }
  tpk_document_insert_client_file (draft, position, changed);
  tpk_workspace_commit (self->workspace, self->file != NULL ? _("Change Client")
                                                            : _("Add Client"));
  gtk_window_close (GTK_WINDOW (self));
}
