/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-client-status.h"

#include "tpk-state-icon.h"

G_BEGIN_DECLS

/* What rows and dialogs say of a client file. */
char       *tpk_client_file_words_folder  (const char      *path);
char       *tpk_client_file_words_path    (const char      *path);
const char *tpk_client_file_words_client  (const char      *client);
char       *tpk_client_file_words_time    (gint64           time_s,
                                           gint64           now_s);
char       *tpk_client_file_words_waiting (GListModel      *calls);
char       *tpk_client_file_words_state   (TpkClientStatus *status,
                                           const char      *waiting,
                                           gint64           now_s);
TpkState    tpk_client_file_words_icon    (TpkClientStatus *status,
                                           gboolean         staged);

G_END_DECLS
