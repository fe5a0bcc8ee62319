/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lock-note"

#include "config.h"

#include "tpk-lock-note.h"

/**
 * TpkLockNote:
 *
 * Says that an administrator has locked something: a padlock, who it was and who can change it.
 * Where there is no room for the words, the padlock has them as its tooltip, and as its name for
 * assistive technology. It is not there while nothing is locked.
 */
struct _TpkLockNote
{
  GtkWidget         parent_instance;

  GtkWidget        *icon;
  GtkLabel         *label;
  TpkWorkspace     *workspace;   /* (nullable) (owned) */
  TpkManagedMember  member;
  char             *reason;      /* (nullable) (owned): why it is locked; %NULL where it is not */
  gboolean          compact;
};

G_DEFINE_FINAL_TYPE (TpkLockNote, tpk_lock_note, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_COMPACT,
  PROP_LOCKED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
update (TpkLockNote *self)
{
  g_autofree char *reason = NULL;

  if (self->workspace != NULL)
    reason = tpk_workspace_dup_lock_reason (self->workspace, self->member);
  if (g_strcmp0 (self->reason, reason) == 0)
    return;

  g_free (self->reason);
  self->reason = g_steal_pointer (&reason);

  gtk_widget_set_visible (GTK_WIDGET (self), self->reason != NULL);
  gtk_label_set_label (self->label, self->reason != NULL ? self->reason : "");
  gtk_widget_set_tooltip_text (self->icon, self->reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->reason != NULL ? self->reason : "",
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

static void
set_compact (TpkLockNote *self,
             gboolean     compact)
{
  self->compact = compact;
  gtk_widget_set_visible (GTK_WIDGET (self->label), !compact);
  /* The words are said once. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon),
                               GTK_ACCESSIBLE_STATE_HIDDEN, !compact,
                               -1);
}

/* What the control said before is kept for when the lock goes. */
static void
guard_cb (TpkLockNote *self,
          GParamSpec  *pspec,
          GtkWidget   *control)
{
  gboolean locked = self->reason != NULL;
  const char *tooltip = g_object_get_data (G_OBJECT (control), "tooltip-unlocked");

  gtk_widget_set_sensitive (control, !locked);
  gtk_widget_set_tooltip_text (control, locked ? self->reason : tooltip);
  if (locked)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->reason,
                                    -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
tpk_lock_note_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_COMPACT:
    g_value_set_boolean (value, TPK_LOCK_NOTE (object)->compact);
    break;
  case PROP_LOCKED:
    g_value_set_boolean (value, TPK_LOCK_NOTE (object)->reason != NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_lock_note_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_COMPACT:
    set_compact (TPK_LOCK_NOTE (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_lock_note_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&TPK_LOCK_NOTE (object)->workspace);

  G_OBJECT_CLASS (tpk_lock_note_parent_class)->dispose (object);
}

static void
tpk_lock_note_finalize (GObject *object)
{
  g_free (TPK_LOCK_NOTE (object)->reason);

  G_OBJECT_CLASS (tpk_lock_note_parent_class)->finalize (object);
}

static void
tpk_lock_note_class_init (TpkLockNoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_lock_note_get_property;
  object_class->set_property = tpk_lock_note_set_property;
  object_class->dispose = tpk_lock_note_dispose;
  object_class->finalize = tpk_lock_note_finalize;

  /**
   * TpkLockNote:compact:
   *
   * Whether there is room for the padlock only.
   */
  props[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkLockNote:locked:
   *
   * Whether an administrator has locked what is watched.
   */
  props[PROP_LOCKED] =
    g_param_spec_boolean ("locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "locknote");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_lock_note_init (TpkLockNote *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->icon = g_object_new (GTK_TYPE_IMAGE,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                             "icon-name", "changes-prevent-symbolic",
                             "valign", GTK_ALIGN_CENTER,
                             NULL);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0.0f);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));

  set_compact (self, FALSE);
}

/**
 * tpk_lock_note_new:
 *
 * Returns: (transfer floating): a note that says nothing
 */
GtkWidget *
tpk_lock_note_new (void)
{
  return g_object_new (TPK_TYPE_LOCK_NOTE, NULL);
}

/**
 * tpk_lock_note_watch:
 * @self: a note
 * @workspace: (nullable): the session
 * @member: what may be locked
 *
 * Tells from now on whether an administrator has locked @member.
 */
void
tpk_lock_note_watch (TpkLockNote      *self,
                     TpkWorkspace     *workspace,
                     TpkManagedMember  member)
{
  g_return_if_fail (TPK_IS_LOCK_NOTE (self));
  g_return_if_fail (workspace == NULL || TPK_IS_WORKSPACE (workspace));

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  g_set_object (&self->workspace, workspace);
  self->member = member;
  if (workspace != NULL)
    g_signal_connect_object (workspace, "managed-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}

/**
 * tpk_lock_note_get_locked:
 * @self: a note
 *
 * Returns: whether an administrator has locked what is watched
 */
gboolean
tpk_lock_note_get_locked (TpkLockNote *self)
{
  g_return_val_if_fail (TPK_IS_LOCK_NOTE (self), FALSE);

  return self->reason != NULL;
}

/**
 * tpk_lock_note_guard:
 * @self: a note
 * @control: what changes that which is watched; nobody else makes it insensitive
 *
 * Makes @control insensitive while it is locked, with the reason as its tooltip and its description
 * for assistive technology.
 */
void
tpk_lock_note_guard (TpkLockNote *self,
                     GtkWidget   *control)
{
  g_return_if_fail (TPK_IS_LOCK_NOTE (self));
  g_return_if_fail (GTK_IS_WIDGET (control));

  g_object_set_data_full (G_OBJECT (control), "tooltip-unlocked",
                          g_strdup (gtk_widget_get_tooltip_text (control)), g_free);
  g_signal_connect_object (self, "notify::locked", G_CALLBACK (guard_cb), control,
                           G_CONNECT_DEFAULT);
  if (self->reason != NULL)
    guard_cb (self, NULL, control);
}
