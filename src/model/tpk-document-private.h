/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-document.h"

G_BEGIN_DECLS

struct _TpkDocument
{
  GObject parent_instance;

  GListStore *profiles;         /* (owned) of TpkProfile */
  TpkProfile *active;           /* (not owned), one of the profiles */
  GListStore *client_files;     /* (owned) of TpkClientFile */
  gboolean secrets_in_file;
  JsonObject *unknown;          /* (nullable) (owned) */

  guint freeze_count;
  gboolean change_pending;
};
void tpk_document_changed        (TpkDocument *self);
void tpk_document_append_profile (TpkDocument *self,
                                  TpkProfile  *profile);

G_END_DECLS
