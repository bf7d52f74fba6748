import Model
import Testing

@testable import Callbacks

@Suite struct BrokerLoginTests {
    private let environment = { (name: String) in ["KAFKA": "k:w", "RABBIT": "p@ss/word", "EMPTY": ""][name] }

    @Test(arguments: [
        ("amqp://shop@h:1/v", "amqp://shop:p%40ss%2Fword@h:1/v"), ("amqps://h", "amqps://guest:p%40ss%2Fword@h"),
        ("amqp://shop:old@h/a@b", "amqp://shop:p%40ss%2Fword@h/a@b"),
    ])
    func `a password takes its place in the URL`(_ url: String, _ expected: String) throws {
        var rabbit = RabbitMQTarget(url: url)
        rabbit.passwordEnvironment = "RABBIT"
        let job = try Sample.job(to: .rabbitMQ(rabbit)).loggedIn(environment)
        guard case .rabbitMQ(let target, _) = job.target else { return #expect(Bool(false)) }
        #expect(target.url == expected)
    }

    @Test func `a password of Kafka is read`() throws {
        var kafka = KafkaTarget(brokers: "b", topic: "t", username: "u")
        kafka.passwordEnvironment = "KAFKA"
        let job = try Sample.job(to: .kafka(kafka, key: nil)).loggedIn(environment)
        guard case .kafka(let target, _) = job.target else { return #expect(Bool(false)) }
        #expect(target.password == "k:w")
    }

    @Test(arguments: ["EMPTY", "MISSING"])
    func `a variable that is not set is named`(_ variable: String) {
        var kafka = KafkaTarget(brokers: "b", topic: "t", username: "u")
        kafka.passwordEnvironment = variable
        #expect { try Sample.job(to: .kafka(kafka, key: nil)).loggedIn(environment) } throws: { error in
            (error as? UnsendableCallback)?.reason.contains("\(variable), which kafkaPasswordEnv names, is not set")
                == true
        }
    }
}
