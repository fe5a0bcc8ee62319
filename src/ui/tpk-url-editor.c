/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-editor"

#include "config.h"

#include "tpk-url-editor.h"

#include <glib/gi18n-lib.h>

#include "tpk-accessible.h"
#include "tpk-finding-line.h"
#include "tpk-validity.h"

/**
 * TpkUrlEditor:
 *
 * One URL, as a line to type in and as its parts under it, kept in step both ways. What was typed
 * stays as it was typed: only the other half follows.
 */
struct _TpkUrlEditor
{
  TpkGroup       parent_instance;

  GtkWidget     *remove_button;
  AdwEntryRow   *url_entry;
  GtkWidget     *url_findings_row;
  GtkBox        *url_findings;
  GtkDropDown   *scheme_drop_down;
  GtkDropDown   *transport_drop_down;
  GtkStringList *transports;
  GtkEntry      *host_entry;
  GtkEntry      *port_entry;
  GtkBox        *parts_findings;

  TpkScheme      scheme;         /* that the widgets are laid out for */
  gboolean       has_transport;  /* whether the URL writes a transport */
  gboolean       from_parts;     /* whether the last edit was made in the parts */
  gboolean       updating;       /* whether one half is following the other */
};

G_DEFINE_FINAL_TYPE (TpkUrlEditor, tpk_url_editor, TPK_TYPE_GROUP)

enum {
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

enum {
  SIGNAL_FIX_REQUESTED,
  SIGNAL_REMOVE_REQUESTED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
is_turn (TpkScheme scheme)
{
  return scheme == TPK_SCHEME_TURN || scheme == TPK_SCHEME_TURNS;
}

static gboolean
is_secure (TpkScheme scheme)
{
  return scheme == TPK_SCHEME_STUNS || scheme == TPK_SCHEME_TURNS;
}

/* What the two transports are called depends on whether they are encrypted. */
static void
set_scheme (TpkUrlEditor *self,
            TpkScheme     scheme)
{
  static const char *const plain[] = { "UDP", "TCP", NULL };
  static const char *const secure[] = { "DTLS (UDP)", "TLS (TCP)", NULL };
  guint selected = gtk_drop_down_get_selected (self->transport_drop_down);
  g_autofree char *default_port = NULL;

  self->scheme = scheme;
  gtk_drop_down_set_selected (self->scheme_drop_down, scheme);
  gtk_string_list_splice (self->transports, 0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->transports)),
                          is_secure (scheme) ? secure : plain);
  gtk_drop_down_set_selected (self->transport_drop_down,
                              selected == GTK_INVALID_LIST_POSITION ? 0 : selected);
  /* RFC 7064: a stun: URL has no transport. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->transport_drop_down), is_turn (scheme));

  default_port = g_strdup_printf ("%u", tpk_scheme_get_default_port (scheme));
  gtk_entry_set_placeholder_text (self->port_entry, default_port);
}

static void
set_transport (TpkUrlEditor *self,
               TpkTransport  transport)
{
  gtk_drop_down_set_selected (self->transport_drop_down,
                              transport == TPK_TRANSPORT_TCP ? 1 : 0);
}

/* Marks the part that the problem is in, if it was typed there. */
static void
mark_invalid (TpkUrlEditor *self,
              TpkIceUrl    *url)
{
  gboolean host = FALSE, port = FALSE, transport = FALSE;
  gboolean empty = *tpk_ice_url_get_text (url) == '\0';

  switch (tpk_ice_url_get_problem (url)) {
  case TPK_URL_PROBLEM_EMPTY_PORT:
  case TPK_URL_PROBLEM_BAD_PORT:
  case TPK_URL_PROBLEM_PORT_RANGE:
    port = TRUE;
    break;
  case TPK_URL_PROBLEM_QUERY_ON_STUN:
  case TPK_URL_PROBLEM_BAD_QUERY:
  case TPK_URL_PROBLEM_TRANSPORT_CASE:
  case TPK_URL_PROBLEM_UNKNOWN_TRANSPORT:
    transport = TRUE;
    break;
  case TPK_URL_PROBLEM_NONE:
    break;
  default:
    host = TRUE;
    break;
  }

  tpk_validity_set (self->url_entry, empty || tpk_ice_url_is_valid (url));
  tpk_validity_set (self->host_entry, !self->from_parts || !host);
  tpk_validity_set (self->port_entry, !self->from_parts || !port);
  tpk_validity_set (self->transport_drop_down, !self->from_parts || !transport);
}

/* The parts follow the line. A port that the line leaves out is left out, too. */
static void
update_parts (TpkUrlEditor *self)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_url_editor_get_text (self));
  gboolean has_parts = tpk_ice_url_has_parts (url);
  g_autofree char *port = NULL;

  self->from_parts = FALSE;
  self->updating = TRUE;

  if (has_parts) {
    set_scheme (self, tpk_ice_url_get_scheme (url));
    set_transport (self, tpk_ice_url_get_transport (url));
  }
  self->has_transport = has_parts && tpk_ice_url_has_transport (url);
  gtk_editable_set_text (GTK_EDITABLE (self->host_entry),
                         has_parts ? tpk_ice_url_get_host (url) : "");
  if (has_parts && tpk_ice_url_has_port (url))
    port = g_strdup_printf ("%u", tpk_ice_url_get_port (url));
  gtk_editable_set_text (GTK_EDITABLE (self->port_entry), port != NULL ? port : "");

  self->updating = FALSE;
  mark_invalid (self, url);
}

