import Model
import Recorder
import Replay
import TestSupport
import Testing

@Suite struct PostmanExportTests {
    private func collection(_ recording: StagedRecording) -> ExportedFile {
        Interchange.file(
            of: recording.exchanges,
            built: Staging.build(recording),
            as: .postman,
            title: "shop",
            version: "1"
        )
    }

    @Test func `a request for each operation, a saved response for each answer`() throws {
        let file = collection(Staging.shop(orders: 3))
        #expect(Interchange.detect(file.bytes) == .postman)
        #expect(file.content["info"]?["schema"]?.string?.contains("v2.1.0") == true)
        let folder = try #require(file.content["item"]?[0])
        #expect(folder["name"] == "https://shop.test")
        #expect(folder["item"]?.array?.map { $0["name"] } == ["POST /orders", "GET /orders/:id"])
        #expect(folder["item"]?[0]?["response"]?.array?.count == 3)
        #expect(file.notes.map(\.path) == ["webhooks"])
    }

    @Test func `the mocks of the collection answer what was recorded`() throws {
        let recording = Staging.shop(orders: 3)
        let player = try ImportPlayer(Interchange.mocks(from: collection(recording).bytes, format: .postman))
        for exchange in recording.exchanges where exchange.kind == .exchange && exchange.request.method == "GET" {
            let answer = player.answer(exchange.request.method, exchange.request.target)
            #expect(answer?.answer.body == exchange.response?.body.bytes)
        }
    }

    @Test func `JSON that was announced as a form is sent as it stands`() throws {
        var recording = StagedRecording()
        let form: FieldSection = [("Content-Type", "application/x-www-form-urlencoded")]
        recording.exchange("POST", "/a", ["sku": "tea"], at: 0, ["ok": true], requestFields: form)
        recording.exchange("POST", "/b", ["sku": "tea"], at: 100, ["ok": true], requestFields: form)
        var exchanges = recording.exchanges
        for index in exchanges.indices {
            exchanges[index].request.fields = form
            if index == 1 { exchanges[index].requestBody = CapturedBody(bytes: Array("sku=tea&n=%7B".utf8)) }
        }
        let built = Staging.build(recording)
        let file = Interchange.file(of: exchanges, built: built, as: .postman, title: "t", version: "1")
        let items = try #require(file.content["item"]?[0]?["item"])
        #expect(items[0]?["request"]?["body"]?["raw"] == #"{"sku":"tea"}"#)
        #expect(items[1]?["request"]?["body"]?["urlencoded"]?[1]?["value"] == "{")
    }

    @Test func `bytes and braces are named, not lost silently`() throws {
        var recording = StagedRecording()
        recording.exchange("GET", "/a", at: 0, ["t": "{{x}}"])
        var exchanges = recording.exchanges
        exchanges[0].requestBody = CapturedBody(bytes: [0xFF, 0xFE, 0])
        let file = Interchange.file(
            of: exchanges,
            built: Staging.build(recording),
            as: .postman,
            title: "t",
            version: "1"
        )
        #expect(file.notes.map(\.path) == ["exchange 1 request", "exchange 1 response"])
    }
}
