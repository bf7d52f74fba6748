internal import Model

/// What the exchanges of a recording do to the things that they name: create, then show, change, delete.
struct ThingStore {
    /// How a route group reads the store.
    struct Use {
        /// Where the thing's key stands in the request.
        var key: Place
        /// The prefix of the store's keys.
        var name: String
        /// The owner of such things, as a part of the store's keys.
        var owner = ""
    }

    /// Who asks for a thing.
    private struct Wish {
        /// In how many exchanges.
        var count = 0
        /// Whether a request names it, and not only an answer lists it.
        var isNamed = false
    }

    /// So many of the last answers about a thing are looked at.
    private static let formats = 8

    private var things: [ThingKey: Thing] = [:]
    /// Where each exchange's events are, by group and sample.
    private var places: [[[(key: ThingKey, event: Int)]]] = []
    /// The collections' names by the group that makes the things.
    private var names: [Int: String] = [:]
    private var makers: [ThingKey: Int] = [:]
    /// What requests to a path made, in order.
    private var under: [String: [(made: ExchangeID, key: ThingKey)]] = [:]
    private var exchanges: [[ExchangeID]] = []

    /// Without any recording.
    init() {}

    init(_ groups: [RouteGroup]) {
        places = groups.map { Array(repeating: [], count: $0.samples.count) }
        let order = groups.indices.flatMap { group in groups[group].samples.indices.map { (group, $0) } }
            .sorted { groups[$0.0].samples[$0.1].exchange.id < groups[$1.0].samples[$1.1].exchange.id }
        var asked = order.reduce(into: [ThingKey: Wish]()) { asked, place in
            let sample = groups[place.0].samples[place.1]
            let names = groups[place.0].names(in: sample).map(\.key)
            for key in Set(names + groups[place.0].listed(by: sample)) { asked[key, default: Wish()].count += 1 }
            for key in names { asked[key]?.isNamed = true }
        }
        for (group, sample) in order { add(groups[group], group, sample, asked) }
        // Who makes one thing that is asked for makes others as well, asked for or not.
        let places = makingPlaces()
        for (group, sample) in order {
            guard let place = places[group], let value = place.value(in: groups[group].samples[sample]),
                let key = ThingKey(
                    value.textValue,
                    in: groups[group].collection(of: place, groups[group].samples[sample])
                ),
                asked[key] == nil
            else { continue }
            asked[key] = Wish(count: 1)
        }
        (self.places, things, makers) = (groups.map { Array(repeating: [], count: $0.samples.count) }, [:], [:])
        for (group, sample) in order { add(groups[group], group, sample, asked) }
        settle(groups)
        for (key, maker) in makers {
            guard let event = things[key]?.events.first(where: { $0.action == .made }) else { continue }
            let sample = groups[maker].samples[event.sample]
            let path = groups[maker].pathOfList(of: event.key, sample)
            under[path, default: []].append((sample.exchange.id, key))
        }
        for path in under.keys { under[path]?.sort { $0.made < $1.made } }
        exchanges = groups.map { $0.samples.map(\.exchange.id) }
    }

    /// The things that were made by requests to a path and are there when another request comes, the oldest first.
    func things(under path: String, _ sample: Sample) -> [JSON] {
        let now = sample.exchange.id
        return (under[path] ?? [])
            .compactMap { made, key in
                guard made < now, let thing = things[key] else { return nil }
                let past = thing.events.filter { $0.action != .shown && exchanges[$0.group][$0.sample] < now }
                guard let last = past.last, last.action != .gone else { return nil }
                return last.after
            }
    }

    /// Where the answers of each group say what they made.
    private func makingPlaces() -> [Int: Place] {
        var counts: [Int: [Place: Int]] = [:]
        for (key, maker) in makers {
            guard let event = things[key]?.events.first(where: { $0.action == .made }), case .response = event.key
            else { continue }
            counts[maker, default: [:]][event.key, default: 0] += 1
        }
        return counts.compactMapValues { $0.max { ($0.value, $1.key.order) < ($1.value, $0.key.order) }?.key }
    }

