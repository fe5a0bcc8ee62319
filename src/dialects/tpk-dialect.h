/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-document.h"

#include "tpk-export.h"
#include "tpk-import.h"
#include "tpk-judgement.h"

G_BEGIN_DECLS

/* What a judge is given. Parses are kept, so that all dialects share the work on one URL. */
typedef struct _TpkJudgeInput TpkJudgeInput;

/**
 * TpkDialect:
 * @id: the stable name, as the command line and the document write it
 * @name: the name people know, untranslated (mark with N_())
 * @version: what the rules were ported from
 * @about: (nullable): who needs what @write makes, and what it is; a sentence, untranslated
 * @content_type: the MIME type of what @write makes, or %NULL
 * @suffix: the file name suffix of what @write makes, without the dot, or %NULL
 * @whole: whether @write takes a profile as it is, with the settings of a cloud service, and not what
 *   clients are given of it, which is what the service handed out
 * @limits: (nullable): what the language of @write can say, where that is not everything
 * @judge: (nullable): what this client does with one URL
 * @write: (nullable): a profile in this client's language
 * @recognise: (nullable): how surely a text is in this client's language, 0 to 100
 * @read: (nullable): the text read back
 *
 * One calling client's way to judge, write and read a configuration. To add one, add one file and
 * one row in tpk-dialect.c.
 */
typedef struct {
  const char *id;
  const char *name;
  const char *version;
  const char *about;
  const char *content_type;
  const char *suffix;
  gboolean    whole;

  const struct _TpkClientLimits *limits;

  TpkJudgement * (* judge)     (TpkJudgeInput *input);
  TpkExport    * (* write)     (TpkProfile    *profile,
                                gint64         now_s,
                                GError       **error);
  int            (* recognise) (const char    *text);
  TpkImport    * (* read)      (const char    *text,
                                GError       **error);
} TpkDialect;

#define TPK_DIALECT_ERROR (tpk_dialect_error_quark ())

typedef enum {
  TPK_DIALECT_ERROR_UNKNOWN,        /* no such dialect, or the text is in none */
  TPK_DIALECT_ERROR_SYNTAX,
  TPK_DIALECT_ERROR_MIXED,          /* cloud proxy and own servers together */
  TPK_DIALECT_ERROR_NOT_WRITABLE,   /* the client's language cannot say this profile */
  TPK_DIALECT_ERROR_TOO_LARGE,
  TPK_DIALECT_ERROR_REFUSED,        /* the text is a service's refusal */
} TpkDialectError;

GQuark                   tpk_dialect_error_quark (void);

const TpkDialect *const *tpk_dialects_get        (guint             *n_dialects);
const TpkDialect        *tpk_dialect_find        (const char        *id);
const TpkDialect        *tpk_dialect_recognise   (const char        *text);
TpkImport               *tpk_dialects_import     (const char        *text,
                                                  gssize             length,
                                                  GError           **error);

TpkJudgeInput           *tpk_judge_input_new     (const char        *url,
                                                  const char        *username,
                                                  const char        *password);
void                     tpk_judge_input_free    (TpkJudgeInput     *self);
char                    *tpk_judge_dup_repair    (TpkJudgeInput     *input,
                                                  const char        *code);
TpkJudgement            *tpk_dialect_judge       (const TpkDialect  *self,
                                                  TpkJudgeInput     *input);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkJudgeInput, tpk_judge_input_free)

G_END_DECLS
