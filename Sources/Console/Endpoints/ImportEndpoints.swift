internal import Model

/// Mocks from other tools' files: ours, Mockarty's generators, and its imports into collections.
struct ImportEndpoints: Sendable {
    let imports: MockImport
    let outgoing: any OutgoingHTTP
    let queue: AdminQueue
    let identifiers: Identifiers

    var table: [Endpoint] {
        [
            Endpoint("POST", "/api/v1/import", .editor, load)
                .about(
                    "Stores the mocks of another tool's file.",
                    note: """
                        Ours: the body is the file. All mocks of it are stored, or none; `notes` says what of it was \
                        left out.
                        """,
                    asks: [
                        .namespace, Parameter("format", .text, "the format; auto tells it from the content"),
                        Parameter("preview", .flag, "whether nothing is stored"),
                    ],
                    takes: Self.file,
                    gives: Self.generated
                ),
            Endpoint("POST", "/api/v1/generators/{format}", .editor, later: generate)
                .about(
                    "Stores the mocks of a document or of what a URL gives.",
                    note: """
                        The body has `spec` or `url`, and perhaps `namespace`, `pathPrefix` and `serverName`; or it \
                        is the document itself.
                        """,
                    takes: Self.document,
                    gives: Self.generated
                ),
            Endpoint("POST", "/api/v1/generators/{format}/preview", .editor, later: preview)
                .about("The mocks of a document, not stored.", takes: Self.document, gives: Self.previewed),
            Endpoint("POST", "/api/v1/api-tester/import/{format}", .editor, collect)
                .about(
                    "Stores the mocks of another tool's collection.",
                    note: """
                        The file as the body, as text under `data`, or `{"commands": [text]}` for curl. There are no \
                        collections here; the requests become mocks.
                        """,
                    asks: .namespace,
                    takes: .any,
                    gives: Self.collected
                ),
        ]
    }

    private static let file = Shape(.bytes("application/octet-stream"))
    private static let document = Shape(
        "GeneratorRequest",
        [
            .optional("spec", .any), .optional("url", .text), .optional("namespace", .text),
            .optional("pathPrefix", .text), .optional("serverName", .text),
        ]
    )
    private static let generated = Shape(
        "Generated",
        [
            .required("created", .integer), .required("mocks", .list(.mock)), .required("message", .text),
            .required("success", .boolean), .required("notes", .list(.text)),
        ]
    )
    private static let previewed = Shape(
        "GeneratorPreview",
        [.required("mocks", .list(.mock)), .required("count", .integer), .required("notes", .list(.text))]
    )
    private static let collected = Shape(
        "ImportResult",
        [
            .required("collectionId", .text), .required("name", .text), .required("imported", .integer),
            .required("message", .text),
        ]
    )

    @Sendable private func load(_ request: AdminRequest) throws(Refusal) -> Answer {
        let format = request.query["format"].flatMap { $0.isEmpty ? nil : $0 } ?? "auto"
        let reading = try imports.reading(request.body, format: format, namespace: try request.namespace())
        if try request.flag("preview") == true { return preview(reading) }
        return try stored(reading, by: request.caller)
    }

    /// Mockarty's imports are named for collections of requests; here they become mocks.
    @Sendable private func collect(_ request: AdminRequest) throws(Refusal) -> Answer {
        let format = request.hole("format")
        let json = try? JSON.parse(request.body)
        let reading = try imports.reading(
            collection(request, json, format),
            format: format,
            namespace: try request.namespace()
        )
        let saved = try imports.save(reading, by: request.caller)
        let name = json?["info"]?["name"]?.string ?? json?["info"]?["title"]?.string ?? "\(format) import"
        return .json(
            201,
            [
                "collectionId": .string(identifiers.next()), "name": .string(name), "imported": .int(saved.count),
                "message": .string("\(saved.count) mocks stored"), "success": true,
                "ids": .array(saved.map { .string($0.id.rawValue) }),
                "notes": .array(reading.notes.map { .string($0) }),
            ]
        )
    }

