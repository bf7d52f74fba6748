internal import Model

/// What a template holds besides text.
indirect enum Expression: Sendable {
    /// A number, a text in quotes, `true`, `false` or `null`.
    case literal(JSON)
    /// A value of the request or the response.
    case reference(Reference)
    /// A value of a store.
    case store(StoreReference)
    /// `$.fake.NAME`.
    case fake(Faker)
    /// `$.time(…)`.
    case time(TimeFormat)
    /// `$.NAME(…)`.
    case call(Function, [Expression])
    /// `a || b`: the first that resolves to something else than null; null where one resolves to that and none to more.
    case fallback([Expression])
    /// A name that means nothing; never resolves.
    case unknown

    var needs: TemplateNeeds {
        switch self {
        case .literal, .time, .unknown: []
        case .reference(let reference): reference.root.needs
        case .store(let store): store.needs
        case .fake(let faker): faker.needs
        case .call(_, let arguments): arguments.reduce([]) { $0.union($1.needs) }
        case .fallback(let choices): choices.reduce([]) { $0.union($1.needs) }
        }
    }

    /// The value; nil when something is not there.
    func value(in context: inout RenderContext) -> JSON? {
        switch self {
        case .literal(let value): return value
        case .reference(let reference): return reference.value(in: context)
        case .store(let store): return store.value(in: &context)
        case .fake(let faker): return faker.draw(&context)
        case .time(let format):
            return format.value(at: context.instant() + (format.isSending ? context.sendingDelay : .zero))
        case .unknown: return .none
        case .call(let function, let arguments):
            var values: [JSON?] = []
            for argument in arguments { values.append(argument.value(in: &context)) }
            return function.apply(values)
        case .fallback(let choices):
            var isNull = false
            for choice in choices {
                guard let value = choice.value(in: &context) else { continue }
                if value != .null { return value }
                isNull = true
            }
            return isNull ? .null : JSON?.none
        }
    }

    /// The value as part of text; nil when something is not there.
    func text(in context: inout RenderContext) -> String? {
        if case .reference(let reference) = self, let text = reference.fieldText(in: context) { return text }
        return value(in: &context)?.textValue
    }
}
