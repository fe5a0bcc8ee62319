/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-row"

#include "config.h"

#include "tpk-server-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-server-body.h"
#include "tpk-server-drag.h"
#include "tpk-server-row-actions.h"

/**
 * TpkServerRow:
 *
 * One server in the list: what it is, whether it works, and its URLs when expanded. Made to be
 * recycled: what it shows follows from what it is bound to.
 */
struct _TpkServerRow
{
  GtkWidget       parent_instance;

  GtkWidget      *header;
  GtkCheckButton *check;
  TpkStateIcon   *icon;
  GtkLabel       *title_label;
  GtkLabel       *subtitle_label;
  GtkWidget      *edit_button;
  GtkSwitch      *enabled_switch;
  GtkWidget      *menu_button;
  GtkWidget      *handle;
  GtkRevealer    *revealer;
  GtkWidget      *expander;

  TpkProfile     *profile;       /* (nullable) (owned) */
  TpkServer      *server;        /* (nullable) (owned) */
  TpkInsight     *insight;       /* (nullable) (owned) */
  guint           position;      /* of the server in the profile, when last looked */
  gboolean        updating;      /* whether widgets change because the model did */
  gboolean        outdated;      /* something is new that was not shown yet */
  gboolean        locked;        /* nothing can be changed */
  gboolean        narrow;
  gboolean        selected;
  gboolean        selecting;     /* people select rows */
};

G_DEFINE_FINAL_TYPE (TpkServerRow, tpk_server_row, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_EXPANDED,
  PROP_LOCKED,
  PROP_NARROW,
  PROP_SELECTED,
  PROP_SELECTING,
  N_PROPS,
};

enum {
  SIGNAL_EDITED,
  SIGNAL_FIX_REQUESTED,
  SIGNAL_SELECT_REQUESTED,
  SIGNAL_SERVER_DROPPED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
fix_cb (TpkServerRow *self,
        TpkFinding   *finding)
{
  g_signal_emit (self, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

static gboolean
query_tooltip_cb (GtkLabel     *label,
                  int           x,
                  int           y,
                  gboolean      keyboard,
                  GtkTooltip   *tooltip,
                  TpkServerRow *self)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_label (label));
  return TRUE;
}

static void
update_header (TpkServerRow *self,
               guint         position)
{
  g_autofree char *title = tpk_server_dup_title (self->server);
  g_autofree char *subtitle = NULL;
  gboolean enabled = tpk_server_get_enabled (self->server);
  TpkState state;
  double rtt_ms;

  state = tpk_insight_get_server_state (self->insight, self->server, position, &rtt_ms);
  tpk_state_icon_set_state (self->icon, state);
  gtk_label_set_label (self->title_label, title);
  subtitle = tpk_format_server (self->server, rtt_ms, tpk_now_s ());
  gtk_label_set_label (self->subtitle_label, subtitle);

  gtk_switch_set_active (self->enabled_switch, enabled);
  if (enabled)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "off");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "off");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle,
                                  -1);
  /* The focus is on the list's own item around the row. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle,
                                    -1);
}

/* Rows that nobody sees cost nothing. */
static void
update_body (TpkServerRow *self,
             guint         position)
{
  GtkWidget *body = gtk_revealer_get_child (self->revealer);

  if (!gtk_revealer_get_reveal_child (self->revealer)) {
    gtk_revealer_set_child (self->revealer, NULL);
    return;
  }

  if (body == NULL) {
    body = tpk_server_body_new ();
    g_signal_connect_object (body, "fix-requested", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
    gtk_revealer_set_child (self->revealer, body);
  }
  tpk_server_body_update (TPK_SERVER_BODY (body), self->server, position, self->insight);
}

/* Going over ten thousand servers for every row and every change would be felt. */
static gboolean
find_position (TpkServerRow *self)
{
  return tpk_profile_get_server (self->profile, self->position) == self->server ||
         tpk_profile_find_server (self->profile, self->server, &self->position);
}

static void
update (TpkServerRow *self)
{
  if (self->server == NULL)
    return;

  self->outdated = FALSE;
  /* Removed, and about to be unbound. */
  if (!find_position (self))
    return;

  self->updating = TRUE;
  update_header (self, self->position);
  update_body (self, self->position);
  self->updating = FALSE;

  tpk_server_row_actions_update (self, self->position, tpk_profile_get_n_servers (self->profile),
                                 self->locked);
}

static void
insight_changed_cb (TpkServerRow *self,
                    const char   *server_id)
{
  if (server_id != NULL && g_strcmp0 (server_id, tpk_server_get_id (self->server)) != 0)
    return;

  /* Rows on a page that is not shown would only have their style found anew again and again. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->outdated = TRUE;
}

static void
tpk_server_row_map (GtkWidget *widget)
{
  TpkServerRow *self = TPK_SERVER_ROW (widget);

  if (self->outdated)
    update (self);
  GTK_WIDGET_CLASS (tpk_server_row_parent_class)->map (widget);
}

static void
enabled_cb (TpkServerRow *self)
{
  gboolean enabled = gtk_switch_get_active (self->enabled_switch);

  if (self->updating || self->server == NULL)
    return;

  tpk_server_set_enabled (self->server, enabled);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0,
                 enabled ? _("Switch Server On") : _("Switch Server Off"));
}

static void
expanded_cb (TpkServerRow *self)
{
  gboolean expanded = gtk_revealer_get_reveal_child (self->revealer);

  if (expanded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "expanded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "expanded");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->expander),
                               GTK_ACCESSIBLE_STATE_EXPANDED, expanded,
                               -1);

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPANDED]);
}

static void
header_released_cb (GtkGesture   *gesture,
                    int           n_press,
                    double        x,
                    double        y,
                    TpkServerRow *self)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (gesture);
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (controller);
  gboolean extend = (modifiers & GDK_SHIFT_MASK) != 0;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->selecting || extend || (modifiers & GDK_CONTROL_MASK) != 0)
    g_signal_emit (self, signals[SIGNAL_SELECT_REQUESTED], 0, extend);
  else
    tpk_server_row_set_expanded (self, !tpk_server_row_get_expanded (self));
}

static void
check_cb (TpkServerRow *self)
{
  if (gtk_check_button_get_active (self->check) == self->selected)
    return;

  g_signal_emit (self, signals[SIGNAL_SELECT_REQUESTED], 0, FALSE);
  gtk_check_button_set_active (self->check, self->selected);
}

static void
set_selected (TpkServerRow *self,
              gboolean      selected)
{
  self->selected = selected;
  gtk_check_button_set_active (self->check, selected);
}

/* The menu has what is left out where there is little room. Who selects rows acts on them with the bar
 * below the list. */
static void
update_controls (TpkServerRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->check), self->selecting);
  gtk_widget_set_visible (self->edit_button, !self->narrow && !self->selecting);
  gtk_widget_set_visible (self->menu_button, !self->selecting);
  gtk_widget_set_visible (self->handle, !self->narrow && !self->locked && !self->selecting);
  gtk_widget_set_sensitive (GTK_WIDGET (self->enabled_switch), !self->locked);
  update (self);
}

