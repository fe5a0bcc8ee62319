/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  TPK_JUDGEMENT_OK,            /* dials what is written */
  TPK_JUDGEMENT_CHANGED,       /* dials something else than written */
  TPK_JUDGEMENT_DROPPED,       /* accepted, never dialled */
  TPK_JUDGEMENT_REJECTED,      /* refused with an error */
} TpkJudgementState;

/* An immutable, reference-counted value: what one client does with one URL. */
typedef struct _TpkJudgement TpkJudgement;

#define TPK_TYPE_JUDGEMENT (tpk_judgement_get_type ())
GType              tpk_judgement_get_type       (void) G_GNUC_CONST;

TpkJudgement      *tpk_judgement_new_ok         (const char        *dials);
TpkJudgement      *tpk_judgement_new_changed    (const char        *dials,
                                                 const char        *code,
                                                 const char        *message);
TpkJudgement      *tpk_judgement_new_dropped    (const char        *code,
                                                 const char        *message);
TpkJudgement      *tpk_judgement_new_rejected   (const char        *error,
                                                 const char        *error_text,
                                                 const char        *code,
                                                 const char        *message);
TpkJudgement      *tpk_judgement_with_earlier_text
                                                (TpkJudgement      *self,
                                                 const char        *text);
TpkJudgement      *tpk_judgement_ref            (TpkJudgement      *self);
void               tpk_judgement_unref          (TpkJudgement      *self);

TpkJudgementState  tpk_judgement_get_state      (TpkJudgement      *self);
const char        *tpk_judgement_get_dials      (TpkJudgement      *self);
const char        *tpk_judgement_get_error      (TpkJudgement      *self);
const char        *tpk_judgement_get_error_text (TpkJudgement      *self);
const char        *tpk_judgement_get_earlier_text
                                                (TpkJudgement      *self);
const char        *tpk_judgement_get_code       (TpkJudgement      *self);
const char        *tpk_judgement_get_message    (TpkJudgement      *self);

const char        *tpk_judgement_state_to_string (TpkJudgementState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkJudgement, tpk_judgement_unref)

G_END_DECLS
