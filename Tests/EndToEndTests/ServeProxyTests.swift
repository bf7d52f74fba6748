import Foundation
import Model
import TestSupport
import Testing

/// Mocks that let the real host answer, and payloads from files.
@Suite(.serialized) struct ServeProxyTests {
    @Test func `a proxied mock rewrites the request and the answer, and its callback quotes the real host`()
        async throws
    {
        let real = try CallbackReceiver { _, _ in
            .status(
                201,
                fields: [("Content-Type", "application/json"), ("X-Powered-By", "real"), ("X-Kept", "k")],
                body: #"{"id":"r-9","amount":12.50}"#
            )
        }
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"""
            {"id":"through","http":{"route":"/api/orders/:id","httpMethod":"POST"},
             "proxy":{"target":"\#(real.url(""))","path":"/v2/orders/$.pathParam.id?from=mock","headers":{"X-Set":"$.req.amount"},
               "removeHeaders":["Cookie"],"responseHeaders":{"X-Via":"understudy"},"removeResponseHeaders":["X-Powered-By"]},
             "webhooks":[{"url":"\#(receiver.url("/hook"))","trigger":"on_success",
               "body":{"id":"$.resp.id","amount":"$.resp.amount","status":"$.statusCode","asked":"$.req.amount"}}]}
            """#
        )
        let answer = try curl([
            "-i", "-H", "Cookie: a=b", "-H", "X-Own: o", "-d", #"{"amount":7}"#,
            "\(server.url)/api/orders/17?dropped=1",
        ])
        #expect(answer.status == 201)
        #expect(answer.body.hasSuffix(#"{"id":"r-9","amount":12.50}"#))
        #expect(answer.body.contains("X-Via: understudy") && answer.body.contains("X-Kept: k"), "\(answer.body)")
        #expect(!answer.body.contains("X-Powered-By"))

        let asked = try #require(real.received.first)
        #expect((asked.method, asked.target) == ("POST", "/v2/orders/17?from=mock"))
        #expect(asked.text == #"{"amount":7}"#)
        #expect(asked.fields.first("X-Set") == "7")
        #expect(asked.fields.first("X-Own") == "o")
        #expect(asked.fields.first("Cookie") == nil)

        let call = try #require(try await receiver.wait(for: 1).first)
        #expect(call.text == #"{"id":"r-9","amount":12.50,"status":201,"asked":7}"#)
    }

    @Test func `a real host's error fires on_error, and one that is down answers 502`() async throws {
        let real = try CallbackReceiver { _, _ in .status(503, body: "busy") }
        let receiver = try CallbackReceiver()
        let server = try MockServer(in: try Workplace())
        for (id, target) in [("up", real.url()), ("down", "http://127.0.0.1:1/")] {
            try server.create(
                #"""
                {"id":"\#(id)","http":{"route":"/\#(id)"},"proxy":{"target":"\#(target)"},
                 "webhooks":[{"url":"\#(receiver.url("/\(id)"))","trigger":"on_error","body":"$.statusCode"},
                             {"url":"\#(receiver.url("/never"))","trigger":"on_success"}]}
                """#
            )
        }
        let answer = try server.call("GET", "/up")
        #expect((answer.status, answer.text) == (503, "busy"))
        #expect(try server.call("GET", "/down").status == 502)
        let calls = try await receiver.wait(for: 2)
        #expect(calls.map { "\($0.target) \($0.text)" }.sorted() == ["/down 502", "/up 503"])
    }

    @Test func `a redirect of the real host leads back to us, and stripPrefix shortens the path`() throws {
        let real = try CallbackReceiver { request, _ in
            .status(302, fields: [("Location", "http://\(request.fields.first("Host") ?? "")/next")])
        }
        let server = try MockServer(in: try Workplace())
        try server.create(
            #"{"id":"p","http":{"route":"/svc/*"},"proxy":{"target":"\#(real.url("/base"))","stripPrefix":"/svc"}}"#
        )
        let answer = try curl(["-i", "\(server.url)/svc/a/b?c=d"])
        #expect(answer.status == 302)
        #expect(real.received.first?.target == "/base/a/b?c=d")
        #expect(answer.body.contains("Location: \(server.url)/"), "\(answer.body)")
        #expect(!answer.body.contains("127.0.0.1:\(real.port)"))
    }

    @Test func `a payload comes from an uploaded file, rendered, of the mock's namespace`() throws {
        let server = try MockServer(in: try Workplace())
        let file = #"{"z": "$.req.name", "a": [1.0, "$.fake.UUID"]}"#
        #expect(try server.call("POST", "/api/v1/templates/hello.json", file).status == 201)
        #expect(try server.call("GET", "/api/v1/templates/hello.json").text == file)
        try server.create(
            #"{"id":"t","http":{"route":"/t"},"response":{"payloadTemplatePath":"hello.json","statusCode":202}}"#
        )
        let answer = try server.call("POST", "/t", #"{"name":"ada"}"#)
        #expect(answer.status == 202)
        #expect(answer.text.hasPrefix(#"{"z":"ada","a":[1.0,""#), "\(answer.text)")
        #expect(try #require(answer.json["a"]?[1]?.string).isUUID)

        #expect(try server.call("POST", "/api/v1/templates/hello.json", "plain $.req.name").status == 201)
        #expect(try server.call("POST", "/t", #"{"name":"bo"}"#).text == "plain bo", "the newest file is used")
        #expect(try server.call("DELETE", "/api/v1/templates/hello.json").status == 200)
        #expect(try server.call("GET", "/api/v1/templates/hello.json").status == 404)
        #expect(try server.call("POST", "/t", "{}").status >= 400, "a payload that is missing is no answer")
    }
}
