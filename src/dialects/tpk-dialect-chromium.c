/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-dialect-private.h"

const TpkDialect tpk_dialect_chromium = { .id = "chromium", .name = "Chromium" };
