/// What stands after `--`: a program that `record` and `replay` run.
///
/// It is split off before parsing, because the parser allows nothing behind a list of files.
enum CommandToRun {
    /// The words after `--` of this run; empty without any.
    @TaskLocal static var words: [String] = []

    /// The arguments before the first `--`, and the words after it.
    static func split(_ arguments: [String]) -> (own: [String], words: [String]) {
        guard let mark = arguments.firstIndex(of: "--") else { return (arguments, []) }
        return (Array(arguments[..<mark]), Array(arguments[(mark + 1)...]))
    }
}

/// A subcommand that runs a program after `--`.
protocol RunsCommand {}

extension RecordCommand: RunsCommand {}
extension ReplayCommand: RunsCommand {}
