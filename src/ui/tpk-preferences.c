/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-preferences"

#include "config.h"

#include "tpk-preferences.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-file-words.h"
#include "tpk-format.h"
#include "tpk-lock-note.h"
#include "tpk-preferences-ca.h"
#include "tpk-shown-clients.h"

/**
 * TpkPreferences:
 *
 * What belongs to the app rather than to calls. Every row is a key of the settings, and takes
 * effect at once, but for where passwords are kept: that belongs to the document, so it is an edit
 * of the draft, which undo takes back and Apply carries out.
 */
struct _TpkPreferences
{
  AdwPreferencesWindow  parent_instance;

  GtkWidget            *start_row;
  GtkWidget            *start_switch;
  GtkWidget            *network_row;
  GtkWidget            *network_switch;
  GtkWidget            *timeout_button;
  AdwActionRow         *ca_row;
  GtkWidget            *ca_clear_button;
  AdwActionRow         *secrets_row;
  TpkLockNote          *secrets_lock;
  GtkSwitch            *secrets_switch;
  AdwPreferencesGroup  *clients_group;
  GtkWidget            *background_group;
  GtkWidget            *notifications_row;
  GtkWidget            *notifications_switch;
  GtkWidget            *background_row;
  GtkWidget            *background_switch;

  GSettings            *settings;        /* (owned) */
  TpkWorkspace         *workspace;       /* (owned) */
  GCancellable         *cancellable;     /* (nullable) (owned): of reading the file */
  GtkNativeDialog      *chooser;         /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkPreferences, tpk_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
has_key (TpkPreferences *self,
         const char     *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  g_object_get (self->settings, "settings-schema", &schema, NULL);

  return g_settings_schema_has_key (schema, key);
}

/* A row is not there in a build whose schema does not have its key. */
static gboolean
bind_switch (TpkPreferences *self,
             const char     *key,
             GtkWidget      *row,
             GtkWidget      *button)
{
  gboolean known = has_key (self, key);

  gtk_widget_set_visible (row, known);
  if (known)
    g_settings_bind (self->settings, key, button, "active", G_SETTINGS_BIND_DEFAULT);

  return known;
}

static void
stop_reading (TpkPreferences *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
described_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TpkPreferences) self = user_data;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *text = NULL;
  gboolean good;

  text = tpk_preferences_ca_describe_finish (result, &good, NULL);
  if (text == NULL)
    return;

  path = g_settings_get_string (self->settings, "ca-file");
  shown = tpk_client_file_words_path (path);
  subtitle = g_strdup_printf ("%s\n%s", shown, text);
  adw_action_row_set_subtitle (self->ca_row, subtitle);
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->ca_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->ca_row), "error");
}

static void
update_ca (TpkPreferences *self)
{
  g_autofree char *path = g_settings_get_string (self->settings, "ca-file");
  gboolean chosen = *path != '\0';

  stop_reading (self);
  gtk_widget_set_visible (self->ca_clear_button, chosen);
  gtk_widget_remove_css_class (GTK_WIDGET (self->ca_row), "error");
  if (!chosen) {
    adw_action_row_set_subtitle (self->ca_row, _("Those that the system trusts. A company with an "
                                                 "authority of its own hands out a PEM file"));
    return;
  }

  self->cancellable = g_cancellable_new ();
  tpk_preferences_ca_describe_async (path, tpk_now_s (), self->cancellable, described_cb,
                                     g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           TpkPreferences  *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
    g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

    if (path != NULL)
      tpk_preferences_set_ca_file (self, path);
  }

  g_clear_object (&self->chooser);
}

static void
choose_cb (TpkPreferences *self)
{
  GtkFileChooserNative *chooser;
  g_autoptr (GtkFileFilter) pem = gtk_file_filter_new ();

  chooser = gtk_file_chooser_native_new (_("Certificate Authorities"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));
  gtk_file_filter_set_name (pem, _("Certificates (PEM)"));
  gtk_file_filter_add_suffix (pem, "pem");
  gtk_file_filter_add_suffix (pem, "crt");
  gtk_file_filter_add_suffix (pem, "cer");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), pem);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_DEFAULT);
  self->chooser = GTK_NATIVE_DIALOG (chooser);
  gtk_native_dialog_show (self->chooser);
}

static void
clear_cb (TpkPreferences *self)
{
  tpk_preferences_set_ca_file (self, "");
}

static void
update_secrets (TpkPreferences *self)
{
  TpkDocument *draft = tpk_workspace_get_draft (self->workspace);
  gboolean keyring = tpk_store_has_keyring (tpk_workspace_get_store (self->workspace));

  gtk_switch_set_active (self->secrets_switch, tpk_document_get_secrets_in_file (draft));
  adw_action_row_set_subtitle (self->secrets_row,
                               keyring ? _("On: whoever can read turnpike.json can read the "
                                           "passwords, and its mode (0600) lets nobody but you. "
                                           "Off: they are in the keyring. Apply moves them")
                                       : _("No keyring can be used in this session, so passwords "
                                           "are in the file either way. Whoever can read "
                                           "turnpike.json can read them, and its mode (0600) lets "
                                           "nobody but you"));
}

