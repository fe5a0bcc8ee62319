/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a language's catalogue has to say. */
typedef struct _TpkUiWords TpkUiWords;

TpkUiWords *tpk_ui_words_new      (void);
void        tpk_ui_words_free     (TpkUiWords *self);
/* Reads a catalogue; FALSE: there is none. */
gboolean    tpk_ui_words_load     (TpkUiWords *self,
                                   const char *path,
                                   gboolean    source);
/* Takes @text for something that is the same in every language. */
void        tpk_ui_words_add_name (TpkUiWords *self,
                                   const char *text);
/* Whether all of @text is in the language, or needs not be. */
gboolean    tpk_ui_words_cover    (TpkUiWords *self,
                                   const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkUiWords, tpk_ui_words_free)

G_END_DECLS
