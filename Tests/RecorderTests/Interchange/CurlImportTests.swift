import Model
import Recorder
import Testing

@Suite struct CurlImportTests {
    private func http(_ command: String) throws -> JSON? { try imported(command, as: .curl).mocks.first?["http"] }

    @Test func commandsAnswerTheirRequests() throws {
        let player = try ImportPlayer(ImportFixtures.imported("commands.curl"))
        #expect(player.text("GET", "/orders?sort=price&page=2") == "{}")
        #expect(player.status("GET", "/orders?sort=price&page=3") == nil)
        #expect(player.status("POST", "/orders", fields: jsonType, body: #"{"sku":"a","count":2,"who":"ada"}"#) == 200)
        #expect(
            player.status("POST", "/session", fields: formType, body: "user=ada&note=it%27s+fine&q=a%20b%26c") == 200
        )
        #expect(player.status("HEAD", "/head") == 200)
        #expect(player.status("DELETE", "/2") == 200)
        #expect(player.status("PUT", "/users/7/files", body: "bytes") == 200)
    }

    @Test func quotesAreUndone() throws {
        #expect(try http(#"curl 'http://a.test/a'"b"c\ d"#)?["route"] == "/abc d")
        #expect(try http("curl \\\n  'http://a.test/x'")?["route"] == "/x")
        #expect(try http(#"curl "http://a.test/\"q\"\x""#)?["route"] == #"/"q"\x"#)
        #expect(try http(#"curl $'http://a.test/\x41\101\u00e9\'\\'"#)?["route"] == #"/AAé'\"#)
        #expect(try http("curl http://a.test/x # a remark")?["route"] == "/x")
    }

    @Test func methodsFollowFromTheOptions() throws {
        #expect(try http("curl a.test")?["httpMethod"] == "GET")
        #expect(try http("curl -d x a.test")?["httpMethod"] == "POST")
        #expect(try http("curl -Gd x=1 a.test")?["httpMethod"] == "GET")
        #expect(try http("curl -sXPUT a.test -d x")?["httpMethod"] == "PUT")
        #expect(try http("curl --request DELETE --url a.test")?["httpMethod"] == "DELETE")
        #expect(try http("curl -F a=b a.test")?["httpMethod"] == "POST")
        #expect(try http("curl -T f a.test")?["httpMethod"] == "PUT")
        #expect(try http("curl -o out -x http://p.test:1 -m 5 --retry 3 a.test")?["host"] == "a.test")
    }

    @Test func severalRequestsAreSeveralMocks() throws {
        #expect(
            try imported("curl a.test/1 a.test/2; curl a.test/3 && curl a.test/4 --next b.test", as: .curl).mocks.count
                == 5
        )
        #expect(try imported("curl a.test/1 | jq . || true", as: .curl).mocks.count == 1)
    }

    @Test func variablesMayBeAnything() throws {
        let imported = try imported(#"curl "https://$HOST/a/${ID}?k=$KEY" -d '$PLAIN'"#, as: .curl)
        #expect(imported.mocks[0]["http"]?["host"] == nil)
        #expect(imported.mocks[0]["http"]?["route"] == "/a/:ID")
        #expect(imported.mocks[0]["http"]?["queryParams"] == [["path": "k", "assertAction": "any"]])
        #expect(imported.mocks[0]["http"]?["conditions"]?.textValue.contains("$PLAIN") == true)
    }
}
