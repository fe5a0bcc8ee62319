/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TPK_SERVICE_ERROR (tpk_service_error_quark ())

/* What peers are told, as org.turnpike.Turnpike1.Error.…; the names are part of the interface. */
typedef enum {
  TPK_SERVICE_ERROR_FAILED,
  TPK_SERVICE_ERROR_UNKNOWN_DIALECT,
  TPK_SERVICE_ERROR_NOT_WRITABLE,
  TPK_SERVICE_ERROR_NOT_READABLE,
  TPK_SERVICE_ERROR_INVALID_CLIENT,
  TPK_SERVICE_ERROR_LIMIT_REACHED,
  TPK_SERVICE_ERROR_BUSY,
  TPK_SERVICE_ERROR_NOTHING_TO_CHECK,
  TPK_SERVICE_ERROR_CANCELLED,
  TPK_N_SERVICE_ERRORS,
} TpkServiceError;

GQuark      tpk_service_error_quark    (void);
const char *tpk_service_error_get_name (TpkServiceError code);

G_END_DECLS
