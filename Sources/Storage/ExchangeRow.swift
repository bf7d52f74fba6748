internal import GRDB
internal import Model

/// One row of `exchanges` on its way into the file.
struct ExchangeRow {
    typealias Column = any DatabaseValueConvertible

    private let stored: StoredExchange
    private let recording: RecordingID
    var requestHash: [UInt8]?
    var requestDecodedHash: [UInt8]?
    var responseHash: [UInt8]?
    var responseDecodedHash: [UInt8]?

    init(_ stored: StoredExchange, recording: RecordingID) {
        (self.stored, self.recording) = (stored, recording)
    }

    /// The values in the order of `ExchangeColumns.names`.
    var values: [Column?] {
        var values: [Column?] = []
        values.reserveCapacity(ExchangeColumns.names.count)
        appendIdentity(to: &values)
        appendRequest(to: &values)
        appendResponse(to: &values)
        appendFailure(to: &values)
        appendTimings(to: &values)
        append(stored.exchange.clientTLS, to: &values)
        append(stored.exchange.upstreamTLS, to: &values)
        let upgrade = stored.exchange.upgrade
        values += [
            stored.exchange.upstreamAddress, upgrade?.name, upgrade?.clientBytes,
            upgrade?.upstreamBytes,
        ]
        return values
    }

    private func appendIdentity(to values: inout [Column?]) {
        let exchange = stored.exchange
        values += [
            exchange.id.rawValue, recording.rawValue, exchange.kind.rawValue,
            exchange.listener, exchange.client,
            exchange.origin.scheme.rawValue, exchange.origin.host,
            exchange.origin.port, exchange.startedAt.nanoseconds,
        ]
    }

    private func appendRequest(to values: inout [Column?]) {
        let exchange = stored.exchange
        values += [
            exchange.request.method, exchange.request.target,
            exchange.request.version.rawValue, blob(exchange.request.fields.wireBytes),
            section(exchange.requestTrailers),
            requestHash.map(blob), requestDecodedHash.map(blob),
            exchange.requestBody.length, exchange.requestBody.wireLength,
            stored.request.decoded?.count, stored.request.note,
        ]
    }

    private func appendResponse(to values: inout [Column?]) {
        guard let response = stored.exchange.response else {
            values += repeatElement(nil, count: 12)
            return
        }
        values += [
            response.head.status, response.head.reason,
            response.head.version.rawValue, blob(response.head.fields.wireBytes),
            section(response.trailers),
            responseHash.map(blob), responseDecodedHash.map(blob),
            response.body.length, response.body.wireLength,
            stored.response.decoded?.count, stored.response.note,
            response.interim.isEmpty ? nil : response.interim.map(String.init).joined(separator: ","),
        ]
    }

    private func appendFailure(to values: inout [Column?]) {
        let failure = stored.exchange.failure
        values += [failure?.source.rawValue, failure?.phase.rawValue, failure?.reason]
    }

    private func appendTimings(to values: inout [Column?]) {
        let timings = stored.exchange.timings
        for phase in [timings.connect, timings.tls, timings.send, timings.wait, timings.receive] {
            values.append(phase?.nanoseconds)
        }
        values.append(timings.total.nanoseconds)
    }

    private func append(_ facts: TLSFacts?, to values: inout [Column?]) {
        values += [facts?.version, facts?.cipher, facts?.serverName, facts?.alpn]
    }

    private func section(_ fields: FieldSection) -> Column? { fields.isEmpty ? nil : blob(fields.wireBytes) }
}
