/// What is due when: a binary heap, so that a hundred thousand waiting entries cost a logarithm each. Entries that are
/// due at the same instant come out in the order in which they went in.
struct DueQueue<Element> {
    private struct Entry {
        let due: Duration
        let order: UInt64
        let element: Element

        func comes(before other: Entry) -> Bool { due == other.due ? order < other.order : due < other.due }
    }

    private var heap: [Entry] = []
    private var nextOrder: UInt64 = 0

    var count: Int { heap.count }

    /// When the first entry is due.
    var nextDue: Duration? { heap.first?.due }

    mutating func insert(_ element: Element, due: Duration) {
        heap.append(Entry(due: due, order: nextOrder, element: element))
        nextOrder += 1
        rise(from: heap.count - 1)
    }

    /// Takes the first entry out if it is due by now.
    mutating func popDue(at now: Duration) -> Element? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink(from: 0)
        }
        return first.element
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0, heap[index].comes(before: heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            var first = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && heap[child].comes(before: heap[first]) {
                first = child
            }
            if first == index { return }
            heap.swapAt(index, first)
            index = first
        }
    }
}
