/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile-menu"

#include "config.h"

#include "tpk-profile-menu.h"

#include <glib/gi18n-lib.h>

#include "tpk-name-dialog.h"
#include "tpk-toast.h"

/**
 * TpkProfileMenu:
 *
 * The button that says which profile is being edited, with a menu to choose another one, and to
 * make, rename and delete profiles.
 */
struct _TpkProfileMenu
{
  GtkWidget     parent_instance;

  GtkWidget    *button;
  GtkLabel     *label;
  GMenu        *profiles;        /* (owned): a section with one item a profile */
  TpkWorkspace *workspace;       /* (nullable) (owned) */
  TpkProfile   *profile;         /* (nullable) (owned): the active one */
};

G_DEFINE_FINAL_TYPE (TpkProfileMenu, tpk_profile_menu, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_ACTIVE_NAME,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* What an undo toast needs to bring a profile back. */
typedef struct {
  TpkProfileMenu *menu;          /* (unowned) (weak) */
  TpkProfile     *profile;       /* (owned) */
} Removed;

static void
removed_free (gpointer  data,
              GClosure *closure)
{
  Removed *removed = data;

  g_clear_weak_pointer (&removed->menu);
  g_object_unref (removed->profile);
  g_free (removed);
}

static TpkDocument *
get_draft (TpkProfileMenu *self)
{
  return tpk_workspace_get_draft (self->workspace);
}

static void
update (TpkProfileMenu *self)
{
  GListModel *profiles = tpk_document_get_profiles (get_draft (self));
  guint n = g_list_model_get_n_items (profiles);
  g_autofree char *name = NULL;

  g_menu_remove_all (self->profiles);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);
    g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
    g_auto (GStrv) parts = g_strsplit (tpk_profile_get_name (profile), "_", -1);
    g_autofree char *label = g_strjoinv ("__", parts);

    /* A name is no place for mnemonics. */
    g_menu_item_set_label (item, label);
    g_menu_item_set_action_and_target (item, "profiles.select", "s",
                                       tpk_profile_get_name (profile));
    g_menu_append_item (self->profiles, item);
  }

  gtk_label_set_label (self->label, tpk_profile_get_name (self->profile));
  /* Translators: %s is the name of the profile that is being edited. */
  name = g_strdup_printf (_("Profile: %s"), tpk_profile_get_name (self->profile));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  /* A long one is cut off. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "profiles.remove", n > 1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE_NAME]);
}

static void
active_profile_changed_cb (TpkProfileMenu *self)
{
  TpkProfile *profile = tpk_workspace_get_profile (self->workspace);

  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_func (self->profile, update, self);
  g_set_object (&self->profile, profile);
  g_signal_connect_object (profile, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
present (TpkProfileMenu *self,
         GtkWidget      *dialog,
         GCallback       response_cb)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  g_signal_connect_object (dialog, "response", response_cb, self, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
dup_name (TpkNameDialog *dialog)
{
  return g_strstrip (g_strdup (tpk_name_dialog_get_name (dialog)));
}

static void
new_response_cb (TpkNameDialog  *dialog,
                 const char     *response,
                 TpkProfileMenu *self)
{
  g_autofree char *name = dup_name (dialog);

  if (g_strcmp0 (response, "accept") != 0)
    return;

  tpk_document_set_active_profile (get_draft (self),
                                   tpk_document_add_profile (get_draft (self), name));
  tpk_workspace_commit (self->workspace, _("Add Profile"));
}

static void
new_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (widget);

  present (self, tpk_name_dialog_new (_("New Profile"), _("_Add"), get_draft (self), NULL),
           G_CALLBACK (new_response_cb));
}

static void
rename_response_cb (TpkNameDialog  *dialog,
                    const char     *response,
                    TpkProfileMenu *self)
{
  g_autofree char *name = dup_name (dialog);

  if (g_strcmp0 (response, "accept") != 0)
    return;

  tpk_profile_set_name (self->profile, name);
  tpk_workspace_commit (self->workspace, _("Rename Profile"));
}

static void
rename_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (widget);

  present (self,
           tpk_name_dialog_new (_("Rename Profile"), _("_Rename"), get_draft (self),
                                self->profile),
           G_CALLBACK (rename_response_cb));
}

static void
undo_remove_cb (AdwToast *toast,
                gpointer  data)
{
  Removed *removed = data;
  TpkProfile *profile;

  /* Undo from the keyboard may have been quicker. */
  if (removed->menu == NULL || removed->menu->workspace == NULL ||
      tpk_document_find_profile (get_draft (removed->menu),
                                 tpk_profile_get_name (removed->profile)) != NULL)
    return;

  profile = tpk_document_add_profile (get_draft (removed->menu),
                                      tpk_profile_get_name (removed->profile));
  tpk_profile_assign (profile, removed->profile);
  tpk_document_set_active_profile (get_draft (removed->menu), profile);
  tpk_workspace_commit (removed->menu->workspace, _("Bring Profile Back"));
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (widget);
  g_autofree char *text = NULL;
  Removed *removed;

  /* Translators: %s is the name of a profile. */
  text = g_strdup_printf (_("Profile “%s” deleted"), tpk_profile_get_name (self->profile));
  removed = g_new0 (Removed, 1);
  g_set_weak_pointer (&removed->menu, self);
  removed->profile = g_object_ref (self->profile);

  tpk_document_remove_profile (get_draft (self), self->profile);
  tpk_workspace_commit (self->workspace, _("Delete Profile"));
  tpk_toast_send_undo (widget, text, G_CALLBACK (undo_remove_cb), removed, removed_free);
}

