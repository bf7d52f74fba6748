internal import CRdKafka
internal import Model

/// A record that no broker confirmed, in words.
enum KafkaFailure {
    /// librdkafka's words for a code.
    static func words(_ code: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2str(code)) }

    /// Why a record failed.
    ///
    /// - Parameters:
    ///   - code: of the delivery report, or of `rd_kafka_producev`.
    ///   - partition: the one that was asked for; nil where the key decides.
    ///   - trouble: what the producer last complained about, which says why nothing came in time.
    static func error(
        _ code: rd_kafka_resp_err_t,
        topic: String,
        partition: Int32?,
        _ settings: KafkaSettings,
        trouble: String?
    ) -> BrokerError {
        let place = "topic \(topic) on \(settings.brokers)"
        switch code {
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
            let limit = "\(place) did not confirm within the timeout of \(settings.timeout.inMilliseconds) ms"
            return BrokerError(trouble.map { "\(limit) (\($0))" } ?? limit)
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            let user = settings.username ?? ""
            return BrokerError(
                "\(settings.brokers) refused the user \"\(user)\" (\(trouble ?? words(code))); check kafkaUsername, kafkaPassword and kafkaSASLMechanism",
                mayRetry: false
            )
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION where partition != nil:
            return BrokerError(
                "there is no partition \(partition ?? 0) of \(place) (\(words(code))); check kafkaPartition"
            )
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
            return BrokerError("there is no topic \(topic) on \(settings.brokers) (\(words(code))); create it")
        case RD_KAFKA_RESP_ERR__FATAL:
            return BrokerError("the producer for \(place) broke (\(trouble ?? words(code)))")
        case RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
            return BrokerError("broken off before \(place) confirmed")
        default: return BrokerError("\(place): \(words(code))", mayRetry: !isFinal(code))
        }
    }

    /// What the same record meets again until somebody edits the mock or the cluster.
    private static func isFinal(_ code: rd_kafka_resp_err_t) -> Bool {
        [
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE,
            RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_INVALID_RECORD,
            RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RD_KAFKA_RESP_ERR__INVALID_ARG,
        ]
        .contains(code)
    }
}

extension KafkaFailure {
    /// Why a topic cannot be observed.
    ///
    /// - Parameter trouble: what the consumer last complained about.
    static func unobservable(
        _ code: rd_kafka_resp_err_t,
        _ settings: KafkaSettings,
        topic: String,
        trouble: String?
    ) -> BrokerError {
        let place = "topic \(topic) on \(settings.brokers)"
        switch code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            return BrokerError("there is no topic \(topic) on \(settings.brokers); create it before it is observed")
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            return BrokerError(
                "\(place) may not be read by the user \"\(settings.username ?? "")\"; it needs READ and DESCRIBE"
            )
        default:
            let reason = trouble.map { "\(words(code)): \($0)" } ?? words(code)
            return BrokerError(
                "\(place) cannot be observed (\(reason)); does Kafka run there, and do login and TLS fit?"
            )
        }
    }
}
