/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* An immutable value: how one check ended, when and on which network. */
#define TPK_TYPE_CHECK_RECORD (tpk_check_record_get_type ())
G_DECLARE_FINAL_TYPE (TpkCheckRecord, tpk_check_record, TPK, CHECK_RECORD, GObject)

TpkCheckRecord *tpk_check_record_new            (gint64          time_s,
                                                 const char     *state,
                                                 double          rtt_ms,
                                                 const char     *profile,
                                                 const char     *network,
                                                 const char     *network_id);
TpkCheckRecord *tpk_check_record_new_from_line  (const char     *line,
                                                 gssize          length);
char           *tpk_check_record_to_line        (TpkCheckRecord *self);

gint64          tpk_check_record_get_time_s     (TpkCheckRecord *self);
const char     *tpk_check_record_get_state      (TpkCheckRecord *self);
double          tpk_check_record_get_rtt_ms     (TpkCheckRecord *self);
const char     *tpk_check_record_get_profile    (TpkCheckRecord *self);
const char     *tpk_check_record_get_network    (TpkCheckRecord *self);
const char     *tpk_check_record_get_network_id (TpkCheckRecord *self);

G_END_DECLS
