import Foundation
import NIOCore
import NIOHTTP1

/// Answers the shop's API on one connection: `POST /orders`, `GET /orders/:id`.
final class ShopServer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The shop behind every connection; all of them run on one event loop.
    final class State: @unchecked Sendable {
        // Confined to the one event loop on which the shop serves.
        var shop = Shop()
        let webhooks: WebhookSender

        init(webhooks: WebhookSender) { self.webhooks = webhooks }
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
            answer(head, context: context)
        }
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let path = head.uri.split(separator: "/").map(String.init)
        switch (head.method, path.first, path.count) {
        case (.POST, "orders", 1): placeOrder(context: context)
        case (.GET, "orders", 2): showOrder(path[1], context: context)
        default: write(.notFound, ["error": "no such page"], context: context)
        }
    }

    private func placeOrder(context: ChannelHandlerContext) {
        guard let json = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any],
            let sku = json["sku"] as? String, let quantity = json["quantity"] as? Int, quantity > 0,
            let unitCents = json["unit_cents"] as? Int, let customer = json["customer"] as? String
        else {
            return write(
                .badRequest,
                ["error": "an order needs sku, quantity, unit_cents and customer"],
                context: context
            )
        }
        let now = ISO8601DateFormatter().string(from: Date())
        let order = state.shop.place(sku: sku, quantity: quantity, unitCents: unitCents, customer: customer, now: now)
        write(.created, fields(of: order), location: "/orders/\(order.id)", context: context)
        state.webhooks.sendPaid(order, on: context.eventLoop)
    }

    private func showOrder(_ id: String, context: ChannelHandlerContext) {
        guard let order = state.shop.orders[id] else {
            return write(.notFound, ["error": "no such order"], context: context)
        }
        write(.ok, fields(of: order), context: context)
    }

    private func fields(of order: Shop.Order) -> [String: Any] {
        [
            "id": order.id, "sku": order.sku, "quantity": order.quantity, "customer": order.customer,
            "total_cents": order.totalCents, "status": "accepted", "created_at": order.createdAt,
        ]
    }

    private func write(
        _ status: HTTPResponseStatus,
        _ body: [String: Any],
        location: String? = nil,
        context: ChannelHandlerContext
    ) {
        let bytes = (try? JSONSerialization.data(withJSONObject: body, options: .sortedKeys)) ?? Data()
        var headers = HTTPHeaders([("Content-Type", "application/json"), ("Content-Length", "\(bytes.count)")])
        if let location { headers.add(name: "Location", value: location) }
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil
        )
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
