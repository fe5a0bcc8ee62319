/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-body"

#include "config.h"

#include "tpk-server-body.h"

#include <glib/gi18n-lib.h>

#include "tpk-finding-line.h"
#include "tpk-url-row.h"

/* More widgets than this in one row would make scrolling stutter; the dialog shows all. */
#define MAX_URLS_SHOWN 50

/**
 * TpkServerBody:
 *
 * What is in the row of a server when it is open: the findings on it and its URLs. Rows make it
 * when they are opened, since GTK keeps some two hundred of them.
 */
struct _TpkServerBody
{
  GtkWidget  parent_instance;

  GtkBox    *findings_box;
  GtkBox    *urls_box;
  GtkLabel  *more_label;
};

G_DEFINE_FINAL_TYPE (TpkServerBody, tpk_server_body, GTK_TYPE_WIDGET)

enum {
  SIGNAL_FIX_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
fix_cb (GtkWidget  *line,
        TpkFinding *finding,
        gpointer    data)
{
  g_signal_emit (data, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

static void
update_findings (TpkServerBody *self,
                 GPtrArray     *findings)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    if (tpk_finding_get_url (g_ptr_array_index (findings, i)) == TPK_FINDING_NOWHERE)
      g_ptr_array_add (own, g_ptr_array_index (findings, i));
  }

  tpk_finding_lines_update (self->findings_box, own, (TpkFixFunc) fix_cb, self);
}

static void
update_more (TpkServerBody *self,
             guint          n_urls)
{
  guint n_more = n_urls > MAX_URLS_SHOWN ? n_urls - MAX_URLS_SHOWN : 0;
  g_autofree char *text = g_strdup_printf (ngettext ("%u more address", "%u more addresses",
                                                     n_more),
                                           n_more);

  gtk_label_set_label (self->more_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_more > 0);
}

static void
tpk_server_body_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_server_body_parent_class)->dispose (object);
}

static void
tpk_server_body_class_init (TpkServerBodyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_server_body_dispose;

  /**
   * TpkServerBody::fix-requested:
   * @self: the body
   * @finding: what is to be repaired
   *
   * Emitted when the user asks for a repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-body.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerBody, findings_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerBody, urls_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerBody, more_label);
}

static void
tpk_server_body_init (TpkServerBody *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tpk_server_body_new (void)
{
  return g_object_new (TPK_TYPE_SERVER_BODY, NULL);
}

/**
 * tpk_server_body_update:
 * @self: the body
 * @server: what to show
 * @position: of @server in its profile
 * @insight: what is known of it
 */
void
tpk_server_body_update (TpkServerBody *self,
                        TpkServer     *server,
                        guint          position,
                        TpkInsight    *insight)
{
  GtkWidget *child;
  guint n_urls;

  g_return_if_fail (TPK_IS_SERVER_BODY (self));
  g_return_if_fail (TPK_IS_SERVER (server));
  g_return_if_fail (TPK_IS_INSIGHT (insight));

  update_findings (self, tpk_insight_get_findings (insight, position));
  n_urls = tpk_server_get_n_urls (server);
  child = gtk_widget_get_first_child (GTK_WIDGET (self->urls_box));
  for (guint i = 0; i < MIN (n_urls, MAX_URLS_SHOWN); i++) {
    if (child == NULL) {
      child = tpk_url_row_new ();
      g_signal_connect_object (child, "fix-requested", G_CALLBACK (fix_cb), self,
                               G_CONNECT_DEFAULT);
      gtk_box_append (self->urls_box, child);
    }
    tpk_url_row_update (TPK_URL_ROW (child), server, i, position, insight);
    child = gtk_widget_get_next_sibling (child);
  }

  while (child != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    gtk_box_remove (self->urls_box, child);
    child = next;
  }
  update_more (self, n_urls);
}
