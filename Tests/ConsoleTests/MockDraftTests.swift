import Model
import Testing

@testable import Console

@Suite struct MockDraftTests {
    private let now = Timestamp(seconds: 1_000)

    private func input(_ unit: MockInput.LifeUnit = .seconds) -> MockInput {
        MockInput(namespace: "ns", unit: unit, now: now, identifiers: Identifiers { "made" })
    }

    private func draft(_ more: JSONObject, _ unit: MockInput.LifeUnit = .seconds) throws(Refusal) -> MockDraft {
        let mock: JSON = ["http": ["route": "/a"], "response": [:]]
        return try input(unit).draft(mock.merged(with: .object(more)))
    }

    private func refusal(_ more: JSONObject, _ unit: MockInput.LifeUnit = .seconds) -> String? {
        do throws(Refusal) {
            _ = try draft(more, unit)
            return nil
        } catch {
            return error.status == 400 ? error.reason : nil
        }
    }

    @Test(arguments: [["id": ""], ["id": nil], [:]] as [JSONObject])
    func `a mock without an id and a namespace gets both`(_ more: JSONObject) throws {
        let draft = try draft(more)
        #expect(draft.mock.id.rawValue == "made")
        #expect(draft.mock.namespace == "ns")
        #expect(!draft.isIDGiven)
    }

    @Test func `ttl counts seconds, and milliseconds under the old name`() throws {
        #expect(try draft(["ttl": 5]).expiresAt == Timestamp(seconds: 1_005))
        let old = try draft(["ttl": 1_500], .milliseconds)
        #expect(old.expiresAt == now + .milliseconds(1_500))
        #expect(old.mock.ttl == 2)
        #expect(try draft(["ttl": 0]).expiresAt == nil)
        #expect(try draft([:]).expiresAt == nil)
    }

    @Test func `a life longer than an instant can say is cut`() throws {
        let end = try #require(draft(["ttl": .int(Int64.max)]).expiresAt)
        #expect(end > Timestamp(seconds: 3_000_000_000))
        #expect(try draft(["ttl": .int(Int64.max)], .milliseconds).expiresAt == end)
    }

    @Test func `a negative ttl and an end in the past are refused`() throws {
        #expect(refusal(["ttl": -1])?.hasPrefix("$.ttl: ") == true)
        #expect(refusal(["ttl": -1], .milliseconds)?.hasPrefix("$.ttl: ") == true)
        #expect(refusal(["expireAt": 999])?.contains("is past") == true)
        #expect(refusal(["expireAt": "soon"])?.hasPrefix("$.expireAt: ") == true)
        #expect(try draft(["expireAt": 1_001]).expiresAt == Timestamp(seconds: 1_001))
        #expect(try draft(["expireAt": 1_700_000_000_000]).expiresAt == Timestamp(seconds: 1_700_000_000))
        #expect(try draft(["expireAt": 999, "ttl": 5]).expiresAt == Timestamp(seconds: 1_005))
    }

    @Test func `keys of another version are passed over, wrong values are not`() throws {
        #expect(try draft(["response": ["mcpIsError": true]]).mock.http.route == "/a")
        #expect(refusal(["response": ["statusCode": "x"]])?.hasPrefix("$.response.statusCode: ") == true)
        #expect(refusal(["namespace": "a/b"])?.hasPrefix("$.namespace: ") == true)
        #expect(refusal(["mocks": []])?.contains("/api/v1/mocks/batch") == true)
    }

    @Test func `of several mocks an error names the one`() {
        let good: JSON = ["id": "a", "http": ["route": "/a"], "response": [:]]
        func reason(_ list: [JSON]) -> String? {
            do throws(Refusal) {
                _ = try input().drafts(list)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason([good, 1])?.hasPrefix("mocks[1]: ") == true)
        #expect(reason([good, good])?.contains("taken by mocks[0]") == true)
        #expect(reason([good]) == nil)
    }

    private func entry(_ json: JSON) throws -> CatalogueEntry {
        let draft = try input().draft(json)
        return CatalogueEntry(draft.mock, createdAt: now, updatedAt: now, expiresAt: draft.expiresAt, version: 1)
    }

    @Test func `a change keeps the life unless it names one`() throws {
        let old = try entry(["id": "a", "ttl": 50, "http": ["route": "/a"], "response": [:]])
        let later = MockInput(namespace: "ns", now: Timestamp(seconds: 1_020), identifiers: .random)
        #expect(try later.draft(changing: old, by: ["tags": ["x"]]).expiresAt == Timestamp(seconds: 1_050))
        #expect(try later.draft(changing: old, by: ["ttl": 10]).expiresAt == Timestamp(seconds: 1_030))
        #expect(try later.draft(changing: old, by: ["ttl": 0]).expiresAt == nil)
        #expect(try later.draft(changing: old, by: ["expireAt": 2_000]).expiresAt == Timestamp(seconds: 2_000))
    }

    @Test func `a change cannot change the id, and another way of answering takes the old one away`() throws {
        let old = try entry(["id": "a", "http": ["route": "/a"], "response": ["payload": "x"]])
        let changed = try input()
            .draft(changing: old, by: ["id": "b", "oneOf": ["responses": [["payload": 1], ["payload": 2]]]])
        #expect(changed.mock.id.rawValue == "a")
        guard case .oneOf(let sequence) = changed.mock.reply else { return #expect(Bool(false)) }
        #expect(sequence.replies.count == 2)
        let one = CatalogueEntry(changed.mock, createdAt: now, updatedAt: now, expiresAt: nil, version: 2)
        guard case .fixed = try input().draft(changing: one, by: ["response": ["payload": "y"]]).mock.reply else {
            return #expect(Bool(false))
        }
        guard case .oneOf = try input().draft(changing: one, by: ["priority": 2]).mock.reply else {
            return #expect(Bool(false))
        }
    }
}
