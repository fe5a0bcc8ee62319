/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-chip"

#include "config.h"

#include "tpk-client-chip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "model/tpk-finding.h"

/* The width of the popover. */
#define MAX_CHARS 36

/**
 * TpkClientChip:
 *
 * What one calling client does with one URL, as a small button: the client's name and an icon for
 * the outcome. The tooltip says what it really dials; the popover, and assistive technology, also
 * what that means for a call. The popover offers the repair, where there is one.
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

enum {
  SIGNAL_FIND_REPAIR,
  SIGNAL_FIX_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
dup_action (TpkJudgement *judgement)
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

static char *
dup_outcome (TpkClientChip *self)
{
  g_autofree char *action = dup_action (self->judgement);

  /* Translators: the name of a calling client, and what it does ("Azure: dials turn:…"). */
  return g_strdup_printf (_("%s: %s"), self->client, action);
}

static TpkFinding *
find_repair (TpkClientChip *self)
{
  TpkFinding *repair = NULL;

  if (tpk_judgement_get_code (self->judgement) != NULL)
    g_signal_emit (self, signals[SIGNAL_FIND_REPAIR], 0, self->judgement, &repair);

  return repair;
}

/* The list can have changed since the popover was made. */
static void
repair_cb (TpkClientChip *self)
{
  g_autoptr (TpkFinding) repair = find_repair (self);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  if (repair != NULL)
    g_signal_emit (self, signals[SIGNAL_FIX_REQUESTED], 0, repair);
}

static GtkWidget *
create_repair_button (TpkClientChip *self,
                      TpkFinding    *repair,
                      GtkWidget     *label)
{
  g_autofree char *text = tpk_finding_dup_fix_label (repair);
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkLabel *button_label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_ellipsize (button_label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (button_label, MAX_CHARS);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label, NULL,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);

  return button;
}

/* A popover of GTK 4.8 measures the height of its child for a width that has its shadow in it, so that
 * the last line of a text would be cut off. */
static GtkWidget *
new_clamp (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();
  int width;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), width);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), width);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);

  return clamp;
}

/* What gets the focus first is selected, which nobody asked for. */
static void
deselect_cb (GtkLabel *label)
{
  gtk_label_select_region (label, 0, 0);
}

static GtkWidget *
create_label (TpkClientChip *self)
{
  g_autofree char *description = tpk_client_chip_dup_description (self);
  GtkWidget *label = gtk_label_new (description);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

static void
create_popup_cb (GtkMenuButton *button,
                 gpointer       data)
{
  TpkClientChip *self = data;
  g_autoptr (TpkFinding) repair = find_repair (self);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = create_label (self);

  gtk_box_append (GTK_BOX (box), label);
  if (repair != NULL)
    gtk_box_append (GTK_BOX (box), create_repair_button (self, repair, label));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);

  gtk_popover_set_child (GTK_POPOVER (popover), new_clamp (box));
  g_signal_connect_object (popover, "show", G_CALLBACK (deselect_cb), label, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, popover);
}

static void
update (TpkClientChip *self)
{
  TpkJudgementState state = tpk_judgement_get_state (self->judgement);
  g_autofree char *description = tpk_client_chip_dup_description (self);
  g_autofree char *outcome = dup_outcome (self);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), outcomes[state].icon_name);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    gtk_widget_remove_css_class (self->image, outcomes[i].style_class);
  gtk_widget_add_css_class (self->image, outcomes[state].style_class);

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), NULL);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popup_cb, self,
                                         NULL);
  gtk_widget_set_tooltip_text (self->button, outcome);
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

  /**
   * TpkClientChip::find-repair:
   * @self: the chip
   * @judgement: a [struct@Judgement] that has a code
   *
   * Emitted when the popover is about to be shown, and when its button is pressed.
   *
   * Returns: (transfer full) (nullable): a finding whose fix makes the client dial what is meant
   */
  signals[SIGNAL_FIND_REPAIR] =
    g_signal_new ("find-repair", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, g_signal_accumulator_first_wins, NULL, NULL,
                  TPK_TYPE_FINDING, 1, TPK_TYPE_JUDGEMENT);
  /**
   * TpkClientChip::fix-requested:
   * @self: the chip
   * @finding: what TpkClientChip::find-repair returns
   *
   * Emitted when the user asks for the repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

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
 * Returns: (transfer full): what the client does, and what that means for a call
 */
char *
tpk_client_chip_dup_description (TpkClientChip *self)
{
  g_autofree char *outcome = NULL;
  const char *message;

  g_return_val_if_fail (TPK_IS_CLIENT_CHIP (self), NULL);
  g_return_val_if_fail (self->judgement != NULL, NULL);

  outcome = dup_outcome (self);
  message = tpk_judgement_get_message (self->judgement);
  if (message == NULL || *message == '\0')
    return g_steal_pointer (&outcome);

  return g_strconcat (outcome, "\n", message, NULL);
}
