/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the versions of Agora's Web SDK differ in, as far as proxies go. */
typedef enum {
  TPK_AGORA_2,                 /* 2.5.1 to 3.0: one TURN server, ports as texts */
  TPK_AGORA_3,                 /* 3.1 and later: many TURN servers */
  TPK_AGORA_4_0,               /* 4.0 to 4.3: ports as numbers, a mode that is yes or no */
  TPK_AGORA_4_4,               /* 4.4 to 4.14: modes 1 to 5 */
  TPK_AGORA_4_15,              /* 4.15 and later: modes 3 to 5 */
} TpkAgoraGeneration;

#define TPK_AGORA_ERROR (tpk_agora_error_quark ())

/* The `code` of an AgoraRTCException; before 4.0 the SDK throws a plain Error, sorted here alike.
 * */
typedef enum {
  TPK_AGORA_ERROR_INVALID_OPERATION,
  TPK_AGORA_ERROR_INVALID_PARAMS,
  TPK_AGORA_ERROR_NOT_SUPPORTED,
  TPK_AGORA_ERROR_MIXED,       /* INVALID_OPERATION, because the other kind of proxy is set */
  TPK_AGORA_ERROR_NO_METHOD,   /* this version has no such method */
  TPK_AGORA_ERROR_TYPE,        /* a TypeError out of the SDK's inside */
} TpkAgoraError;

GQuark              tpk_agora_error_quark               (void);

/* A client of Agora's Web SDK, as far as proxies go. */
typedef struct _TpkAgoraSession TpkAgoraSession;

TpkAgoraSession    *tpk_agora_session_new               (const char       *sdk);
void                tpk_agora_session_free              (TpkAgoraSession  *self);

gboolean            tpk_agora_session_start_proxy       (TpkAgoraSession  *self,
                                                         JsonNode         *mode,
                                                         GError          **error);
gboolean            tpk_agora_session_stop_proxy        (TpkAgoraSession  *self,
                                                         GError          **error);
gboolean            tpk_agora_session_set_proxy_server  (TpkAgoraSession  *self,
                                                         const char       *server,
                                                         GError          **error);
gboolean            tpk_agora_session_set_turn_server   (TpkAgoraSession  *self,
                                                         JsonNode         *servers,
                                                         GError          **error);
gboolean            tpk_agora_session_set_local_access_points
                                                        (TpkAgoraSession  *self,
                                                         GError          **error);
void                tpk_agora_session_join              (TpkAgoraSession  *self);
void                tpk_agora_session_leave             (TpkAgoraSession  *self);

gboolean            tpk_agora_session_get_connected     (TpkAgoraSession  *self);
gboolean            tpk_agora_session_get_cloud_proxy   (TpkAgoraSession  *self);
JsonNode           *tpk_agora_session_get_mode          (TpkAgoraSession  *self);
const char         *tpk_agora_session_get_proxy_server  (TpkAgoraSession  *self);
JsonNode           *tpk_agora_session_get_turn_servers  (TpkAgoraSession  *self);

TpkAgoraGeneration  tpk_agora_generation_from_sdk       (const char       *sdk);
gboolean            tpk_agora_string_is_valid           (const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkAgoraSession, tpk_agora_session_free)

G_END_DECLS
