/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-row"

#include "config.h"

#include "tpk-client-file-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-file-words.h"
#include "tpk-format.h"

/**
 * TpkClientFileRow:
 *
 * One file that is kept written: what reads it, where it is, how it stands, and what can be done.
 * Acts through the actions of the page that it is on, with its position as the target.
 */
struct _TpkClientFileRow
{
  AdwActionRow      parent_instance;

  TpkStateIcon     *icon;
  GtkButton        *button;
  GtkMenuButton    *menu_button;

  TpkClientStatus  *status;        /* (nullable) (owned) */
  guint             position;
};

G_DEFINE_FINAL_TYPE (TpkClientFileRow, tpk_client_file_row, ADW_TYPE_ACTION_ROW)

/* What the state asks for, beside looking. */
static const struct {
  const char *label;               /* (nullable): untranslated */
  const char *action;
} buttons[] = {
  [TPK_CLIENT_OFF]      = { NULL, NULL },
  [TPK_CLIENT_IN_STEP]  = { NULL, NULL },
  [TPK_CLIENT_NEW]      = { NULL, NULL },
  [TPK_CLIENT_CHANGES]  = { NULL, NULL },
  [TPK_CLIENT_MISSING]  = { N_("_Write Again"), "clients.rewrite" },
  [TPK_CLIENT_OUTDATED] = { N_("_Write Again"), "clients.rewrite" },
  [TPK_CLIENT_FOREIGN]  = { N_("_Compare"), "clients.show" },
  [TPK_CLIENT_BLOCKED]  = { N_("C_hange…"), "clients.edit" },
};

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        guint       position)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", position);
  g_menu_append_item (menu, item);
}

/* The file that is always there has nothing to change. */
static gboolean
has_button (TpkClientFileRow *self)
{
  TpkClientState state = tpk_client_status_get_state (self->status);

  return buttons[state].label != NULL &&
         (tpk_client_status_get_file (self->status) != NULL || state != TPK_CLIENT_BLOCKED);
}

static GMenuModel *
build_menu (TpkClientFileRow *self)
{
  TpkClientState state = tpk_client_status_get_state (self->status);
  TpkClientFile *file = tpk_client_status_get_file (self->status);
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();
  GMenu *menu = g_menu_new ();

  append (look, _("_Show"), "clients.show", self->position);
  if (state == TPK_CLIENT_MISSING || state == TPK_CLIENT_OUTDATED)
    append (look, _(buttons[state].label), buttons[state].action, self->position);
  append (look, _("_Copy Text"), "clients.copy", self->position);
  append (look, _("Show in _Files"), "clients.open-folder", self->position);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  if (file != NULL) {
    append (change, _("C_hange…"), "clients.edit", self->position);
    append (change, state == TPK_CLIENT_OFF ? _("S_witch On") : _("S_witch Off"),
            "clients.toggle", self->position);
    append (change, _("_Remove"), "clients.remove", self->position);
    g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  }

  return G_MENU_MODEL (menu);
}

static void
update_button (TpkClientFileRow *self,
               gboolean          narrow)
{
  TpkClientState state = tpk_client_status_get_state (self->status);

  gtk_widget_set_visible (GTK_WIDGET (self->button), has_button (self) && !narrow);
  if (!has_button (self))
    return;

  gtk_button_set_label (self->button, _(buttons[state].label));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "u", self->position);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), buttons[state].action);
}

static char *
dup_where (TpkClientStatus *status)
{
  const char *client = tpk_client_file_words_client (tpk_client_status_get_client (status));
  const char *target = tpk_client_status_get_target (status);
  g_autofree char *folder = tpk_client_file_words_folder (tpk_client_status_get_path (status));
  g_autofree char *behind = NULL;

  if (target == NULL)
    /* Translators: a calling client, and the folder of its file. */
    return g_strdup_printf (_("%s · %s"), client, folder);

  behind = tpk_client_file_words_path (target);
  /* Translators: a calling client, a folder, and the path to which a link in it leads. */
  return g_strdup_printf (_("%s · %s, a link to %s"), client, folder, behind);
}

static void
tpk_client_file_row_dispose (GObject *object)
{
  TpkClientFileRow *self = TPK_CLIENT_FILE_ROW (object);

  g_clear_object (&self->status);

  G_OBJECT_CLASS (tpk_client_file_row_parent_class)->dispose (object);
}

static void
tpk_client_file_row_class_init (TpkClientFileRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_client_file_row_dispose;
}

static void
tpk_client_file_row_init (TpkClientFileRow *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (self);

  /* What names and folders hold is no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);

  self->icon = TPK_STATE_ICON (tpk_state_icon_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (row, GTK_WIDGET (self->icon));

  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, GTK_WIDGET (self->button));

  self->menu_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->menu_button, "view-more-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (self->menu_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->menu_button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), _("More"));
  adw_action_row_add_suffix (row, GTK_WIDGET (self->menu_button));
}

/**
 * tpk_client_file_row_new:
 * @position: which of the files it is about, the target of its actions
 *
 * Returns: (transfer floating): a row without a file
 */
GtkWidget *
tpk_client_file_row_new (guint position)
{
  TpkClientFileRow *self = g_object_new (TPK_TYPE_CLIENT_FILE_ROW, NULL);

  self->position = position;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "u", position);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "clients.show");

  return GTK_WIDGET (self);
}

/**
 * tpk_client_file_row_update:
 * @self: a row
 * @status: how the file stands
 * @waiting: (nullable): what a staged change waits for
 * @narrow: whether the menu is all that there is room for
 */
void
tpk_client_file_row_update (TpkClientFileRow *self,
                            TpkClientStatus  *status,
                            const char       *waiting,
                            gboolean          narrow)
{
  g_autofree char *name = NULL;
  g_autofree char *where = NULL;
  g_autofree char *state = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *more = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  g_return_if_fail (TPK_IS_CLIENT_FILE_ROW (self));
  g_return_if_fail (TPK_IS_CLIENT_STATUS (status));

  g_set_object (&self->status, status);
  name = g_filename_display_basename (tpk_client_status_get_path (status));
  where = dup_where (status);
  state = tpk_client_file_words_state (status, waiting, tpk_now_s ());
  subtitle = g_strdup_printf ("%s\n%s", where, state);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);

  tpk_state_icon_set_state (self->icon, tpk_client_file_words_icon (status, waiting != NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), state);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, state,
                                  -1);

  menu = build_menu (self);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  /* Translators: the name of a file. */
  more = g_strdup_printf (_("More about %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
  update_button (self, narrow);
}

/**
 * tpk_client_file_row_get_status:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what is shown
 */
TpkClientStatus *
tpk_client_file_row_get_status (TpkClientFileRow *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE_ROW (self), NULL);

  return self->status;
}
