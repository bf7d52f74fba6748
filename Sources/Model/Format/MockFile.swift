/// The mocks of one file: `{"mocks": […]}`, a list of mocks, or a single mock.
public struct MockFile: Sendable, Hashable {
    /// The mocks in the order of the file.
    public var mocks: [Mock]
    /// Ours: how secrets were replaced while recording, so that the same is done to live requests; nil when nothing was.
    public var redaction: JSON?
    /// What a reader may want to know though nothing is wrong, each with its path.
    public var warnings: [MockFormatError] = []

    /// A file of mocks.
    public init(mocks: [Mock], redaction: JSON? = nil) { (self.mocks, self.redaction) = (mocks, redaction) }

    /// Reads a file's bytes.
    ///
    /// - Throws: where the text is no JSON, or where the JSON is no mock: an unknown key, a wrong type, a value out of
    ///   range, two mocks of one id.
    public init(parsing bytes: [UInt8], unknownKeys: UnknownKeys = .refuse) throws(MockFormatError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes)
        } catch {
            throw MockFormatError(path: "$", reason: "this is not JSON: \(error)")
        }
        try self.init(json, unknownKeys: unknownKeys)
    }

    /// Reads a file's JSON.
    public init(_ json: JSON, unknownKeys: UnknownKeys = .refuse) throws(MockFormatError) {
        let root = JSONCursor(json, unknownKeys: unknownKeys)
        var reader = MockReader()
        var cursors = [root]
        var redaction: JSON?
        if case .array = json {
            cursors = try root.elements()
        } else if let list = try root.member("mocks") {
            try root.allowOnly(["mocks", "redaction"])
            redaction = try root.member("redaction")?.value
            cursors = try list.elements()
        }
        var mocks: [Mock] = []
        var places: [MockID: String] = [:]
        for cursor in cursors {
            let mock = try reader.mock(cursor, fallbackID: "mock-\(mocks.count + 1)")
            if let first = places.updateValue(cursor.path, forKey: mock.id) {
                throw cursor.error("the id \"\(mock.id)\" is taken by \(first); ids must differ within a file")
            }
            mocks.append(mock)
        }
        self.init(mocks: mocks, redaction: redaction)
        warnings = reader.warnings
    }

    /// The file as people read and commit it: indented, members in a fixed order, a line break at the end.
    public func serialized() -> [UInt8] {
        var root: JSONObject = [:]
        if let redaction { root["redaction"] = redaction }
        root["mocks"] = .array(mocks.map(\.json))
        return JSON.object(root).serialized(indented: true) + [0x0A]
    }
}