static void
tpk_server_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TpkServerRow *self = TPK_SERVER_ROW (object);

  switch (prop_id) {
  case PROP_EXPANDED:
    g_value_set_boolean (value, tpk_server_row_get_expanded (self));
    break;
  case PROP_LOCKED:
    g_value_set_boolean (value, self->locked);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  case PROP_SELECTED:
    g_value_set_boolean (value, self->selected);
    break;
  case PROP_SELECTING:
    g_value_set_boolean (value, self->selecting);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_row_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TpkServerRow *self = TPK_SERVER_ROW (object);

  switch (prop_id) {
  case PROP_EXPANDED:
    tpk_server_row_set_expanded (self, g_value_get_boolean (value));
    break;
  case PROP_LOCKED:
    self->locked = g_value_get_boolean (value);
    update_controls (self);
    break;
  case PROP_NARROW:
    self->narrow = g_value_get_boolean (value);
    update_controls (self);
    break;
  case PROP_SELECTED:
    set_selected (self, g_value_get_boolean (value));
    break;
  case PROP_SELECTING:
    self->selecting = g_value_get_boolean (value);
    update_controls (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_row_dispose (GObject *object)
{
  GtkWidget *child;

  tpk_server_row_unbind (TPK_SERVER_ROW (object));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_server_row_parent_class)->dispose (object);
}

static void
install_signals (GObjectClass *klass)
{
  /**
   * TpkServerRow::edited:
   * @self: the row
   * @name: what was done, for people
   *
   * Emitted after the user has changed the server in the row.
   */
  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * TpkServerRow::fix-requested:
   * @self: the row
   * @finding: what is to be repaired
   *
   * Emitted when the user asks for a repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  /**
   * TpkServerRow::select-requested:
   * @self: the row
   * @extend: whether all up to this one are to be selected, from the last one on
   *
   * Emitted when the user selects the row, or takes it out of the selection.
   */
  signals[SIGNAL_SELECT_REQUESTED] =
    g_signal_new ("select-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * TpkServerRow::server-dropped:
   * @self: the row
   * @server: the server that was dragged here
   * @after: whether it goes after this one rather than before it
   *
   * Emitted when another row is dropped on this one.
   */
  signals[SIGNAL_SERVER_DROPPED] =
    g_signal_new ("server-dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, TPK_TYPE_SERVER, G_TYPE_BOOLEAN);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TPK_TYPE_STATE_ICON);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, header);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, check);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, expander);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_released_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, enabled_cb);
  gtk_widget_class_bind_template_callback (widget_class, expanded_cb);
}

static void
tpk_server_row_class_init (TpkServerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_server_row_get_property;
  object_class->set_property = tpk_server_row_set_property;
  object_class->dispose = tpk_server_row_dispose;
  widget_class->map = tpk_server_row_map;

  /**
   * TpkServerRow:expanded:
   *
   * Whether the addresses are shown.
   */
  props[PROP_EXPANDED] =
    g_param_spec_boolean ("expanded", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkServerRow:locked:
   *
   * Whether an administrator has set the servers.
   */
  props[PROP_LOCKED] =
    g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkServerRow:narrow:
   *
   * Whether there is little room, so that what the menu has too is left out.
   */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkServerRow:selected:
   *
   * Whether its check button is checked, while people select rows.
   */
  props[PROP_SELECTED] =
    g_param_spec_boolean ("selected", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkServerRow:selecting:
   *
   * Whether people select rows.
   */
  props[PROP_SELECTING] =
    g_param_spec_boolean ("selecting", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (object_class);

  tpk_server_row_actions_install (widget_class);
  bind_template (widget_class);
  gtk_widget_class_set_css_name (widget_class, "serverrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_server_row_init (TpkServerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tpk_server_drag_attach (self, self->header);
  tpk_server_row_actions_attach_menu (GTK_MENU_BUTTON (self->menu_button));
}

GtkWidget *
tpk_server_row_new (void)
{
  return g_object_new (TPK_TYPE_SERVER_ROW, NULL);
}

/**
 * tpk_server_row_bind:
 * @self: the row
 * @profile: the profile that the server is in
 * @server: what to show
 * @insight: what is known of it
 *
 * Shows @server and follows it until tpk_server_row_unbind().
 */
void
tpk_server_row_bind (TpkServerRow *self,
                     TpkProfile   *profile,
                     TpkServer    *server,
                     TpkInsight   *insight)
{
  g_return_if_fail (TPK_IS_SERVER_ROW (self));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (TPK_IS_SERVER (server));
  g_return_if_fail (TPK_IS_INSIGHT (insight));

  tpk_server_row_unbind (self);
  g_set_object (&self->profile, profile);
  g_set_object (&self->server, server);
  g_set_object (&self->insight, insight);

  g_signal_connect_swapped (server, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (tpk_profile_get_servers (profile), "items-changed",
                            G_CALLBACK (update), self);
  g_signal_connect_swapped (insight, "changed", G_CALLBACK (insight_changed_cb), self);

  update (self);
}

void
tpk_server_row_unbind (TpkServerRow *self)
{
  g_return_if_fail (TPK_IS_SERVER_ROW (self));

  if (self->server == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->server, self);
  g_signal_handlers_disconnect_by_data (tpk_profile_get_servers (self->profile), self);
  g_signal_handlers_disconnect_by_data (self->insight, self);
  g_clear_object (&self->server);
  g_clear_object (&self->profile);
  g_clear_object (&self->insight);
}

/**
 * tpk_server_row_get_server:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TpkServer *
tpk_server_row_get_server (TpkServerRow *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_ROW (self), NULL);

  return self->server;
}

TpkState
tpk_server_row_get_state (TpkServerRow *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_ROW (self), TPK_STATE_NONE);

  return tpk_state_icon_get_state (self->icon);
}

gboolean
tpk_server_row_get_expanded (TpkServerRow *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_ROW (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

void
tpk_server_row_set_expanded (TpkServerRow *self,
                             gboolean      expanded)
{
  g_return_if_fail (TPK_IS_SERVER_ROW (self));

  gtk_revealer_set_reveal_child (self->revealer, !!expanded);
}
