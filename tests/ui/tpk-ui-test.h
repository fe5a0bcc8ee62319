/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* A working session on a folder that is removed at the end. */
typedef struct {
  char         *folder;
  TpkWorkspace *workspace;
} TpkUiFixture;

void       tpk_ui_test_init          (int            *argc,
                                      char         ***argv);
void       tpk_ui_test_load          (TpkWorkspace   *workspace);
void       tpk_ui_fixture_set_up     (TpkUiFixture   *fixture,
                                      gconstpointer   data);
void       tpk_ui_fixture_tear_down  (TpkUiFixture   *fixture,
                                      gconstpointer   data);
TpkServer *tpk_ui_fixture_add_server (TpkUiFixture   *fixture,
                                      const char     *label,
                                      const char     *url);

/* Runs the main loop until nothing is left to do. */
void       tpk_ui_test_settle        (void);
/* Runs the main loop until *@flag; there is no time limit but that of the test itself. */
void       tpk_ui_test_wait          (gboolean       *flag);
void       tpk_ui_test_reload        (TpkWorkspace   *workspace);
/* Runs the main loop until all changes to @widget are laid out. */
void       tpk_ui_test_lay_out       (GtkWidget      *widget);
GtkWidget *tpk_ui_test_present       (GtkWidget      *child,
                                      int             width);

GtkWidget *tpk_ui_test_get_child     (gpointer        widget,
                                      const char     *id);
GtkWidget *tpk_ui_test_find          (gpointer        widget,
                                      GType           type,
                                      guint           nth);
GtkWidget *tpk_ui_test_find_button   (gpointer        widget,
                                      const char     *label);
GtkWindow *tpk_ui_test_find_window   (GType           type);
void       tpk_ui_test_click         (gpointer        button);
void       tpk_ui_test_type          (gpointer        editable,
                                      const char     *text);
/* Presses a key where the focus is, and runs the main loop until nothing is left to do. */
void       tpk_ui_test_press         (GtkWindow      *window,
                                      guint           key,
                                      GdkModifierType modifiers);

#define tpk_ui_test_child(T, widget, id) ((T *) tpk_ui_test_get_child ((widget), (id)))

G_END_DECLS
