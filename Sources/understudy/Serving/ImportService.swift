internal import Console
internal import Model
internal import Recorder

/// Reads other tools' files for the admin API.
struct ImportService: Importing {
    func mocks(from bytes: [UInt8], format: String) throws(ImportRefusal) -> (mocks: [JSON], notes: [String]) {
        guard let known = Recorder.ImportFormat(rawValue: format) else {
            let names = Recorder.ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ImportRefusal(reason: "there is no format \"\(format)\"; there are \(names)")
        }
        do {
            let imported = try Interchange.mocks(from: bytes, format: known)
            return (imported.mocks, imported.notes.map { "\($0)" })
        } catch {
            throw ImportRefusal(reason: "\(error)")
        }
    }
}
