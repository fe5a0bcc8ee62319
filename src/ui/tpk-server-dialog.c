/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-dialog"

#include "config.h"

#include "tpk-server-dialog.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-lint.h"

#include "tpk-credential-editor.h"
#include "tpk-format.h"
#include "tpk-own-route-row.h"
#include "tpk-server-test.h"
#include "tpk-url-editor.h"

/**
 * TpkServerDialog:
 *
 * Adds a server or edits one. The server itself is changed only by saving, in one step that can be
 * undone.
 */
struct _TpkServerDialog
{
  AdwWindow            parent_instance;

  GtkWidget           *label_entry;
  GtkWidget           *editors_box;
  TpkCredentialEditor *credential_editor;
  TpkServerTest       *test_group;
  GtkWidget           *save_button;
  GtkWidget           *scrolled_window;

  TpkWorkspace        *workspace;        /* (owned) */
  TpkServer           *server;           /* (nullable) (owned): what is edited, %NULL to add */
};

G_DEFINE_FINAL_TYPE (TpkServerDialog, tpk_server_dialog, ADW_TYPE_WINDOW)

enum {
  PROP_0,
  PROP_SERVER,
  PROP_WORKSPACE,
  N_PROPS,
};

enum {
  SIGNAL_SAVED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static TpkUrlEditor *
get_editor (TpkServerDialog *self,
            guint            position)
{
  GtkWidget *child = gtk_widget_get_first_child (self->editors_box);

  while (child != NULL && position-- > 0)
    child = gtk_widget_get_next_sibling (child);

  return child != NULL ? TPK_URL_EDITOR (child) : NULL;
}

static guint
get_n_editors (TpkServerDialog *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (self->editors_box);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;

  return n;
}

/* What the widgets say. Empty addresses are of use only where positions must agree with editors. */
static TpkServer *
make_server (TpkServerDialog *self,
             gboolean         with_empty)
{
  g_autoptr (TpkServer) server = self->server != NULL ? tpk_server_clone (self->server)
                                                     : tpk_server_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (TpkCredential) credential = NULL;
  TpkUrlEditor *editor;

  for (guint i = 0; (editor = get_editor (self, i)) != NULL; i++) {
    const char *text = tpk_url_editor_get_text (editor);

    if (with_empty || *text != '\0')
      g_ptr_array_add (texts, (gpointer) text);
  }
  g_ptr_array_add (texts, NULL);

  credential = tpk_credential_editor_dup_credential (self->credential_editor);
  tpk_server_set_label (server, gtk_editable_get_text (GTK_EDITABLE (self->label_entry)));
  tpk_server_set_urls (server, (const char *const *) texts->pdata);
  tpk_server_set_credential (server, credential);

  return g_steal_pointer (&server);
}

/* Findings that only other servers or the whole profile explain have their place in the list. */
static GPtrArray *
filter_findings (GListModel *findings,
                 guint       url)
{
  GPtrArray *mine = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (tpk_finding_get_server (finding) != 0 || tpk_finding_get_url (finding) != url)
      continue;
    if (url == TPK_FINDING_NOWHERE && tpk_finding_get_field (finding) == NULL)
      continue;
    g_ptr_array_add (mine, g_steal_pointer (&finding));
  }

  return mine;
}

static void
update_findings (TpkServerDialog *self)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("dialog");
  g_autoptr (TpkServer) server = make_server (self, TRUE);
  g_autoptr (GPtrArray) sign_in = NULL;
  g_autoptr (GListModel) findings = NULL;
  gboolean any = FALSE;
  TpkUrlEditor *editor;

  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  tpk_server_set_enabled (server, TRUE);
  tpk_profile_append_server (profile, server);
  findings = tpk_lint_profile (profile, tpk_now_s ());

  for (guint i = 0; (editor = get_editor (self, i)) != NULL; i++) {
    g_autoptr (GPtrArray) mine = filter_findings (findings, i);

    any |= *tpk_url_editor_get_text (editor) != '\0';
    tpk_url_editor_set_findings (editor, mine);
  }

  sign_in = filter_findings (findings, TPK_FINDING_NOWHERE);
  /* There is nothing to sign in to yet. */
  if (!any)
    g_ptr_array_set_size (sign_in, 0);
  tpk_credential_editor_set_findings (self->credential_editor, sign_in);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.save", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.test", any);
}

static void
changed_cb (TpkServerDialog *self)
{
  /* What was measured does not hold for what is being typed. */
  tpk_server_test_clear (self->test_group);
  update_findings (self);
}

