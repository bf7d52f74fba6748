import Foundation
import Model
import TestSupport
import Testing

/// Many clients at once.
@Suite(.serialized) struct ServeConcurrencyTests {
    @Test func `64 clients increment one counter 10,000 times, and none is lost`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        try server.create(
            #"""
            {"id":"count","http":{"route":"/count"},"extract":{"gStore":{"n":"$.increment($.gS.n || 0)"}},
             "response":{"payload":"$.gS.n"}}
            """#
        )
        // 16 clients send 157 requests each, 48 send 156: 10,000 in all.
        let result = try run(
            "/bin/sh",
            [
                "-c",
                #"""
                cd "$FOLDER"
                for client in $(seq 64); do
                    last=156; if [ "$client" -le 16 ]; then last=157; fi
                    curl -sS --fail --max-time 300 -w '\n' "$URL/stubs/sandbox/count?[1-$last]" > "count-$client" &
                done
                wait
                cat count-*
                """#,
            ],
            environment: ["FOLDER": place.folder.path(""), "URL": server.url]
        )
        let numbers = result.output.split(separator: "\n").compactMap { Int($0) }
        #expect(numbers.sorted() == Array(1...10_000), "\(numbers.count) answers, \(result.errors)")
        #expect(try server.call("GET", "/api/v1/stores/global").text == #"{"n":10000}"#)
        #expect(try server.call("GET", "/api/v1/mocks/count").json["useCounter"] == 10_000)
    }

    @Test func `creates of one id at once leave one whole mock, and every version`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        let script = #"""
            for n in $(seq 40); do
                curl -sS -o /dev/null -w '%{http_code}\n' "$URL/api/v1/mocks" -d \
                '{"id":"one","http":{"route":"/one/'$n'"},"response":{"payload":{"n":'$n'}}}' &
            done
            wait
            """#
        let result = try run("/bin/sh", ["-c", script], environment: ["URL": server.url])
        let statuses = result.output.split(separator: "\n")
        #expect(statuses.count { $0 == "201" } == 1, "one is the first: \(statuses)")
        #expect(statuses.count { $0 == "200" } == 39, "the others replace it: \(statuses)")

        let mocks = try server.call("GET", "/api/v1/mocks").json["mocks"]
        #expect(mocks?.array?.count == 1)
        let number = try #require(mocks?[0]?["response"]?["payload"]?["n"]?.int)
        #expect(mocks?[0]?["http"]?["route"] == .string("/one/\(number)"), "route and payload are of one sender")
        for n in 1...40 {
            #expect(try server.call("GET", "/stubs/sandbox/one/\(n)").status == (n == number ? 200 : 404))
        }
        let versions = try server.call("GET", "/api/v1/mocks/one/versions").json["versions"]?.array ?? []
        #expect(versions.map { $0["version"]?.int } == (1...40).reversed())
        #expect(Set(versions.compactMap { $0["mock"]?["response"]?["payload"]?["n"]?.int }) == Set(1...40))
    }

    @Test func `mocks that come and go do not disturb the others`() throws {
        let server = try MockServer(in: try Workplace())
        try server.create(#"{"id":"steady","http":{"route":"/steady"},"response":{"payload":"s"}}"#)
        let script = #"""
            (for n in $(seq 60); do
                curl -sS -o /dev/null "$URL/api/v1/mocks" -d '{"id":"flash","http":{"route":"/flash"},"response":{}}'
                curl -sS -o /dev/null -X DELETE "$URL/api/v1/mocks/flash"
            done) &
            curl -sS --fail --max-time 120 -w '\n' "$URL/stubs/sandbox/steady?[1-2000]"
            wait
            """#
        let result = try run("/bin/sh", ["-c", script], environment: ["URL": server.url])
        #expect(result.output.split(separator: "\n").count { $0 == "s" } == 2_000, "\(result.errors)")
        #expect(try server.call("GET", "/stubs/sandbox/flash").status == 404)
    }
}
