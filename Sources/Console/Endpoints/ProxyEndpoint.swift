internal import Model

/// `/api/v1/proxy/http`: sends one request and shows the answer.
struct ProxyEndpoint: Sendable {
    let outgoing: any OutgoingHTTP

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/proxy/http", .editor, later: send)
                .about("Sends a request and gives the answer.", takes: Self.request, gives: Self.answer)
        ]
    }

    private static let request = Shape(
        "ProxyRequest",
        [
            .optional("method", .text), .required("url", .text), .optional("headers", .map(.any)),
            .optional("body", .any), .optional("timeout", .number),
        ]
    )
    private static let answer = Shape(
        "ProxyAnswer",
        [
            .required("statusCode", .integer), .required("headers", .map(.text)), .required("body", .any),
            .required("latencyMs", .integer),
        ]
    )

    @Sendable private func send(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        do throws(Refusal) {
            let members = try request.members()
            let url = try members.neededText("url")
            guard AbsoluteURL(url) != nil else {
                throw .invalid("\"url\" should be an http or https URL, not \"\(url)\"")
            }
            outgoing.send(
                method: try members.text("method")?.uppercased() ?? "GET",
                url: url,
                fields: try fields(members),
                body: Self.content(members["body"]),
                timeout: .seconds(try members.number("timeout", 0...600) ?? 30)
            ) { result in
                done(Self.answer(result, url, request.id))
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private func fields(_ members: Members) throws(Refusal) -> FieldSection {
        var fields = FieldSection()
        for member in try members.members("headers")?.object.members ?? [] {
            for value in member.value.array ?? [member.value] { fields.append(member.name, value.textValue) }
        }
        if let body = members["body"], body.string == nil, !fields.contains("Content-Type") {
            fields.append("Content-Type", "application/json")
        }
        for field in fields where !field.isSendable {
            throw .invalid("\"headers\" holds \"\(field.name)\", which no request may carry")
        }
        return fields
    }

    private static func content(_ body: JSON?) -> [UInt8] {
        guard let body else { return [] }
        return body.string.map { Array($0.utf8) } ?? body.serialized()
    }

    private static func answer(_ result: OutgoingResult, _ url: String, _ id: ExchangeID) -> Answer {
        switch result {
        case .failed(let reason): return .refusal(.external("\(url) did not answer: \(reason)"), id)
        case .answered(let status, let fields, let body, let latency):
            return .json(
                200,
                [
                    "statusCode": .int(status), "headers": .object(fields.plainObject), "body": body.adminJSON,
                    "latencyMs": .int(Int(latency.inMilliseconds)),
                ]
            )
        }
    }
}