    // MARK: Events

    private mutating func add(_ group: RouteGroup, _ number: Int, _ index: Int, _ asked: [ThingKey: Wish]) {
        let sample = group.samples[index]
        let hasSucceeded = sample.hasSucceeded
        var answer: JSON?
        if hasSucceeded {
            answer = sample.answer.flatMap { $0.object == nil ? nil : $0.unwrapped } ?? group.shownText(sample)
        }
        var event = Thing.Event(group: number, sample: index, action: .shown, key: .segment(0), answer: answer)
        event.isRefused = [404, 410].contains(sample.status)
        let named = group.names(in: sample).first { things[$0.key] != nil }
        if let named {
            event.key = named.place
            if answer == nil { event.answer = group.putText(sample) }
            if group.changes, hasSucceeded {
                let isThing =
                    if case .segment(let segment) = named.place { group.endsWith(segment) } else { false }
                let isGone = group.method == "DELETE" && isThing || group.removes
                let isThere = things[named.key].map { $0.exists(before: $0.events.count) } ?? false
                event.action = isGone ? .gone : isThere ? .changed : .made
                // What sets something up again says in its own content what it is from now on.
                if answer == nil, case .body = named.place { event.answer = sample.request?.unwrapped }
            }
            append(event, to: named.key)
        }
        guard group.changes, hasSucceeded, group.method != "DELETE" else { return }
        // Several formats may show one thing under different names.
        let known = named.flatMap { things[$0.key]?.events.dropLast().suffix(Self.formats).compactMap(\.answer) } ?? []
        for (place, key) in Self.made(sample, group, asked) {
            // What it names is no new thing because it has a number beside its id.
            if case .response(let path) = place, let name = path.name,
                known.contains(where: { $0[name]?.textValue == key.id })
            {
                continue
            }
            if things[key] != nil {
                // What has its id already is not made, only answered again.
                if place.isPlainID(of: sample) { break }
                continue
            }
            (event.key, event.action) = (place, .made)
            if answer == nil {
                if case .body = place {
                    event.answer = sample.request?.unwrapped
                } else {
                    event.answer = group.putText(sample)
                }
            }
            makers[key] = number
            append(event, to: key)
            break
        }
    }

    private mutating func append(_ event: Thing.Event, to key: ThingKey) {
        places[event.group][event.sample].append((key, things[key]?.events.count ?? 0))
        things[key, default: Thing()].events.append(event)
    }

    /// The ids in an exchange under which others ask for a thing: those of the answer first, then those of the request.
    private static func made(
        _ sample: Sample,
        _ group: RouteGroup,
        _ asked: [ThingKey: Wish]
    ) -> [(place: Place, key: ThingKey)] {
        var result: [(place: Place, key: ThingKey)] = []
        // What a request names itself is asked for only if others ask for it as well.
        let own = Set(group.names(in: sample).map(\.key) + sample.segments.compactMap { ThingKey($0, in: nil) })
        func look(_ json: JSON, _ place: (ValuePath) -> Place) {
            json.visit { path, value in
                guard (1...sample.depth(3)).contains(path.steps.count), value.isScalar, value != .null,
                    let name = path.name
                else { return }
                let collection = ThingKey.isName(name) ? group.collection(of: .response(path), sample) : nil
                guard let key = ThingKey(value.textValue, in: collection), let wish = asked[key] else { return }
                // The labels of an issue are a part of it, listed by whatever shows it.
                guard wish.isNamed || path.steps.allSatisfy(\.isMember) else { return }
                if wish.count > (own.contains(key) ? 1 : 0) { result.append((place(path), key)) }
            }
        }
        if let answer = sample.answer { look(answer) { .response($0) } }
        result.removeAll { own.contains($0.key) }
        // Of two ids that a thing has, it is that which requests use.
        func order(_ found: (place: Place, key: ThingKey)) -> Int {
            Self.rank(found.place) + (asked[found.key]?.isNamed == true ? 0 : 100)
        }
        result.sort { order($0) < order($1) }
        // Some name what they make behind the path: `PUT /uploads/7?digest=sha256:…`.
        if result.isEmpty, own.allSatisfy({ (asked[$0]?.count ?? 0) < 2 }) {
            for pair in sample.query {
                guard let key = ThingKey(pair.value, in: nil), let wish = asked[key] else { continue }
                if wish.isNamed, wish.count > (own.contains(key) ? 1 : 0) { result.append((.query(pair.name), key)) }
            }
        }
        if result.isEmpty, group.method == "PUT", let segment = group.thingSegment, group.endsWith(segment),
            let key = ThingKey(sample.segments[segment], in: group.collection(of: .segment(segment), sample))
        {
            result.append((.segment(segment), key))
        }
        if result.isEmpty, let request = sample.request { look(request) { .body($0) } }
        return result
    }

