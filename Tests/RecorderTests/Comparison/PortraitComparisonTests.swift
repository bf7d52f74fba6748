import Model
import Recorder
import TestSupport
import Testing

@Suite struct PortraitComparisonTests {
    private func differences(_ old: StagedRecording, _ new: StagedRecording) -> Differences {
        func portrait(_ recording: StagedRecording) -> RecordingPortrait {
            RecordingPortrait(recording.exchanges, attributions: Staging.build(recording).attributions)
        }
        return PortraitComparison.differences(portrait(old), portrait(new))
    }

    /// Things of a fixed shape, changed by the caller.
    private func things(
        _ count: Int = 4,
        seed: UInt64 = 1,
        hookDelay: Int = 200,
        hooks: [String] = ["thing.made"],
        _ change: (Int, inout JSONObject) -> Void = { _, _ in },
        target: String = "/hooks",
        status: Int = 201
    ) -> StagedRecording {
        var random = SeededRandom(seed: seed)
        var recording = StagedRecording()
        for number in 0..<count {
            let id = random.uuid()
            var object: JSONObject = [
                "id": .string(id), "count": .int(number + 1), "owner": ["name": .string("n\(number)")], "kind": "tea",
            ]
            change(number, &object)
            let start = number * 10_000
            recording.exchange(
                "POST",
                "/things",
                ["count": .int(number + 1)],
                at: start,
                status: status,
                .object(object)
            )
            for (index, hook) in hooks.enumerated() {
                recording.webhook(
                    ["type": .string(hook), "id": .string(id)],
                    at: start + 20 + hookDelay + index * 50,
                    target: target
                )
            }
        }
        return recording
    }

    @Test func `two recordings of one system do not differ`() {
        let result = differences(Staging.shop(orders: 4, seed: 1), Staging.shop(orders: 5, seed: 77))
        #expect(result.isEmpty, "\(result.text)")
        #expect(differences(things(seed: 1), things(seed: 2)).isEmpty)
    }

    private func told(_ topic: String, seed: UInt64) -> StagedRecording {
        var (recording, random) = (StagedRecording(), SeededRandom(seed: seed))
        for number in 0..<5 {
            let (time, id) = (number * 5_000, random.uuid())
            recording.exchange("POST", "/things", [:], at: time, status: 201, ["id": .string(id)])
            recording.kafka(topic, key: id, ["type": "thing.made", "id": .string(id)], at: time + 90)
            recording.rabbit("things", key: "thing.\(id).made", ["id": .string(id)], at: time + 120)
        }
        return recording
    }

    @Test func `messages of two recordings are alike, and one that moved is said`() {
        func portrait(_ recording: StagedRecording) -> RecordingPortrait {
            RecordingPortrait(
                recording.exchanges,
                messages: recording.messages,
                attributions: Staging.build(recording).attributions
            )
        }
        let old = portrait(told("things", seed: 1))
        #expect(PortraitComparison.differences(old, portrait(told("things", seed: 2))).isEmpty)
        let text = PortraitComparison.differences(old, portrait(told("things.v2", seed: 3))).text
        #expect(text.contains("message kafka things thing.made: is gone"), "\(text)")
        #expect(text.contains("message kafka things.v2 thing.made: is new"), "\(text)")
    }

    @Test func `fields that came, went or changed their type are said in words`() {
        let result = differences(things()) { _, object in
            object["id"] = "short"
            object["count"] = object["count"].map { .string("\($0.textValue) pieces") }
            object["owner"] = ["name": "x y", "mail": "a@b.test"]
            object["kind"] = nil
            object["price"] = 1.5
        }
        let texts = result.all.map(\.text)
        #expect(result.all.allSatisfy { $0.place == "POST https://shop.test/things" })
        for expected in [
            "response 201 body count: was integer, is string", "response 201 body id: was uuid, is text",
            "response 201 body owner.mail: is new (string)",
            "response 201 body kind: is gone (string)", "response 201 body price: is new (number)",
        ] { #expect(texts.contains(expected), "\(expected) is missing in \(texts)") }
    }

    private func differences(_ old: StagedRecording, _ change: (Int, inout JSONObject) -> Void) -> Differences {
        differences(old, things { change($0, &$1) })
    }

    @Test func `routes and statuses`() {
        var more = things(status: 200)
        more.exchange("DELETE", "/things/\(17)", at: 90_000, status: 204)
        let result = differences(things(), more)
        #expect(
            result.all.contains {
                $0.kind == .added && $0.text == "the route is new → 204" && $0.place.hasPrefix("DELETE ")
            }
        )
        #expect(
            result.all.contains { $0.text == "status 200 is new" }
                && result.all.contains { $0.text == "status 201 is gone" }
        )
    }

    @Test func `values that were always the same`() {
        let texts = differences(things()) { _, object in object["kind"] = "coffee" }.all.map(\.text)
        #expect(texts == ["response 201 body kind: was always \"tea\", is always \"coffee\""])
    }

    @Test func `webhooks: number, order, delay and target`() {
        let gone = differences(things(hooks: ["a.one", "b.two"]), things(hooks: ["a.one"]))
        #expect(gone.all.map(\.text) == ["webhook b.two: is gone"])
        let twice = differences(things(hooks: ["a.one"]), things(hooks: ["a.one", "b.two"]))
        #expect(twice.all.map(\.text) == ["webhook b.two: is new"])
        let turned = differences(things(hooks: ["a.one", "b.two"]), things(hooks: ["b.two", "a.one"]))
        #expect(turned.all.map(\.text) == ["webhooks: came in the order a.one, b.two, come in the order b.two, a.one"])
        let late = differences(things(), things(hookDelay: 3_000))
        #expect(late.all.map(\.text) == ["webhook thing.made: delay was 200 ms, is 3000 ms"])
        let moved = differences(things(), things(target: "/other"))
        #expect(
            moved.all.map(\.text) == [
                "webhook thing.made: target was http://127.0.0.1:9000/hooks, is http://127.0.0.1:9000/other"
            ]
        )
    }

    @Test func `the other way round it is the opposite, and the order is the same each time`() {
        let (left, right) = (things(), things { _, object in object["price"] = 1 })
        #expect(differences(left, right).all.map(\.kind) == [.added])
        #expect(differences(right, left).all.map(\.kind) == [.removed])
        #expect(differences(left, right) == differences(left, right))
    }
}
