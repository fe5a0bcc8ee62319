/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-checks-page"

#include "config.h"

#include "tpk-checks-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * TpkChecksPage:
 *
 * The page Checks of the window.
 */
struct _TpkChecksPage
{
  GtkWidget     parent_instance;

  TpkWorkspace *workspace;       /* (nullable) (owned) */
  TpkCheckRun  *run;             /* (nullable) (owned) */
  gboolean      narrow;
};

G_DEFINE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHECK_RUN,
  PROP_NARROW,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
tpk_checks_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);

  switch (prop_id) {
  case PROP_CHECK_RUN:
    g_set_object (&self->run, g_value_get_object (value));
    break;
  case PROP_NARROW:
    self->narrow = g_value_get_boolean (value);
    break;
  case PROP_WORKSPACE:
    g_set_object (&self->workspace, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_checks_page_dispose (GObject *object)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->run);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_checks_page_parent_class)->dispose (object);
}

static void
tpk_checks_page_class_init (TpkChecksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = tpk_checks_page_set_property;
  object_class->dispose = tpk_checks_page_dispose;

  props[PROP_CHECK_RUN] =
    g_param_spec_object ("check-run", NULL, NULL, TPK_TYPE_CHECK_RUN, flags);
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tpk_checks_page_init (TpkChecksPage *self)
{
  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "turnpike-checks-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _("Checks"));
  adw_status_page_set_description (ADW_STATUS_PAGE (status),
                                   _("Press Check to find out whether calls will work here"));
  gtk_widget_set_parent (status, GTK_WIDGET (self));
}

GtkWidget *
tpk_checks_page_new (void)
{
  return g_object_new (TPK_TYPE_CHECKS_PAGE, NULL);
}
