/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-service"

#include "config.h"

#include "tpk-test-service.h"

#include <libsoup/soup.h>
#include <string.h>

#include "tpk-test-thread.h"

#define HUGE_CHUNK (256 * 1024)

/* TpkTestService:
 *
 * A SoupServer in a thread of its own. What it answers may be changed at any time; what it was
 * asked last is kept.
 *
 * It is given connections that have shaken hands: libsoup 3.6 forgets to wait for those that have
 * not when it is told to disconnect, and touches them later.
 */
struct _TpkTestService
{
  TpkTestThread *thread;         /* (owned) */
  TpkTestServiceOptions options;
  SoupServer *server;            /* (owned): in the thread only, as the next */
  GSocketService *listener;      /* (owned) */
  GTlsCertificate *certificate;  /* (nullable) (owned) */
  GCancellable *cancellable;     /* (owned): ends what is still shaking hands */
  guint n_shaking;
  guint16 port;

  GMutex mutex;                  /* over the rest */
  TpkTestServiceManner manner;
  guint status;
  char *body;                    /* (owned) */
  SoupMessageHeaders *headers;   /* (owned): to be sent */
  char *secret;                  /* (nullable) (owned): mints when it is there */
  guint lifetime_s;
  char *uris;                    /* (nullable) (owned) */
  GPtrArray *paused;             /* (element-type SoupServerMessage) (owned) */

  guint n_requests;
  char *request;                 /* (nullable) (owned): as `GET /path?query` */
  char *request_body;            /* (nullable) (owned) */
  SoupMessageHeaders *request_headers;   /* (nullable) (owned) */
};

static char *
dup_minted (TpkTestService *self,
            GHashTable     *query)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char *user = query != NULL ? g_hash_table_lookup (query, "username") : NULL;
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", now_s + self->lifetime_s,
                              user != NULL ? user : "guest");
  hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) self->secret, strlen (self->secret));
  g_hmac_update (hmac, (const guchar *) username, -1);
  g_hmac_get_digest (hmac, digest, &length);
  password = g_base64_encode (digest, length);

  return g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\",\"ttl\":%u,\"uris\":[%s]}",
                          username, password, self->lifetime_s, self->uris);
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  soup_message_headers_append (user_data, name, value);
}

static void
record (TpkTestService    *self,
        SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *query = g_uri_get_query (uri);
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  self->n_requests++;
  g_free (self->request);
  self->request = g_strdup_printf ("%s %s%s%s", soup_server_message_get_method (message),
                                   g_uri_get_path (uri), query != NULL ? "?" : "",
                                   query != NULL ? query : "");
  g_free (self->request_body);
  self->request_body = g_strndup (body->data, (gsize) body->length);
  g_clear_pointer (&self->request_headers, soup_message_headers_unref);
  self->request_headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_foreach (soup_server_message_get_request_headers (message), copy_header,
                                self->request_headers);
}

static void
cut (SoupServerMessage *message,
     const char        *text)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  if (text != NULL)
    g_output_stream_write_all (output, text, strlen (text), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
append_chunk (SoupServerMessage *message,
              gpointer           user_data)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  char *chunk = g_malloc (HUGE_CHUNK);

  memset (chunk, ' ', HUGE_CHUNK);
  soup_message_body_append (body, SOUP_MEMORY_TAKE, chunk, HUGE_CHUNK);
}

static void
answer_hugely (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (append_chunk), NULL);
  append_chunk (message, NULL);
}

static void
answer (TpkTestService    *self,
        SoupServerMessage *message,
        GHashTable        *query)
{
  g_autofree char *body = self->secret != NULL ? dup_minted (self, query)
                                               : g_strdup (self->body);

  soup_server_message_set_status (message, self->status, NULL);
  soup_message_headers_foreach (self->headers, copy_header,
                                soup_server_message_get_response_headers (message));
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  TpkTestService *self = user_data;

  g_mutex_lock (&self->mutex);
  record (self, message);
  switch (self->manner) {
  case TPK_TEST_SERVICE_SILENT:
    soup_server_message_pause (message);
    g_ptr_array_add (self->paused, g_object_ref (message));
    break;
  case TPK_TEST_SERVICE_TRUNCATED:
    cut (message, "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{\"uris\":[\"turn:turn.test");
    break;
  case TPK_TEST_SERVICE_CUT:
    cut (message, NULL);
    break;
  case TPK_TEST_SERVICE_HUGE:
    answer_hugely (message);
    break;
  case TPK_TEST_SERVICE_NORMAL:
  default:
    answer (self, message, query);
  }
  g_mutex_unlock (&self->mutex);
}

static void
serve (TpkTestService    *self,
       GIOStream         *stream,
       GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  /* Whoever is gone already has no address. */
  if (local != NULL && remote != NULL)
    soup_server_accept_iostream (self->server, stream, local, remote, NULL);
}

static void
shaken_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TpkTestService *self = user_data;
  g_autoptr (GIOStream) connection = NULL;

  self->n_shaking--;
  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL))
    return;

  g_object_get (source, "base-io-stream", &connection, NULL);
  serve (self, G_IO_STREAM (source), G_SOCKET_CONNECTION (connection));
}

