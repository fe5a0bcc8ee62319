/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  TPK_SEVERITY_INFO,
  TPK_SEVERITY_WARNING,
  TPK_SEVERITY_ERROR,
} TpkSeverity;

/* What one click does. The text belongs to the kind. */
typedef enum {
  TPK_FIX_NONE,
  TPK_FIX_REPLACE_URL,         /* text: the new URL */
  TPK_FIX_MOVE_USER_INFO,      /* text: the new URL; user name and password go to the credential */
  TPK_FIX_REMOVE_URL,
  TPK_FIX_ADD_URL,             /* text: a URL to add to the same server */
  TPK_FIX_REMOVE_SERVER,
  TPK_FIX_SET_RELAY_ONLY,
  TPK_FIX_CLEAR_RELAY_ONLY,
} TpkFixKind;

#define TPK_FINDING_NOWHERE G_MAXUINT

#define TPK_TYPE_FINDING (tpk_finding_get_type ())
G_DECLARE_FINAL_TYPE (TpkFinding, tpk_finding, TPK, FINDING, GObject)

TpkFinding  *tpk_finding_new           (TpkSeverity   severity,
                                        const char   *code,
                                        const char   *message);
TpkFinding  *tpk_finding_new_printf    (TpkSeverity   severity,
                                        const char   *code,
                                        const char   *format,
                                        ...) G_GNUC_PRINTF (3, 4);
TpkFinding  *tpk_finding_at            (TpkFinding   *self,
                                        guint         server,
                                        guint         url,
                                        const char   *field);
TpkFinding  *tpk_finding_with_fix      (TpkFinding   *self,
                                        TpkFixKind    kind,
                                        const char   *text);

TpkSeverity  tpk_finding_get_severity  (TpkFinding   *self);
const char  *tpk_finding_get_code      (TpkFinding   *self);
const char  *tpk_finding_get_message   (TpkFinding   *self);
guint        tpk_finding_get_server    (TpkFinding   *self);
guint        tpk_finding_get_url       (TpkFinding   *self);
const char  *tpk_finding_get_field     (TpkFinding   *self);
TpkFixKind   tpk_finding_get_fix_kind  (TpkFinding   *self);
const char  *tpk_finding_get_fix       (TpkFinding   *self);
char        *tpk_finding_dup_fix_label (TpkFinding   *self);

const char  *tpk_severity_to_string    (TpkSeverity   severity);

G_END_DECLS
