internal import Glibc
internal import Model

/// Values that are a part of another, or so much later: what no index of whole values finds. Many samples must agree.
extension LinkSearch {
    /// So many different values leave no room for chance.
    private static let fewest = 3

    /// A link that gives all these values; nil when none holds or the values are too few.
    func derived(_ values: [JSON], _ samples: [Sample]) -> Link? {
        guard Set(values.prefix(64)).count >= Self.fewest else { return nil }
        return (Evidence(values).suffices(0) ? laterTime(values, samples) : nil) ?? cut(to: values, samples)
    }

    /// A small value, such as the number at the end of a URL, that is the same as another in every one of many samples: that
    /// says more than the value itself.
    func following(_ values: [JSON], _ samples: [Sample]) -> Link? {
        let count = Set(values).count
        guard count >= Self.fewest, Double(values.count - count) * log2(Double(count)) >= 8 else { return nil }
        for candidate in scalars[values[0].textValue] ?? [] where candidate.step == .none {
            guard let link = fitted(candidate, to: values[0], in: samples[0]) else { continue }
            if holds(link, values, samples) { return link }
        }
        return nil
    }

    /// A time that is always as much later (or earlier) than another, or as much as a number says.
    private func laterTime(_ values: [JSON], _ samples: [Sample]) -> Link? {
        guard let (instant, format) = ClockFormat.read(values[0]), format.arguments != nil else { return nil }
        for (place, source) in times where isVaried(place, samples) {
            let distance = (instant - source).nanoseconds
            for later in steady(distance, format) + counts(of: distance) {
                let link = Link(place: place, step: .time(format, later: later))
                if holds(link, values, samples) { return link }
            }
        }
        return nil
    }

    /// Whether the times there are different ones: of times that are the same nothing can be learned.
    private func isVaried(_ place: Place, _ samples: [Sample]) -> Bool {
        Set(samples.prefix(64).compactMap { place.value(in: $0) }).count >= Self.fewest
    }

    /// Whole seconds; of a date, which says no more than which day it is, the days around.
    private func steady(_ distance: Int64, _ format: ClockFormat) -> [Link.Later] {
        guard case .date = format else {
            return distance % Link.TimeUnit.seconds.nanoseconds == 0 ? [.by(distance)] : []
        }
        let day = Link.TimeUnit.days.nanoseconds
        let below = (distance - (distance < 0 ? day - 1 : 0)) / day * day
        return [.by(below + day), .by(below)]
    }

    /// The numbers that count such a distance in some unit.
    private func counts(of distance: Int64) -> [Link.Later] {
        numbers.prefix(24)
            .flatMap { place, number -> [Link.Later] in
                guard place.isRemembered, let count = number.int64, count != 0 else { return [] }
                return Link.TimeUnit.allCases
                    .filter { distance % $0.nanoseconds == 0 && distance / $0.nanoseconds == count }
                    .map { .count(place, $0) }
            }
    }
}
