/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-view"

#include "config.h"

#include "tpk-call-view.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-live-graph.h"
#include "tpk-state-icon.h"

/**
 * TpkCallView:
 *
 * A test call through one relay, while it goes on and after: round trip, jitter and loss as graphs,
 * and how a voice would sound.
 */
struct _TpkCallView
{
  GtkWidget     parent_instance;

  TpkStateIcon *icon;
  GtkLabel     *url_label;
  GtkLabel     *way_label;
  GtkLabel     *summary_label;
  GtkBox       *graphs_box;
  TpkLiveGraph *rtt_graph;
  TpkLiveGraph *jitter_graph;
  TpkLiveGraph *lost_graph;
  GtkWidget    *voice_box;
  GtkLabel     *voice_label;

  TpkProof     *proof;           /* (nullable) (owned) */
  guint         sent;            /* of the last value in the graphs */
  guint         received;
};

G_DEFINE_FINAL_TYPE (TpkCallView, tpk_call_view, GTK_TYPE_WIDGET)

static char *
dup_way_through_proxy (TpkProof *proof)
{
  const char *proxy = tpk_proof_get_proxy (proof);
  const char *wire = tpk_format_wire (tpk_proof_get_wire (proof));
  g_autofree char *ms = tpk_format_ms (tpk_proof_get_ready_ms (proof));

  if (*ms == '\0')
    /* Translators: a proxy such as http://proxy.example:3128 and a transport such as TCP or TLS */
    return g_strdup_printf (_("through the proxy %s, %s"), proxy, wire);
  if (tpk_proof_get_local (proof) == NULL || tpk_proof_get_remote (proof) == NULL)
    /* Translators: as before, and a time such as "104 ms" */
    return g_strdup_printf (_("through the proxy %s, %s, connected after %s"), proxy, wire, ms);

  /* Translators: as before, and two IP addresses with their ports */
  return g_strdup_printf (_("through the proxy %s, %s, connected after %s, from %s to %s"), proxy,
                          wire, ms, tpk_proof_get_local (proof), tpk_proof_get_remote (proof));
}

static char *
dup_way (TpkProof *proof)
{
  const char *wire = tpk_format_wire (tpk_proof_get_wire (proof));
  g_autofree char *ms = tpk_format_ms (tpk_proof_get_ready_ms (proof));

  if (tpk_proof_get_proxy (proof) != NULL)
    return dup_way_through_proxy (proof);
  if (*ms == '\0')
    /* Translators: an IP address, a port number and a transport such as UDP or TLS */
    return g_strdup_printf (_("%s, port %u, %s"), tpk_proof_get_address (proof),
                            tpk_proof_get_port (proof), wire);
  if (tpk_proof_get_local (proof) == NULL || tpk_proof_get_remote (proof) == NULL)
    /* Translators: an IP address, a port number, a transport such as UDP, and a time such as
     * "104 ms" */
    return g_strdup_printf (_("%s, port %u, %s, connected after %s"),
                            tpk_proof_get_address (proof), tpk_proof_get_port (proof), wire, ms);

  /* Translators: as before, and two IP addresses with their ports */
  return g_strdup_printf (_("%s, port %u, %s, connected after %s, from %s to %s"),
                          tpk_proof_get_address (proof), tpk_proof_get_port (proof), wire, ms,
                          tpk_proof_get_local (proof), tpk_proof_get_remote (proof));
}

static char *
dup_summary (TpkProof *proof)
{
  if (tpk_proof_get_state (proof) != TPK_RESULT_STATE_RUNNING)
    return tpk_format_outcome (tpk_proof_get_summary (proof),
                               tpk_proof_get_state (proof) != TPK_RESULT_STATE_PASSED
                               ? tpk_proof_get_advice (proof) : NULL);
  if (tpk_proof_get_ready_ms (proof) >= 0)
    return g_strdup (_("In the call…"));

  return g_strdup (_("Calling…"));
}

/* Figures come ten times a second; those that bring nothing new are no value of the graphs. */
static void
add_values (TpkCallView          *self,
            const TpkCallQuality *voice)
{
  guint sent = voice->echo.sent, received = voice->echo.received;
  guint n_sent = sent - MIN (self->sent, sent);
  guint n_lost;

  if (n_sent == 0)
    return;

  n_lost = n_sent - MIN (received - MIN (self->received, received), n_sent);
  if (received > 0) {
    tpk_live_graph_add (self->rtt_graph, voice->last_ms);
    tpk_live_graph_add (self->jitter_graph, voice->echo.jitter_ms);
  }
  tpk_live_graph_add (self->lost_graph, 100.0 * n_lost / n_sent);
  self->sent = sent;
  self->received = received;
}

