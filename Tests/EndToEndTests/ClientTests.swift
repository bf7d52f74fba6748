import Foundation
import TestSupport
import Testing

/// Standard clients through the forward proxy with interception: each trusts the root by the variables that a child of
/// `record` gets, and none of them is told anything else.
@Suite struct ClientTests {
    /// Runs a program as the child of `record`, against the shop over HTTPS; its output.
    private func runAsChild(
        _ command: [String],
        environment: [String: String] = [:]
    ) throws -> (output: String, exchanges: String) {
        let place = try Workplace()
        let tlsFolder = place.folder.path("shop-tls")
        let root = try StagingShop.makeRoot(in: tlsFolder)
        let shop = try StagingShop(webhookURL: "http://127.0.0.1:1/", tlsFolder: tlsFolder, secret: "whsec_AAAA")
        let result = try run(
            Programs.understudy,
            [
                "record", "--db", place.database, "--listen", "127.0.0.1:0", "--upstream-ca", root, "--ca-dir",
                place.caFolder,
                "--",
            ] + command,
            environment: environment.merging(["SHOP": shop.url, "NO_PROXY": "unused.invalid"]) { $1 }
        )
        #expect(result.status == 0, "\(result.errors)")
        shop.program.stop()
        let exchanges = try place.understudy(["exchanges", "--db", place.database])
        #expect(exchanges.output.contains("/orders"), "\(exchanges.output)\(exchanges.errors)")
        #expect(exchanges.output.contains("https"))
        return (result.output, exchanges.output)
    }

    @Test func `curl`() throws {
        let script = #"curl -sS -d '{"sku":"a","quantity":1,"unit_cents":100,"customer":"curl"}' "$SHOP/orders""#
        #expect(try runAsChild(["sh", "-c", script]).output.contains(#""customer":"curl""#))
    }

    @Test func `Python's requests`() throws {
        let python = try #require(Programs.find("python3"), "python3 is missing; run scripts/setup test")
        let script = """
            import os, requests
            answer = requests.post(os.environ["SHOP"] + "/orders", json={"sku": "a", "quantity": 1, "unit_cents": 100, "customer": "python"})
            print(answer.status_code, answer.json()["customer"])
            """
        #expect(try runAsChild([python, "-c", script]).output.contains("201 python"))
    }

    @Test func `Node's fetch`() throws {
        let node = try #require(Programs.find("node"), "node is missing; run scripts/setup test")
        // Older Nodes have no proxy variable for fetch; undici is the library that fetch is made of.
        let script = """
            const { ProxyAgent, setGlobalDispatcher } = require("undici");
            setGlobalDispatcher(new ProxyAgent(process.env.HTTPS_PROXY));
            fetch(process.env.SHOP + "/orders", {
              method: "POST", body: JSON.stringify({ sku: "a", quantity: 1, unit_cents: 100, customer: "node" }),
            }).then(async (answer) => console.log(answer.status, (await answer.json()).customer));
            """
        let output = try runAsChild([node, "-e", script], environment: ["NODE_PATH": "/usr/share/nodejs"]).output
        #expect(output.contains("201 node"))
    }

    @Test(.enabled(if: Programs.find("java") != nil, "java is not installed"))
    func `Java's HttpClient`() throws {
        let java = try #require(Programs.find("java"))
        let place = try Workplace()
        let source = place.folder.path("Order.java")
        try """
        import java.net.URI;
        import java.net.ProxySelector;
        import java.net.http.*;

        public class Order {
            public static void main(String[] arguments) throws Exception {
                var client = HttpClient.newBuilder().proxy(ProxySelector.getDefault()).version(HttpClient.Version.HTTP_1_1).build();
                var body = "{\\"sku\\":\\"a\\",\\"quantity\\":1,\\"unit_cents\\":100,\\"customer\\":\\"java\\"}";
                var request = HttpRequest.newBuilder(URI.create(System.getenv("SHOP") + "/orders"))
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build();
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                System.out.println(answer.statusCode() + " " + answer.body());
            }
        }
        """
        .write(toFile: source, atomically: true, encoding: .utf8)
        // Java never proxies loopback addresses unless told that nothing is exempt.
        let output = try runAsChild([java, "-Dhttp.nonProxyHosts=", source]).output
        #expect(output.contains("201") && output.contains(#""customer":"java""#))
    }
}
