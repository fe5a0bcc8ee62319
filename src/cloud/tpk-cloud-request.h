/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name;      /* (owned) */
  char *value;     /* (owned): may be a secret */
} TpkCloudHeader;

/* What a service is sent. It may hold secrets: no part of it goes into a message or a log. */
typedef struct {
  char      *method;        /* (owned) */
  char      *url;           /* (owned) */
  GPtrArray *headers;       /* (element-type TpkCloudHeader) (owned) */
  char      *content_type;  /* (nullable) (owned) */
  char      *body;          /* (nullable) (owned) */
  guint      lifetime_s;    /* what was asked for, for services that do not echo it; 0: nothing */
} TpkCloudRequest;

TpkCloudRequest *tpk_cloud_request_new        (const char       *method,
                                               const char       *base,
                                               const char       *path);
void             tpk_cloud_request_free       (TpkCloudRequest  *self);
void             tpk_cloud_request_add_query  (TpkCloudRequest  *self,
                                               const char       *name,
                                               const char       *value);
void             tpk_cloud_request_add_header (TpkCloudRequest  *self,
                                               const char       *name,
                                               const char       *value);
void             tpk_cloud_request_set_basic  (TpkCloudRequest  *self,
                                               const char       *user,
                                               const char       *password);
void             tpk_cloud_request_set_bearer (TpkCloudRequest  *self,
                                               const char       *token);
void             tpk_cloud_request_take_body  (TpkCloudRequest  *self,
                                               const char       *content_type,
                                               char             *body);
gboolean         tpk_cloud_request_validate   (TpkCloudRequest  *self,
                                               GError          **error);
gboolean         tpk_cloud_is_loopback        (const char       *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCloudRequest, tpk_cloud_request_free)

G_END_DECLS
