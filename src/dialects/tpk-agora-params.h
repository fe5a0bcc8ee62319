/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-agora-session.h"

G_BEGIN_DECLS

gboolean tpk_agora_check_proxy_server (TpkAgoraGeneration   generation,
                                       const char          *server,
                                       GError             **error);
gboolean tpk_agora_check_turn_servers (TpkAgoraGeneration   generation,
                                       JsonNode            *servers,
                                       GError             **error);
gboolean tpk_agora_are_ice_servers    (TpkAgoraGeneration   generation,
                                       JsonNode            *servers);
gboolean tpk_agora_check_mode         (TpkAgoraGeneration   generation,
                                       JsonNode            *mode,
                                       GError             **error);

void     tpk_agora_set_error          (GError             **error,
                                       TpkAgoraGeneration   generation,
                                       TpkAgoraError        code,
                                       const char          *message);

G_END_DECLS
