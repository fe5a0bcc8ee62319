/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-first-run"

#include "config.h"

#include "tpk-first-run.h"

#include <glib/gi18n-lib.h>

/**
 * TpkFirstRun:
 *
 * What somebody sees who opens the window for the first time: three ways to begin, of which one
 * fits what they were given. They are actions of the window, so the widget knows nothing else.
 */
struct _TpkFirstRun
{
  GtkWidget  parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (TpkFirstRun, tpk_first_run, GTK_TYPE_WIDGET)

static const struct {
  const char *icon_name;
  const char *title;             /* untranslated, with a mnemonic */
  const char *text;              /* untranslated */
  const char *action;
  const char *target;            /* (nullable) */
} choices[] = {
  { "edit-paste-symbolic", N_("_Paste What You Were Given"),
    N_("A piece of text or code with servers, a user name and a password, as it came"),
    "win.paste", NULL },
  { "list-add-symbolic", N_("_Add a Server"),
    N_("The address of a STUN or TURN server, and how to sign in to it"),
    "win.add-server", NULL },
  { "turnpike-cloud-symbolic", N_("_Use a Cloud Proxy"),
    N_("A service that assigns the servers by itself, such as Agora, Cloudflare or Twilio"),
    "win.show-page", "proxy" },
};

static GtkWidget *
new_label (const char *text,
           const char *style_class)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style_class);

  return label;
}

static GtkWidget *
new_choice (guint i)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE,
                                   "icon-name", choices[i].icon_name,
                                   "pixel-size", 32,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                   NULL);
  GtkWidget *title = new_label (_(choices[i].title), "title-4");
  GtkWidget *text = new_label (_(choices[i].text), "dim-label");

  gtk_label_set_mnemonic_widget (GTK_LABEL (title), button);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), text);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "choice");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, NULL,
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, text, NULL,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), choices[i].action);
  if (choices[i].target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", choices[i].target);

  return button;
}

static void
tpk_first_run_dispose (GObject *object)
{
  TpkFirstRun *self = TPK_FIRST_RUN (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_first_run_parent_class)->dispose (object);
}

static void
tpk_first_run_class_init (TpkFirstRunClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_first_run_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tpk_first_run_init (TpkFirstRun *self)
{
  GtkWidget *title = gtk_label_new (_("Will Calls Work Here?"));
  GtkWidget *text = gtk_label_new (_("Turnpike tries it, says what to do if not, and writes the "
                                     "settings for the programs that make the calls. How would you "
                                     "like to begin?"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_justify (GTK_LABEL (title), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (title, "title-1");
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_bottom (text, 12);
  gtk_box_append (GTK_BOX (self->box), text);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    gtk_box_append (GTK_BOX (self->box), new_choice (i));
}

GtkWidget *
tpk_first_run_new (void)
{
  return g_object_new (TPK_TYPE_FIRST_RUN, NULL);
}