static void
update_editors (TpkServerDialog *self)
{
  guint n = get_n_editors (self);
  TpkUrlEditor *editor;

  for (guint i = 0; (editor = get_editor (self, i)) != NULL; i++) {
    g_autofree char *title = NULL;

    if (n > 1)
      /* Translators: %u is a number that counts the addresses of one server. */
      title = g_strdup_printf (_("Address %u"), i + 1);
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (editor),
                                     title != NULL ? title : _("Address"));
    tpk_url_editor_set_removable (editor, n > 1);
  }
}

static void
remove_url_cb (TpkUrlEditor    *editor,
               TpkServerDialog *self)
{
  GtkWidget *neighbour = gtk_widget_get_next_sibling (GTK_WIDGET (editor));

  if (get_n_editors (self) == 1) {
    tpk_url_editor_set_text (editor, "");
    return;
  }

  if (neighbour == NULL)
    neighbour = gtk_widget_get_prev_sibling (GTK_WIDGET (editor));
  gtk_widget_grab_focus (neighbour);
  gtk_box_remove (GTK_BOX (self->editors_box), GTK_WIDGET (editor));
  update_editors (self);
  changed_cb (self);
}

static void fix_cb (GtkWidget       *source,
                    TpkFinding      *finding,
                    TpkServerDialog *self);

static TpkUrlEditor *
append_editor (TpkServerDialog *self,
               const char      *text)
{
  TpkUrlEditor *editor = TPK_URL_EDITOR (tpk_url_editor_new ());

  tpk_url_editor_set_text (editor, text);
  g_signal_connect_object (editor, "notify::text", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "fix-requested", G_CALLBACK (fix_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (editor, "remove-requested", G_CALLBACK (remove_url_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_box_append (GTK_BOX (self->editors_box), GTK_WIDGET (editor));
  update_editors (self);

  return editor;
}

static void
move_user_info (TpkServerDialog *self,
                TpkUrlEditor    *editor)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_url_editor_get_text (editor));
  g_autoptr (TpkCredential) credential = NULL;
  const char *username = NULL, *password = NULL;

  if (!tpk_ice_url_get_user_info (url, &username, &password) || tpk_ice_url_get_fix (url) == NULL)
    return;

  credential = tpk_credential_new_password (username, password);
  tpk_credential_editor_set_credential (self->credential_editor, credential);
  tpk_url_editor_set_text (editor, tpk_ice_url_get_fix (url));
}

static void
fix_cb (GtkWidget       *source,
        TpkFinding      *finding,
        TpkServerDialog *self)
{
  TpkUrlEditor *editor = get_editor (self, tpk_finding_get_url (finding));

  switch (tpk_finding_get_fix_kind (finding)) {
  case TPK_FIX_REPLACE_URL:
    if (editor != NULL)
      tpk_url_editor_set_text (editor, tpk_finding_get_fix (finding));
    break;
  case TPK_FIX_MOVE_USER_INFO:
    if (editor != NULL)
      move_user_info (self, editor);
    break;
  case TPK_FIX_REMOVE_URL:
    if (editor != NULL)
      remove_url_cb (editor, self);
    return;
  case TPK_FIX_ADD_URL:
    editor = append_editor (self, tpk_finding_get_fix (finding));
    changed_cb (self);
    break;
  case TPK_FIX_NONE:
  case TPK_FIX_REMOVE_SERVER:
  case TPK_FIX_SET_RELAY_ONLY:
  case TPK_FIX_CLEAR_RELAY_ONLY:
  default:
    /* These belong to the profile. */
    return;
  }

  /* The button that had the focus is gone. */
  if (editor != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (editor));
}

static void
add_url_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TpkServerDialog *self = TPK_SERVER_DIALOG (widget);

  gtk_widget_grab_focus (GTK_WIDGET (append_editor (self, "")));
  changed_cb (self);
}

static void
save_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  tpk_server_dialog_save (TPK_SERVER_DIALOG (widget));
}

static void
test_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkServerDialog *self = TPK_SERVER_DIALOG (widget);

  if (tpk_server_test_is_running (self->test_group))
    tpk_server_test_stop (self->test_group);
  else
    tpk_server_dialog_test (self);
}

static void
set_server (TpkServerDialog *self,
            TpkServer       *server)
{
  g_set_object (&self->server, server);

  gtk_window_set_title (GTK_WINDOW (self), server != NULL ? _("Edit Server") : _("Add Server"));
  if (server == NULL) {
    append_editor (self, "");
    return;
  }

  gtk_editable_set_text (GTK_EDITABLE (self->label_entry), tpk_server_get_label (server));
  tpk_credential_editor_set_credential (self->credential_editor,
                                        tpk_server_get_credential (server));
  for (guint i = 0; i < tpk_server_get_n_urls (server); i++)
    append_editor (self, tpk_ice_url_get_text (tpk_server_get_url (server, i)));
  if (tpk_server_get_n_urls (server) == 0)
    append_editor (self, "");
}