static void
secrets_cb (TpkPreferences *self)
{
  TpkDocument *draft = tpk_workspace_get_draft (self->workspace);
  gboolean in_file = gtk_switch_get_active (self->secrets_switch);

  if (tpk_document_get_secrets_in_file (draft) == in_file)
    return;

  /* What was typed elsewhere before is a step of its own. */
  tpk_workspace_commit (self->workspace, NULL);
  tpk_document_set_secrets_in_file (draft, in_file);
  tpk_workspace_commit (self->workspace, in_file ? _("Keep Passwords in the File")
                                                 : _("Keep Passwords in the Keyring"));
}

static void
client_toggled_cb (GtkSwitch      *button,
                   GParamSpec     *pspec,
                   TpkPreferences *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "client");

  tpk_shown_clients_set_shown (self->settings, id, gtk_switch_get_active (button));
}

static void
add_clients (TpkPreferences *self)
{
  const TpkShownClient *clients;
  guint n_clients;

  clients = tpk_shown_clients_get_all (&n_clients);
  for (guint i = 0; i < n_clients; i++) {
    GtkWidget *row = adw_action_row_new ();
    GtkWidget *button = gtk_switch_new ();

    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_switch_set_active (GTK_SWITCH (button),
                           tpk_shown_clients_is_shown (self->settings, clients[i].key));
    g_object_set_data (G_OBJECT (button), "client", (gpointer) clients[i].key);
    gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, _(clients[i].label),
                                    -1);
    g_signal_connect_object (button, "notify::active", G_CALLBACK (client_toggled_cb), self,
                             G_CONNECT_DEFAULT);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(clients[i].label));
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    adw_preferences_group_add (self->clients_group, row);
  }
}

static void
tpk_preferences_dispose (GObject *object)
{
  TpkPreferences *self = TPK_PREFERENCES (object);

  stop_reading (self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  /* libadwaita 1.2 does not let go of the rows, and the session must not stay with them. */
  if (self->workspace != NULL)
    tpk_lock_note_watch (self->secrets_lock, NULL, TPK_MANAGED_SECRETS);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_preferences_parent_class)->dispose (object);
}

static void
tpk_preferences_class_init (TpkPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_preferences_dispose;

  g_type_ensure (TPK_TYPE_LOCK_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, start_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, start_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, network_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, network_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, timeout_button);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, ca_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, ca_clear_button);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, secrets_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, secrets_lock);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, secrets_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, clients_group);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, background_group);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, notifications_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, notifications_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, background_row);
  gtk_widget_class_bind_template_child (widget_class, TpkPreferences, background_switch);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, secrets_cb);
}

static void
tpk_preferences_init (TpkPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Paths and names of authorities are no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->ca_row), FALSE);
}

static void
bind_settings (TpkPreferences *self)
{
  gboolean notifications, background;

  bind_switch (self, "check-on-start", self->start_row, self->start_switch);
  bind_switch (self, "check-on-network-change", self->network_row, self->network_switch);
  notifications = bind_switch (self, "notifications", self->notifications_row,
                               self->notifications_switch);
  background = bind_switch (self, "run-in-background", self->background_row,
                            self->background_switch);
  gtk_widget_set_visible (self->background_group, notifications || background);
  g_settings_bind (self->settings, "check-timeout", self->timeout_button, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::ca-file", G_CALLBACK (update_ca), self,
                           G_CONNECT_SWAPPED);
  add_clients (self);
  update_ca (self);
}

static void
bind_draft (TpkPreferences *self)
{
  tpk_lock_note_watch (self->secrets_lock, self->workspace, TPK_MANAGED_SECRETS);
  tpk_lock_note_guard (self->secrets_lock, GTK_WIDGET (self->secrets_switch));
  g_signal_connect_object (tpk_workspace_get_draft (self->workspace), "changed",
                           G_CALLBACK (update_secrets), self, G_CONNECT_SWAPPED);
  update_secrets (self);
}

/**
 * tpk_preferences_new:
 * @settings: the app's settings
 * @workspace: the session whose draft says where passwords are kept
 *
 * Returns: (transfer floating): a window for them
 */
GtkWidget *
tpk_preferences_new (GSettings    *settings,
                     TpkWorkspace *workspace)
{
  TpkPreferences *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_PREFERENCES, NULL);
  self->settings = g_object_ref (settings);
  self->workspace = g_object_ref (workspace);
  bind_settings (self);
  bind_draft (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_preferences_set_ca_file:
 * @self: a window
 * @path: (type filename): a PEM file, or the empty string for the system's authorities
 */
void
tpk_preferences_set_ca_file (TpkPreferences *self,
                             const char     *path)
{
  g_return_if_fail (TPK_IS_PREFERENCES (self));
  g_return_if_fail (path != NULL);

  g_settings_set_string (self->settings, "ca-file", path);
}
