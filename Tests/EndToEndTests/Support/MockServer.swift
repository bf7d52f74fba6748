import Foundation
import Model
import TestSupport

/// `understudy serve`, started as a user starts it.
struct MockServer {
    let program: RunningProgram
    /// Its folder goes with the last server in it: a server opens the database again for each reader.
    let place: Workplace
    let listeners: [String: String]
    let url: String

    /// Starts it over the database of a workplace and waits until it answers.
    init(
        in place: Workplace,
        _ more: [String] = [],
        environment: [String: String] = [:],
        through starter: [String] = []
    ) throws {
        self.place = place
        (program, listeners) = try place.start(
            ["serve", "--db", place.database, "--listen", "127.0.0.1:0"] + more,
            environment: environment,
            through: starter
        )
        guard let url = listeners["serve"] else { throw Unexpected("serve says no address: \(program.output)") }
        self.url = url
    }

    /// `127.0.0.1:PORT`.
    var authority: String { String(url.dropFirst("http://".count)) }

    /// Runs commands of a shell as a reader of Mockarty's page types them; only addresses are ours. Gives what they print.
    ///
    /// - Parameter addresses: what stands for other addresses of the page, `localhost:9092`.
    @discardableResult
    func type(_ commands: String, addresses: [String: String] = [:]) throws -> String {
        let text = addresses.merging(["localhost:5770": authority]) { $1 }
            .reduce(commands) { $0.replacing($1.key, with: $1.value) }
        let result = try run("/bin/sh", ["-c", text])
        guard result.status == 0 else { throw Unexpected("exit \(result.status) of \(text): \(result.errors)") }
        return result.output
    }

    /// One request; the answer's status and body.
    func call(_ method: String, _ path: String, _ body: String? = nil, _ more: [String] = []) throws -> ServerAnswer {
        let content = body.map { ["-H", "Content-Type: application/json", "--data-binary", $0] } ?? []
        let (status, text) = try curl(["-X", method] + content + more + [url + path])
        return ServerAnswer(status: status, text: text)
    }

    /// Creates a mock, or fails with what the server says against it.
    @discardableResult
    func create(_ mock: String) throws -> JSON {
        let answer = try call("POST", "/api/v1/mocks", mock)
        guard [200, 201].contains(answer.status) else { throw Unexpected("\(answer.status) \(answer.text)") }
        return try answer.json
    }

    /// `understudy callbacks`, asking this server.
    func callbacks(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
        try run(Programs.understudy, ["callbacks"] + arguments + ["--server", url])
    }

    /// Waits until no callback is pending; all of them, in the order in which they were submitted.
    ///
    /// - Parameter session: what curl is told to send, where the server has accounts.
    func settledCallbacks(as session: [String] = []) throws -> [JSON] {
        let settled = try call("POST", "/api/v1/callbacks/await?timeout=20", nil, session)
        guard settled.status == 200 else { throw Unexpected("callbacks do not settle: \(settled.text)") }
        return try call("GET", "/api/v1/callbacks", nil, session).json["callbacks"]?.array ?? []
    }
}

/// What a server answered.
struct ServerAnswer {
    let status: Int
    let text: String

    var json: JSON {
        get throws {
            do { return try JSON.parse(text) } catch { throw Unexpected("\(status), no JSON: \(text)") }
        }
    }
}

extension String {
    /// Whether it is a UUID as RFC 9562 writes it.
    var isUUID: Bool { UUID(uuidString: self) != nil && self == lowercased() }

    /// What follows a prefix; nil when it does not stand there.
    func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}

extension JSON {
    /// The names of an object's members, in their order.
    var names: [String] { object?.members.map(\.name) ?? [] }
}
