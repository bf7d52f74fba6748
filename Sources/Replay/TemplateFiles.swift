public import Model

/// The contents of template files, by namespace and name.
public struct TemplateFiles: Sendable {
    private struct Name: Hashable, Sendable {
        let namespace: String?
        let name: String
    }

    private var contents: [Name: FileContent] = [:]

    /// No files.
    public init() {}

    /// The content of a file. Setting with nil as the namespace keeps it for all of them; setting nil takes it away.
    public subscript(name: String, namespace: String?) -> FileContent? {
        get { contents[Name(namespace: namespace, name: name)] ?? contents[Name(namespace: nil, name: name)] }
        set { contents[Name(namespace: namespace, name: name)] = newValue }
    }
}

/// The template files as a mock of a namespace sees them while it is compiled.
struct FilesInUse {
    private let files: TemplateFiles
    private let namespace: String

    init(files: TemplateFiles = TemplateFiles(), namespace: String = "default") {
        (self.files, self.namespace) = (files, namespace)
    }

    /// The content of a file. Nil when there is no such file; it may come later.
    func content(of name: String) -> FileContent? { files[name, namespace] }
}

extension Condition {
    /// The condition with the operands that stand in files put in.
    func resolved(with files: FilesInUse, path: String) throws(PlacedError) -> Condition {
        switch self {
        case .check(var check):
            guard let name = check.valuePath else { return self }
            guard let content = files.content(of: name) else {
                throw PlacedError(path: "\(path).valueFromFile", reason: "there is no template file \"\(name)\"")
            }
            check.value = content.payload
            return .check(check)
        case .any(let conditions): return .any(try Self.resolved(conditions, with: files, path: path))
        case .all(let conditions): return .all(try Self.resolved(conditions, with: files, path: path))
        case .not(let condition): return .not(try condition.resolved(with: files, path: path))
        }
    }

    private static func resolved(
        _ conditions: [Condition],
        with files: FilesInUse,
        path: String
    ) throws(PlacedError) -> [Condition] {
        var resolved: [Condition] = []
        for condition in conditions { resolved.append(try condition.resolved(with: files, path: path)) }
        return resolved
    }
}
