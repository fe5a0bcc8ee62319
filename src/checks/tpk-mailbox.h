/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Carries snapshots from the checking thread to the main context of whoever asked. */
typedef struct _TpkMailbox TpkMailbox;

/* What is new of one target. */
typedef struct {
  guint    url;      /* index of the URL in its run, or of the proof */
  guint    row;      /* index of the address of the URL */
  guint    n_rows;   /* how many addresses the URL has */
  gpointer result;   /* (type GObject) (owned): TpkResult or TpkProof */
} TpkLetter;

/* @letters: (element-type TpkLetter), by URL and row. */
typedef void (*TpkMailboxFunc) (GPtrArray    *letters,
                                gboolean      ended,
                                const GError *error,
                                gpointer      user_data);

TpkMailbox *tpk_mailbox_new      (GMainContext   *context,
                                  TpkMailboxFunc  func,
                                  gpointer        user_data);
TpkMailbox *tpk_mailbox_ref      (TpkMailbox     *self);
void        tpk_mailbox_unref    (TpkMailbox     *self);
void        tpk_mailbox_close    (TpkMailbox     *self);
void        tpk_mailbox_post     (TpkMailbox     *self,
                                  guint           url,
                                  guint           row,
                                  guint           n_rows,
                                  gpointer        result);
void        tpk_mailbox_post_end (TpkMailbox     *self,
                                  GError         *error);

G_END_DECLS