static void
update_voice (TpkCallView *self)
{
  const TpkCallQuality *voice = tpk_proof_get_voice (self->proof);
  g_autofree char *text = NULL;
  double mos;

  if (voice == NULL || !tpk_call_quality_get_mos (voice, &mos)) {
    gtk_widget_set_visible (self->voice_box, FALSE);
    return;
  }

  tpk_live_graph_set_figure (self->rtt_graph, voice->echo.rtt_median_ms);
  tpk_live_graph_set_figure (self->jitter_graph, voice->echo.jitter_ms);
  tpk_live_graph_set_figure (self->lost_graph, voice->echo.lost_percent);
  /* Translators: the mean opinion score of a voice, 1 (bad) to 5 (excellent). */
  text = g_strdup_printf (_("A voice would sound like %.1f of 5 (mean opinion score, MOS)"), mos);
  gtk_label_set_label (self->voice_label, text);
  gtk_widget_set_visible (self->voice_box, TRUE);
}

static char *
format_percent (double percent)
{
  return tpk_format_percent (percent, 1);
}

static void
forget (TpkCallView *self)
{
  self->sent = self->received = 0;
  tpk_live_graph_clear (self->rtt_graph);
  tpk_live_graph_clear (self->jitter_graph);
  tpk_live_graph_clear (self->lost_graph);
}

static void
tpk_call_view_dispose (GObject *object)
{
  TpkCallView *self = TPK_CALL_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->proof);

  G_OBJECT_CLASS (tpk_call_view_parent_class)->dispose (object);
}

static void
tpk_call_view_class_init (TpkCallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_call_view_dispose;

  g_type_ensure (TPK_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-call-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, url_label);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, way_label);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, graphs_box);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, voice_box);
  gtk_widget_class_bind_template_child (widget_class, TpkCallView, voice_label);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "callview");
}

static TpkLiveGraph *
append_graph (TpkCallView        *self,
              const char         *title,
              TpkLiveGraphFormat  format)
{
  GtkWidget *graph = tpk_live_graph_new (title, format);

  gtk_box_append (self->graphs_box, graph);

  return TPK_LIVE_GRAPH (graph);
}

static void
tpk_call_view_init (TpkCallView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Translators: a packet's way there and back. */
  self->rtt_graph = append_graph (self, _("Round trip"), tpk_format_ms);
  /* Translators: how unevenly packets arrive. */
  self->jitter_graph = append_graph (self, _("Jitter"), tpk_format_ms);
  /* Translators: the share of packets that do not arrive. */
  self->lost_graph = append_graph (self, _("Lost"), format_percent);
}

/**
 * tpk_call_view_new:
 *
 * Returns: (transfer floating): a view without a call
 */
GtkWidget *
tpk_call_view_new (void)
{
  return g_object_new (TPK_TYPE_CALL_VIEW, NULL);
}

TpkProof *
tpk_call_view_get_proof (TpkCallView *self)
{
  g_return_val_if_fail (TPK_IS_CALL_VIEW (self), NULL);

  return self->proof;
}

/**
 * tpk_call_view_set_proof:
 * @self: a view
 * @proof: a snapshot of a call; a newer one of the same call continues the graphs
 */
void
tpk_call_view_set_proof (TpkCallView *self,
                         TpkProof    *proof)
{
  g_autofree char *way = NULL, *summary = NULL;
  const TpkCallQuality *voice;

  g_return_if_fail (TPK_IS_CALL_VIEW (self));
  g_return_if_fail (TPK_IS_PROOF (proof));

  if (!g_set_object (&self->proof, proof))
    return;

  way = dup_way (proof);
  summary = dup_summary (proof);
  tpk_state_icon_set_state (self->icon, tpk_state_from_result (tpk_proof_get_state (proof)));
  gtk_label_set_label (self->url_label, tpk_proof_get_url (proof));
  gtk_label_set_label (self->way_label, way);
  gtk_label_set_label (self->summary_label, summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, tpk_proof_get_url (proof),
                                  -1);

  voice = tpk_proof_get_voice (proof);
  /* A call that is tried once more begins anew. */
  if (voice == NULL || voice->echo.sent < self->sent)
    forget (self);
  if (voice != NULL)
    add_values (self, voice);
  update_voice (self);
}

/**
 * tpk_call_view_set_narrow:
 * @self: a view
 * @narrow: whether the graphs are one below the other
 */
void
tpk_call_view_set_narrow (TpkCallView *self,
                          gboolean     narrow)
{
  g_return_if_fail (TPK_IS_CALL_VIEW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->graphs_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->graphs_box, narrow ? 12 : 24);
}
