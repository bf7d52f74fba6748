internal import Model

/// `/api/v1/clock`: the time that answers, lives of mocks and templates see.
struct ClockEndpoints: Sendable {
    let state: any StateServing
    /// The system's clock.
    let clock: WallClock

    var table: [Endpoint] {
        [
            Endpoint("GET", "/api/v1/clock", .user) { _ in .json(200, json) }
                .about(
                    "What the clock shows.",
                    note: "Ours.",
                    gives: Self.shape
                ),
            Endpoint("PUT", "/api/v1/clock", .admin, set)
                .about(
                    "Sets the clock, stops it or moves it.",
                    note: """
                        Ours: one of `{"now": instant}` (it runs from there), `{"freeze": instant | true}`, \
                        `{"advance": seconds}` (back when negative), `{"real": true}`.
                        """,
                    takes: Self.change,
                    gives: Self.shape
                ),
        ]
    }

    private static let shape = Shape(
        "Clock",
        [
            .required("now", .text), .required("unix", .number), .required("frozen", .boolean),
            .required("offset", .number),
        ]
    )
    private static let change = Shape(
        "ClockChange",
        [
            .optional("now", .text), .optional("freeze", .text), .optional("advance", .number),
            .optional("real", .boolean),
        ]
    )

    private var json: JSON {
        let setting = state.clock
        return [
            "now": .string(setting.now.adminText),
            "unix": .number(JSONNumber(Double(setting.now.milliseconds) / 1_000)),
            "frozen": .bool(setting.isFrozen),
            "offset": .number(JSONNumber(setting.offset.inMilliseconds / 1_000)),
        ]
    }

    @Sendable private func set(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.members()
        let named = ["now", "freeze", "advance", "real"].filter { members[$0] != nil }
        guard let name = named.first, named.count == 1 else {
            throw .invalid("one of \"now\", \"freeze\", \"advance\" and \"real\" is needed, and no other with it")
        }
        state.setClock(try change(name, members))
        return .json(200, json)
    }

    private func change(_ name: String, _ members: Members) throws(Refusal) -> ClockChange {
        switch name {
        case "now": return .offset(try instant(name, members) - clock.now)
        case "freeze": return .frozen(members[name] == true ? state.clock.now : try instant(name, members))
        case "advance":
            // A hundred years each way: an instant holds no more than 292.
            return .advanced(.seconds(try members.number(name, -3_155_760_000...3_155_760_000) ?? 0))
        default:
            guard members[name] == true else { throw .invalid("\"real\" should be true") }
            return .real
        }
    }

    private func instant(_ name: String, _ members: Members) throws(Refusal) -> Timestamp {
        let text = members[name]?.textValue ?? ""
        guard let instant = Timestamp(text: text) else {
            throw .invalid("\"\(name)\" should be an instant such as 2026-11-24T10:00:00Z, not \"\(text)\"")
        }
        return instant
    }
}
