/// A document of GraphQL without the values that are written into it: `{ post(id: "…") { title } }`. Clients that write
/// arguments inline ask the same with ever other documents.
enum DocumentShape {
    /// Whether a text is a document by its looks.
    static func isDocument(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "{")) && text.utf8.count <= 16_384
    }

    /// The document with a gap for each text and number in it.
    static func of(_ document: String) -> String { pieces(document).joined(separator: "…") }

    /// The regular expression that documents of a shape match, and no others.
    static func pattern(_ document: String) -> String {
        let pieces = pieces(document)
        let gaps = pieces.dropLast().map { $0.hasSuffix("\"") ? "[^\"]*" : "[0-9]+" } + ["$"]
        return zip(pieces, gaps).reduce("^") { $0 + PatternText.quoted($1.0) + $1.1 }
    }

    /// What stands between the values. Quotes belong to the pieces.
    private static func pieces(_ document: String) -> [String] {
        var pieces = [""]
        var (isInside, isNumber) = (false, false)
        var before: Character = " "
        for character in document {
            let goesOn = isNumber || before == ":" || before == " "
            if !isInside, character.isNumber, goesOn {
                if !isNumber { pieces.append("") }
                isNumber = true
                continue
            }
            isNumber = false
            if character == "\"" {
                isInside.toggle()
                pieces[pieces.count - 1].append(character)
                if isInside { pieces.append("") }
            } else if !isInside {
                pieces[pieces.count - 1].append(character)
            }
            before = character
        }
        return pieces
    }
}
