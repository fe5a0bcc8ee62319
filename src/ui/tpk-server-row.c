/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-row"

#include "config.h"

#include "tpk-server-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-server-drag.h"
#include "tpk-server-row-actions.h"
#include "tpk-url-row.h"

/* More widgets than this in one row would make scrolling stutter; the dialog shows all. */
#define MAX_URLS_SHOWN 50

/**
 * TpkServerRow:
 *
 * One server in the list: what it is, whether it works, and its URLs when expanded. Made to be
 * recycled: what it shows follows from what it is bound to.
 */
struct _TpkServerRow
{
  GtkWidget     parent_instance;

  GtkWidget    *header;
  TpkStateIcon *icon;
  GtkLabel     *title_label;
  GtkLabel     *subtitle_label;
  GtkWidget    *edit_button;
  GtkSwitch    *enabled_switch;
  GtkWidget    *handle;
  GtkRevealer  *revealer;
  GtkWidget    *expander;
  GtkBox       *findings_box;
  GtkBox       *urls_box;
  GtkLabel     *more_label;

  TpkProfile   *profile;         /* (nullable) (owned) */
  TpkServer    *server;          /* (nullable) (owned) */
  TpkInsight   *insight;         /* (nullable) (owned) */
  guint         position;        /* of the server in the profile, when last looked */
  gboolean      updating;        /* whether widgets change because the model did */
  gboolean      outdated;        /* something is new that was not shown yet */
  gboolean      locked;          /* nothing can be changed */
  gboolean      narrow;
};

G_DEFINE_FINAL_TYPE (TpkServerRow, tpk_server_row, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_EXPANDED,
  PROP_LOCKED,
  PROP_NARROW,
  N_PROPS,
};

enum {
  SIGNAL_EDITED,
  SIGNAL_FIX_REQUESTED,
  SIGNAL_SERVER_DROPPED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
fix_cb (GtkWidget  *line,
        TpkFinding *finding,
        gpointer    data)
{
  g_signal_emit (data, signals[SIGNAL_FIX_REQUESTED], 0, finding);
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

static TpkState
get_findings_state (TpkServerRow *self,
                    GPtrArray    *findings)
{
  TpkState worst = TPK_STATE_NONE;

  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    TpkSeverity severity = tpk_finding_get_severity (g_ptr_array_index (findings, i));

    if (severity != TPK_SEVERITY_INFO)
      worst = MAX (worst, tpk_state_from_severity (severity));
  }

  return worst;
}

static void
update_header (TpkServerRow *self,
               GPtrArray    *findings)
{
  g_autofree char *title = tpk_server_dup_title (self->server);
  g_autofree char *addresses = NULL, *credential = NULL;
  g_autoptr (GString) subtitle = NULL;
  guint n_urls = tpk_server_get_n_urls (self->server);
  gboolean enabled = tpk_server_get_enabled (self->server);
  TpkState outcome, worst;
  double rtt_ms;

  outcome = tpk_insight_get_server_outcome (self->insight, self->server, &rtt_ms);
  worst = get_findings_state (self, findings);
  if (!enabled)
    outcome = TPK_STATE_OFF;
  else if (outcome == TPK_STATE_NONE || worst == TPK_STATE_ERROR)
    outcome = worst;
  tpk_state_icon_set_state (self->icon, outcome);

  gtk_label_set_label (self->title_label, title);

  addresses = g_strdup_printf (ngettext ("%u address", "%u addresses", n_urls), n_urls);
  subtitle = g_string_new (addresses);
  if (rtt_ms >= 0.0) {
    g_autofree char *rtt = tpk_format_ms (rtt_ms);

    g_string_append (subtitle, " · ");
    /* Translators: %s is the shortest round trip to a server, for example "14 ms". */
    g_string_append_printf (subtitle, _("fastest %s"), rtt);
  }
  credential = tpk_format_credential (tpk_server_get_credential (self->server), tpk_now_s (), NULL);
  g_string_append_printf (subtitle, " · %s", credential);
  gtk_label_set_label (self->subtitle_label, subtitle->str);

  gtk_switch_set_active (self->enabled_switch, enabled);
  if (enabled)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "off");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "off");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle->str,
                                  -1);
  /* The focus is on the list's own item around the row. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle->str,
                                    -1);
}

static void
update_body (TpkServerRow *self,
             GPtrArray    *findings,
             guint         position)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->urls_box));
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  guint n_urls = 0;

  /* Rows that nobody sees cost nothing. */
  if (gtk_revealer_get_reveal_child (self->revealer)) {
    n_urls = tpk_server_get_n_urls (self->server);
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
      if (tpk_finding_get_url (g_ptr_array_index (findings, i)) == TPK_FINDING_NOWHERE)
        g_ptr_array_add (own, g_ptr_array_index (findings, i));
    }
  }

  tpk_finding_lines_update (self->findings_box, own, (TpkFixFunc) fix_cb, self);

  for (guint i = 0; i < MIN (n_urls, MAX_URLS_SHOWN); i++) {
    if (child == NULL) {
      child = tpk_url_row_new ();
      g_signal_connect_object (child, "fix-requested", G_CALLBACK (fix_cb), self,
                               G_CONNECT_DEFAULT);
      gtk_box_append (self->urls_box, child);
    }
    tpk_url_row_update (TPK_URL_ROW (child), self->server, i, position, self->insight);
    child = gtk_widget_get_next_sibling (child);
  }

  while (child != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    gtk_box_remove (self->urls_box, child);
    child = next;
  }

  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_urls > MAX_URLS_SHOWN);
  if (n_urls > MAX_URLS_SHOWN) {
    guint n_more = n_urls - MAX_URLS_SHOWN;
    g_autofree char *text = g_strdup_printf (ngettext ("%u more address", "%u more addresses",
                                                       n_more),
                                             n_more);

    gtk_label_set_label (self->more_label, text);
  }
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
  GPtrArray *findings;
  guint position;

  if (self->server == NULL)
    return;

  self->outdated = FALSE;
  /* Removed, and about to be unbound. */
  if (!find_position (self))
    return;
  position = self->position;

  self->updating = TRUE;
  findings = tpk_insight_get_findings (self->insight, position);
  update_header (self, findings);
  update_body (self, findings, position);
  self->updating = FALSE;

  tpk_server_row_actions_update (self, position, tpk_profile_get_n_servers (self->profile),
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
header_released_cb (GtkGestureClick *gesture,
                    int              n_press,
                    double           x,
                    double           y,
                    TpkServerRow    *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tpk_server_row_set_expanded (self, !tpk_server_row_get_expanded (self));
}

/* The menu has what is left out where there is little room. */
static void
update_controls (TpkServerRow *self)
{
  gtk_widget_set_visible (self->edit_button, !self->narrow);
  gtk_widget_set_visible (self->handle, !self->narrow && !self->locked);
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
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, handle);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, expander);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, findings_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, urls_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerRow, more_label);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_released_cb);
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
