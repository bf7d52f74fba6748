internal import Console
internal import Model

/// Reads other tools' files for the admin API.
struct ImportService: Importing {
    func mocks(from bytes: [UInt8], format: String) throws(ImportRefusal) -> (mocks: [JSON], notes: [String]) {
        throw ImportRefusal(reason: "no format is read yet")
    }
}
