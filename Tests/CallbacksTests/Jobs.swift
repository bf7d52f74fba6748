import Model

@testable import Callbacks

/// Jobs and moments, with what a test does not care about filled in.
enum Sample {
    static func job(
        _ id: String = "d1",
        exchange: Int64 = 1,
        index: Int = 0,
        method: String = "POST",
        url: String = "http://receiver.test/hook",
        fields: FieldSection = [],
        body: String = "{}",
        delay: Duration = .zero,
        timeout: Duration = .seconds(300),
        retryCount: Int = 0,
        retryDelay: Duration = .seconds(1),
        signature: SignatureConfig? = nil
    ) -> CallbackJob {
        CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: exchange),
            mock: MockID(rawValue: "m1"),
            index: index,
            target: .http(method: method, url: url),
            fields: fields,
            body: Array(body.utf8),
            delay: delay,
            timeout: timeout,
            retryCount: retryCount,
            retryDelay: retryDelay,
            signature: signature
        )
    }

    /// A job for a broker.
    static func job(
        _ id: String = "d1",
        exchange: Int64 = 1,
        index: Int = 0,
        to target: CallbackJob.Target,
        fields: FieldSection = [],
        body: String = "{}",
        timeout: Duration = .seconds(30),
        retryCount: Int = 0,
        retryDelay: Duration = .seconds(1)
    ) -> CallbackJob {
        CallbackJob(
            id: DeliveryID(rawValue: id),
            exchange: ExchangeID(rawValue: exchange),
            mock: MockID(rawValue: "m1"),
            index: index,
            target: target,
            fields: fields,
            body: Array(body.utf8),
            timeout: timeout,
            retryCount: retryCount,
            retryDelay: retryDelay
        )
    }

    static func answered(_ status: Int) -> Attempt.Result { .answered(status: status, fields: [], body: []) }
}

extension Attempt.Result {
    var status: Int? { if case .answered(let status, _, _) = self { status } else { nil } }
    var reason: String? { if case .failed(let reason) = self { reason } else { nil } }
}

extension DeliveryFilter {
    /// All deliveries but for what the closure says.
    init(_ restrict: (inout DeliveryFilter) -> Void) {
        self.init()
        restrict(&self)
    }
}
