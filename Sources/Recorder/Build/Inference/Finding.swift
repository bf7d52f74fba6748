internal import Model

/// Why a template stands where it does.
struct Finding: Hashable, Sendable {
    /// Where in the mock: `response.payload.id`.
    var place: String
    /// `link`, `generator`, `time`, `store`, `text`, `arithmetic`.
    var kind: String
    /// The template.
    var template: String
    /// In words.
    var why: String

    var json: JSON { ["at": .string(place), "is": .string(kind), "why": .string(why)] }
    var sentence: String { "\(place): \(template) (\(kind): \(why))" }
}

/// A value that varies and that nothing explains.
///
/// Its place in the template holds `placeholder` until it is known which samples the mock answers.
struct Unexplained: Sendable {
    /// Where in the mock.
    var place: String
    /// What was seen, one for each sample.
    var values: [JSON]
    /// For each sample a text that differs where the values differ.
    var labels: [String]
    /// Whether it may decide how a mock is split: content and status do, header fields and callbacks do not.
    var splits: Bool
    /// Stands in the template.
    var placeholder: String

    /// Whether values with parts of different make stand here, so that links within them may exist.
    var isStructural: Bool { values.contains { !$0.isScalar } }

    var sentence: String {
        "\(place): \(Set(labels).count) different values in \(labels.count) samples, unexplained: a recorded one stays"
    }
}
