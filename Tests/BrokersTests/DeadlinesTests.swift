import Testing

@testable import Brokers

@Suite struct DeadlinesTests {
    private let deadlines = Deadlines()

    private func ends(_ timeouts: [Duration], over: Set<Int> = []) async -> [String] {
        let (ends, continuation) = AsyncStream<String>.makeStream()
        for (number, timeout) in timeouts.enumerated() {
            let send = BrokerSend { continuation.yield("\(number) \($0.reason)") }
            deadlines.add(send, timeout) { BrokerError("time is over") }
            if over.contains(number) { send.end(.success(())) }
        }
        var told: [String] = []
        for await end in ends {
            told.append(end)
            if told.count == timeouts.count { break }
        }
        return told
    }

    @Test func `they fail when their time is over, whatever the order in which they came`() async {
        let told = await ends([.milliseconds(60), .milliseconds(20), .milliseconds(40)])
        #expect(told == ["1 time is over", "2 time is over", "0 time is over"])
    }

    @Test func `what is over does not fail, nor does it keep others from it`() async {
        let told = await ends([.seconds(3600), .milliseconds(10), .milliseconds(30)], over: [0, 1])
        #expect(told == ["0 taken", "1 taken", "2 time is over"])
    }

    @Test func `many that are over leave no trace`() async {
        let told = await ends(Array(repeating: .seconds(3600), count: 1_000) + [.milliseconds(1)], over: Set(0..<1_000))
        #expect(told.last == "1000 time is over")
    }
}
