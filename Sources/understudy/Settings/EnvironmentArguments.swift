internal import ArgumentParser
internal import Foundation

/// Turns environment variables into arguments: `--max-body` is `UNDERSTUDY_MAX_BODY`, and a flag on the command line wins.
///
/// Which flags a subcommand has is read from the parser's own description, so that no flag can be forgotten.
enum EnvironmentArguments {
    /// The arguments with those of the environment in front of a subcommand's own.
    static func completed(
        _ arguments: [String],
        environment: [String: String],
        command: any ParsableCommand.Type
    ) -> [String] {
        // Asking the parser for its flags takes longer than parsing.
        guard environment.keys.contains(where: { $0.hasPrefix("UNDERSTUDY_") }) else { return arguments }
        let (names, subcommand) = subcommand(named: arguments[...], of: command)
        guard !names.isEmpty else { return arguments }
        let own = arguments.dropFirst(names.count).prefix { $0 != "--" }
        var added: [String] = []
        let said = { (name: String) in own.contains { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") } }
        for flag in flags(of: subcommand) {
            let variable = "UNDERSTUDY_" + flag.name.uppercased().replacing("-", with: "_")
            guard let value = environment[variable], !value.isEmpty else { continue }
            guard !said(flag.name), !(rivals[flag.name].map(said) ?? false) else { continue }
            if flag.takesValue {
                let values = flag.repeats ? value.split(separator: ",").map(String.init) : [value]
                added += values.flatMap { ["--\(flag.name)", $0] }
            } else if ["1", "true", "yes", "on"].contains(value.lowercased()) {
                added.append("--\(flag.name)")
            }
        }
        return names + added + arguments.dropFirst(names.count)
    }

    /// Flags that say the same thing in two ways: one on the command line wins over the other's variable too.
    private static let rivals = ["db": "server", "server": "db"]

    /// The innermost subcommand that the first words name, and those words; one that is run for want of a name needs none.
    private static func subcommand(
        named words: ArraySlice<String>,
        of command: any ParsableCommand.Type
    ) -> (names: [String], command: any ParsableCommand.Type) {
        let known = command.configuration.subcommands
        guard let word = words.first, let named = known.first(where: { $0._commandName == word }) else {
            return ([], command.configuration.defaultSubcommand ?? command)
        }
        let inner = subcommand(named: words.dropFirst(), of: named)
        return ([word] + inner.names, inner.command)
    }

    private struct FlagDescription {
        let name: String
        let takesValue: Bool
        let repeats: Bool
    }

    private static func flags(of command: any ParsableCommand.Type) -> [FlagDescription] {
        guard
            let description = try? JSONSerialization.jsonObject(with: Data(command._dumpHelp().utf8)) as? [String: Any],
            let own = description["command"] as? [String: Any],
            let arguments = own["arguments"] as? [[String: Any]]
        else { return [] }
        return arguments.compactMap { argument in
            guard let kind = argument["kind"] as? String, kind != "positional",
                let names = argument["names"] as? [[String: Any]],
                let name = names.first(where: { $0["kind"] as? String == "long" })?["name"] as? String,
                name != "help", name != "version"
            else { return nil }
            return FlagDescription(
                name: name,
                takesValue: kind == "option",
                repeats: argument["isRepeating"] as? Bool ?? false
            )
        }
    }
}
