import Model
import Testing

@testable import Proxy

@Suite struct ExchangeMachineTests {
    private static let ok = ResponseHead(status: 200, reason: "OK")

    /// Plays events in order, a tick apart, and gives back what was asked for at each.
    private func play(_ method: String = "GET", _ events: [ExchangeMachine.Event]) -> (ExchangeMachine, [String]) {
        let authority = Authority(host: "api.test", port: nil)
        var machine = ExchangeMachine(
            request: RequestHead(method: method, target: "/"),
            origin: Origin(scheme: .https, authority: authority),
            tapLimit: 10,
            startedAt: 100
        )
        var actions: [String] = []
        for (tick, event) in events.enumerated() {
            switch machine.handle(event, at: UInt64(101 + tick)) {
            case .nothing: actions.append("-")
            case .retry: actions.append("retry")
            case .answer(let answer, let failure): actions.append("\(answer.status) \(failure.phase.rawValue)")
            case .cut(let failure): actions.append("cut \(failure.phase.rawValue)")
            case .finish: actions.append("finish")
            }
        }
        return (machine, actions)
    }

    @Test func aResponseAfterTheRequestFinishes() {
        let (machine, actions) = play(
            "GET",
            [
                .connecting, .connected(address: "a"), .secured(nil), .requestEnded, .interim(103),
                .responseHead(Self.ok),
                .responseEnded, .failed(.clientGone), .responseEnded,
            ]
        )
        #expect(actions == ["-", "-", "-", "-", "-", "-", "finish", "-", "-"])
        #expect(machine.partialResponse?.interim == [103])
        let timings = machine.marks.timings
        #expect(timings.connect == .nanoseconds(1) && timings.tls == .nanoseconds(1))
        #expect(timings.send == .nanoseconds(2) && timings.wait == .nanoseconds(2))
        #expect(timings.receive == .nanoseconds(1) && timings.total == .nanoseconds(7))
    }

    @Test func anEarlyResponseWaitsForTheRequest() {
        #expect(play("POST", [.responseHead(Self.ok), .responseEnded, .requestEnded]).1 == ["-", "-", "finish"])
        #expect(play("POST", [.responseHead(Self.ok), .responseEnded, .requestStopped]).1 == ["-", "-", "finish"])
    }

    @Test func failuresCarryTheirPhase() {
        #expect(play("GET", [.failed(.clientGone)]).1 == ["499 request-head"])
        #expect(play("GET", [.connecting, .failed(.unresolved("no"))]).1.last == "502 resolve")
        #expect(play("GET", [.connecting, .failed(.connectTimeout(.seconds(1)))]).1.last == "504 connect")
        #expect(
            play("GET", [.connecting, .connected(address: nil), .failed(.upstreamClosed)]).1.last
                == "502 upstream-handshake"
        )
        #expect(play("POST", [.reused(address: nil, tls: nil), .failed(.upstreamClosed)]).1.last == "502 send")
        #expect(
            play("POST", [.reused(address: nil, tls: nil), .requestEnded, .failed(.upstreamTimeout(.seconds(1)))]).1
                .last
                == "504 wait"
        )
        #expect(play("GET", [.requestEnded, .responseHead(Self.ok), .failed(.upstreamClosed)]).1.last == "cut receive")
        #expect(play("GET", [.requestEnded, .switched("x"), .failed(.clientGone)]).1.last == "cut tunnel")
    }

    @Test func aStaleConnectionIsRetriedOnceWhereThatIsSafe() {
        let stale: [ExchangeMachine.Event] = [.reused(address: nil, tls: nil), .requestEnded, .failed(.upstreamClosed)]
        #expect(play("GET", stale + [.failed(.upstreamClosed)]).1.suffix(2) == ["retry", "502 wait"])
        #expect(play("POST", stale).1.last == "502 wait")
        #expect(play("GET", [.connecting, .requestEnded, .failed(.upstreamClosed)]).1.last == "502 connect")
        let begun: [ExchangeMachine.Event] = [.reused(address: nil, tls: nil), .interim(100), .failed(.upstreamClosed)]
        #expect(play("GET", begun).1.last == "502 send")
    }
}
