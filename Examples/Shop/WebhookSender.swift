import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TLS

/// Tells a receiver about orders: late, signed as Standard Webhooks asks, and once more when the receiver fails.
final class WebhookSender: Sendable {
    private let host: String
    private let port: Int
    private let path: String
    private let secret: [UInt8]
    /// How long after the answer the first try is made, and after a failed one the second.
    private let delay = TimeAmount.milliseconds(300)
    private let retryDelay = TimeAmount.milliseconds(500)

    init?(url: String, secret: String) {
        guard let parts = URLComponents(string: url), let host = parts.host else { return nil }
        self.host = host
        port = parts.port ?? 80
        path = parts.path.isEmpty ? "/" : parts.path
        self.secret = Array(Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data(secret.utf8))
    }

    /// Schedules `order.paid` for an order.
    func sendPaid(_ order: Shop.Order, on loop: any EventLoop) {
        let event: [String: Any] = [
            "type": "order.paid",
            "created": Int(Date().timeIntervalSince1970),
            "data": ["order_id": order.id, "customer": order.customer, "total_cents": order.totalCents],
        ]
        guard let body = try? JSONSerialization.data(withJSONObject: event, options: .sortedKeys) else { return }
        let id = "msg_" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        loop.scheduleTask(in: delay) { self.attempt(1, id: id, body: Array(body), on: loop) }
    }

    private func attempt(_ number: Int, id: String, body: [UInt8], on loop: any EventLoop) {
        let answered = loop.makePromise(of: Int.self)
        answered.futureResult.whenComplete { result in
            guard number == 1, ((try? result.get()) ?? 500) >= 300 else { return }
            loop.scheduleTask(in: self.retryDelay) { self.attempt(2, id: id, body: body, on: loop) }
        }
        let head = requestHead(id: id, body: body)
        ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.pipeline.addHTTPClientHandlers()
                    .flatMapThrowing {
                        try channel.pipeline.syncOperations.addHandler(StatusReader(answered: answered))
                    }
            }
            .connect(host: host, port: port)
            .whenComplete { result in
                switch result {
                case .failure(let error): answered.fail(error)
                case .success(let channel):
                    channel.write(HTTPClientRequestPart.head(head), promise: nil)
                    channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
                    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
                }
            }
    }

    private func requestHead(id: String, body: [UInt8]) -> HTTPRequestHead {
        let timestamp = "\(Int(Date().timeIntervalSince1970))"
        let signature = MessageAuthentication.hmacSHA256(key: secret, Array("\(id).\(timestamp).".utf8) + body)
        let headers = HTTPHeaders([
            ("Host", "\(host):\(port)"), ("Content-Type", "application/json"), ("Content-Length", "\(body.count)"),
            ("User-Agent", "shop/1.0"), ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1," + Data(signature).base64EncodedString()), ("Connection", "close"),
        ])
        return HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
    }
}

/// Tells the status of one response, or that there was none.
private final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let answered: EventLoopPromise<Int>
    private var status = 502

    init(answered: EventLoopPromise<Int>) { self.answered = answered }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body: break
        case .end:
            answered.succeed(status)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { answered.succeed(status) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answered.fail(error)
        context.close(promise: nil)
    }
}
