/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void         tpk_cli_set_read_error (GError        **error,
                                     const char     *path,
                                     int             saved_errno);
gssize       tpk_cli_read_some      (int             fd,
                                     guint8         *data,
                                     gsize           size);

/* Lines of any bytes, from a file descriptor, as they come. */
typedef struct _TpkCliLines TpkCliLines;

TpkCliLines *tpk_cli_lines_new    (int            fd);
void         tpk_cli_lines_free   (TpkCliLines   *self);
gboolean     tpk_cli_lines_next   (TpkCliLines   *self,
                                   char         **line,
                                   gsize         *length,
                                   GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCliLines, tpk_cli_lines_free)

G_END_DECLS