static gboolean
incoming_cb (GSocketService    *listener,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  TpkTestService *self = user_data;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  if (self->certificate == NULL) {
    serve (self, G_IO_STREAM (connection), connection);
    return TRUE;
  }

  tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  g_assert_no_error (error);
  self->n_shaking++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, self->cancellable,
                                    shaken_cb, self);

  return TRUE;
}

static void
start_func (gpointer user_data)
{
  TpkTestService *self = user_data;
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);

  if (!self->options.plain)
    self->certificate = tpk_test_certs_load (self->options.cert);
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_service_new ();
  g_signal_connect (self->listener, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->listener), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static void
stop_func (gpointer user_data)
{
  TpkTestService *self = user_data;

  g_socket_service_stop (self->listener);
  g_socket_listener_close (G_SOCKET_LISTENER (self->listener));
  g_cancellable_cancel (self->cancellable);
  while (self->n_shaking > 0)
    g_main_context_iteration (tpk_test_thread_get_context (self->thread), TRUE);

  for (guint i = 0; i < self->paused->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->paused, i));
  g_clear_pointer (&self->paused, g_ptr_array_unref);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->listener);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->certificate);
}

/**
 * tpk_test_service_new:
 * @options: (nullable): how
 *
 * Starts a service at a free port of 127.0.0.1. At first it answers `{}`.
 *
 * Returns: (transfer full): the service
 */
TpkTestService *
tpk_test_service_new (const TpkTestServiceOptions *options)
{
  TpkTestService *self = g_new0 (TpkTestService, 1);

  if (options != NULL)
    self->options = *options;
  if (self->options.cert == TPK_TEST_CERT_CA)
    self->options.cert = TPK_TEST_CERT_GOOD;
  self->status = 200;
  self->body = g_strdup ("{}");
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->paused = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->mutex);
  self->thread = tpk_test_thread_new ("service");
  tpk_test_thread_call (self->thread, start_func, self);

  return self;
}

void
tpk_test_service_free (TpkTestService *self)
{
  tpk_test_thread_call (self->thread, stop_func, self);
  tpk_test_thread_free (self->thread);
  g_free (self->body);
  g_free (self->secret);
  g_free (self->uris);
  g_free (self->request);
  g_free (self->request_body);
  g_clear_pointer (&self->request_headers, soup_message_headers_unref);
  soup_message_headers_unref (self->headers);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
tpk_test_service_get_port (TpkTestService *self)
{
  return self->port;
}

char *
tpk_test_service_dup_url (TpkTestService *self,
                          const char     *path)
{
  return g_strdup_printf ("%s://localhost:%u%s", self->options.plain ? "http" : "https",
                          self->port, path);
}

/* Headers that were added before go. */
void
tpk_test_service_answer (TpkTestService *self,
                         guint           status,
                         const char     *body)
{
  g_mutex_lock (&self->mutex);
  self->manner = TPK_TEST_SERVICE_NORMAL;
  self->status = status;
  g_free (self->body);
  self->body = g_strdup (body);
  g_clear_pointer (&self->secret, g_free);
  soup_message_headers_clear (self->headers);
  g_mutex_unlock (&self->mutex);
}

/* Answers with a file of tests/data/services. */
void
tpk_test_service_answer_file (TpkTestService *self,
                              guint           status,
                              const char     *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "services", name, NULL);
  g_autofree char *body = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &body, NULL, &error);
  g_assert_no_error (error);
  tpk_test_service_answer (self, status, body);
}

void
tpk_test_service_add_header (TpkTestService *self,
                             const char     *name,
                             const char     *value)
{
  g_mutex_lock (&self->mutex);
  soup_message_headers_append (self->headers, name, value);
  g_mutex_unlock (&self->mutex);
}

void
tpk_test_service_set_manner (TpkTestService       *self,
                             TpkTestServiceManner  manner)
{
  g_mutex_lock (&self->mutex);
  self->manner = manner;
  g_mutex_unlock (&self->mutex);
}

void
tpk_test_service_mint (TpkTestService *self,
                       const char     *secret,
                       guint           lifetime_s,
                       const char     *uris)
{
  tpk_test_service_answer (self, 200, "");
  g_mutex_lock (&self->mutex);
  self->secret = g_strdup (secret);
  self->lifetime_s = lifetime_s;
  g_free (self->uris);
  self->uris = g_strdup (uris);
  g_mutex_unlock (&self->mutex);
}

guint
tpk_test_service_get_n_requests (TpkTestService *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->n_requests;
  g_mutex_unlock (&self->mutex);

  return n;
}

char *
tpk_test_service_dup_request (TpkTestService *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->request);
  g_mutex_unlock (&self->mutex);

  return text;
}

char *
tpk_test_service_dup_header (TpkTestService *self,
                             const char     *name)
{
  char *text = NULL;

  g_mutex_lock (&self->mutex);
  if (self->request_headers != NULL)
    text = g_strdup (soup_message_headers_get_one (self->request_headers, name));
  g_mutex_unlock (&self->mutex);

  return text;
}

char *
tpk_test_service_dup_body (TpkTestService *self)
{
  char *text;

  g_mutex_lock (&self->mutex);
  text = g_strdup (self->request_body);
  g_mutex_unlock (&self->mutex);

  return text;
}
