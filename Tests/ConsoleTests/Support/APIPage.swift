import Model

/// `docs/api.md`, made from a description as `/swagger/doc.json` gives it.
struct APIPage {
    private let description: JSON
    /// The names of the endpoints that a replay run has too.
    private let ofReplay: Set<String>
    private let shapes: ShapeText

    init(_ description: JSON, ofReplay: JSON) {
        self.description = description
        self.ofReplay = Set(Self.operations(ofReplay).map(\.name))
        shapes = ShapeText(description)
    }

    var text: String {
        """
        # The admin API

        Made from the description that `/swagger/doc.json` serves; `WRITE_DOCS=1 swift test --filter APIPageTests` writes it
        anew.

        \(prose(description["info"]?["description"]))

        ## How to read this page

        What is marked **R** a replay run has too (`replay --admin`).
        Each endpoint says who may call it and, where that is looked up for each namespace, in which; then what it does. `asks`
        are the parameters of the query, none of which must be there; `takes` is the body, `gives` the answer's when it was
        done. A member with a question mark may be left out. A word with a capital letter is one of the [shapes](#shapes).

        \(chapters.map(section).joined(separator: "\n"))
        ## Shapes

        \(shapes.section)
        """
    }

    private var chapters: [JSON] { description["tags"]?.array ?? [] }

    private func section(_ chapter: JSON) -> String {
        let name = chapter["name"]?.string ?? ""
        let all = Self.operations(description).filter { $0.operation["tags"]?.array?.first?.string == name }
        return "## \(name)\n\n\(prose(chapter["description"]))\n\n" + merged(all).map(entry).joined(separator: "\n")
    }

    /// Operations that differ in nothing but their names stand together.
    private func merged(_ all: [Operation]) -> [(names: [String], operation: JSON)] {
        var entries: [(key: JSON, names: [String], operation: JSON)] = []
        for one in all {
            let key = one.essence
            if let place = entries.firstIndex(where: { $0.key == key }) {
                entries[place].names.append(one.name)
            } else {
                entries.append((key, [one.name], one.operation))
            }
        }
        return entries.map { ($0.names, $0.operation) }
    }

    private func entry(_ names: [String], _ operation: JSON) -> String {
        let titles = names.map { "`\($0)`" + (ofReplay.contains($0) ? " (**R**)" : "") }
        let what = [operation["summary"], operation["description"]].compactMap { $0?.string }
        let lines =
            [
                "#### " + titles.joined(separator: ", "), "", who(operation) + " " + prose(what.joined(separator: " ")),
                "",
            ]
            + facts(operation).map { "- " + $0 }
        return lines.joined(separator: "\n").trimmingSuffix { $0 == "\n" } + "\n"
    }

    private func who(_ operation: JSON) -> String {
        let role = operation["x-role"]?.string ?? ""
        let reach = operation["x-reach"]?.string.map { ", \($0)" } ?? ""
        let people = operation["x-people"] == true ? ", with a session and no token" : ""
        return "*\(role)\(reach)\(people).*"
    }

    private func facts(_ operation: JSON) -> [String] {
        let asks = (operation["parameters"]?.array ?? []).filter { $0["in"] == "query" }
            .map { "`\($0["name"]?.string ?? "")` (\(shapes.code($0["schema"]))): \($0["description"]?.string ?? "")" }
        let takes = content(operation["requestBody"]).map { "takes " + $0 }
        let gives = (operation["responses"]?.object?.members ?? []).filter { $0.name != "default" }
            .compactMap { response in
                content(response.value).map { "gives \(response.name == "2XX" ? "" : "\(response.name) and ")\($0)" }
            }
        return (asks.isEmpty ? [] : ["asks " + asks.joined(separator: "; ")]) + [takes].compactMap(\.self) + gives
    }

    private func content(_ holder: JSON?) -> String? {
        guard let content = holder?["content"]?.object?.members.first else { return nil }
        guard content.name == "application/json" else { return "bytes (`\(content.name)`)" }
        return shapes.link(content.value["schema"])
    }

    /// Pages of the documentation, which the description names by their places, as links.
    private func prose(_ text: JSON?) -> String { prose(text?.string ?? "") }

    private func prose(_ text: String) -> String {
        text.replacing(#/docs/([a-z-]+\.md)/#) { "[\($0.1)](\($0.1))" }
    }
}

extension APIPage {
    fileprivate struct Operation {
        let name: String
        let operation: JSON

        /// What it is besides its name.
        var essence: JSON {
            let named = ["operationId", "parameters", "responses"]
            let parameters = (operation["parameters"]?.array ?? []).filter { $0["in"] == "query" }
            let members = operation.object?.members.filter { !named.contains($0.name) } ?? []
            let answers = (operation["responses"]?.object?.members ?? [])
                .map { JSON.array([.string($0.name), $0.value["content"] ?? .null]) }
            return .array([.object(JSONObject(members)), .array(parameters), .array(answers)])
        }
    }

    fileprivate static func operations(_ description: JSON) -> [Operation] {
        (description["paths"]?.object?.members ?? [])
            .flatMap { path in
                (path.value.object?.members ?? [])
                    .map { Operation(name: "\($0.name.uppercased()) \(path.name)", operation: $0.value) }
            }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isOfSuffix: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isOfSuffix(last) { text.removeLast() }
        return String(text)
    }
}
