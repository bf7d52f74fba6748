import Model
import Recorder
import TestSupport
import Testing

@Suite struct OpenAPIExportTests {
    private func document(_ recording: StagedRecording) -> ExportedFile {
        Interchange.file(
            of: recording.exchanges,
            built: Staging.build(recording),
            as: .openapi,
            title: "shop",
            version: "1"
        )
    }

    private func schema(_ file: ExportedFile, _ path: String, _ method: String, _ status: String) -> JSON? {
        file.content["paths"]?[path]?[method]?["responses"]?[status]?["content"]?["application/json"]?["schema"]
    }

    @Test func `the paths and types are those of the recording`() throws {
        let file = document(Staging.shop(orders: 4))
        let root = file.content
        #expect(root["openapi"] == "3.1.0")
        #expect(root["servers"] == [["url": "https://shop.test"]])
        #expect(root["paths"]?.object?.members.map(\.name) == ["/orders", "/orders/{id}"])
        let order = try #require(schema(file, "/orders/{id}", "get", "200"))
        #expect(order["properties"]?["quantity"] == ["type": "integer"])
        #expect(order["properties"]?["created_at"] == ["type": "string", "format": "date-time"])
        #expect(order["properties"]?["customer"] == ["type": "string", "format": "email"])
        #expect(
            order["properties"]?["status"] == ["type": "string"],
            "four times the same word is no evidence for a choice"
        )
        #expect(order["required"]?.array?.count == 7)
        let parameter = try #require(root["paths"]?["/orders/{id}"]?["get"]?["parameters"]?[0])
        #expect(parameter == ["name": "id", "in": "path", "required": true, "schema": ["type": "string"]])
        let body = try #require(root["paths"]?["/orders"]?["post"]?["requestBody"])
        #expect(body["required"] == true)
        #expect(body["content"]?["application/json"]?["schema"]?["required"] == ["sku", "quantity", "customer"])
    }

    @Test func `JSON that was announced as a form is described as JSON`() throws {
        var recording = StagedRecording()
        recording.exchange("POST", "/a", ["sku": "tea"], at: 0, ["ok": true])
        var exchanges = recording.exchanges
        exchanges[0].request.fields = [("Content-Type", "application/x-www-form-urlencoded")]
        recording.exchanges = exchanges
        let content = document(recording).content["paths"]?["/a"]?["post"]?["requestBody"]?["content"]
        #expect(content?.object?.members.map(\.name) == ["application/json"])
    }

    @Test func `webhooks are callbacks, and what they cannot say is noted`() throws {
        let file = document(Staging.shop(orders: 4))
        let callback = try #require(file.content["paths"]?["/orders"]?["post"]?["callbacks"]?["order.paid"])
        let call = try #require(callback["http://127.0.0.1:9000/hooks"]?["post"])
        let schema = try #require(call["requestBody"]?["content"]?["application/json"]?["schema"])
        #expect(schema["properties"]?["data"]?["properties"]?["amount"] == ["type": "integer"])
        #expect(
            file.notes.contains { $0.reason.contains("standard-webhooks") }
                && file.notes.contains { $0.reason.contains("tried again") }
        )
    }

    @Test func `a URL that the request names becomes a runtime expression`() throws {
        var recording = StagedRecording()
        var random = SeededRandom(seed: 9)
        for number in 0..<3 {
            let id = "job_\(random.text(14))"
            recording.exchange(
                "POST",
                "/jobs",
                ["callback_url": "http://127.0.0.1:9001/done/\(id)"],
                at: number * 5_000,
                status: 202,
                ["id": .string(id)]
            )
            recording.webhook(["id": .string(id), "state": "done"], at: number * 5_000 + 300, target: "/done/\(id)")
        }
        let callbacks = document(recording).content["paths"]?["/jobs"]?["post"]?["callbacks"]?.object?.members.first?
            .value
        #expect(callbacks?.object?.members.map(\.name) == ["{$request.body#/callback_url}"])
    }

    @Test func `choices need evidence, what is missing is not required, and null is a type`() throws {
        var recording = StagedRecording()
        for number in 0..<12 {
            var thing: JSONObject = [
                "state": .string(number % 3 == 0 ? "open" : "closed"), "name": .string("n\(number)"),
                "size": number == 5 ? 1.5 : .int(number),
            ]
            if number % 2 == 0 { thing["note"] = JSON.null } else { thing["note"] = "x y z" }
            if number > 2 { thing["extra"] = true }
            recording.exchange("GET", "/things/\(100 + number)?verbose=true", at: number * 100, .object(thing))
        }
        let file = document(recording)
        let thing = try #require(schema(file, "/things/{id}", "get", "200"))
        #expect(thing["properties"]?["state"] == ["type": "string", "enum": ["closed", "open"]])
        #expect(thing["properties"]?["name"] == ["type": "string"])
        #expect(thing["properties"]?["size"] == ["type": "number"])
        #expect(thing["properties"]?["note"]?["type"] == ["string", "null"])
        #expect(thing["required"] == ["state", "name", "size", "note"])
        let parameters = file.content["paths"]?["/things/{id}"]?["get"]?["parameters"]?.array ?? []
        #expect(parameters.map { $0["schema"]?["type"] } == ["integer", "boolean"])
    }

    @Test func `our own reader makes mocks of it`() throws {
        let imported = try Interchange.mocks(from: document(Staging.shop(orders: 4)).bytes, format: .openapi)
        #expect(imported.mock("POST", "/orders") != nil)
        let order = try #require(imported.mock("GET", "/orders/:id"))
        #expect(order["response"]?["payload"]?["sku"] == "TEA-1", "the example is the first answer")
    }

    @Test func `the same recording gives the same bytes`() {
        #expect(document(Staging.shop(orders: 3)).bytes == document(Staging.shop(orders: 3)).bytes)
    }
}