static void
tpk_server_dialog_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  TpkServerDialog *self = TPK_SERVER_DIALOG (object);

  switch (prop_id) {
  case PROP_SERVER:
    set_server (self, g_value_get_object (value));
    break;
  case PROP_WORKSPACE:
    self->workspace = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_dialog_constructed (GObject *object)
{
  TpkServerDialog *self = TPK_SERVER_DIALOG (object);

  G_OBJECT_CLASS (tpk_server_dialog_parent_class)->constructed (object);

  update_findings (self);
  gtk_window_set_focus (GTK_WINDOW (self), self->server == NULL
                        ? GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->label_entry)))
                        : NULL);
}

static void
tpk_server_dialog_dispose (GObject *object)
{
  TpkServerDialog *self = TPK_SERVER_DIALOG (object);

  g_clear_object (&self->server);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_server_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TPK_TYPE_CREDENTIAL_EDITOR);
  g_type_ensure (TPK_TYPE_SERVER_TEST);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, label_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, editors_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, credential_editor);
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, test_group);
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServerDialog, scrolled_window);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
}

static void
tpk_server_dialog_class_init (TpkServerDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tpk_server_dialog_set_property;
  object_class->constructed = tpk_server_dialog_constructed;
  object_class->dispose = tpk_server_dialog_dispose;

  /**
   * TpkServerDialog:server:
   *
   * The server to edit, or %NULL to add one.
   */
  props[PROP_SERVER] =
    g_param_spec_object ("server", NULL, NULL, TPK_TYPE_SERVER,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkServerDialog::saved:
   * @self: the dialog
   * @server: the server in the profile
   * @added: whether it is new
   *
   * Emitted after saving.
   */
  signals[SIGNAL_SAVED] =
    g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, TPK_TYPE_SERVER, G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "dialog.add-url", NULL, add_url_cb);
  gtk_widget_class_install_action (widget_class, "dialog.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "dialog.test", NULL, test_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK,
                                       "dialog.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "dialog.test", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "dialog.test", NULL);

  bind_template (widget_class);
}

static void
tpk_server_dialog_init (TpkServerDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_server_dialog_new:
 * @workspace: the working session
 * @server: (nullable): the server to edit, or %NULL to add one
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_server_dialog_new (TpkWorkspace *workspace,
                       TpkServer    *server)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (server == NULL || TPK_IS_SERVER (server), NULL);

  return g_object_new (TPK_TYPE_SERVER_DIALOG,
                       "workspace", workspace,
                       "server", server,
                       NULL);
}

/**
 * tpk_server_dialog_dup_server:
 * @self: the dialog
 *
 * Returns: (transfer full): what the dialog says now, not part of any profile
 */
TpkServer *
tpk_server_dialog_dup_server (TpkServerDialog *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_DIALOG (self), NULL);

  return make_server (self, FALSE);
}

/**
 * tpk_server_dialog_save:
 * @self: the dialog
 *
 * Puts what the dialog says into the active profile, as one undo step, and closes the dialog.
 */
void
tpk_server_dialog_save (TpkServerDialog *self)
{
  g_autoptr (TpkServer) made = NULL;
  TpkProfile *profile;
  gboolean added;

  g_return_if_fail (TPK_IS_SERVER_DIALOG (self));

  profile = tpk_workspace_get_profile (self->workspace);
  made = make_server (self, FALSE);
  /* The document can be reloaded from outside while the dialog is open. */
  added = self->server == NULL || !tpk_profile_find_server (profile, self->server, NULL);

  if (added) {
    tpk_own_route_expect_servers (profile);
    tpk_profile_append_server (profile, made);
  } else {
    tpk_server_assign (self->server, made);
  }
  tpk_workspace_commit (self->workspace, added ? _("Add Server") : _("Edit Server"));

  g_signal_emit (self, signals[SIGNAL_SAVED], 0, added ? made : self->server, added);
  gtk_window_close (GTK_WINDOW (self));
}

/**
 * tpk_server_dialog_test:
 * @self: the dialog
 *
 * Checks the addresses as the dialog has them now.
 */
void
tpk_server_dialog_test (TpkServerDialog *self)
{
  g_autoptr (TpkServer) server = NULL;

  g_return_if_fail (TPK_IS_SERVER_DIALOG (self));

  server = make_server (self, FALSE);
  tpk_server_test_start (self->test_group, server);
}
