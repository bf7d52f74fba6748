import Foundation
import Glibc
import TestSupport
import Testing

/// What a user reads when something is wrong: the thing, the reason, the way out, and an exit status that scripts can use.
@Suite struct BadInputTests {
    private func expectFailure(
        _ arguments: [String],
        status: Int32,
        says words: [String],
        in place: Workplace
    ) throws {
        let result = try place.understudy(arguments)
        #expect(result.status == status, "\(arguments): \(result.errors)")
        for word in words {
            #expect(result.errors.contains(word), "\(arguments) does not say \(word): \(result.errors)")
        }
    }

    @Test func `a port in use is named, with the way out`() throws {
        let place = try Workplace()
        let (first, urls) = try place.start(["record", "--db", place.database, "--listen", "127.0.0.1:0"])
        let port = try #require(urls["forward"]?.split(separator: ":").last)
        try expectFailure(
            [
                "record", "--db", place.folder.path("other.db"), "--listen", "127.0.0.1:\(port)", "--ca-dir",
                place.caFolder,
            ],
            status: 70,
            says: ["127.0.0.1", "\(port)", "in use", "another port"],
            in: place
        )
        first.stop()
    }

    @Test func `a database that is none, of another program, or missing`() throws {
        let place = try Workplace()
        try "not a database, but long enough to be looked at closely by somebody"
            .write(
                toFile: place.database,
                atomically: true,
                encoding: .utf8
            )
        try expectFailure(["recordings", "--db", place.database], status: 70, says: [place.database], in: place)
        #expect(try String(contentsOfFile: place.database, encoding: .utf8).hasPrefix("not a database"))
        try expectFailure(
            ["build", "--db", place.folder.path("missing.db")],
            status: 70,
            says: ["missing.db"],
            in: place
        )
    }

    @Test func `a file that cannot be read or written is named with what the system says`() throws {
        let place = try Workplace()
        let missing = place.folder.path("missing.json")
        try expectFailure(
            ["replay", missing],
            status: 64,
            says: ["cannot read \(missing): No such file or directory;"],
            in: place
        )
        try expectFailure(
            ["scan", place.folder.url.path],
            status: 64,
            says: ["cannot read \(place.folder.url.path): Is a directory;"],
            in: place
        )
    }

    @Test func `an unknown recording lists the known ones`() throws {
        let place = try Workplace()
        let (recorder, _) = try place.start([
            "record", "--db", place.database, "--listen", "127.0.0.1:0", "--recording", "known-one",
        ])
        recorder.stop()
        try expectFailure(
            ["build", "--db", place.database, "--recording", "other"],
            status: 70,
            says: ["other", "known-one"],
            in: place
        )
    }

    @Test(arguments: [
        (#"{"mocks":[{"id":"a","http":{"route":"/a"},"respnse":{}}]}"#, ["$.mocks[0].respnse", "response"]),
        (
            #"{"mocks":[{"id":"a","http":{"route":"/a"},"response":{"statusCode":"200"}}]}"#,
            ["$.mocks[0].response.statusCode", "number"]
        ),
        ("{\"mocks\": [", ["line 1"]),
        (#"{"id":"a","http":{"route":"/a"},"response":{"payload":"$.fake.pattern('[')"}}"#, ["a", "payload"]),
    ])
    func `a mock file with a mistake is refused with the place`(_ text: String, _ words: [String]) throws {
        let place = try Workplace()
        try text.write(toFile: place.mocks, atomically: true, encoding: .utf8)
        try expectFailure(
            ["replay", place.mocks, "--ca-dir", place.caFolder],
            status: 64,
            says: [place.mocks] + words,
            in: place
        )
    }

    @Test func `a command that cannot be started leaves no open recording`() throws {
        let place = try Workplace()
        try expectFailure(
            [
                "record", "--db", place.database, "--listen", "127.0.0.1:0", "--ca-dir", place.caFolder, "--",
                "no-such-program-here",
            ],
            status: 64,
            says: ["no-such-program-here", "PATH"],
            in: place
        )
        let listed = try place.understudy(["recordings", "--db", place.database, "--format", "json"])
        #expect(listed.output.contains(#""end": "finished""#), "\(listed.output)")
    }

    @Test func `wrong usage exits 64`() throws {
        let place = try Workplace()
        #expect(try place.understudy(["record", "--listen", "nowhere:x"]).status == 64)
        #expect(try place.understudy(["nonsense"]).status == 64)
        #expect(try place.understudy(["replay"]).status == 64)
        #expect(try place.understudy(["--help"]).status == 0)
        #expect(try place.understudy(["version"]).status == 0)
    }

    @Test func `a server that is named on the command line wins over a database of the environment`() throws {
        let place = try Workplace()
        let server = try MockServer(in: place)
        let missing = ["UNDERSTUDY_DB": place.folder.path("missing.db")]
        let listed = try place.understudy(
            ["callbacks", "--server", "http://\(server.authority)", "--format", "json"],
            environment: missing
        )
        #expect(listed.status == 0 && listed.output.contains("[]"), "\(listed.output)")
        #expect(try place.understudy(["callbacks"], environment: missing).status != 0)
    }

    @Test func `environment variables stand in for flags, and flags win`() throws {
        let place = try Workplace()
        let missing = place.folder.path("from-environment.db")
        let result = try place.understudy(["recordings"], environment: ["UNDERSTUDY_DB": missing])
        #expect(result.errors.contains(missing))
        let other = place.folder.path("from-flag.db")
        let overridden = try place.understudy(["recordings", "--db", other], environment: ["UNDERSTUDY_DB": missing])
        #expect(overridden.errors.contains(other))
    }
}
