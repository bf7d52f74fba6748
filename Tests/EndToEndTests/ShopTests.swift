import Foundation
import Model
import TestSupport
import Testing

/// The main job over HTTPS: record a shop with signed, late, retried webhooks; build; stop the shop; replay.
@Suite(.serialized) struct ShopTests {
    private let secret = "whsec_" + Data((0..<24).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()

    private let credential = "sk_demo_" + UUID().uuidString.lowercased()

    @Test func `a new order is answered and its signed callback carries its id`() throws {
        let place = try Workplace()
        let endpoint = try WebhookEndpoint(failsFirst: true, secret: secret)
        let shopURL = try record(in: place, endpoint: endpoint, orders: 4)
        let built = try place.understudy(["build", "--db", place.database, "-o", place.mocks])
        #expect(built.status == 0, "\(built.errors)")
        #expect(built.errors.contains("redacted before the disk"), "\(built.errors)")
        for file in [place.database, place.mocks] {
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.range(of: Data(credential.utf8)) == nil, "\(file) holds the credential")
        }

        let check = try place.understudy(["check", "--db", place.database, "--mocks", place.mocks, "--format", "json"])
        #expect(check.status == 0, "\(check.output)\(check.errors)")

        let (replay, urls) = try place.start(
            [
                "replay", place.mocks, "--listen", "127.0.0.1:0", "--strict", "--report",
                place.folder.path("report.json"),
            ],
            environment: ["WEBHOOK_SECRET": secret]
        )
        let proxy = try #require(urls["replay"])
        let before = try endpoint.waitForCalls(0).count
        let created = try order(
            at: shopURL,
            proxy: proxy,
            root: place.root,
            sku: "never-seen",
            quantity: 7,
            customer: "linus"
        )
        let json = try JSON.parse(created.body)
        let id = try #require(json["id"]?.string)
        #expect(created.status == 201)
        #expect(json["sku"] == "never-seen")
        #expect(json["quantity"] == 7)
        #expect(json["total_cents"] == .int(7 * (7 * 7 + 300)))
        #expect(id.hasPrefix("ord_") && id.count == 20)

        let shown = try curl(["-x", proxy, "--cacert", place.root, "\(shopURL)/orders/\(id)"])
        #expect(shown.status == 200)
        #expect(try JSON.parse(shown.body)["customer"] == "linus")

        let calls = try endpoint.waitForCalls(before + 1)
        let call = try #require(calls.last)
        #expect(call["event"]?["data"]?["order_id"] == .string(id))
        #expect(call["event"]?["data"]?["customer"] == "linus")
        #expect(call["signature"] == "valid")

        #expect(replay.stop() == 0, "\(replay.output)")
        let report = try JSON.parse(Array(try Data(contentsOf: URL(filePath: place.folder.path("report.json")))))
        #expect(report["passed"] == true, "\(replay.output)")
        #expect(report["callbacks"]?.array?.count == 1)
        #expect(report["callbacks"]?[0]?["attempts"]?.array?.count == 2)
    }

    @Test func `the same recording builds the same bytes, and the same seed answers the same bytes`() throws {
        let place = try Workplace()
        let endpoint = try WebhookEndpoint(secret: secret)
        let shopURL = try record(in: place, endpoint: endpoint, orders: 3)
        let second = place.folder.path("again.json")
        for path in [place.mocks, second] {
            #expect(try place.understudy(["build", "--db", place.database, "-o", path]).status == 0)
        }
        #expect(try Data(contentsOf: URL(filePath: place.mocks)) == Data(contentsOf: URL(filePath: second)))
        let text = try String(contentsOfFile: place.mocks, encoding: .utf8)
        #expect(!text.contains(secret))

        var answers: [[String]] = []
        for _ in 0..<2 {
            let (replay, urls) = try place.start(
                [
                    "replay", place.mocks, "--listen", "127.0.0.1:0", "--seed", "7", "--time-scale", "0",
                    "--redirect-callbacks", "\(endpoint.url)=\(endpoint.url)",
                ],
                environment: ["WEBHOOK_SECRET": secret]
            )
            let proxy = try #require(urls["replay"])
            answers.append(
                try (1...3)
                    .map { number in
                        try order(
                            at: shopURL,
                            proxy: proxy,
                            root: place.root,
                            sku: "s\(number)",
                            quantity: number,
                            customer: "c"
                        )
                        .body
                    }
            )
            replay.stop()
        }
        #expect(answers[0] == answers[1])
        #expect(Set(answers[0]).count == 3)
    }

    /// Records some orders of a shop that is stopped afterwards; gives the shop's URL.
    private func record(in place: Workplace, endpoint: WebhookEndpoint, orders: Int) throws -> String {
        let tlsFolder = place.folder.path("shop-tls")
        let root = try StagingShop.makeRoot(in: tlsFolder)
        let (recorder, urls) = try place.start([
            "record", "--db", place.database, "--listen", "127.0.0.1:0", "--upstream-ca", root,
            "--webhooks", "127.0.0.1:0=\(endpoint.url)",
        ])
        let hooks = try #require(urls["webhooks \(endpoint.url)/"])
        let proxy = try #require(urls["forward"])
        let shop = try StagingShop(webhookURL: hooks + "/hooks", tlsFolder: tlsFolder, secret: secret)
        for number in 1...orders {
            let created = try order(
                at: shop.url,
                proxy: proxy,
                root: place.root,
                sku: "sku-\(number * 37)",
                quantity: number,
                customer: "user\(number)"
            )
            #expect(created.status == 201)
            let id = try #require(JSON.parse(created.body)["id"]?.string)
            #expect(try curl(["-x", proxy, "--cacert", place.root, "\(shop.url)/orders/\(id)"]).status == 200)
        }
        _ = try endpoint.waitForCalls(orders)
        #expect(recorder.stop() == 0, "\(recorder.output)")
        shop.program.stop()
        return shop.url
    }

    private func order(
        at url: String,
        proxy: String,
        root: String,
        sku: String,
        quantity: Int,
        customer: String
    ) throws -> (status: Int, body: String) {
        try curl([
            "-x", proxy, "--cacert", root, "-H", "Authorization: Bearer \(credential)", "-H",
            "Content-Type: application/json",
            "-d",
            #"{"sku":"\#(sku)","quantity":\#(quantity),"unit_cents":\#(quantity * 7 + 300),"customer":"\#(customer)"}"#,
            "\(url)/orders",
        ])
    }
}
