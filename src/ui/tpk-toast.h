/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Tells something in the toast overlay around @widget, if there is one. */
void tpk_toast_send        (GtkWidget  *widget,
                            const char *text);
void tpk_toast_send_action (GtkWidget  *widget,
                            const char *text,
                            const char *button,
                            const char *action,
                            GVariant   *target);
void tpk_toast_send_undo   (GtkWidget  *widget,
                            const char *text,
                            GCallback   undo_cb,
                            gpointer    data,
                            GClosureNotify destroy);

G_END_DECLS
