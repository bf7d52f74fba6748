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
    /// What was made, by the names of such things, in order.
    private var called: [String: [(made: ExchangeID, key: ThingKey)]] = [:]
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
            if let name = names[maker] { called[name, default: []].append((sample.exchange.id, key)) }
        }
        for name in called.keys { called[name]?.sort { $0.made < $1.made } }
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

    /// How many things of a name are made.
    func count(called name: String) -> Int { called[name]?.count ?? 0 }

    /// The things of a name that are there when a request comes, the oldest first.
    func things(called name: String, _ sample: Sample) -> [JSON] {
        let now = sample.exchange.id
        return (called[name] ?? []).filter { $0.made < now }.compactMap { known($0.key, before: now)?.thing }
    }

    /// What is stored about a thing when an exchange comes, and the prefix of its store's keys; nil where nothing is.
    func known(_ key: ThingKey, before now: ExchangeID) -> (name: String, thing: JSON)? {
        guard let thing = things[key], let maker = makers[key], let name = names[maker],
            let event = thing.lastChange(where: { exchanges[$0.group][$0.sample] < now }), let state = event.after
        else { return nil }
        return event.action == .gone ? nil : (name, state)
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
        let named = group.names(in: sample).first { things[$0.key] != nil }
        if let named {
            event.key = named.place
            // That a thing has no such part says nothing of the thing.
            event.isRefused = [404, 410].contains(sample.status) && !group.changes && group.isWholeThing(named.place)
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
        if group.changes, hasSucceeded, let named { addOwners(of: named.key, event, sample, group) }
        guard group.changes, hasSucceeded, group.method != "DELETE" else { return }
        // Several formats may show one thing under different names.
        let known = named.flatMap { things[$0.key]?.events.dropLast().suffix(Self.formats).compactMap(\.answer) } ?? []
        let showsNamed = named.map { answer?.isCalled($0.key.id) ?? false } ?? false
        for (place, key) in Self.made(sample, group, asked) {
            // What an answer lists of the thing that the request names is a part of that thing.
            if showsNamed, case .response(let path) = place, !path.steps.allSatisfy(\.isMember) { continue }
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

    /// What belongs to a thing may be shown by it: whoever changes an item may change the cart.
    private mutating func addOwners(of key: ThingKey, _ event: Thing.Event, _ sample: Sample, _ group: RouteGroup) {
        var owners = group.names(in: sample).filter { if case .segment = $0.place { true } else { false } }
        if event.action == .gone { owners += holders(of: key) }
        for owner in owners where owner.key != key && things[owner.key] != nil {
            var event = event
            (event.key, event.action, event.answer) = (owner.place, .changed, nil)
            append(event, to: owner.key)
        }
    }

    /// The things that one names itself: they may list or count it, until it is gone.
    private func holders(of key: ThingKey) -> [(place: Place, key: ThingKey)] {
        var result: [(place: Place, key: ThingKey)] = []
        things[key]?.events.last { $0.answer != nil }?.answer?
            .visit { path, value in
                guard path.steps.count <= 3, path.steps.allSatisfy(\.isMember), value.string != nil,
                    let name = path.name, ThingKey.isName(name), let key = ThingKey(value.textValue, in: nil)
                else { return }
                result.append((.stored(path), key))
            }
        return result
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
        let own = Set(group.names(in: sample).map(\.key))
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
        if result.isEmpty, group.names(in: sample).first.map({ (asked[$0.key]?.count ?? 0) < 2 }) ?? true {
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
        let readers = shown.compactMapValues { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
        var looks: [Int: (staying: Int, moving: Int)] = [:]
        for (key, maker) in makers {
            guard let reader = readers[maker], let stays = things[key]?.stays(for: reader) else { continue }
            if stays { looks[maker, default: (0, 0)].staying += 1 } else { looks[maker, default: (0, 0)].moving += 1 }
        }
        for (key, maker) in makers {
            let reader = readers[maker]
            let moves = looks[maker].map { $0.moving > 1 && $0.moving >= $0.staying } ?? false
            things[key]?.settle(reader: reader, members: members[maker] ?? ShownMembers(), moves: moves)
            names[maker] = reader.flatMap { groups[$0].nameOfThings } ?? groups[maker].collection
        }
    }

    // MARK: Uses

    /// Gives the samples of a group what was known of the things that they name, and what becomes of them.
    ///
    /// - Returns: how the store is read and written; nil when too few of the samples name anything.
    func fill(_ group: inout RouteGroup, _ number: Int) -> Use? {
        let (reads, writes) = keys(group, number)
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
        // Who makes things and changes others as well writes first those that it makes.
        let making = writes.filter { write in
            if case .response = write.place { true } else { write.thing.events[write.event].action == .made }
        }
        guard let key = Self.most(making.isEmpty ? writes : making) else { return use }
        // What the store says of the owner is read before the thing is gone.
        var places: [Place] = []
        for place in writes.map(\.place) where !places.contains(place) { places.append(place) }
        for place in places {
            if case .stored = place { write(writes.filter { $0.place == place }, place, to: &group) }
        }
        write(writes.filter { $0.place == key }, key, to: &group)
        for segment in group.pattern.indices where key != .segment(segment) {
            write(writes.filter { $0.place == .segment(segment) }, .segment(segment), to: &group)
        }
        return use
    }

    /// Says what becomes of the things that a place names.
    private func write(_ writes: [Named], _ key: Place, to group: inout RouteGroup) {
        guard let name = writes.first?.name else { return }
        for write in writes {
            let event = write.thing.events[write.event]
            guard event.action == .gone || event.isKnown && event.after != nil else { continue }
            var effect = Effect(name: name, owner: group.owner(of: key), key: key)
            effect.value = event.action == .gone ? nil : event.after
            effect.before = write.thing.before(write.event)
            effect.isSure = write.thing.isKnown(before: write.event)
            group.samples[write.sample].effects.append(effect)
        }
    }

    private typealias Named = (sample: Int, place: Place, thing: Thing, event: Int, name: String)

    /// What the samples read and write of things.
    private func keys(_ group: RouteGroup, _ number: Int) -> (reads: [Named], writes: [Named]) {
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
        return (reads, writes)
    }

    private static func most(_ named: [Named]) -> Place? {
        var counts: [Place: Int] = [:]
        for name in named { counts[name.place, default: 0] += 1 }
        return named.map(\.place).max { (counts[$0] ?? 0) < (counts[$1] ?? 0) }
    }
}

extension JSON {
    /// Whether one of its own members names it so.
    fileprivate func isCalled(_ id: String) -> Bool {
        object?.members.contains { $0.value.isScalar && ThingKey.isName($0.name) && $0.value.textValue == id } ?? false
    }
}

extension Place {
    /// Tells places apart in a fixed order.
    var order: String { Spelling().expression(self) }

    /// Whether it is the id of an answer itself.
    fileprivate func isPlainID(of sample: Sample) -> Bool {
        guard case .response(let path) = self, path.name == "id", let answer = sample.answer else { return false }
        return path.value(in: answer) == answer.unwrapped["id"]
    }
}
