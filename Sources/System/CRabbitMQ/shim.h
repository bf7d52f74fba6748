#pragma once
/* Beside librabbitmq's socket stands the event that wakes the thread which waits for it; Swift's Glibc lacks it. */
#include <sys/eventfd.h>

/* Up to 0.11 the headers stand directly in the include folder, later in one of their own. */
#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/ssl_socket.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#endif

/* The methods that a publisher is sent, out of macros with casts. */
static const amqp_method_number_t crabbitmq_connection_close = AMQP_CONNECTION_CLOSE_METHOD;
static const amqp_method_number_t crabbitmq_connection_close_ok = AMQP_CONNECTION_CLOSE_OK_METHOD;
static const amqp_method_number_t crabbitmq_connection_blocked = AMQP_CONNECTION_BLOCKED_METHOD;
static const amqp_method_number_t crabbitmq_connection_unblocked = AMQP_CONNECTION_UNBLOCKED_METHOD;
static const amqp_method_number_t crabbitmq_channel_close = AMQP_CHANNEL_CLOSE_METHOD;
static const amqp_method_number_t crabbitmq_channel_close_ok = AMQP_CHANNEL_CLOSE_OK_METHOD;
static const amqp_method_number_t crabbitmq_basic_ack = AMQP_BASIC_ACK_METHOD;
static const amqp_method_number_t crabbitmq_basic_nack = AMQP_BASIC_NACK_METHOD;
static const amqp_method_number_t crabbitmq_basic_return = AMQP_BASIC_RETURN_METHOD;

/* amqp_login_with_properties is variadic. */
static inline amqp_rpc_reply_t crabbitmq_login(amqp_connection_state_t state, const char *vhost, int heartbeat,
                                               const amqp_table_t *properties, const char *user,
                                               const char *password) {
    return amqp_login_with_properties(state, vhost, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, heartbeat,
                                      properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

/* libssl's: librabbitmq 0.11 trusts no root unless told, has no word for those of the system, and knows no certificates for
   IP addresses. So libssl is told itself whom to trust and whom to expect; 1 means that it was. */
struct ssl_ctx_st;
struct X509_VERIFY_PARAM_st;
extern int SSL_CTX_set_default_verify_paths(struct ssl_ctx_st *context);
extern struct X509_VERIFY_PARAM_st *SSL_CTX_get0_param(struct ssl_ctx_st *context);
extern int X509_VERIFY_PARAM_set1_ip_asc(struct X509_VERIFY_PARAM_st *parameters, const char *address);
extern int X509_VERIFY_PARAM_set1_host(struct X509_VERIFY_PARAM_st *parameters, const char *name, size_t length);
static inline int crabbitmq_trust_system(amqp_socket_t *socket) {
    return SSL_CTX_set_default_verify_paths((struct ssl_ctx_st *)amqp_ssl_socket_get_context(socket));
}
static inline int crabbitmq_expect_host(amqp_socket_t *socket, const char *host) {
    struct ssl_ctx_st *context = (struct ssl_ctx_st *)amqp_ssl_socket_get_context(socket);
    struct X509_VERIFY_PARAM_st *parameters = SSL_CTX_get0_param(context);
    return X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 || X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1;
}
