/// Why a file of another tool cannot be read, and where.
public enum ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is not what the format is written in: JSON, YAML or command lines. Both places count from 1, columns in
    /// bytes.
    case syntax(line: Int, column: Int, reason: String)
    /// The text reads, but something in it is not what the format says; the path is a JSON path.
    case shape(path: String, reason: String)

    /// `line 3, column 14: a comma or "}" is missing`, or `$.log.entries: a list should stand here, not a string`.
    public var description: String {
        switch self {
        case .syntax(let line, let column, let reason): "line \(line), column \(column): \(reason)"
        case .shape(let path, let reason): "\(path): \(reason)"
        }
    }
}