    /// The file: under `data` as text, as command lines under `commands`, or the body itself.
    private func collection(_ request: AdminRequest, _ json: JSON?, _ format: String) -> [UInt8] {
        if let object = json?.object, object.members.count == 1, let text = object["data"]?.string {
            return Array(text.utf8)
        }
        if format == "curl", let commands = json?["commands"]?.array {
            return Array(commands.map(\.textValue).joined(separator: "\n").utf8)
        }
        return request.body
    }

    @Sendable private func generate(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        read(request, done) { reading throws(Refusal) in try stored(reading, by: request.caller) }
    }

    @Sendable private func preview(_ request: AdminRequest, _ done: @escaping @Sendable (Answer) -> Void) {
        read(request, done) { reading throws(Refusal) in preview(reading) }
    }

    private func stored(_ reading: MockImport.Reading, by caller: Caller) throws(Refusal) -> Answer {
        let saved = try imports.save(reading, by: caller)
        return .done(
            "\(saved.count) mocks stored",
            [
                "created": .int(saved.count), "mocks": .array(saved.map(imports.catalogue.json)),
                "notes": .array(reading.notes.map { .string($0) }),
            ],
            status: 201
        )
    }

    private func preview(_ reading: MockImport.Reading) -> Answer {
        let mocks = imports.preview(reading)
        return .json(
            200,
            [
                "mocks": .array(mocks), "count": .int(mocks.count),
                "notes": .array(reading.notes.map { .string($0) }),
            ]
        )
    }

    /// Reads the document that a request holds or names, and goes on with it on the admin queue.
    private func read(
        _ request: AdminRequest,
        _ done: @escaping @Sendable (Answer) -> Void,
        _ next: @escaping @Sendable (MockImport.Reading) throws(Refusal) -> Answer
    ) {
        let go: @Sendable (DocumentRequest, [UInt8]) -> Void = { wanted, bytes in
            do throws(Refusal) {
                let reading = try imports.reading(
                    bytes,
                    format: wanted.format,
                    namespace: wanted.namespace,
                    pathPrefix: wanted.pathPrefix,
                    serverName: wanted.serverName
                )
                done(try next(reading))
            } catch {
                done(.refusal(error, request.id))
            }
        }
        do throws(Refusal) {
            let wanted = try DocumentRequest(request)
            guard let url = wanted.url else { return go(wanted, wanted.bytes) }
            fetch(url) { result in
                switch result {
                case .success(let bytes): queue.run { go(wanted, bytes) }
                case .failure(let refusal): done(.refusal(refusal, request.id))
                }
            }
        } catch {
            done(.refusal(error, request.id))
        }
    }

    private func fetch(_ url: String, _ done: @escaping @Sendable (Result<[UInt8], Refusal>) -> Void) {
        outgoing.send(method: "GET", url: url, fields: [], body: [], timeout: .seconds(30)) { result in
            switch result {
            case .answered(200, _, let body, _): done(.success(body))
            case .answered(let status, _, _, _): done(.failure(.external("\(url) answered \(status)")))
            case .failed(let reason): done(.failure(.external("\(url) did not answer: \(reason)")))
            }
        }
    }
}

/// `{"spec" | "url", "namespace", "pathPrefix", "serverName"}`, or the document itself as the body.
private struct DocumentRequest: Sendable {
    let format: String
    let namespace: String
    var bytes: [UInt8] = []
    var url: String?
    var pathPrefix: String?
    var serverName: String?

    init(_ request: AdminRequest) throws(Refusal) {
        format = request.hole("format")
        try MockImport.check(format)
        let object = (try? JSON.parse(request.body))?.object ?? JSONObject()
        guard object["spec"] != nil || object["url"] != nil else {
            guard !request.body.isEmpty else { throw .invalid("one of \"spec\" and \"url\" is needed") }
            (namespace, bytes) = (try request.namespace(), request.body)
            return
        }
        let members = Members(object)
        namespace = try request.namespace(in: members)
        pathPrefix = try members.text("pathPrefix")
        serverName = try members.text("serverName")
        if let spec = members["spec"] {
            bytes = spec.string.map { Array($0.utf8) } ?? spec.serialized()
        } else {
            let url = try members.neededText("url")
            guard AbsoluteURL(url) != nil else {
                throw .invalid("\"url\" should be an http or https URL, not \"\(url)\"")
            }
            self.url = url
        }
    }
}
