import Foundation
import Model

/// The webhook endpoint of the application under test: prints a JSON line for each call.
struct WebhookEndpoint {
    let program: RunningProgram
    let url: String

    init(failsFirst: Bool = false, secret: String? = nil) throws {
        program = try RunningProgram(
            Programs.shop,
            ["receiver", "--port", "0"] + (failsFirst ? ["--fail-first"] : []),
            environment: secret.map { ["SHOP_WEBHOOK_SECRET": $0] } ?? [:]
        )
        url =
            try "http://127.0.0.1:"
            + program.waitForLine { $0.hasPrefix("listening ") ? String($0.dropFirst(10)) : nil }
    }

    /// Waits until so many calls were taken, and gives all taken ones.
    func waitForCalls(
        _ count: Int,
        seconds: Double = 30,
        where isIncluded: (JSON) -> Bool = { _ in true }
    ) throws -> [JSON] {
        _ = try program.waitForLines(count, seconds: seconds) { line in
            call(line).map { $0["status"] == 200 && isIncluded($0) } ?? false
        }
        return program.output.compactMap(call).filter { $0["status"] == 200 && isIncluded($0) }
    }

    private func call(_ line: String) -> JSON? { line.hasPrefix("{") ? try? JSON.parse(line) : nil }
}

/// A small staging shop over HTTPS with a root of its own.
struct StagingShop {
    let program: RunningProgram
    let url: String

    init(webhookURL: String, tlsFolder: String, secret: String) throws {
        program = try RunningProgram(
            Programs.shop,
            ["shop", "--port", "0", "--tls-dir", tlsFolder, "--webhook-url", webhookURL],
            environment: ["SHOP_WEBHOOK_SECRET": secret]
        )
        url =
            try "https://127.0.0.1:"
            + program.waitForLine { $0.hasPrefix("listening ") ? String($0.dropFirst(10)) : nil }
    }

    /// Makes the root before the shop runs, so that a recorder can be told to trust it.
    static func makeRoot(in folder: String) throws -> String {
        let result = try run(Programs.shop, ["root", "--tls-dir", folder])
        guard result.status == 0 else { throw Unexpected(result.errors) }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
