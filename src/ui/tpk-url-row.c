/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-row"

#include "config.h"

#include "tpk-url-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-chip.h"
#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-settings.h"
#include "tpk-shown-clients.h"
#include "tpk-wrap-layout.h"

/**
 * TpkUrlRow:
 *
 * One URL of a server: whether it works and how fast, what is wrong with it and how to repair it,
 * and a chip for each calling client.
 */
struct _TpkUrlRow
{
  GtkWidget      parent_instance;

  TpkStateIcon  *icon;
  GtkLabel      *url_label;
  GtkLabel      *wire_label;
  GtkLabel      *rtt_label;
  GtkLabel      *outcome_label;
  GtkBox        *findings_box;
  GtkBox        *chips_box;

  TpkIceUrl     *url;            /* (nullable) (owned): what the chips are about */
  TpkCredential *credential;     /* (nullable) (owned) */
  guint          server_position;
  guint          position;
};

G_DEFINE_FINAL_TYPE (TpkUrlRow, tpk_url_row, GTK_TYPE_WIDGET)

enum {
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

/* Tells only what cannot be read in full. */
static gboolean
query_tooltip_cb (GtkLabel   *label,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  TpkUrlRow  *self)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_label (label));
  return TRUE;
}

static const char *
get_wire_name (TpkIceUrl *url)
{
  gboolean tcp;

  if (!tpk_ice_url_has_parts (url))
    return "";

  tcp = tpk_ice_url_get_transport (url) == TPK_TRANSPORT_TCP;
  if (tpk_ice_url_is_secure (url))
    return tpk_format_wire (tcp ? TPK_WIRE_TLS : TPK_WIRE_DTLS);
  return tpk_format_wire (tcp ? TPK_WIRE_TCP : TPK_WIRE_UDP);
}

static TpkState
update_findings (TpkUrlRow  *self,
                 TpkInsight *insight,
                 guint       server_position,
                 guint       position)
{
  GPtrArray *all = tpk_insight_get_findings (insight, server_position);
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();
  TpkState worst = TPK_STATE_NONE;

  for (guint i = 0; all != NULL && i < all->len; i++) {
    TpkFinding *finding = g_ptr_array_index (all, i);

    if (tpk_finding_get_url (finding) != position)
      continue;

    /* What is only good to know has its place in the dialog, and in the popovers of the chips. */
    if (tpk_finding_get_severity (finding) == TPK_SEVERITY_INFO &&
        tpk_finding_get_fix_kind (finding) == TPK_FIX_NONE)
      continue;

    g_ptr_array_add (mine, finding);
    worst = MAX (worst, tpk_state_from_severity (tpk_finding_get_severity (finding)));
  }
  tpk_finding_lines_update (self->findings_box, mine, fix_cb, self);

  return worst;
}

static TpkState
update_outcome (TpkUrlRow  *self,
                TpkInsight *insight,
                TpkServer  *server,
                TpkIceUrl  *url)
{
  g_autofree char *rtt = NULL, *text = NULL;
  TpkUrlOutcome outcome;

  tpk_insight_get_url_outcome (insight, tpk_server_get_id (server), tpk_ice_url_get_text (url),
                               &outcome);

  rtt = tpk_format_ms (outcome.rtt_ms);
  gtk_label_set_label (self->rtt_label, rtt);
  gtk_widget_set_visible (GTK_WIDGET (self->rtt_label), *rtt != '\0');

  text = tpk_format_outcome (outcome.text, outcome.advice);
  gtk_label_set_label (self->outcome_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome_label), *text != '\0');

  return outcome.state;
}

static TpkFinding *
find_repair_cb (TpkClientChip *chip,
                TpkJudgement  *judgement,
                TpkUrlRow     *self)
{
  g_autofree char *username = NULL, *password = NULL, *repair = NULL;
  g_autoptr (TpkJudgeInput) input = NULL;
  TpkFinding *finding;

  tpk_credential_resolve (self->credential, tpk_now_s (), &username, &password);
  input = tpk_judge_input_new (tpk_ice_url_get_text (self->url), username, password);
  repair = tpk_judge_dup_repair (input, tpk_judgement_get_code (judgement));
  if (repair == NULL)
    return NULL;

  finding = tpk_finding_new (TPK_SEVERITY_INFO, tpk_judgement_get_code (judgement),
                             tpk_judgement_get_message (judgement));
  tpk_finding_with_fix (finding, TPK_FIX_REPLACE_URL, repair);

  return tpk_finding_at (finding, self->server_position, self->position, "urls");
}