static void
select_profile (TpkProfileMenu *self,
                const char     *name)
{
  TpkProfile *profile = tpk_document_find_profile (get_draft (self), name);

  if (profile == NULL || profile == self->profile)
    return;

  tpk_document_set_active_profile (get_draft (self), profile);
  tpk_workspace_commit (self->workspace, _("Choose Profile"));
}

static void
tpk_profile_menu_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (object);

  switch (prop_id) {
  case PROP_ACTIVE_NAME:
    g_value_set_string (value, self->profile != NULL ? tpk_profile_get_name (self->profile) : "");
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_profile_menu_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (object);

  switch (prop_id) {
  case PROP_ACTIVE_NAME:
    if (self->workspace != NULL && g_value_get_string (value) != NULL)
      select_profile (self, g_value_get_string (value));
    break;
  case PROP_WORKSPACE:
    tpk_profile_menu_set_workspace (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_profile_menu_dispose (GObject *object)
{
  TpkProfileMenu *self = TPK_PROFILE_MENU (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->profiles);
  g_clear_object (&self->profile);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_profile_menu_parent_class)->dispose (object);
}

static void
tpk_profile_menu_class_init (TpkProfileMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_profile_menu_get_property;
  object_class->set_property = tpk_profile_menu_set_property;
  object_class->dispose = tpk_profile_menu_dispose;

  /**
   * TpkProfileMenu:active-name:
   *
   * The name of the active profile. Setting it makes another one active.
   */
  props[PROP_ACTIVE_NAME] =
    g_param_spec_string ("active-name", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_property_action (widget_class, "profiles.select", "active-name");
  gtk_widget_class_install_action (widget_class, "profiles.new", NULL, new_cb);
  gtk_widget_class_install_action (widget_class, "profiles.rename", NULL, rename_cb);
  gtk_widget_class_install_action (widget_class, "profiles.remove", NULL, remove_cb);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GMenuModel *
make_menu (TpkProfileMenu *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) commands = g_menu_new ();

  g_menu_append_section (menu, _("Profile"), G_MENU_MODEL (self->profiles));
  g_menu_append (commands, _("_New Profile…"), "profiles.new");
  g_menu_append (commands, _("_Rename Profile…"), "profiles.rename");
  g_menu_append (commands, _("_Delete Profile"), "profiles.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (commands));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
tpk_profile_menu_init (TpkProfileMenu *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autoptr (GMenuModel) menu = NULL;

  self->profiles = g_menu_new ();
  menu = make_menu (self);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->label, 18);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), menu);
  gtk_widget_set_tooltip_text (self->button, _("Profile"));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
tpk_profile_menu_new (void)
{
  return g_object_new (TPK_TYPE_PROFILE_MENU, NULL);
}

/**
 * tpk_profile_menu_set_workspace:
 * @self: the menu
 * @workspace: the working session; set once
 */
void
tpk_profile_menu_set_workspace (TpkProfileMenu *self,
                                TpkWorkspace   *workspace)
{
  TpkDocument *draft;

  g_return_if_fail (TPK_IS_PROFILE_MENU (self));
  g_return_if_fail (self->workspace == NULL);

  if (workspace == NULL)
    return;

  self->workspace = g_object_ref (workspace);
  draft = get_draft (self);
  g_signal_connect_object (draft, "notify::active-profile",
                           G_CALLBACK (active_profile_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_document_get_profiles (draft), "items-changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  active_profile_changed_cb (self);
}
