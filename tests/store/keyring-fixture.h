/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

/* A session bus of its own with a real gnome-keyring on it, for a whole test program. */
gboolean keyring_fixture_begin (const char  **reason);
void     keyring_fixture_end   (void);

void     keyring_start         (void);
void     keyring_stop          (void);
void     keyring_signal        (int           signal);
void     keyring_lock          (void);
void     keyring_unlock        (void);
void     keyring_forget        (const char   *folder);
/* The text of the item for a folder, NULL when there is none. */
char    *keyring_read          (const char   *folder);

G_END_DECLS