    /// Plain ids near the root come first.
    private static func rank(_ place: Place) -> Int {
        guard case .response(let path) = place, let name = path.name else { return 9 }
        return path.steps.count * 2 + (ThingKey.isName(name) ? 0 : 1)
    }

    // MARK: States

    /// Whoever shows most things of a maker says what they are; before all, whoever says their names.
    private mutating func settle(_ groups: [RouteGroup]) {
        var shown: [Int: [Int: Int]] = [:]
        var named: [Int: [Int: Int]] = [:]
        for (key, maker) in makers {
            for event in things[key]?.events ?? [] where event.action == .shown {
                guard groups[event.group].isWholeThing(event.key), let answer = event.answer else { continue }
                shown[maker, default: [:]][event.group, default: 0] += 1
                if answer.leaves.contains(where: { $0.textValue == key.id }) {
                    named[maker, default: [:]][event.group, default: 0] += 1
                }
            }
        }
        shown.merge(named) { $1 }
        var members: [Int: ShownMembers] = [:]
        for (maker, counts) in shown {
            guard let reader = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { continue }
            members[maker] = ShownMembers(groups[reader])
        }
        for (key, maker) in makers {
            let reader = shown[maker]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            things[key]?.settle(reader: reader, members: members[maker] ?? ShownMembers())
            names[maker] = reader.flatMap { groups[$0].nameOfThings } ?? groups[maker].collection
        }
    }

    // MARK: Uses

    /// Gives the samples of a group what was known of the things that they name, and what becomes of them.
    ///
    /// - Returns: how the store is read and written; nil when too few of the samples name anything.
    func fill(_ group: inout RouteGroup, _ number: Int) -> Use? {
        let (reads, writes, left) = keys(group, number)
        for write in left {
            let (name, owner) = (write.name, group.owner(of: write.place))
            group.samples[write.sample].leaves = Effect(name: name, owner: owner, key: write.place, value: nil)
        }
        var use: Use?
        if let key = Self.most(reads), reads.filter({ $0.place == key }).count * 2 >= group.samples.count,
            let name = reads.first(where: { $0.place == key })?.name
        {
            use = Use(key: key, name: name, owner: group.owner(of: key))
            for (sample, place, thing, event) in reads.map({ ($0.sample, $0.place, $0.thing, $0.event) })
            where place == key {
                group.samples[sample].stored = thing.before(event)
                group.samples[sample].isGone = !thing.exists(before: event)
            }
        }
        guard let key = Self.most(writes), let name = writes.first(where: { $0.place == key })?.name else { return use }
        let owner = group.owner(of: key)
        for write in writes where write.place == key {
            let event = write.thing.events[write.event]
            if event.action == .gone {
                group.samples[write.sample].effect = Effect(name: name, owner: owner, key: key, value: nil)
            } else if event.isKnown, let after = event.after {
                group.samples[write.sample].effect = Effect(name: name, owner: owner, key: key, value: after)
            }
        }
        return use
    }

    private typealias Named = (sample: Int, place: Place, thing: Thing, event: Int, name: String)

