/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-result-code.h"

G_BEGIN_DECLS

/* Why something ended: a code, and the words of whoever knows better. A plain value. */
typedef struct {
  TpkCode     code;
  int         stun_error;     /* 0: none */
  gboolean    untested;       /* the tester could not even try */
  gboolean    web_page;       /* a page for everybody came, as of a mistyped port or a portal */
  gboolean    unproven;       /* it came without the integrity that it should have */
  const char *summary;        /* (nullable): a static msgid that replaces the code's sentence */
  const char *advice;         /* (nullable): likewise */
  char        text[256];      /* the technical words, "" when there are none; valid UTF-8 */
  char        first_bytes[64]; /* of an answer that nobody understands, in hexadecimal */
} TpkFailure;

void tpk_failure_set            (TpkFailure   *self,
                                 TpkCode       code,
                                 const char   *text);
void tpk_failure_set_error      (TpkFailure   *self,
                                 const GError *error);
void tpk_failure_set_no_network (TpkFailure  *self);
void tpk_failure_set_portal     (TpkFailure   *self);
void tpk_failure_set_not_stun   (TpkFailure   *self,
                                 const guint8 *bytes,
                                 gsize         length);
void tpk_failure_blame_proxy    (TpkFailure   *self);
gboolean tpk_failure_blame_network (TpkFailure *self);
void tpk_failure_dup_words      (const TpkFailure     *self,
                                 const TpkCodeContext *context,
                                 char                **summary,
                                 char                **advice);
void tpk_failure_copy_text      (char         *target,
                                 gsize         size,
                                 const guint8 *bytes,
                                 gsize         length);

G_END_DECLS
