/* Messages published and confirmed per second, and microseconds of CPU for each, by a loop over librabbitmq: persistent ones to a durable queue, with
 * confirms pipelined. The queue is made and emptied first.
 *
 *   rabbitmq HOST PORT QUEUE COUNT BYTES WINDOW     WINDOW: how many may be unconfirmed at once
 */
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Microseconds of this process, all threads. */
static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void stop(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void check(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) stop(what, amqp_error_string2(reply.library_error));
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) stop(what, "refused");
}

static bool *is_confirmed; /* by tag, which starts at 1 */
static uint64_t lowest = 1; /* that may not be confirmed yet */

/* Reads one frame and gives how many messages it confirmed; 0 when the time is over. */
static uint64_t confirmed(amqp_connection_state_t connection, const struct timeval *wait) {
    amqp_frame_t frame;
    int code = amqp_simple_wait_frame_noblock(connection, &frame, wait);
    if (code == AMQP_STATUS_TIMEOUT) return 0;
    if (code != AMQP_STATUS_OK) stop("amqp_simple_wait_frame_noblock", amqp_error_string2(code));
    if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
        stop("confirm", "the broker sent something else");
    amqp_basic_ack_t ack = *(amqp_basic_ack_t *)frame.payload.method.decoded;
    amqp_maybe_release_buffers(connection);
    uint64_t news = 0;
    for (uint64_t tag = ack.multiple ? lowest : ack.delivery_tag; tag <= ack.delivery_tag; tag++) {
        if (!is_confirmed[tag]) news++;
        is_confirmed[tag] = true;
    }
    while (is_confirmed[lowest]) lowest++;
    return news;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: rabbitmq HOST PORT QUEUE COUNT BYTES WINDOW\n");
        return 64;
    }
    uint64_t count = strtoull(argv[4], NULL, 10), window = strtoull(argv[6], NULL, 10);
    size_t size = strtoul(argv[5], NULL, 10);
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = connection ? amqp_tcp_socket_new(connection) : NULL;
    if (!socket) stop("amqp_tcp_socket_new", "out of memory");
    int code = amqp_socket_open(socket, argv[1], atoi(argv[2]));
    if (code) stop("amqp_socket_open", amqp_error_string2(code));
    check(amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"), "amqp_login");
    amqp_channel_open(connection, 1);
    check(amqp_get_rpc_reply(connection), "amqp_channel_open");
    amqp_bytes_t queue = amqp_cstring_bytes(argv[3]);
    amqp_queue_declare(connection, 1, queue, 0, 1, 0, 0, amqp_empty_table);
    check(amqp_get_rpc_reply(connection), "amqp_queue_declare");
    amqp_queue_purge(connection, 1, queue);
    check(amqp_get_rpc_reply(connection), "amqp_queue_purge");
    amqp_confirm_select(connection, 1);
    check(amqp_get_rpc_reply(connection), "amqp_confirm_select");

    char *value = malloc(size);
    is_confirmed = calloc(count + 2, sizeof *is_confirmed);
    if (!value || !is_confirmed) stop("malloc", "out of memory");
    memset(value, 'x', size);
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG,
        .content_type = amqp_cstring_bytes("application/json"),
        .message_id = amqp_cstring_bytes("0193617f-6c5a-7d3e-9b6e-3f1c2a4d5e6f"),
        .delivery_mode = AMQP_DELIVERY_PERSISTENT,
    };
    const struct timeval none = {0, 0};
    double begin = now(), spent = cpu();
    uint64_t sent = 0, done = 0;
    while (done < count) {
        if (sent < count && sent - done < window) {
            code = amqp_basic_publish(connection, 1, amqp_empty_bytes, queue, 0, 0, &properties,
                                      (amqp_bytes_t){.len = size, .bytes = value});
            if (code) stop("amqp_basic_publish", amqp_error_string2(code));
            sent++;
            /* What has come is taken without waiting, so that confirms never fill the socket. */
            for (uint64_t news; sent % 64 == 0 && (news = confirmed(connection, &none)); ) done += news;
        } else {
            done += confirmed(connection, NULL);
        }
    }
    printf("%.0f %.1f\n", count / (now() - begin), (cpu() - spent) / count);
    check(amqp_channel_close(connection, 1, AMQP_REPLY_SUCCESS), "amqp_channel_close");
    check(amqp_connection_close(connection, AMQP_REPLY_SUCCESS), "amqp_connection_close");
    amqp_destroy_connection(connection);
    free(is_confirmed);
    free(value);
    return 0;
}
