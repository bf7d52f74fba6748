import Model
import Storage
import Testing

@Suite struct ValueStoreTests {
    let samples: StorageSamples
    init() throws { samples = try StorageSamples() }

    private var store: ValueStore { ValueStore(samples.file) }

    private func value(
        _ scope: StoredValue.Scope,
        _ key: String,
        _ json: String = "1",
        run: String = "",
        namespace: String = "n",
        chain: String = ""
    ) -> StoredValue {
        StoredValue(
            scope: scope,
            run: RunID(rawValue: run),
            namespace: namespace,
            chain: chain,
            key: key,
            json: json
        )
    }

    @Test func scopesRunsNamespacesAndChainsAreApart() throws {
        let values: Set = [
            value(.global, "k", "1"), value(.counter, "k", "2"), value(.chain, "k", "3", chain: "c"),
            value(.chain, "k", "4", chain: "d"), value(.global, "k", "5", run: "r"),
            value(.global, "k", "6", namespace: "other"),
        ]
        try store.apply(values.map { .set($0) })
        #expect(Set(try store.all()) == values)
    }

    @Test func changesApplyInOrder() throws {
        let place = (scope: StoredValue.Scope.global, run: RunID.shared, namespace: "n", chain: "")
        try store.apply([
            .set(value(.global, "a", "1")), .set(value(.global, "b", "1")),
            .removeAll(scope: place.scope, run: place.run, namespace: place.namespace, chain: place.chain),
            .set(value(.global, "a", "2")), .set(value(.global, "c", "3")), .set(value(.global, "a", #"{"x":[]}"#)),
            .remove(scope: place.scope, run: place.run, namespace: place.namespace, chain: place.chain, key: "c"),
        ])
        #expect(try store.all() == [value(.global, "a", #"{"x":[]}"#)])
    }

    @Test func removingAllTakesOneChainOnly() throws {
        let kept: Set = [
            value(.global, "k"), value(.counter, "k"), value(.chain, "k", chain: "other"),
            value(.chain, "k", run: "r", chain: "c"), value(.chain, "k", namespace: "other", chain: "c"),
        ]
        try store.apply(kept.map { .set($0) } + ["k", "l"].map { .set(value(.chain, $0, chain: "c")) })
        try store.apply([.removeAll(scope: .chain, run: .shared, namespace: "n", chain: "c")])
        #expect(Set(try store.all()) == kept)
    }

    @Test func aRunGoesWithAllItHad() throws {
        let kept: Set = [value(.global, "k"), value(.global, "k", run: "r2")]
        let gone = [
            value(.global, "k", run: "r"), value(.counter, "k", run: "r"), value(.chain, "k", run: "r", chain: "c"),
        ]
        try store.apply((kept + gone).map { .set($0) })
        try store.apply([.removeRun(RunID(rawValue: "r"))])
        #expect(Set(try store.all()) == kept)
    }

    @Test func everyTextIsAKeyOfItsOwn() throws {
        let values = OddTexts.all.enumerated().map { value(.global, $1, "\($0)") }
        try store.apply(values.map { .set($0) })
        let found = Dictionary(uniqueKeysWithValues: try store.all().map { (Array($0.key.utf8), $0.json) })
        #expect(found.count == OddTexts.all.count)
        for value in values { #expect(found[Array(value.key.utf8)] == value.json) }
    }

    @Test(arguments: OddTexts.all.indices)
    func everyNameMayBeAnyText(_ index: Int) throws {
        let name = OddTexts.all[index]
        let odd = value(.chain, name, run: name, namespace: name, chain: name)
        try store.apply([.set(odd), .set(value(.global, "stays"))])
        #expect(try store.all().contains(odd))
        try store.apply([
            .remove(scope: .chain, run: odd.run, namespace: odd.namespace, chain: odd.chain, key: odd.key)
        ])
        #expect(try store.all() == [value(.global, "stays")])
    }
}
