internal import Model
internal import Templating

/// Texts of a mapping, which are templates or mean only themselves.
struct WireMockText {
    private var translation: HandlebarsTranslation?

    /// Nil when nothing is rendered.
    init(templates: WireMockTemplates?) {
        translation = templates.map { templates in HandlebarsTranslation { templates.meaning(of: $0) } }
    }

    func holdsExpressions(_ text: String) -> Bool { translation != nil && text.contains("{{") }

    mutating func template(_ text: String) -> String { translation?.text(text) ?? Template.escaped(text) }

    mutating func template(_ json: JSON) -> JSON { translation?.json(json) ?? json.escapedForTemplates }

    func noteUntranslated(_ path: String, in draft: inout ImportDraft) {
        translation?.noteUntranslated(path, in: &draft)
    }
}
