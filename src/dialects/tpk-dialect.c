/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect"

#include "config.h"

#include "tpk-dialect.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The largest text that is read: beyond it is not a configuration, but an accident. */
#define MAX_TEXT_SIZE (32 * 1024 * 1024)

/* Every dialect there is, in the order in which people see them: the standard first. */
static const TpkDialect *const dialects[] = {
  &tpk_dialect_w3c,
  &tpk_dialect_chromium,
  &tpk_dialect_firefox,
  &tpk_dialect_acs,
  &tpk_dialect_agora,
  &tpk_dialect_gstreamer,
  &tpk_dialect_pion,
  &tpk_dialect_aiortc,
  &tpk_dialect_coturn,
  &tpk_dialect_synapse,
  &tpk_dialect_nextcloud,
  &tpk_dialect_jitsi,
  &tpk_dialect_janus,
  &tpk_dialect_livekit,
  &tpk_dialect_mediamtx,
  &tpk_dialect_asterisk,
  &tpk_dialect_baresip,
  &tpk_dialect_linphone,
  &tpk_dialect_pjsua,
  &tpk_dialect_jami,
  &tpk_dialect_turnpike,
  &tpk_dialect_service,
  &tpk_dialect_list,
  NULL
};

G_DEFINE_QUARK (tpk-dialect-error-quark, tpk_dialect_error)

/**
 * tpk_dialects_get:
 * @n_dialects: (out) (optional): how many there are
 *
 * All dialects, the standard first.
 *
 * Returns: (transfer none) (array zero-terminated=1): the table
 */
const TpkDialect *const *
tpk_dialects_get (guint *n_dialects)
{
  if (n_dialects != NULL)
    *n_dialects = G_N_ELEMENTS (dialects) - 1;

  return dialects;
}

/**
 * tpk_dialect_find:
 * @id: the stable name of a dialect
 *
 * Returns: (nullable) (transfer none): the dialect of that name
 */
const TpkDialect *
tpk_dialect_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    if (strcmp (dialects[i]->id, id) == 0)
      return dialects[i];
  }

  return NULL;
}

/**
 * tpk_dialect_recognise:
 * @text: valid UTF-8
 *
 * Asks every dialect that reads how surely @text is in its language. Between equals, the earlier in
 * the table wins.
 *
 * Returns: (nullable) (transfer none): the surest dialect, or %NULL when none is sure at all
 */
const TpkDialect *
tpk_dialect_recognise (const char *text)
{
  const TpkDialect *best = NULL;
  int best_score = 0;

  g_return_val_if_fail (text != NULL, NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    int score = dialects[i]->recognise != NULL ? dialects[i]->recognise (text) : 0;

    if (score > best_score) {
      best = dialects[i];
      best_score = score;
    }
  }

  return best;
}

/**
 * tpk_dialects_import:
 * @text: any bytes
 * @length: their number, or -1 when they end with a NUL
 * @error: return location for an error
 *
 * Reads @text in whichever dialect it is. Every fault of the text is an error of
 * %TPK_DIALECT_ERROR.
 *
 * Returns: (transfer full): what was read
 */
TpkImport *
tpk_dialects_import (const char  *text,
                     gssize       length,
                     GError     **error)
{
  g_autofree char *copy = NULL;
  const TpkDialect *dialect;
  const char *bad;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > MAX_TEXT_SIZE) {
    g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                 /* Translators: %d is a number of mebibytes. */
                 _("The text is larger than %d MiB, so it is no configuration; "
                   "choose another file"),
                 MAX_TEXT_SIZE / (1024 * 1024));
    return NULL;
  }

  if (!g_utf8_validate_len (text, size, &bad)) {
    g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                 /* Translators: %lu is the number of a byte. */
                 _("The text is not UTF-8 at byte %lu; "
                   "save it as UTF-8 and try again"),
                 (gulong) (bad - text));
    return NULL;
  }

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    size -= 3;
  }

  /* The readers want a string that ends, which a mapped file does not. */
  copy = g_strndup (text, size);
  dialect = tpk_dialect_recognise (copy);
  if (dialect == NULL || dialect->read == NULL) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_UNKNOWN,
                         _("No ICE servers in a known form were found; paste an "
                           "RTCConfiguration, the options of an SDK, or one URL a line"));
    return NULL;
  }

  return dialect->read (copy, error);
}

/**
 * tpk_dialect_judge:
 * @self: a dialect that judges
 * @input: a URL, with or without a credential
 *
 * What this client does with the URL.
 *
 * Returns: (transfer full) (nullable): a judgement, or %NULL when this dialect does not judge
 */
TpkJudgement *
tpk_dialect_judge (const TpkDialect *self,
                   TpkJudgeInput    *input)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (input != NULL, NULL);

  return self->judge != NULL ? self->judge (input) : NULL;
}
