internal import Model

/// Goes through a mock file value by value, with the names that values stand under.
public struct MockFileScan {
    private let scanner: SecretScanner
    private let file: String
    private var found: [SecretFinding] = []

    /// What looks like a secret in a file; JSON is gone through part by part, everything else as text.
    public static func findings(in bytes: [UInt8], file: String, _ scanner: SecretScanner) -> [SecretFinding] {
        guard let json = try? JSON.parse(bytes) else { return scanner.findings(in: bytes, place: file) }
        var scan = MockFileScan(scanner: scanner, file: file)
        scan.visit(json, ValuePath(), name: nil)
        return scan.found
    }

    private init(scanner: SecretScanner, file: String) { (self.scanner, self.file) = (scanner, file) }

    private mutating func visit(_ value: JSON, _ path: ValuePath, name: String?) {
        switch value {
        case .string(let text):
            found += scanner.findings(in: Array(text.utf8), named: name, place: "\(file) $\(path.spelling)")
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                visit(element, path.appending(.element(index)), name: name)
            }
        case .object(let object):
            for member in object.members {
                found += scanner.findings(in: Array(member.name.utf8), place: "\(file) $\(path.spelling), a name")
                let place = path.appending(.member(member.name))
                visit(member.value, place, name: Self.name(of: member, in: object, path))
            }
        case .null, .bool, .number: break
        }
    }

    /// What a value is called. The operand of a condition is called as what it is compared with; the salt of redaction and names of
    /// variables are no secrets.
    private static func name(of member: JSONObject.Member, in object: JSONObject, _ path: ValuePath) -> String? {
        if member.name == "value", let subject = object["path"]?.string ?? object["key"]?.string {
            return subject.split { $0 == "." || $0 == "[" || $0 == "]" || $0 == "'" }.last.map { String($0) }
        }
        if path.name == "sign" || path.name == "redaction" { return nil }
        return member.name
    }
}
