import Model
import Recorder
import Replay
import Testing

@Suite struct HoverflyImportTests {
    private let player: ImportPlayer

    init() throws { player = try ImportPlayer(ImportFixtures.imported("shop.hoverfly.json")) }

    @Test func exactMatchersMatch() {
        let fields = [("Accept", "text/json"), ("X-Ids", "a"), ("X-Ids", "b")]
        #expect(player.text("GET", "/items/1?sort=price&page=12", fields: fields) == #"{"id":1,"price":"$.50"}"#)
        #expect(player.status("GET", "/items/1?sort=price&page=x", fields: fields) == nil)
        #expect(player.status("GET", "/items/1?sort=price&page=12", fields: fields, body: "x") == nil)
        #expect(
            player.status("GET", "/items/1?sort=price&page=12", fields: [("Accept", "text/json"), ("X-Ids", "a")])
                == nil
        )
    }

    @Test func templatesAreFilled() throws {
        let body = #"{"kind":"big","more":1,"user":{"id":1},"note":"n"}"#
        let answer = try #require(player.answer("POST", "/api/v1/x/orders?q=7", fields: jsonType, body: body))
        let json = try JSON.parse(answer.answer.body)
        #expect(json["user"] == 1)
        #expect(json["q"] == "7")
        #expect(json["m"] == "POST")
        #expect(json["who"] == "Ada")
        #expect(json["at"] == "1700086400")
        #expect(json["state"] == "{{ State.basket }}")
        #expect(answer.answer.fields.first("Location")?.hasPrefix("/orders/") == true)
        #expect(answer.answer.delay == .milliseconds(250))
        #expect(player.status("POST", "/api/orders", fields: jsonType, body: body) == nil)
    }

    @Test func formsAreMatchedByField() {
        #expect(
            player.answer("POST", "/token/abc", fields: formType, body: "grant_type=code&count=3")?.answer.body == [
                0, 1, 2, 255,
            ]
        )
        #expect(player.status("POST", "/token/abc", fields: formType, body: "grant_type=other&count=3") == nil)
        #expect(player.status("POST", "/token/ABC", fields: formType, body: "grant_type=code&count=3") == nil)
    }

    @Test func xmlIsMatchedByItsPlaceholders() {
        let xml = "<a><b>anything</b><c>55</c><d>x</d></a>"
        #expect(player.answer("PUT", "/soap", body: xml)?.answer.delay == .milliseconds(2_000))
        #expect(player.status("PUT", "/soap", body: xml.replacing("55", with: "no")) == nil)
        #expect(player.status("PUT", "/soap", fields: [("X-Env", "prod")], body: xml) == nil)
    }
}
