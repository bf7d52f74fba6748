import Model
import TestSupport
import Testing

@testable import Replay

@Suite struct MockTableTests {
    /// Route, host and priority of random mocks: the table tries the same mocks in the same order as a plain scan.
    @Test(arguments: [11, 12, 13, 14]) func agreesWithANaiveScan(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let all = try (0..<120).map { try compiled(number: $0, &random) }
        let table = MockTable(all)
        for _ in 0..<200 {
            let path =
                "/"
                + (0..<2).map { _ in "ab".randomElement(using: &random).map { String($0) } ?? "" }
                .joined(separator: "/")
            let host = ["x.test", "y.test", "z.test"].randomElement(using: &random) ?? ""
            let form = [IncomingRequest.Form.origin, .tunnelled].randomElement(using: &random) ?? .origin
            let request = request("GET", path, host: host, scheme: .https, form: form)
            let tried = table.candidates(for: request).map { table.mocks[Int($0.mock)].id }
            #expect(tried == naive(table.mocks, request), "seed \(seed): \(path) \(host) \(form)")
        }
    }

    private func compiled(number: Int, _ random: inout SeededRandom) throws -> CompiledMock {
        let route =
            "/" + (0..<2).map { _ in ["a", "b", ":p"].randomElement(using: &random) ?? "" }.joined(separator: "/")
        var matcher = HTTPMatcher(route: route.replacing("/:p/:p", with: "/:p/:q"))
        matcher.host = [nil, Authority("x.test"), Authority("y.test")].randomElement(using: &random) ?? nil
        var mock = Mock(id: MockID(rawValue: "m\(number)"), http: matcher, reply: .fixed(ReplyTemplate()))
        mock.priority = Int64.random(in: 0...2, using: &random)
        return try CompiledMock(mock, options: ReplayOptions(), storedAt: Timestamp(seconds: 0))
    }

    private func naive(_ ordered: [CompiledMock], _ request: IncomingRequest) -> [MockID] {
        let fitting = ordered.filter { $0.route.matches(RequestPath.bytes(of: request.head.target)) }
        let own = fitting.filter { $0.host == nil || $0.host == request.authority }
        guard request.form == .origin else { return own.map(\.id) }
        return (own + fitting.filter { $0.host != nil && $0.host != request.authority }).map(\.id)
    }
}
