import Foundation
import Logging
import Model
import Recorder
import Storage
import TestSupport

/// What the tests of capturing share: a salt, a hash that keeps equal things equal, and exchanges.
enum CaptureSamples {
    static let salt: [UInt8] = [4, 5, 6]

    /// A stand-in for SHA-256 (FNV-1a, four times with other beginnings): what is tested needs only that different
    /// things differ.
    static let hash = ContentHash { bytes in
        (UInt64(0)..<4)
            .flatMap { round -> [UInt8] in
                var value: UInt64 = 0xCBF2_9CE4_8422_2325 &+ round
                for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
                value = (value ^ (value >> 31)) &* 0x94D0_49BB_1331_11EB
                return withUnsafeBytes(of: value) { Array($0) }
            }
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func redactor(_ rules: RedactionRules = .standard) -> Redactor {
        Redactor(rules: rules, salt: salt, hash: hash)
    }

    static func exchange(
        _ id: Int64 = 1,
        method: String = "POST",
        target: String = "/things",
        fields: FieldSection = [],
        body: String = "",
        answer: FieldSection = [],
        answerBody: [UInt8] = []
    ) -> Exchange {
        Exchange(
            id: ExchangeID(rawValue: id),
            listener: "forward",
            client: "127.0.0.1:5",
            origin: Origin(scheme: .https, authority: Authority(host: "api.example.test")),
            request: RequestHead(method: method, target: target, fields: fields),
            requestBody: CapturedBody(bytes: Array(body.utf8)),
            outcome: .response(
                Exchange.Response(
                    head: ResponseHead(status: 200, reason: "OK", fields: answer),
                    body: CapturedBody(bytes: answerBody)
                )
            ),
            startedAt: Timestamp(seconds: 1_795_000_000),
            timings: Timings(total: .milliseconds(1))
        )
    }
}

extension StoredExchange {
    var requestText: String { String(decoding: readableRequest, as: UTF8.self) }
    var responseText: String { String(decoding: readableResponse, as: UTF8.self) }

    /// Every byte of it that would reach the disk.
    var allBytes: [UInt8] {
        var bytes = Array(exchange.request.target.utf8) + exchange.request.fields.wireBytes
        bytes += exchange.requestBody.bytes + (request.decoded ?? []) + exchange.requestTrailers.wireBytes
        if let response = exchange.response {
            bytes += response.head.fields.wireBytes + response.body.bytes + response.trailers.wireBytes
        }
        return bytes + (self.response.decoded ?? [])
    }

    func holds(_ text: String) -> Bool { String(decoding: allBytes, as: UTF8.self).contains(text) }
}
