internal import Model

/// Which mocks a list shows; nil and empty do not restrict.
struct MockSelection: Sendable {
    /// Which of those that were deleted.
    enum Closed: Sendable {
        case none, only, too
    }

    var namespace: String?
    /// All of them must be there.
    var tags: [String] = []
    /// In lower case.
    var search = ""
    var folder: String?
    var chain: String?
    var closed = Closed.none

    func matches(_ entry: CatalogueEntry) -> Bool {
        switch closed {
        case .none: if entry.closedAt != nil { return false }
        case .only: if entry.closedAt == nil { return false }
        case .too: break
        }
        if let namespace, entry.namespace != namespace { return false }
        if let folder, entry.mock.folderID ?? "" != folder { return false }
        if let chain, entry.mock.chainID != chain { return false }
        if !tags.allSatisfy(entry.mock.tags.contains) { return false }
        return search.isEmpty || entry.searchText.contains(search)
    }
}
