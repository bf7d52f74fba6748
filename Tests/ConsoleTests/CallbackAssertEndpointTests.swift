import Model
import Synchronization
import Testing

@testable import Console

@Suite struct CallbackAssertEndpointTests {
    private let api = AdminAPI()

    private func fill(_ names: [String?]) {
        api.sources.set { values in
            values.deliveries = names.enumerated()
                .map { number, name in
                    var delivery = Sample.delivery("d\(number)", exchange: Int64(number), mock: "m\(number)")
                    delivery.job.name = name
                    delivery.attempts[1].startedAt = Timestamp(seconds: Int64(100 - number))
                    return delivery
                }
        }
    }

    private func reasons(_ body: JSON) -> [String]? {
        let (status, answer) = api.json("POST", "/api/v1/callbacks/assert", body)
        guard status == 200 || status == 422, answer["holds"] == .bool(status == 200) else { return nil }
        return answer["reasons"]?.array?.compactMap(\.string)
    }

    @Test(
        arguments: [
            ["count": 2], ["count": ["min": 1, "max": 2]], ["count": ["max": 9]], [:],
            ["count": 0, "filter": ["mock": "other"]], ["count": 1, "filter": ["name": "b"]],
            ["count": 0, "filter": ["state": "failed"]], ["order": ["b", "a"]], ["order": ["m1", "m0"]],
            ["order": ["POST http://shop.test/hook?x=1", "http://shop.test/hook?x=1"]], ["body": []],
        ] as [JSON]
    )
    func `what is so holds`(_ body: JSON) {
        fill(["a", "b"])
        #expect(reasons(body) == [])
    }

    @Test(
        arguments: [
            (["count": 1], "2 callbacks are delivered, expected 1"),
            (["count": ["min": 3]], "2 callbacks are delivered, expected at least 3"),
            (["filter": ["name": "b"], "count": 2], "1 callback is delivered, expected 2"),
            (["filter": ["run": "r"]], "0 callbacks are delivered, expected at least 1"),
            (["order": ["a", "b"]], "step 2 of the order, \"b\", was not delivered after \"a\"; it was before"),
            (["order": ["c"]], "step 1 of the order, \"c\", was not delivered"),
        ] as [(JSON, String)]
    )
    func `what is not so says why`(_ body: JSON, _ reason: String) {
        fill(["a", "b"])
        #expect(reasons(body) == [reason])
    }

    @Test func `a content that does not fit is named`() {
        fill(["a", "b"])
        api.sources.set { $0.deliveries[0].job.body = [] }
        let condition: JSON = ["path": "a", "assertAction": "equals", "value": 1]
        #expect(
            reasons(["body": [condition]]) == [
                "the content of \"a\" (d0) to POST http://shop.test/hook?x=1 is not as \"body\" wants it"
            ]
        )
    }

    @Test(
        arguments: [
            ["count": -1], ["count": "two"], ["count": ["min": 2, "max": 1]], ["order": [true]], ["body": "x"],
            ["within": 601], ["filter": ["state": "lost"]], ["body": [["assertAction": "no such thing"]]],
        ] as [JSON]
    )
    func `what makes no sense is refused`(_ body: JSON) {
        #expect(api.json("POST", "/api/v1/callbacks/assert", body).status == 400)
    }

    @Test func `conditions that do not compile are refused`() {
        api.sources.set { $0.refusedConditions = "no pattern" }
        #expect(api.json("POST", "/api/v1/callbacks/assert", ["body": []]).status == 400)
    }

    @Test func `it waits until it holds`() throws {
        let box = AnswerBox()
        let request = AdminAPI.request("POST", "/api/v1/callbacks/assert", ["count": 1, "within": 60])
        api.responder.respond(to: request) { box.append($0) }
        api.settle()
        #expect(box.all.isEmpty)
        fill(["a"])
        let changes = api.sources.values.withLock { $0.changes }
        #expect(changes.count == 1)
        for tell in changes { tell() }
        #expect(try #require(box.wait()).status == 200)
    }
}