/* The line follows the parts. What is typed as a port may be no number yet. */
static void
update_line (TpkUrlEditor *self)
{
  const char *port = gtk_editable_get_text (GTK_EDITABLE (self->port_entry));
  gboolean tcp = gtk_drop_down_get_selected (self->transport_drop_down) == 1;
  g_autoptr (TpkIceUrl) base = NULL, url = NULL;
  g_autoptr (GString) text = NULL;

  base = tpk_ice_url_new_from_parts (self->scheme,
                                     gtk_editable_get_text (GTK_EDITABLE (self->host_entry)),
                                     0, NULL);
  text = g_string_new (tpk_ice_url_get_text (base));
  if (*port != '\0')
    g_string_append_printf (text, ":%s", port);
  if (self->has_transport && is_turn (self->scheme))
    g_string_append_printf (text, "?transport=%s",
                            tpk_transport_to_string (tcp ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP));
  url = tpk_ice_url_new (text->str);

  self->from_parts = TRUE;
  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->url_entry), tpk_ice_url_get_text (url));
  self->updating = FALSE;

  mark_invalid (self, url);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
url_changed_cb (TpkUrlEditor *self)
{
  if (self->updating)
    return;

  update_parts (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
scheme_changed_cb (TpkUrlEditor *self)
{
  GtkEditable *port = GTK_EDITABLE (self->port_entry);
  TpkScheme scheme = gtk_drop_down_get_selected (self->scheme_drop_down);
  gboolean was_secure = is_secure (self->scheme);
  gboolean was_default;

  if (self->updating || scheme == self->scheme)
    return;

  self->updating = TRUE;
  was_default = g_strcmp0 (gtk_editable_get_text (port),
                           gtk_entry_get_placeholder_text (self->port_entry)) == 0;
  set_scheme (self, scheme);
  /* A default stays a default. */
  if (!self->has_transport && was_secure != is_secure (scheme))
    set_transport (self, is_secure (scheme) ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP);
  if (was_default)
    gtk_editable_set_text (port, gtk_entry_get_placeholder_text (self->port_entry));
  self->updating = FALSE;

  update_line (self);
}

static void
transport_changed_cb (TpkUrlEditor *self)
{
  if (self->updating)
    return;

  self->has_transport = TRUE;
  update_line (self);
}

static void
part_changed_cb (TpkUrlEditor *self)
{
  if (!self->updating)
    update_line (self);
}

static void
remove_cb (TpkUrlEditor *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE_REQUESTED], 0);
}

