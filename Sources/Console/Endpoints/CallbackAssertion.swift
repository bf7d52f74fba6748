internal import Model

/// What is expected of callbacks.
struct CallbackAssertion: Sendable {
    /// Which callbacks it is about; the delivered ones unless it says a state.
    let filter: DeliveryFilter
    /// How the content of each of them must be.
    let matcher: HTTPMatcher?
    private let least: Int
    private let most: Int
    /// Names, ids of mocks or targets, in the order in which they must have been delivered first.
    private let order: [String]

    init(_ members: Members, of request: AdminRequest) throws(Refusal) {
        var filter = try DeliveryFilterReader(
            try members.members("filter") ?? Members(JSONObject()),
            of: request
        )
        .filter()
        if filter.states.isEmpty { filter.states = [.delivered] }
        self.filter = filter
        order = try members.texts("order") ?? []
        matcher = try members.list("body").map { (conditions) throws(Refusal) in try Self.matcher(conditions) }
        (least, most) = try Self.count(members)
        guard least <= most else { throw .invalid("\"min\" is greater than \"max\"") }
    }

    private static func count(_ members: Members) throws(Refusal) -> (Int, Int) {
        guard let count = members["count"] else { return (1, .max) }
        if count.object == nil {
            let exact = try members.integer("count") ?? 0
            return (exact, exact)
        }
        let bounds = try Members(count)
        return (try bounds.integer("min") ?? 0, try bounds.integer("max") ?? .max)
    }

    /// Conditions as mocks have them.
    private static func matcher(_ conditions: [JSON]) throws(Refusal) -> HTTPMatcher {
        let mock: JSON = ["id": "assert", "http": ["route": "/*", "conditions": .array(conditions)], "response": [:]]
        do throws(MockFormatError) {
            guard let matcher = try MockFile(mock).mocks.first?.http else {
                throw MockFormatError(path: "$.body", reason: "says no conditions")
            }
            return matcher
        } catch {
            let path = error.path.replacing("$.http.conditions", with: "$.body")
            throw .format(MockFormatError(path: path, reason: error.reason))
        }
    }

    /// What is not as expected, a line each; nothing when all is.
    ///
    /// - Parameter fitting: those whose content is as it must be; nil where nothing is asked of it.
    func reasonsAgainst(_ found: [Delivery], fitting: Set<DeliveryID>?) -> [String] {
        var reasons: [String] = []
        if !(least...most).contains(found.count) {
            let number = found.count == 1 ? "1 callback is" : "\(found.count) callbacks are"
            reasons.append("\(number) \(stateWords), expected \(countWords)")
        }
        if let fitting {
            reasons += found.filter { !fitting.contains($0.job.id) }
                .map { "the content of \(Self.words(for: $0)) is not as \"body\" wants it" }
        }
        return reasons + (orderReason(found).map { [$0] } ?? [])
    }

    private var stateWords: String { filter.states.map(\.rawValue).sorted().joined(separator: " or ") }

    private var countWords: String {
        if least == most { return "\(least)" }
        if most == .max { return "at least \(least)" }
        return least == 0 ? "at most \(most)" : "\(least) to \(most)"
    }

    private static func words(for delivery: Delivery) -> String {
        let name = delivery.job.name.map { "\"\($0)\" (\(delivery.job.id))" } ?? "\(delivery.job.id)"
        return "\(name) to \(delivery.job.target.text)"
    }

    /// Each step must have been delivered after the step before it; others may have been between.
    private func orderReason(_ found: [Delivery]) -> String? {
        let taken = found.compactMap { delivery in delivery.firstSuccess.map { (at: $0, delivery: delivery) } }
            .sorted { $0.at < $1.at }
        var rest = taken[...]
        for (number, step) in order.enumerated() {
            guard let index = rest.firstIndex(where: { $0.delivery.job.isCalled(step) }) else {
                let isAnywhere = taken.contains { $0.delivery.job.isCalled(step) }
                let before = number > 0 ? " after \"\(order[number - 1])\"" : ""
                return "step \(number + 1) of the order, \"\(step)\", was not delivered\(before)"
                    + (isAnywhere ? "; it was before" : "")
            }
            rest = rest[(index + 1)...]
        }
        return nil
    }
}

extension Delivery {
    /// When the attempt ended that its receiver took.
    fileprivate var firstSuccess: Timestamp? {
        attempts.first(where: \.isSuccess).map { $0.startedAt + $0.duration }
    }
}

extension CallbackJob {
    /// Whether a text is its name, its mock's id or its target: as shown, or the URL alone.
    fileprivate func isCalled(_ text: String) -> Bool {
        if name == text || mock.rawValue == text || target.text == text { return true }
        guard case .http(_, let url) = target else { return false }
        return url == text || AbsoluteURL(url)?.description == text
    }
}