static void
chip_fix_cb (TpkUrlRow  *self,
             TpkFinding *finding)
{
  g_signal_emit (self, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

static GtkWidget *
append_chip (TpkUrlRow  *self,
             const char *client)
{
  GtkWidget *chip = tpk_client_chip_new (client);

  g_signal_connect_object (chip, "find-repair", G_CALLBACK (find_repair_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (chip, "fix-requested", G_CALLBACK (chip_fix_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->chips_box, chip);

  return chip;
}

static void
update_chips (TpkUrlRow *self)
{
  GPtrArray *judgements = tpk_shown_clients_judge (self->url, self->credential, tpk_now_s ());
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips_box));
  const TpkShownClient *clients;
  guint n_clients;

  clients = tpk_shown_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++) {
    if (chip == NULL)
      chip = append_chip (self, _(clients[i].label));
    tpk_client_chip_set_judgement (TPK_CLIENT_CHIP (chip), g_ptr_array_index (judgements, i));
    chip = gtk_widget_get_next_sibling (chip);
  }
}

/* Chips keep their names, so that other clients have other chips. */
static void
shown_clients_changed_cb (TpkUrlRow *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips_box))) != NULL)
    gtk_box_remove (self->chips_box, chip);
  if (self->url != NULL)
    update_chips (self);
}

static void
tpk_url_row_dispose (GObject *object)
{
  TpkUrlRow *self = TPK_URL_ROW (object);
  GtkWidget *child;

  g_clear_object (&self->url);
  g_clear_pointer (&self->credential, tpk_credential_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_url_row_parent_class)->dispose (object);
}

static void
tpk_url_row_class_init (TpkUrlRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_url_row_dispose;

  /**
   * TpkUrlRow::fix-requested:
   * @self: the row
   * @finding: what is to be repaired
   *
   * Emitted when the user asks for a repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  g_type_ensure (TPK_TYPE_STATE_ICON);
  g_type_ensure (TPK_TYPE_WRAP_LAYOUT);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-url-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, url_label);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, wire_label);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, rtt_label);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, findings_box);
  gtk_widget_class_bind_template_child (widget_class, TpkUrlRow, chips_box);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);

  gtk_widget_class_set_css_name (widget_class, "urlrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_url_row_init (TpkUrlRow *self)
{
  GSettings *settings = tpk_settings_get ();
  guint n_clients;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* They listen to the settings first, so that rows ask when they know. */
  tpk_shown_clients_get (&n_clients);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed::" TPK_SHOWN_CLIENTS_KEY,
                             G_CALLBACK (shown_clients_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tpk_url_row_new (void)
{
  return g_object_new (TPK_TYPE_URL_ROW, NULL);
}

/**
 * tpk_url_row_update:
 * @self: the row
 * @server: the server
 * @position: which of its URLs
 * @server_position: the server's position in the profile, for its findings
 * @insight: what is known of it
 *
 * Shows a URL as it is now.
 */
void
tpk_url_row_update (TpkUrlRow  *self,
                    TpkServer  *server,
                    guint       position,
                    guint       server_position,
                    TpkInsight *insight)
{
  g_autofree char *text = NULL;
  TpkState findings, outcome;
  TpkIceUrl *url;

  g_return_if_fail (TPK_IS_URL_ROW (self));
  g_return_if_fail (TPK_IS_SERVER (server));
  g_return_if_fail (position < tpk_server_get_n_urls (server));

  url = tpk_server_get_url (server, position);

  text = tpk_format_url (url);
  gtk_label_set_label (self->url_label, text);
  gtk_label_set_label (self->wire_label, get_wire_name (url));

  findings = update_findings (self, insight, server_position, position);
  outcome = update_outcome (self, insight, server, url);
  /* What was measured outweighs what was only suspected. */
  if (outcome == TPK_STATE_NONE || findings == TPK_STATE_ERROR)
    outcome = findings;
  tpk_state_icon_set_state (self->icon, outcome);

  g_set_object (&self->url, url);
  self->server_position = server_position;
  self->position = position;
  g_clear_pointer (&self->credential, tpk_credential_unref);
  self->credential = tpk_credential_ref (tpk_server_get_credential (server));
  update_chips (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

TpkState
tpk_url_row_get_state (TpkUrlRow *self)
{
  g_return_val_if_fail (TPK_IS_URL_ROW (self), TPK_STATE_NONE);

  return tpk_state_icon_get_state (self->icon);
}

const char *
tpk_url_row_get_text (TpkUrlRow *self)
{
  g_return_val_if_fail (TPK_IS_URL_ROW (self), NULL);

  return gtk_label_get_label (self->url_label);
}
