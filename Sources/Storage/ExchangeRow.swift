internal import GRDB
internal import Model

/// One row of `exchanges` on its way into the file.
struct ExchangeRow {
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
    var values: [DatabaseValue] {
        var values: [DatabaseValue] = []
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
            orNull(stored.exchange.upstreamAddress), orNull(upgrade?.name), orNull(upgrade?.clientBytes),
            orNull(upgrade?.upstreamBytes),
        ]
        return values
    }

    private func appendIdentity(to values: inout [DatabaseValue]) {
        let exchange = stored.exchange
        values += [
            exchange.id.rawValue.databaseValue, recording.rawValue.databaseValue, exchange.kind.rawValue.databaseValue,
            exchange.listener.databaseValue, exchange.client.databaseValue,
            exchange.origin.scheme.rawValue.databaseValue, exchange.origin.host.databaseValue,
            exchange.origin.port.databaseValue, exchange.startedAt.nanoseconds.databaseValue,
        ]
    }

    private func appendRequest(to values: inout [DatabaseValue]) {
        let exchange = stored.exchange
        values += [
            exchange.request.method.databaseValue, exchange.request.target.databaseValue,
            exchange.request.version.rawValue.databaseValue, blob(exchange.request.fields.wireBytes),
            section(exchange.requestTrailers),
            orNull(requestHash.map(blob)), orNull(requestDecodedHash.map(blob)),
            exchange.requestBody.length.databaseValue, exchange.requestBody.wireLength.databaseValue,
            orNull(stored.request.decoded?.count), orNull(stored.request.note),
        ]
    }

    private func appendResponse(to values: inout [DatabaseValue]) {
        guard let response = stored.exchange.response else {
            values += repeatElement(.null, count: 12)
            return
        }
        values += [
            response.head.status.databaseValue, response.head.reason.databaseValue,
            response.head.version.rawValue.databaseValue, blob(response.head.fields.wireBytes),
            section(response.trailers),
            orNull(responseHash.map(blob)), orNull(responseDecodedHash.map(blob)),
            response.body.length.databaseValue, response.body.wireLength.databaseValue,
            orNull(stored.response.decoded?.count), orNull(stored.response.note),
            response.interim.isEmpty ? .null : response.interim.map(String.init).joined(separator: ",").databaseValue,
        ]
    }

    private func appendFailure(to values: inout [DatabaseValue]) {
        let failure = stored.exchange.failure
        values += [orNull(failure?.source.rawValue), orNull(failure?.phase.rawValue), orNull(failure?.reason)]
    }

    private func appendTimings(to values: inout [DatabaseValue]) {
        let timings = stored.exchange.timings
        for phase in [timings.connect, timings.tls, timings.send, timings.wait, timings.receive] {
            values.append(orNull(phase?.nanoseconds))
        }
        values.append(timings.total.nanoseconds.databaseValue)
    }

    private func append(_ facts: TLSFacts?, to values: inout [DatabaseValue]) {
        values += [orNull(facts?.version), orNull(facts?.cipher), orNull(facts?.serverName), orNull(facts?.alpn)]
    }

    private func section(_ fields: FieldSection) -> DatabaseValue { fields.isEmpty ? .null : blob(fields.wireBytes) }
}