static void
fix_cb (TpkFindingLine *line,
        TpkFinding     *finding,
        gpointer        data)
{
  g_signal_emit (data, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

static gboolean
tpk_url_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TPK_URL_EDITOR (widget)->url_entry));
}

static void
tpk_url_editor_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_TEXT:
    g_value_set_string (value, tpk_url_editor_get_text (TPK_URL_EDITOR (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_url_editor_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_TEXT:
    tpk_url_editor_set_text (TPK_URL_EDITOR (object), g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_url_editor_class_init (TpkUrlEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_url_editor_get_property;
  object_class->set_property = tpk_url_editor_set_property;
  widget_class->grab_focus = tpk_url_editor_grab_focus;

  /**
   * TpkUrlEditor:text:
   *
   * The URL as typed.
   */
  props[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkUrlEditor::fix-requested:
   * @self: the editor
   * @finding: what is to be repaired
   *
   * Emitted when the user asks for a repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  /**
   * TpkUrlEditor::remove-requested:
   * @self: the editor
   *
   * Emitted when the user wants this URL to go.
   */
  signals[SIGNAL_REMOVE_REQUESTED] =
    g_signal_new ("remove-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-url-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, remove_button);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, url_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, url_findings_row);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, url_findings);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, scheme_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, transport_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, transports);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, host_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, port_entry);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlEditor, parts_findings);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, url_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, scheme_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, transport_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_changed_cb);
}

static void
tpk_url_editor_init (TpkUrlEditor *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  tpk_accessible_name_inner (GTK_WIDGET (self->scheme_drop_down), GTK_TYPE_TOGGLE_BUTTON,
                             _("Kind"));
  tpk_accessible_name_inner (GTK_WIDGET (self->transport_drop_down), GTK_TYPE_TOGGLE_BUTTON,
                             _("Transport"));

  /* What somebody who adds a server most likely wants. */
  set_scheme (self, TPK_SCHEME_TURN);
  gtk_widget_set_visible (self->url_findings_row, FALSE);
  self->updating = FALSE;
}

GtkWidget *
tpk_url_editor_new (void)
{
  return g_object_new (TPK_TYPE_URL_EDITOR, NULL);
}

/**
 * tpk_url_editor_get_text:
 * @self: the editor
 *
 * Returns: (transfer none): the URL as typed
 */
const char *
tpk_url_editor_get_text (TpkUrlEditor *self)
{
  g_return_val_if_fail (TPK_IS_URL_EDITOR (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->url_entry));
}

void
tpk_url_editor_set_text (TpkUrlEditor *self,
                         const char   *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (TPK_IS_URL_EDITOR (self));

  valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  if (g_strcmp0 (valid, tpk_url_editor_get_text (self)) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->url_entry), valid);
}

/**
 * tpk_url_editor_set_findings:
 * @self: the editor
 * @findings: (element-type TpkFinding): what there is to say about the URL
 *
 * Shows findings under the half in which the user is typing, the only place where they are looked
 * for.
 */
void
tpk_url_editor_set_findings (TpkUrlEditor *self,
                             GPtrArray    *findings)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (TPK_IS_URL_EDITOR (self));
  g_return_if_fail (findings != NULL);

  /* An address that nobody has begun to type is not wrong yet. */
  if (*tpk_url_editor_get_text (self) == '\0')
    findings = none;

  tpk_finding_lines_update (self->url_findings, self->from_parts ? none : findings, fix_cb, self);
  tpk_finding_lines_update (self->parts_findings, self->from_parts ? findings : none, fix_cb, self);
  gtk_widget_set_visible (self->url_findings_row,
                          gtk_widget_get_visible (GTK_WIDGET (self->url_findings)));
}

void
tpk_url_editor_set_removable (TpkUrlEditor *self,
                              gboolean      removable)
{
  g_return_if_fail (TPK_IS_URL_EDITOR (self));

  gtk_widget_set_visible (self->remove_button, removable);
}
