import Model
import Recorder
import Testing

@Suite struct PostmanImportTests {
    private func collection(_ items: String, variables: String = "") -> String {
        "{\"info\": {\"name\": \"c\"}, \"variable\": [\(variables)], \"item\": [\(items)]}"
    }

    @Test func savedResponsesAnswer() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.postman.json"))
        let found = try JSON.parse(#require(player.text("GET", "/v1/orders/42")))
        #expect(found["id"] == 42)
        #expect(found["currency"] == "EUR")
        #expect(found["trace"]?.string?.count == 36)
        #expect(found["note"] == "{{unknown}} costs $.99")
        #expect(player.status("GET", "/v1/orders/404") == 404)
        #expect(player.status("GET", "/v1/orders/42", fields: [("x-mock-response-code", "410")]) == 410)
    }

    @Test func unknownVariablesMayBeAnything() throws {
        let player = try ImportPlayer(ImportFixtures.imported("shop.postman.json"))
        let fields = jsonType + [("X-Tenant", "north"), ("X-Api-Key", "other")]
        #expect(player.status("POST", "/v1/orders", fields: fields, body: #"{"sku":"z","count":9,"price":9.9}"#) == 200)
        #expect(player.status("POST", "/v1/orders", fields: fields, body: #"{"sku":"z","price":9.9}"#) == nil)
        #expect(player.status("POST", "/v1/orders", fields: fields, body: #"{"sku":"z","count":9,"price":1}"#) == nil)
        #expect(
            player.status("POST", "/token", fields: formType, body: "grant_type=client_credentials&secret=s") == 200
        )
        #expect(player.status("POST", "/token", fields: formType, body: "grant_type=password&secret=s") == nil)
    }

    @Test func foldersBecomeTags() throws {
        let imported = try ImportFixtures.imported("shop.postman.json")
        #expect(imported.mock("POST", "/v1/orders")?["tags"] == ["Orders", "Deep"])
    }

    @Test func queryIsAskedForAsItIsSent() throws {
        let item = """
            {"name": "a", "request": {"method": "GET", "url": {"raw": "old", "host": ["a", "test"], "path": ["x", {"value": "y"}],
             "query": [{"key": "q", "value": "a%20b"}, {"key": "v", "value": "{{v}}"}, {"key": "n", "value": null},
              {"key": "off", "value": "1", "disabled": true}]}}}
            """
        let imported = try imported(collection(item), as: .postman)
        let player = try ImportPlayer(imported)
        #expect(player.status("GET", "/x/y?q=a%20b&v=7&n") == 200)
        #expect(player.status("GET", "/x/y?q=c&v=7&n") == nil)
        #expect(imported.mocks[0]["http"]?["host"] == "a.test")
        #expect(imported.mocks[0]["http"]?["scheme"] == nil)
    }

    @Test func variablesThatHoldThemselvesEnd() throws {
        let variables = #"{"key": "a", "value": "{{b}}{{b}}"}, {"key": "b", "value": "{{a}}{{a}}"}"#
        let imported = try imported(
            collection(#"{"request": "http://h.test/{{a}}"}"#, variables: variables),
            as: .postman
        )
        #expect(imported.mocks.count == 1)
    }

    @Test func versionTwoPointZeroIsRead() throws {
        let player = try ImportPlayer(ImportFixtures.imported("old.postman.json"))
        let text = try #require(player.text("GET", "/list/cars.csv?page=1&size=5", fields: [("X-Mode", "full")]))
        #expect(text.hasPrefix("id,name\n1,") && !text.contains("$"))
    }

    @Test func severalExamplesOfOneStatusAreAskedForByName() throws {
        let example = #"{"name": "NAME", "code": 200, "header": [], "body": "NAME"}"#
        let item = """
            {"name": "a", "request": {"method": "GET", "url": "http://h.test/x"}, "response": [
             \(example.replacing("NAME", with: "one")), \(example.replacing("NAME", with: "two"))]}
            """
        let player = try ImportPlayer(imported(collection(item), as: .postman))
        #expect(player.text("GET", "/x") == "one")
        #expect(player.text("GET", "/x", fields: [("x-mock-response-name", "two")]) == "two")
    }

    @Test func insomniaRequestsAreRead() throws {
        let imported = try ImportFixtures.imported("shop.insomnia.json")
        #expect(imported.mock("POST", "/orders/:id")?["tags"] == ["Orders", "Write"])
        let fields = jsonType + [("X-Trace", "any")]
        let player = try ImportPlayer(imported)
        #expect(
            player.status("POST", "/orders/5?dry=1&tenant=north", fields: fields, body: #"{"sku":"x","count":2}"#)
                == 200
        )
        #expect(
            player.status("POST", "/orders/5?dry=1&tenant=south", fields: fields, body: #"{"sku":"x","count":2}"#)
                == nil
        )
    }
}
