internal import Model

/// Verifying requests and waiting for them.
struct VerificationEndpoints: Sendable {
    let journal: any JournalServing

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/requests/verify", .viewer, verify)
                .about(
                    "Whether requests came as often, or in the order, that is expected.",
                    note: """
                        The filters and `count` (exactly), or `atLeast` and `atMost`; without any, at least one. Or \
                        `{"inOrder": [filters, …]}`: each must have come after the one before it, with whatever \
                        between. The answer is 200 with `verified` true or false (and 100 `requests` at most); with \
                        `strict=true` it is 417 when it is not verified, so that `curl --fail` fails.
                        """,
                    asks: [Parameter("strict", .flag, "whether 417 says that it is not so")],
                    takes: Self.taken,
                    gives: Self.given,
                    or: [417: Self.given]
                ),
            Endpoint("POST", "/api/v1/requests/wait", .viewer, later: wait)
                .about(
                    "Waits until enough requests came.",
                    note: """
                        The filters, `count` (1) and `timeout` in seconds (30, 600 at most): 200 as soon as so many \
                        came, 408 when the time is over.
                        """,
                    takes: Self.awaited,
                    gives: Self.reached,
                    or: [408: Self.reached]
                ),
        ]
        .map { $0.reaching(.filtered) }
    }

    private static let taken = Shape(
        "Verification",
        Shape.queryMembers + [
            .optional("count", .integer), .optional("atLeast", .integer), .optional("atMost", .integer),
            .optional("inOrder", .list(.requestQuery)),
        ]
    )
    private static let given = Shape(
        "Verified",
        [
            .required("verified", .boolean), .required("count", .integer), .required("requests", .list(.request)),
            .required("message", .text),
        ]
    )
    private static let awaited = Shape(
        "Wait",
        Shape.queryMembers + [.optional("count", .integer), .optional("timeout", .number)]
    )
    private static let reached = Shape("Reached", [.required("reached", .boolean), .required("count", .integer)])
    /// How many requests an answer shows.
    private static let shown = 100

    /// 200 whether it is verified or not; with `?strict=true` 417 when it is not.
    @Sendable private func verify(_ request: AdminRequest) throws(Refusal) -> Answer {
        let members = try request.membersIfAny()
        let verdict =
            if let steps = try members.list("inOrder") {
                try inOrder(steps, request)
            } else {
                try counted(members, request)
            }
        let isRefused = try request.flag("strict") == true && !verdict.isVerified
        return .json(
            isRefused ? 417 : 200,
            [
                "verified": .bool(verdict.isVerified), "count": .int(verdict.requests.count),
                "requests": .array(verdict.requests.prefix(Self.shown).map(\.json)),
                "message": .string(verdict.message),
            ]
        )
    }

    private struct Verdict {
        let isVerified: Bool
        let requests: [JournalEntry]
        let message: String
    }

    private func counted(_ members: Members, _ request: AdminRequest) throws(Refusal) -> Verdict {
        let expected = try ExpectedCount(members)
        let query = try JournalQueryReader(members, of: request).query()
        let found = try journal.found(query)
        guard !expected.holds(found.count) else {
            return Verdict(isVerified: true, requests: found, message: "\(found.count) came: \(query.words)")
        }
        var message = "expected \(expected.words), \(found.count) came: \(query.words)"
        if found.count < expected.least {
            message += try NearestRequest(journal: journal).words(query).map { "; \($0)" } ?? ""
        }
        return Verdict(isVerified: false, requests: found, message: message)
    }

    /// Each step must have come after the step before it; others may have come between.
    private func inOrder(_ steps: [JSON], _ request: AdminRequest) throws(Refusal) -> Verdict {
        guard !steps.isEmpty else { throw .invalid("\"inOrder\" needs at least one query") }
        var found: [JournalEntry] = []
        for (index, step) in steps.enumerated() {
            var query = try JournalQueryReader(Members(step), of: request).query()
            let isAnywhere = try !journal.found(query).isEmpty
            query.after = max(query.after ?? ExchangeID(rawValue: 0), found.last?.id ?? ExchangeID(rawValue: 0))
            if let next = try journal.found(query).first {
                found.append(next)
                continue
            }
            query.after = nil
            var message = "step \(index + 1) did not come"
            if let last = found.last { message += " after request \(last.id)" }
            message += ": \(query.words)"
            if isAnywhere {
                message += "; it came before"
            } else {
                message += try NearestRequest(journal: journal).words(query).map { "; \($0)" } ?? ""
            }
            return Verdict(isVerified: false, requests: found, message: message)
        }
        return Verdict(isVerified: true, requests: found, message: "\(found.count) came in this order")
    }

    /// `timeout` is in seconds: 30 unless asked otherwise, 600 at most. 200 when they came, 408 when the time was over first.
    @Sendable private func wait(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.membersIfAny()
            let query = try JournalQueryReader(members, of: request).query()
            let count = try members.integer("count", 1...1_000_000) ?? 1
            let limit = Duration.seconds(try members.number("timeout", 0...600) ?? 30)
            try wait(for: query, count, limit, done)
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private func wait(
        for query: JournalQuery,
        _ count: Int,
        _ limit: Duration,
        _ done: @escaping @Sendable (Answer) -> Void
    ) throws(Refusal) {
        do throws(MockFormatError) {
            try journal.wait(for: query, count: count, within: limit) { isReached, found in
                done(.json(isReached ? 200 : 408, ["reached": .bool(isReached), "count": .int(found)]))
            }
        } catch {
            throw .format(error)
        }
    }
}

/// How often requests should have come.
private struct ExpectedCount {
    let least: Int
    let most: Int

    init(_ members: Members) throws(Refusal) {
        let (exact, least, most) = (
            try members.integer("count"), try members.integer("atLeast"), try members.integer("atMost")
        )
        guard exact == nil || least == nil && most == nil else {
            throw .invalid("\"count\" says how often exactly; \"atLeast\" and \"atMost\" do not go with it")
        }
        self.least = exact ?? least ?? (most == nil ? 1 : 0)
        self.most = exact ?? most ?? .max
        guard self.least <= self.most else { throw .invalid("\"atLeast\" is greater than \"atMost\"") }
    }

    func holds(_ count: Int) -> Bool { least <= count && count <= most }

    var words: String {
        if least == most { return "\(least)" }
        if most == .max { return "at least \(least)" }
        return least == 0 ? "at most \(most)" : "\(least) to \(most)"
    }
}
