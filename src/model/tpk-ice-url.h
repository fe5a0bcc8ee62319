/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  TPK_SCHEME_STUN,
  TPK_SCHEME_STUNS,
  TPK_SCHEME_TURN,
  TPK_SCHEME_TURNS,
} TpkScheme;

/* The transport between client and server as RFC 7065 writes it; with a secure scheme tcp means
 * TLS and udp means DTLS. */
typedef enum {
  TPK_TRANSPORT_UDP,
  TPK_TRANSPORT_TCP,
} TpkTransport;

typedef enum {
  TPK_HOST_NAME,
  TPK_HOST_IPV4,
  TPK_HOST_IPV6,
} TpkHostKind;

/* What is wrong with a URL. Each has a stable string, see tpk_url_problem_to_string(). */
typedef enum {
  TPK_URL_PROBLEM_NONE,
  TPK_URL_PROBLEM_EMPTY,
  TPK_URL_PROBLEM_NOT_UTF8,
  TPK_URL_PROBLEM_WHITE_SPACE,
  TPK_URL_PROBLEM_INVISIBLE,          /* BOM, NBSP, zero-width and control characters */
  TPK_URL_PROBLEM_QUOTED,             /* the quotes of the source it was copied from */
  TPK_URL_PROBLEM_NO_SCHEME,
  TPK_URL_PROBLEM_UNKNOWN_SCHEME,
  TPK_URL_PROBLEM_SLASHES,            /* turn://host */
  TPK_URL_PROBLEM_USER_INFO,          /* turn:user:password@host */
  TPK_URL_PROBLEM_NO_HOST,
  TPK_URL_PROBLEM_BAD_HOST,
  TPK_URL_PROBLEM_BAD_IPV4,
  TPK_URL_PROBLEM_BAD_IPV6,
  TPK_URL_PROBLEM_UNBRACKETED_IPV6,
  TPK_URL_PROBLEM_ZONE_ID,
  TPK_URL_PROBLEM_EMPTY_PORT,
  TPK_URL_PROBLEM_BAD_PORT,
  TPK_URL_PROBLEM_PORT_RANGE,
  TPK_URL_PROBLEM_PATH,
  TPK_URL_PROBLEM_FRAGMENT,
  TPK_URL_PROBLEM_QUERY_ON_STUN,
  TPK_URL_PROBLEM_BAD_QUERY,
  TPK_URL_PROBLEM_TRANSPORT_CASE,
  TPK_URL_PROBLEM_UNKNOWN_TRANSPORT,
} TpkUrlProblem;

#define TPK_TYPE_ICE_URL (tpk_ice_url_get_type ())
G_DECLARE_FINAL_TYPE (TpkIceUrl, tpk_ice_url, TPK, ICE_URL, GObject)

TpkIceUrl     *tpk_ice_url_new            (const char    *text);
TpkIceUrl     *tpk_ice_url_new_from_parts (TpkScheme      scheme,
                                           const char    *host,
                                           guint16        port,
                                           const char    *transport);

const char    *tpk_ice_url_get_text       (TpkIceUrl     *self);
gboolean       tpk_ice_url_is_valid       (TpkIceUrl     *self);
gboolean       tpk_ice_url_has_parts      (TpkIceUrl     *self);

TpkUrlProblem  tpk_ice_url_get_problem    (TpkIceUrl     *self);
guint          tpk_ice_url_get_offset     (TpkIceUrl     *self);
char          *tpk_ice_url_dup_message    (TpkIceUrl     *self);
const char    *tpk_ice_url_get_fix        (TpkIceUrl     *self);
gboolean       tpk_ice_url_get_user_info  (TpkIceUrl     *self,
                                           const char   **username,
                                           const char   **password);

TpkScheme      tpk_ice_url_get_scheme     (TpkIceUrl     *self);
const char    *tpk_ice_url_get_host       (TpkIceUrl     *self);
TpkHostKind    tpk_ice_url_get_host_kind  (TpkIceUrl     *self);
guint16        tpk_ice_url_get_port       (TpkIceUrl     *self);
gboolean       tpk_ice_url_has_port       (TpkIceUrl     *self);
TpkTransport   tpk_ice_url_get_transport  (TpkIceUrl     *self);
gboolean       tpk_ice_url_has_transport  (TpkIceUrl     *self);
gboolean       tpk_ice_url_is_turn        (TpkIceUrl     *self);
gboolean       tpk_ice_url_is_secure      (TpkIceUrl     *self);
const char    *tpk_ice_url_get_canonical  (TpkIceUrl     *self);
gboolean       tpk_ice_url_equal          (TpkIceUrl     *self,
                                           TpkIceUrl     *other);

const char    *tpk_url_problem_to_string  (TpkUrlProblem  problem);
const char    *tpk_scheme_to_string       (TpkScheme      scheme);
gboolean       tpk_scheme_from_string     (const char    *text,
                                           TpkScheme     *scheme);
guint16        tpk_scheme_get_default_port (TpkScheme     scheme);
const char    *tpk_transport_to_string    (TpkTransport   transport);

G_END_DECLS
