import Model
import TestSupport
import Testing

@testable import Replay

@Suite struct MockTableTests {
    /// Route, host and priority of random mocks: the table tries the same mocks in the same order as a plain scan.
    @Test(arguments: [11, 12, 13, 14]) func agreesWithANaiveScan(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let all = try (0..<120).map { try compiled(number: $0, &random) }
        let table = MockTable(all, defaultNamespace: "default")
        for _ in 0..<200 {
            let path =
                "/"
                + (0..<2).map { _ in "ab".randomElement(using: &random).map { String($0) } ?? "" }
                .joined(separator: "/")
            let host = ["x.test", "y.test", "z.test"].randomElement(using: &random) ?? ""
            let form = [IncomingRequest.Form.origin, .tunnelled].randomElement(using: &random) ?? .origin
            let request = request("GET", path, host: host, scheme: .https, form: form)
            let tried = table.candidates(for: request, method: "GET").map(\.mock.id)
            #expect(tried == naive(all, request), "seed \(seed): \(path) \(host) \(form)")
        }
    }

    /// Mocks come and go in random order: the table always tries what a new one would try.
    @Test(arguments: [21, 22, 23]) func changesInPlaceAsIfMadeAnew(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var table = MockTable(defaultNamespace: "default")
        var present: [Int: CompiledMock] = [:]
        for step in 0..<4_000 {
            let number = Int.random(in: 0..<60, using: &random)
            if Bool.random(using: &random) {
                let mock = try compiled(number: number, &random)
                table.put(mock)
                present[number] = mock
            } else {
                #expect(table.remove(MockID(rawValue: "m\(number)")) == (present.removeValue(forKey: number) != nil))
            }
            guard step % 50 == 0 else { continue }
            let request = request("GET", ["/a/b", "/b/b", "/a/a"].randomElement(using: &random) ?? "", host: "x.test")
            let tried = table.candidates(for: request, method: "GET").map(\.mock.id)
            #expect(tried == naive(Array(present.values), request), "seed \(seed), step \(step)")
        }
    }

    @Test func bareRoutesPreferTheDefaultNamespace() throws {
        let engine = try engine(
            """
            [{"id": "d", "http": {"route": "/a"}, "response": {"payload": "default"}},
             {"id": "s", "namespace": "shop", "priority": 9, "http": {"route": "/a"}, "response": {"payload": "shop"}},
             {"id": "o", "namespace": "shop", "http": {"route": "/only"}, "response": {"payload": "only"}}]
            """
        )
        #expect(engine.answer(request("GET", "/a")).text == "default")
        #expect(engine.answer(request("GET", "/stubs/shop/a")).text == "shop")
        #expect(engine.answer(request("GET", "/stubs/default/a")).text == "default")
        #expect(engine.answer(request("GET", "/only")).text == "only")
        #expect(engine.answer(request("GET", "/stubs/default/only")).missed != nil)
    }

    private func compiled(number: Int, _ random: inout SeededRandom) throws -> CompiledMock {
        let route =
            "/" + (0..<2).map { _ in ["a", "b", ":p"].randomElement(using: &random) ?? "" }.joined(separator: "/")
        var matcher = HTTPMatcher(route: route.replacing("/:p/:p", with: "/:p/:q"))
        matcher.host = [nil, Authority("x.test"), Authority("y.test")].randomElement(using: &random) ?? nil
        var mock = Mock(id: MockID(rawValue: "m\(number)"), http: matcher, reply: .fixed(ReplyTemplate()))
        mock.priority = Int64.random(in: 0...2, using: &random)
        return try CompiledMock(mock, CompiledMock.Storing(at: Timestamp(seconds: 0), age: number, serial: number))
    }

    private func naive(_ all: [CompiledMock], _ request: IncomingRequest) -> [MockID] {
        let fitting = all.sorted { $0.precedes($1) }
            .filter { $0.route.matches(RequestPath.bytes(of: request.head.target)) }
        let own = fitting.filter { $0.host == nil || $0.host == request.authority }
        guard request.form == .origin else { return own.map(\.id) }
        return (own + fitting.filter { $0.host != nil && $0.host != request.authority }).map(\.id)
    }
}
