/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ui-test.h"
#include "ui/tpk-window.h"

G_BEGIN_DECLS

/* Where somebody can be in the window. */
typedef struct {
  const char *name;
  const char *page;      /* of the window */
  TpkRoute    route;
  const char *view;      /* (nullable): of the page of checks, or "selecting" servers */
  const char *dialog;    /* (nullable) */
} TpkUiPlace;

const TpkUiPlace *tpk_ui_places_get        (guint            *n_places);
/* What to look at there: the window, a dialog or a popover. */
GtkWidget        *tpk_ui_place_open        (const TpkUiPlace *place,
                                            TpkWindow        *window);
void              tpk_ui_place_close       (TpkWindow        *window);

GtkWidget        *tpk_ui_places_show_view  (TpkWindow        *window,
                                            const char       *view);
void              tpk_ui_places_open       (TpkWindow        *window,
                                            const char       *dialog,
                                            guint             number,
                                            const char       *text);
GtkWidget        *tpk_ui_places_get_top    (TpkWindow        *window);

/* Settings such as people have, with a relay at @url; @n_servers more, for those who have many. */
void              tpk_ui_places_fill       (TpkUiFixture     *fixture,
                                            const char       *url,
                                            guint             n_servers);

G_END_DECLS
