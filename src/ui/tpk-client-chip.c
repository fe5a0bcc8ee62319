/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-chip"

#include "config.h"

#include "tpk-client-chip.h"

#include <glib/gi18n-lib.h>

/**
 * TpkClientChip:
 *
 * What one calling client does with one URL, as a small button: the client's name and an icon for
 * the outcome. The tooltip, the popover and assistive technology tell what it really dials.
 */
struct _TpkClientChip
{
  GtkWidget     parent_instance;

  GtkWidget    *button;
  GtkWidget    *image;
  GtkWidget    *label;
  char         *client;          /* (owned): translated name */
  TpkJudgement *judgement;       /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkClientChip, tpk_client_chip, GTK_TYPE_WIDGET)

static const struct {
  const char *icon_name;
  const char *style_class;
} outcomes[] = {
  [TPK_JUDGEMENT_OK]       = { "object-select-symbolic", "success" },
  [TPK_JUDGEMENT_CHANGED]  = { "dialog-warning-symbolic", "warning" },
  [TPK_JUDGEMENT_DROPPED]  = { "turnpike-dropped-symbolic", "warning" },
  [TPK_JUDGEMENT_REJECTED] = { "dialog-error-symbolic", "error" },
};

static char *
dup_outcome (TpkJudgement *judgement)
{
  const char *dials = tpk_judgement_get_dials (judgement);

  switch (tpk_judgement_get_state (judgement)) {
  case TPK_JUDGEMENT_CHANGED:
    /* Translators: %s is the address that a calling client contacts instead of the one written. */
    return g_strdup_printf (_("dials something else: %s"), dials != NULL ? dials : "");
  case TPK_JUDGEMENT_DROPPED:
    return g_strdup (_("takes this address but never dials it"));
  case TPK_JUDGEMENT_REJECTED:
    return g_strdup (_("refuses this address"));
  case TPK_JUDGEMENT_OK:
  default:
    /* Translators: %s is the address that a calling client contacts. */
    return g_strdup_printf (_("dials %s"), dials != NULL ? dials : "");
  }
}

static void
create_popup_cb (GtkMenuButton *button,
                 gpointer       data)
{
  TpkClientChip *self = data;
  g_autofree char *description = tpk_client_chip_dup_description (self);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *label = gtk_label_new (description);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), label);
  gtk_menu_button_set_popover (button, popover);
}

static void
update (TpkClientChip *self)
{
  TpkJudgementState state = tpk_judgement_get_state (self->judgement);
  g_autofree char *description = tpk_client_chip_dup_description (self);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), outcomes[state].icon_name);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    gtk_widget_remove_css_class (self->image, outcomes[i].style_class);
  gtk_widget_add_css_class (self->image, outcomes[state].style_class);

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), NULL);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popup_cb, self,
                                         NULL);
  gtk_widget_set_tooltip_text (self->button, description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->client,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

static void
tpk_client_chip_dispose (GObject *object)
{
  TpkClientChip *self = TPK_CLIENT_CHIP (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_client_chip_parent_class)->dispose (object);
}

static void
tpk_client_chip_finalize (GObject *object)
{
  TpkClientChip *self = TPK_CLIENT_CHIP (object);

  g_clear_pointer (&self->judgement, tpk_judgement_unref);
  g_free (self->client);

  G_OBJECT_CLASS (tpk_client_chip_parent_class)->finalize (object);
}

static void
tpk_client_chip_class_init (TpkClientChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_client_chip_dispose;
  object_class->finalize = tpk_client_chip_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "clientchip");
}

static void
tpk_client_chip_init (TpkClientChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  self->label = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (box), self->label);
  self->image = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->image), 12);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image),
                               GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_box_append (GTK_BOX (box), self->image);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

/**
 * tpk_client_chip_new:
 * @client: the client's name, translated
 *
 * Returns: (transfer floating): a chip, empty until it has a judgement
 */
GtkWidget *
tpk_client_chip_new (const char *client)
{
  TpkClientChip *self;

  g_return_val_if_fail (client != NULL, NULL);

  self = g_object_new (TPK_TYPE_CLIENT_CHIP, NULL);
  self->client = g_strdup (client);
  gtk_label_set_label (GTK_LABEL (self->label), client);

  return GTK_WIDGET (self);
}

const char *
tpk_client_chip_get_client (TpkClientChip *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_CHIP (self), NULL);

  return self->client;
}

/**
 * tpk_client_chip_get_judgement:
 * @self: the chip
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TpkJudgement *
tpk_client_chip_get_judgement (TpkClientChip *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_CHIP (self), NULL);

  return self->judgement;
}

void
tpk_client_chip_set_judgement (TpkClientChip *self,
                               TpkJudgement  *judgement)
{
  g_return_if_fail (TPK_IS_CLIENT_CHIP (self));
  g_return_if_fail (judgement != NULL);

  if (self->judgement == judgement)
    return;

  g_clear_pointer (&self->judgement, tpk_judgement_unref);
  self->judgement = tpk_judgement_ref (judgement);
  update (self);
}

/**
 * tpk_client_chip_dup_description:
 * @self: the chip
 *
 * Returns: (transfer full): what the client does, in a sentence or two
 */
char *
tpk_client_chip_dup_description (TpkClientChip *self)
{
  g_autofree char *outcome = NULL;
  const char *message;

  g_return_val_if_fail (TPK_IS_CLIENT_CHIP (self), NULL);
  g_return_val_if_fail (self->judgement != NULL, NULL);

  outcome = dup_outcome (self->judgement);
  message = tpk_judgement_get_message (self->judgement);

  /* Translators: the name of a calling client, and what it does ("Azure: dials turn:…"). */
  if (message == NULL || *message == '\0')
    return g_strdup_printf (_("%s: %s"), self->client, outcome);

  /* Translators: the name of a calling client, what it does, and what that means for a call. */
  return g_strdup_printf (_("%s: %s\n%s"), self->client, outcome, message);
}
