import Testing

@testable import Console

@Suite struct ServePartsTests {
    @Test func `every endpoint says what it does, and no two have one method and path`() throws {
        let endpoints = try Served().endpoints
        #expect(endpoints.allSatisfy { !$0.summary.isEmpty })
        let names = endpoints.map { "\($0.method) \($0.path.text)" }
        #expect(Set(names).count == names.count)
    }

    @Test func `shapes of one name have the same members`() throws {
        var known: [String: String] = [:]
        for endpoint in try Served().endpoints {
            for shape in [endpoint.takes, endpoint.gives] where !shape.name.isEmpty {
                let members = "\(shape.kind)"
                #expect(known.updateValue(members, forKey: shape.name) ?? members == members)
            }
        }
    }

    @Test func `what changes mocks is not for viewers`() throws {
        for endpoint in try Served().endpoints where endpoint.method != "GET" && endpoint.path.text.contains("/mocks") {
            #expect(endpoint.role >= .editor)
        }
    }
}
