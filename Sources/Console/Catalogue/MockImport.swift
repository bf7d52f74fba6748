internal import Model

/// Mocks from other tools' files.
struct MockImport: Sendable {
    let importer: any Importing
    let catalogue: MockCatalogue
    let state: any StateServing
    let identifiers: Identifiers

    /// What a file says.
    struct Reading: Sendable {
        let drafts: [MockDraft]
        /// What of it was left out.
        let notes: [String]
    }

    /// Reads a file.
    ///
    /// - Parameter format: one of `formats`.
    func reading(
        _ bytes: [UInt8],
        format: String,
        namespace: String,
        pathPrefix: String? = nil,
        serverName: String? = nil
    ) throws(Refusal) -> Reading {
        try Self.check(format)
        let input = MockInput(namespace: namespace, now: state.clock.now, identifiers: identifiers)
        do throws(ImportRefusal) {
            let (mocks, notes) = try importer.mocks(from: bytes, format: format)
            var drafts = try input.importedDrafts(mocks)
            for place in drafts.indices {
                if let pathPrefix { drafts[place].mock.pathPrefix = pathPrefix }
                if let serverName { drafts[place].mock.serverName = serverName }
                keepApart(&drafts[place].mock)
            }
            return Reading(drafts: drafts, notes: notes)
        } catch {
            throw .invalid("the \(format) file is not read: \(error.reason)")
        }
    }

    /// The same file has the same ids each time: in a second namespace its mocks must not take the first one's away.
    private func keepApart(_ mock: inout Mock) {
        guard let other = catalogue[mock.id], let namespace = mock.namespace, other.namespace != namespace else {
            return
        }
        mock.id = MockID(rawValue: "\(mock.id)-\(namespace)")
    }

    /// Stores what was read, all or none.
    func save(_ reading: Reading, by caller: Caller) throws(Refusal) -> [CatalogueEntry] {
        try catalogue.save(reading.drafts, by: caller).map(\.entry)
    }

    /// The mocks as clients read them, though they are not stored.
    func preview(_ reading: Reading) -> [JSON] { reading.drafts.map(\.mock.json) }

    static func check(_ format: String) throws(Refusal) {
        guard !formats.contains(format) else { return }
        throw .invalid("\"\(format)\" is no format that is read; there are \(formats.joined(separator: ", "))")
    }

    /// What a file may be; the last one is whatever it looks like.
    private static let formats = [
        "har", "postman", "insomnia", "openapi", "wiremock", "hoverfly", "curl", "mockarty", "auto",
    ]
}

extension MockInput {
    /// Drafts of mocks that an importer made; what is wrong with one is the file's fault.
    fileprivate func importedDrafts(_ list: [JSON]) throws(ImportRefusal) -> [MockDraft] {
        do throws(Refusal) { return try drafts(list) } catch { throw ImportRefusal(reason: error.reason) }
    }
}
