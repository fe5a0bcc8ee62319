/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-credential-editor"

#include "config.h"

#include "tpk-credential-editor.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-finding.h"

#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-validity.h"

/**
 * TpkCredentialEditor:
 *
 * How a server is signed in to. What was entered for another kind is kept while the dialog is open,
 * so that a look at the other kinds loses nothing.
 */
struct _TpkCredentialEditor
{
  TpkGroup       parent_instance;

  AdwComboRow   *kind_row;
  GtkWidget     *username_entry;
  GtkWidget     *password_entry;
  GtkWidget     *secret_entry;
  GtkWidget     *lifetime_row;
  GtkSpinButton *lifetime_spin;
  GtkWidget     *note_row;
  GtkWidget     *expiry_box;
  GtkImage      *expiry_icon;
  GtkLabel      *expiry_label;
  GtkBox        *findings;

  TpkCredential *original;       /* (nullable) (owned): while nothing was changed */
  guint          lifetime_s;
  gboolean       updating;
};

G_DEFINE_FINAL_TYPE (TpkCredentialEditor, tpk_credential_editor, TPK_TYPE_GROUP)

enum {
  SIGNAL_CHANGED,
  SIGNAL_FIX_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
fix_cb (TpkFindingLine *line,
        TpkFinding     *finding,
        gpointer        data)
{
  g_signal_emit (data, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

static TpkCredentialKind
get_kind (TpkCredentialEditor *self)
{
  return (TpkCredentialKind) adw_combo_row_get_selected (self->kind_row);
}

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static char *
dup_expiry (TpkCredentialEditor *self,
            gboolean            *urgent)
{
  g_autofree char *text = NULL, *span = NULL;
  gint64 now_s = tpk_now_s ();
  gint64 expiry_s;

  *urgent = FALSE;

  if (get_kind (self) == TPK_CREDENTIAL_SECRET) {
    span = tpk_format_duration (self->lifetime_s);
    /* Translators: %s is a time span, for example "24 h". */
    return g_strdup_printf (_("Makes a new password when one is needed, good for %s"), span);
  }

  if (get_kind (self) != TPK_CREDENTIAL_PASSWORD ||
      !tpk_username_get_expiry (get_text (self->username_entry), &expiry_s))
    return NULL;

  *urgent = expiry_s <= now_s;
  text = tpk_format_expiry (expiry_s, now_s);
  /* Translators: %s is "expires in 21 h", "expired 3 days ago" or the like. */
  return g_strdup_printf (_("This sign-in %s"), text);
}

static void
update (TpkCredentialEditor *self)
{
  TpkCredentialKind kind = get_kind (self);
  g_autofree char *expiry = NULL;
  gboolean urgent;

  gtk_widget_set_visible (self->username_entry, kind != TPK_CREDENTIAL_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->username_entry),
                                 kind == TPK_CREDENTIAL_SECRET ? _("User _name, if one is needed")
                                                               : _("User _name"));
  gtk_widget_set_visible (self->password_entry, kind == TPK_CREDENTIAL_PASSWORD);
  gtk_widget_set_visible (self->secret_entry, kind == TPK_CREDENTIAL_SECRET);
  gtk_widget_set_visible (self->lifetime_row, kind == TPK_CREDENTIAL_SECRET);

  expiry = dup_expiry (self, &urgent);
  gtk_widget_set_visible (self->expiry_box, expiry != NULL);
  gtk_label_set_label (self->expiry_label, expiry != NULL ? expiry : "");
  gtk_image_set_from_icon_name (self->expiry_icon, urgent ? "dialog-warning-symbolic"
                                                          : "preferences-system-time-symbolic");
  gtk_widget_set_visible (self->note_row,
                          expiry != NULL || gtk_widget_get_visible (GTK_WIDGET (self->findings)));
}

static void
changed_cb (TpkCredentialEditor *self)
{
  if (self->updating)
    return;

  g_clear_pointer (&self->original, tpk_credential_unref);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
kind_changed_cb (TpkCredentialEditor *self)
{
  changed_cb (self);
}

static void
lifetime_changed_cb (TpkCredentialEditor *self)
{
  if (self->updating)
    return;

  self->lifetime_s = (guint) (gtk_spin_button_get_value (self->lifetime_spin) * 3600.0 + 0.5);
  changed_cb (self);
}

static void
tpk_credential_editor_finalize (GObject *object)
{
  TpkCredentialEditor *self = TPK_CREDENTIAL_EDITOR (object);

  g_clear_pointer (&self->original, tpk_credential_unref);

  G_OBJECT_CLASS (tpk_credential_editor_parent_class)->finalize (object);
}

static void
tpk_credential_editor_class_init (TpkCredentialEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = tpk_credential_editor_finalize;

  /**
   * TpkCredentialEditor::changed:
   * @self: the editor
   *
   * Emitted after each edit by the user.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * TpkCredentialEditor::fix-requested:
   * @self: the editor
   * @finding: what is to be repaired
   *
   * Emitted when the user asks for a repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-credential-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, kind_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, username_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, password_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, secret_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, lifetime_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, lifetime_spin);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, note_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, expiry_box);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, expiry_icon);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, TpkCredentialEditor, findings);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, lifetime_changed_cb);
}

static void
tpk_credential_editor_init (TpkCredentialEditor *self)
{
  self->updating = TRUE;
  self->lifetime_s = TPK_CREDENTIAL_DEFAULT_LIFETIME_S;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What nearly every relay asks for. */
  adw_combo_row_set_selected (self->kind_row, TPK_CREDENTIAL_PASSWORD);
  self->updating = FALSE;
  update (self);
}

GtkWidget *
tpk_credential_editor_new (void)
{
  return g_object_new (TPK_TYPE_CREDENTIAL_EDITOR, NULL);
}

/**
 * tpk_credential_editor_dup_credential:
 * @self: the editor
 *
 * Returns: (transfer full): what was entered
 */
TpkCredential *
tpk_credential_editor_dup_credential (TpkCredentialEditor *self)
{
  g_return_val_if_fail (TPK_IS_CREDENTIAL_EDITOR (self), NULL);

  /* What nobody touched stays exactly as it was. */
  if (self->original != NULL)
    return tpk_credential_ref (self->original);

  switch (get_kind (self)) {
  case TPK_CREDENTIAL_PASSWORD:
    /* Fields that nobody filled in ask for nothing. */
    if (*get_text (self->username_entry) == '\0' && *get_text (self->password_entry) == '\0')
      return tpk_credential_new_none ();
    return tpk_credential_new_password (get_text (self->username_entry),
                                        get_text (self->password_entry));
  case TPK_CREDENTIAL_SECRET:
    return tpk_credential_new_secret (get_text (self->username_entry),
                                      get_text (self->secret_entry),
                                      self->lifetime_s);
  case TPK_CREDENTIAL_NONE:
  default:
    return tpk_credential_new_none ();
  }
}

static void
set_text (GtkWidget  *entry,
          const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  gtk_editable_set_text (GTK_EDITABLE (entry), valid);
}

/**
 * tpk_credential_editor_set_credential:
 * @self: the editor
 * @credential: what to show
 */
void
tpk_credential_editor_set_credential (TpkCredentialEditor *self,
                                      TpkCredential       *credential)
{
  g_return_if_fail (TPK_IS_CREDENTIAL_EDITOR (self));
  g_return_if_fail (credential != NULL);

  tpk_credential_ref (credential);
  g_clear_pointer (&self->original, tpk_credential_unref);
  self->original = credential;

  self->updating = TRUE;
  adw_combo_row_set_selected (self->kind_row, tpk_credential_get_kind (credential));
  set_text (self->username_entry, tpk_credential_get_username (credential));
  set_text (self->password_entry, tpk_credential_get_password (credential));
  set_text (self->secret_entry, tpk_credential_get_secret (credential));
  self->lifetime_s = tpk_credential_get_lifetime_s (credential);
  gtk_spin_button_set_value (self->lifetime_spin, self->lifetime_s / 3600.0);
  self->updating = FALSE;

  update (self);
}

/**
 * tpk_credential_editor_set_findings:
 * @self: the editor
 * @findings: (element-type TpkFinding): what there is to say about the sign-in
 */
void
tpk_credential_editor_set_findings (TpkCredentialEditor *self,
                                    GPtrArray           *findings)
{
  gboolean invalid = FALSE;

  g_return_if_fail (TPK_IS_CREDENTIAL_EDITOR (self));
  g_return_if_fail (findings != NULL);

  for (guint i = 0; i < findings->len; i++)
    invalid |= tpk_finding_get_severity (g_ptr_array_index (findings, i)) == TPK_SEVERITY_ERROR;

  /* What is missing is what is wrong. */
  tpk_validity_set (self->username_entry, !invalid || *get_text (self->username_entry) != '\0');
  tpk_validity_set (self->password_entry, !invalid || *get_text (self->password_entry) != '\0');
  tpk_validity_set (self->secret_entry, !invalid || *get_text (self->secret_entry) != '\0');
  tpk_finding_lines_update (self->findings, findings, fix_cb, self);
  update (self);
}
