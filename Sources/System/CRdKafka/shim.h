#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdint.h>

/* rd_kafka_producev is variadic. A partition of -1 lets the key decide. The bytes are copied; the headers are taken over when, and only when, it succeeds. */
static inline rd_kafka_resp_err_t crdkafka_produce(rd_kafka_t *producer, const char *topic, int32_t partition,
                                                   const void *key, size_t key_size,
                                                   const void *value, size_t value_size,
                                                   rd_kafka_headers_t *headers, intptr_t id) {
    return rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                             RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
                             RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE((void *)id), RD_KAFKA_V_END);
}

/* libcrypto's: where the system keeps the roots that it trusts (X509_get_default_cert_file(3)). librdkafka takes one
   place of roots at a time, so that it must be named to be trusted besides another. */
extern const char *X509_get_default_cert_file(void);
extern const char *X509_get_default_cert_dir(void);
