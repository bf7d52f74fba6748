import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TLS

/// A small staging system for the demo and the tests; not part of the product.
///
///     demo-shop shop --port 0 --webhook-url http://127.0.0.1:9000/hooks --tls-dir DIR
///     demo-shop root --tls-dir DIR          makes the shop's root certificate, DIR/root.pem
///     demo-shop receiver --port 0 [--fail-first]
///
/// Prints `listening PORT` when ready. The secret of webhooks comes from SHOP_WEBHOOK_SECRET.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        func value(_ flag: String) -> String? {
            arguments.firstIndex(of: flag).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
        }
        let secret =
            ProcessInfo.processInfo.environment["SHOP_WEBHOOK_SECRET"] ?? "whsec_c2hvcC1kZW1vLXNlY3JldC0wMTIzNDU2Nzg5"
        let port = value("--port").flatMap(Int.init) ?? 0
        switch arguments.dropFirst().first {
        case "shop":
            guard let webhooks = WebhookSender(url: value("--webhook-url") ?? "", secret: secret) else {
                throw UsageError(description: "--webhook-url needs an http URL")
            }
            let state = ShopServer.State(webhooks: webhooks)
            let authority = try value("--tls-dir").map { try CertificateAuthority.loadOrCreate(in: $0) }
            try serve(port: port, authority: authority) { ShopServer(state: state) }
        case "root":
            print(try CertificateAuthority.loadOrCreate(in: value("--tls-dir") ?? ".").certificatePath)
        case "receiver":
            let state = Receiver.State(secret: secret, failsFirst: arguments.contains("--fail-first"))
            try serve(port: port, authority: nil) { Receiver(state: state) }
        default:
            throw UsageError(description: "demo-shop shop | root | receiver, see Examples/Shop/Main.swift")
        }
    }

    private struct UsageError: Error, CustomStringConvertible { let description: String }

    private static func serve(
        port: Int,
        authority: CertificateAuthority?,
        handler: @escaping @Sendable () -> some ChannelHandler
    ) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let authority {
                        let tls = TLSServerHandler { name throws(TLSError) in
                            try authority.serverContext(for: name ?? "127.0.0.1")
                        }
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(handler())
                }
            }
            .bind(host: "127.0.0.1", port: port).wait()
        // Straight to the descriptor: whoever waits for this line must not wait for a buffer to fill.
        FileHandle.standardOutput.write(Data("listening \(channel.localAddress?.port ?? 0)\n".utf8))
        try channel.closeFuture.wait()
    }
}