    /// What the samples read and write of things, and which they leave behind: what is called otherwise from now on.
    private func keys(_ group: RouteGroup, _ number: Int) -> (reads: [Named], writes: [Named], left: [Named]) {
        var (reads, writes): ([Named], [Named]) = ([], [])
        for sample in group.samples.indices {
            for (key, number) in places[number][sample] {
                guard let thing = things[key], let maker = makers[key], let name = names[maker] else { continue }
                let event = thing.events[number]
                // A path names what it makes, and whether that was there before decides what is answered.
                let isMade =
                    switch event.key {
                    case .response: true
                    case .segment: false
                    default: event.action == .made
                    }
                let named: Named = (sample, event.key, thing, number, name)
                if !isMade || thing.events[..<number].contains(where: { $0.action == .made }) { reads.append(named) }
                if event.action != .shown { writes.append(named) }
            }
        }
        // What goes where something else is made has got another name.
        func action(_ named: Named) -> Thing.Event.Action { named.thing.events[named.event].action }
        let renaming = Set(writes.filter { action($0) == .made }.map(\.sample))
        let left = writes.filter { action($0) == .gone && renaming.contains($0.sample) }
        writes.removeAll { action($0) == .gone && renaming.contains($0.sample) }
        // Who makes things and changes others as well writes those that it makes, if ever a request names one of them.
        let making = writes.filter { if case .response = $0.place { true } else { false } }
        let changing = writes.filter { if case .response = $0.place { false } else { true } }
        let isNamed = making.contains { $0.thing.events.count > 1 }
        return (reads, isNamed || changing.isEmpty ? making : changing, left)
    }

    private static func most(_ named: [Named]) -> Place? {
        var counts: [Place: Int] = [:]
        for name in named { counts[name.place, default: 0] += 1 }
        return named.map(\.place).max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
    }
}

/// What becomes of a thing because of an exchange.
struct Effect {
    /// The prefix of the store's keys.
    var name: String
    /// The owner of such things, as a part of the store's keys.
    var owner = ""
    /// Where the thing's key stands.
    var key: Place
    /// What the thing is afterwards; nil when it is gone.
    var value: JSON?
}

extension Place {
    /// Tells places apart in a fixed order.
    fileprivate var order: String { Spelling().expression(self) }

    /// Whether it is the id of an answer itself.
    fileprivate func isPlainID(of sample: Sample) -> Bool {
        guard case .response(let path) = self, path.name == "id", let answer = sample.answer else { return false }
        return path.value(in: answer) == answer.unwrapped["id"]
    }
}

extension RouteGroup {
    /// Whether an exchange that names a thing so shows the thing itself and not a part of it.
    fileprivate func isWholeThing(_ key: Place) -> Bool {
        if case .segment(let segment) = key { endsWith(segment) } else { true }
    }

    /// The text that an answer shows of a thing which is a text: a document, a file.
    fileprivate func shownText(_ sample: Sample) -> JSON? {
        guard method == "GET", case .text(let text) = sample.response, sample.answer == nil else { return nil }
        return .string(text)
    }

    /// The text that a request puts in a thing's place.
    fileprivate func putText(_ sample: Sample) -> JSON? {
        guard method == "PUT", case .string? = sample.request else { return nil }
        return sample.request
    }

    /// Where the list is asked for to which a thing belongs that was made so: where it was posted to, or above where it was put.
    fileprivate func pathOfList(of key: Place, _ sample: Sample) -> String {
        let path = RequestTarget(sample.exchange.request.target).path
        guard case .segment(let segment) = key, endsWith(segment) else { return path }
        let last = path.hasSuffix("/") ? path.dropLast() : path[...]
        return String(last[..<(last.lastIndex(of: "/") ?? last.startIndex)])
    }

    /// What the things are called that it shows: the word before their id in the path, else its own name.
    fileprivate var nameOfThings: String { thingSegment.flatMap { collection(before: $0) } ?? collection }
}
