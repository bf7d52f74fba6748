internal import Console
internal import Model
internal import Recorder

/// Reads other tools' files for the admin API.
struct ImportService: Importing {
    func mocks(from bytes: [UInt8], format: String) throws(ImportRefusal) -> (mocks: [JSON], notes: [String]) {
        guard let known = format == "auto" ? Interchange.detect(bytes) : ImportFormat(rawValue: format) else {
            let names = ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            let problem =
                format == "auto" ? "the file looks like no format that is known" : "there is no format \"\(format)\""
            throw ImportRefusal(reason: "\(problem); \"format\" may be one of \(names)")
        }
        do {
            let imported = try Interchange.mocks(from: bytes, format: known)
            return (imported.mocks, imported.notes.map { "\($0)" })
        } catch {
            throw ImportRefusal(reason: "\(error)")
        }
    }
}
