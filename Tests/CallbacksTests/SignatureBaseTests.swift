import Model
import Testing

@testable import Callbacks

@Suite struct SignatureBaseTests {
    private func lines(
        _ components: [SignatureComponent],
        method: String = "POST",
        _ url: String,
        _ fields: FieldSection = [],
        body: String = ""
    ) throws -> [String] {
        let request = SignedRequest(
            method: method,
            url: url,
            fields: fields,
            body: Array(body.utf8),
            id: "d",
            timestamp: Timestamp(seconds: 0)
        )
        let bytes = try SignatureBase(request).bytes(components, parameters: "()")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "\"@signature-params\": ()")
        return lines.dropLast().map(String.init)
    }

    private func reason(_ component: SignatureComponent, _ url: String, method: String = "POST") -> String? {
        do {
            _ = try lines([component], method: method, url)
            return nil
        } catch {
            return (error as? UnsendableCallback)?.reason
        }
    }

    @Test func `every derived component has the value that the RFC gives it`() throws {
        #expect(
            try lines(
                SignatureComponent.Derived.allCases.map { .derived($0) },
                "https://APP.example.test:443/hook/in?a=b%20c&d=e"
            ) == [
                #""@method": POST"#, #""@target-uri": https://app.example.test/hook/in?a=b%20c&d=e"#,
                #""@authority": app.example.test"#, #""@scheme": https"#, #""@request-target": /hook/in?a=b%20c&d=e"#,
                #""@path": /hook/in"#, #""@query": ?a=b%20c&d=e"#,
            ]
        )
        #expect(try lines([.derived(.query), .derived(.path)], "http://a.test") == [#""@query": ?"#, #""@path": /"#])
    }

    /// RFC 9421 §2.2.8.
    @Test func `parameters of the query are encoded anew, as in the examples of the RFC`() throws {
        let url = """
            http://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace\
            &fa%C3%A7ade%22%3A%20=something&tilde=~a*b-c._d&empty=&bare
            """
        let names = ["var", "bar", "façade\": ", "tilde", "empty", "bare"]
        let components = names.compactMap { SignatureComponent("@query-param;name=\"\($0)\"") }
        #expect(
            try lines(components, url) == [
                #""@query-param";name="var": this%20is%20a%20big%0Amultiline%20value"#,
                #""@query-param";name="bar": with%20plus%20whitespace"#,
                #""@query-param";name="fa%C3%A7ade%22%3A%20": something"#,
                #""@query-param";name="tilde": %7Ea*b-c._d"#, #""@query-param";name="empty": "#,
                #""@query-param";name="bare": "#,
            ]
        )
    }

    @Test func `a parameter that is missing or stands twice is told`() {
        let url = "http://a.test/?a=1&b=2&%61=3"
        #expect(reason(.queryParameter("a"), url)?.contains("parameter a, which its URL has 2 times") == true)
        #expect(reason(.queryParameter("c"), url)?.contains("parameter c, which its URL does not have") == true)
        #expect(reason(.queryParameter("b"), url) == nil)
    }

    @Test func `the authority is whom the request names`() throws {
        let components: [SignatureComponent] = [.derived(.authority), .field("host"), .derived(.targetURI)]
        #expect(
            try lines(components, "https://10.0.0.7:8443/x", [("host", "Shop.Example.test:443")]) == [
                #""@authority": shop.example.test"#, #""host": Shop.Example.test:443"#,
                #""@target-uri": https://10.0.0.7:8443/x"#,
            ]
        )
        #expect(
            try lines(Array(components.prefix(2)), "http://a.test:8080/x")
                == [#""@authority": a.test:8080"#, #""host": a.test:8080"#]
        )
        #expect(try lines([.field("host")], "http://a.test:80/x") == [#""host": a.test"#])
    }

    @Test func `Content-Length is covered where it is sent`() throws {
        #expect(try lines([.field("content-length")], "http://a.test/", body: "é1") == [#""content-length": 3"#])
        #expect(try lines([.field("content-length")], "http://a.test/") == [#""content-length": 0"#])
        #expect(reason(.field("content-length"), "http://a.test/", method: "GET")?.contains("content-length") == true)
    }

    @Test func `the lines of one field are joined byte for byte without the space around them`() throws {
        var fields: FieldSection = [("x-two", " 1 "), ("other", "0"), ("X-Two", "2\t"), ("X-Empty", "")]
        fields.append("X-Latin", bytes: [0x20, 0xE9, 0xFF])
        #expect(
            try lines([.field("x-two"), .field("x-empty")], "http://a.test/", fields)
                == [#""x-two": 1, 2"#, #""x-empty": "#]
        )
        let request = SignedRequest(
            method: "POST",
            url: "http://a.test/",
            fields: fields,
            body: [],
            id: "d",
            timestamp: Timestamp(seconds: 0)
        )
        let bytes = try SignatureBase(request).bytes([.field("x-latin")], parameters: "()")
        #expect(bytes.starts(with: Array("\"x-latin\": ".utf8) + [0xE9, 0xFF, 0x0A]))
    }
}
