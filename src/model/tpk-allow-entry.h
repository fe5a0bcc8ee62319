/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-allow-destination.h"
#include "tpk-ice-url.h"
#include "tpk-port-ranges.h"

G_BEGIN_DECLS

/* Who opens the connection, or sends the first packet. */
typedef enum {
  TPK_DIRECTION_OUTBOUND,      /* calling clients, to the destination */
  TPK_DIRECTION_INBOUND,       /* the destination, to calling clients */
  TPK_DIRECTION_BOTH,
} TpkDirection;

/* An entry as it is typed, and as it stands in a table. All but three may be NULL. */
typedef struct {
  const char *protocol;        /* tcp or udp, in any case */
  const char *destination;
  const char *ports;
  const char *purpose;
  const char *direction;       /* outbound, inbound or both; default outbound */
  const char *source;          /* where it was read */
  const char *date;            /* of the source */
} TpkAllowFields;

#define TPK_TYPE_ALLOW_ENTRY (tpk_allow_entry_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowEntry, tpk_allow_entry, TPK, ALLOW_ENTRY, GObject)

TpkAllowEntry      *tpk_allow_entry_new                  (const TpkAllowFields  *fields,
                                                          GError               **error);
TpkAllowEntry      *tpk_allow_entry_new_from_json        (JsonObject            *object,
                                                          GError               **error);
JsonObject         *tpk_allow_entry_to_json              (TpkAllowEntry         *self);

TpkTransport        tpk_allow_entry_get_protocol         (TpkAllowEntry         *self);
const char         *tpk_allow_entry_get_destination      (TpkAllowEntry         *self);
TpkDestinationKind  tpk_allow_entry_get_destination_kind (TpkAllowEntry         *self);
gboolean            tpk_allow_entry_is_ipv6              (TpkAllowEntry         *self);
gboolean            tpk_allow_entry_is_numeric           (TpkAllowEntry         *self);
GArray             *tpk_allow_entry_get_ranges           (TpkAllowEntry         *self);
const char         *tpk_allow_entry_get_ports            (TpkAllowEntry         *self);
const char         *tpk_allow_entry_get_purpose          (TpkAllowEntry         *self);
TpkDirection        tpk_allow_entry_get_direction        (TpkAllowEntry         *self);
const char         *tpk_allow_entry_get_source           (TpkAllowEntry         *self);
const char         *tpk_allow_entry_get_date             (TpkAllowEntry         *self);
gboolean            tpk_allow_entry_equal                (TpkAllowEntry         *self,
                                                          TpkAllowEntry         *other);

const char         *tpk_direction_to_string              (TpkDirection           direction);

G_END_DECLS
