// A Kafka cluster for tests, as a process of its own: librdkafka's mock cluster, which every Kafka client can talk to.
//
//   kafka-mock BROKERS TOPIC...     a topic may say its partitions, as in orders:4
//
// Prints the bootstrap servers and then takes commands, a line each, which it answers with "ok":
//
//   down ID, up ID          a broker refuses connections, or takes them again
//   slow ID MS              a broker answers so much later
//   fail API CODE COUNT     the next so many requests of this API are answered with this error
//   refuse TOPIC CODE       the topic is answered with this error whenever a client asks where it is
//
// It ends when its standard input does.
internal import CRdKafka
internal import Glibc

func say(_ line: String) {
    print(line)
    fflush(nil)
}

func stop(_ reason: String) -> Never {
    say("kafka-mock: \(reason)")
    exit(1)
}

func check(_ code: rd_kafka_resp_err_t, _ function: String) {
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { stop("\(function): \(String(cString: rd_kafka_err2str(code)))") }
}

func execute(_ words: [Substring], on cluster: OpaquePointer) {
    let numbers = words.dropFirst().compactMap { Int32($0) }
    switch (words.first, numbers.count) {
    case ("down", 1): check(rd_kafka_mock_broker_set_down(cluster, numbers[0]), "rd_kafka_mock_broker_set_down")
    case ("up", 1): check(rd_kafka_mock_broker_set_up(cluster, numbers[0]), "rd_kafka_mock_broker_set_up")
    case ("slow", 2):
        check(rd_kafka_mock_broker_set_rtt(cluster, numbers[0], numbers[1]), "rd_kafka_mock_broker_set_rtt")
    case ("refuse", 1): rd_kafka_mock_topic_set_error(cluster, String(words[1]), rd_kafka_resp_err_t(numbers[0]))
    case ("fail", 3):
        let errors = [rd_kafka_resp_err_t](repeating: rd_kafka_resp_err_t(numbers[1]), count: Int(numbers[2]))
        rd_kafka_mock_push_request_errors_array(cluster, Int16(numbers[0]), errors.count, errors)
    default: stop("unknown command \(words.joined(separator: " "))")
    }
}

let arguments = CommandLine.arguments.dropFirst()
guard let count = arguments.first.flatMap({ Int32($0) }) else { stop("usage: kafka-mock BROKERS TOPIC...") }
let settings = rd_kafka_conf_new()
// Its client has no broker to begin with and need not say so.
rd_kafka_conf_set(settings, "log_level", "3", nil, 0)
guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, settings, nil, 0),
    let cluster = rd_kafka_mock_cluster_new(handle, count)
else { stop("there is no cluster") }
for topic in arguments.dropFirst() {
    let parts = topic.split(separator: ":")
    let partitions = parts.count > 1 ? Int32(parts[1]) ?? 1 : 1
    check(rd_kafka_mock_topic_create(cluster, String(parts[0]), partitions, count), "rd_kafka_mock_topic_create")
}
say(String(cString: rd_kafka_mock_cluster_bootstraps(cluster)))
while let line = readLine() {
    execute(line.split(separator: " "), on: cluster)
    say("ok")
}
rd_kafka_mock_cluster_destroy(cluster)
rd_kafka_destroy(handle)
