import Foundation
import NIOCore
import NIOHTTP1
import TLS

/// The application's webhook endpoint: it checks signatures, answers the first try of each delivery with 500 (so that
/// staging shows how it retries), and prints a JSON line for each call.
final class Receiver: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What all connections share; they run on one event loop.
    final class State: @unchecked Sendable {
        // Confined to the one event loop on which the receiver serves.
        var seen: Set<String> = []
        let secret: [UInt8]
        let failsFirst: Bool

        init(secret: String, failsFirst: Bool) {
            self.secret = Array(Data(base64Encoded: String(secret.dropFirst("whsec_".count))) ?? Data(secret.utf8))
            self.failsFirst = failsFirst
        }
    }

    private let state: State
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(state: State) { self.state = state }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            guard let head else { return }
            let status = receive(head)
            let headers = HTTPHeaders([("Content-Length", "0")])
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
                promise: nil
            )
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func receive(_ head: HTTPRequestHead) -> HTTPResponseStatus {
        let id = head.headers.first(name: "webhook-id") ?? ""
        let isFirst = state.seen.insert(id).inserted
        let status: HTTPResponseStatus = state.failsFirst && isFirst ? .internalServerError : .ok
        let line: [String: Any] = [
            "status": status.code, "id": id, "signature": isSigned(head, id: id) ? "valid" : "invalid",
            "event": (try? JSONSerialization.jsonObject(with: Data(body.readableBytesView))) ?? "",
        ]
        if let text = try? JSONSerialization.data(withJSONObject: line, options: .sortedKeys) {
            FileHandle.standardOutput.write(text + Data("\n".utf8))
        }
        return status
    }

    private func isSigned(_ head: HTTPRequestHead, id: String) -> Bool {
        let timestamp = head.headers.first(name: "webhook-timestamp") ?? ""
        let expected = MessageAuthentication.hmacSHA256(
            key: state.secret,
            Array("\(id).\(timestamp).".utf8) + Array(body.readableBytesView)
        )
        return head.headers.first(name: "webhook-signature") == "v1," + Data(expected).base64EncodedString()
    }
}
