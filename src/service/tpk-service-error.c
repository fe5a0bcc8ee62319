/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-error"

#include "config.h"

#include "tpk-service-error.h"

#define PREFIX "org.turnpike.Turnpike1.Error."

static const GDBusErrorEntry entries[] = {
  { TPK_SERVICE_ERROR_FAILED, PREFIX "Failed" },
  { TPK_SERVICE_ERROR_UNKNOWN_DIALECT, PREFIX "UnknownDialect" },
  { TPK_SERVICE_ERROR_NOT_WRITABLE, PREFIX "NotWritable" },
  { TPK_SERVICE_ERROR_NOT_READABLE, PREFIX "NotReadable" },
  { TPK_SERVICE_ERROR_INVALID_CLIENT, PREFIX "InvalidClient" },
  { TPK_SERVICE_ERROR_LIMIT_REACHED, PREFIX "LimitReached" },
  { TPK_SERVICE_ERROR_BUSY, PREFIX "Busy" },
  { TPK_SERVICE_ERROR_NOTHING_TO_CHECK, PREFIX "NothingToCheck" },
  { TPK_SERVICE_ERROR_CANCELLED, PREFIX "Cancelled" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == TPK_N_SERVICE_ERRORS);

GQuark
tpk_service_error_quark (void)
{
  static gsize quark;

  g_dbus_error_register_error_domain ("tpk-service-error-quark", &quark, entries,
                                      G_N_ELEMENTS (entries));

  return (GQuark) quark;
}

/**
 * tpk_service_error_get_name:
 * @code: an error
 *
 * Returns: (transfer none): its name on the bus
 */
const char *
tpk_service_error_get_name (TpkServiceError code)
{
  g_return_val_if_fail (code < TPK_N_SERVICE_ERRORS, NULL);

  return entries[code].dbus_error_name;
}
