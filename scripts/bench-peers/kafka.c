/* Records produced and confirmed per second, and microseconds of CPU for each, by a loop over librdkafka, with the settings that callbacks have.
 *
 *   kafka BROKERS TOPIC COUNT BYTES WINDOW     WINDOW: how many may be unconfirmed at once
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static long confirmed, failed;

static void report(rd_kafka_t *producer, const rd_kafka_message_t *message, void *context) {
    (void)producer;
    (void)context;
    if (message->err) failed++; else confirmed++;
}

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

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: kafka BROKERS TOPIC COUNT BYTES WINDOW\n");
        return 64;
    }
    long count = atol(argv[3]), window = atol(argv[5]);
    size_t size = strtoul(argv[4], NULL, 10);
    const char *settings[][2] = {
        {"bootstrap.servers", argv[1]}, {"enable.idempotence", "true"},
        {"message.timeout.ms", "29000"}, {"message.max.bytes", "1000000000"}, {"linger.ms", "0"},
    };
    char reason[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], reason, sizeof reason) != RD_KAFKA_CONF_OK) {
            fprintf(stderr, "rd_kafka_conf_set: %s\n", reason);
            return 1;
        }
    }
    rd_kafka_conf_set_dr_msg_cb(conf, report);
    rd_kafka_t *producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    char *value = malloc(size);
    if (!producer || !value) {
        fprintf(stderr, "rd_kafka_new: %s\n", producer ? "out of memory" : reason);
        return 1;
    }
    memset(value, 'x', size);
    double begin = now(), spent = cpu();
    long sent = 0;
    while (confirmed + failed < count) {
        while (sent < count && sent - confirmed - failed < window) {
            rd_kafka_resp_err_t code = rd_kafka_producev(
                producer, RD_KAFKA_V_TOPIC(argv[2]), RD_KAFKA_V_VALUE(value, size),
                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
            if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
            if (code) {
                fprintf(stderr, "rd_kafka_producev: %s\n", rd_kafka_err2str(code));
                return 1;
            }
            sent++;
        }
        rd_kafka_poll(producer, 100);
    }
    double seconds = now() - begin;
    spent = cpu() - spent;
    if (failed) {
        fprintf(stderr, "%ld records were not confirmed\n", failed);
        return 1;
    }
    printf("%.0f %.1f\n", count / seconds, spent / count);
    rd_kafka_destroy(producer);
    free(value);
    return 0;
}
