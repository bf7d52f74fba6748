internal import Glibc
internal import Synchronization

/// Notes in a file that is mapped into memory. What was noted outlives the process from that moment on, without a system call;
/// a crash of the whole machine may take it along. Whoever opens the file next reads what nobody has cleared.
///
/// Notes fill one page after another, while what stands on earlier ones is brought where it is to stay.
/// Not safe for several threads at once.
public final class NoteFile {
    /// What stands before the notes of a page.
    private struct Head: ~Copyable {
        /// Which turn it was that began the page; zero for a page that was never used.
        var turn: UInt64
        /// How many bytes of notes follow. Written last, so that a note counts when it is whole.
        let used: Atomic<Int>
    }

    private let path: String
    private let file: Int32
    private let memory: UnsafeMutableRawPointer
    private var active = 0
    private var turns: UInt64
    /// The pages with what stood there at the last `turn`.
    private var leaving: [Int] = []

    /// How many bytes a page has, how many pages the disk has room for, and how many of them stay in memory when they are clear.
    private static let (pageSize, pageCount, pagesKept) = (4 << 20, 8, 2)
    private static let size = pageSize * pageCount
    private static let headSize = MemoryLayout<Head>.stride

    /// Opens the file, or makes it; its room on the disk is taken at once.
    ///
    /// - Returns: nil where the system does not allow that, or another process has the file open.
    public init?(path: String) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        guard let memory = Self.mapped(file) else {
            close(file)
            return nil
        }
        (self.path, self.file, self.memory) = (path, file, memory)
        turns = (0..<Self.pageCount).map { Self.head(memory + $0 * Self.pageSize).pointee.turn }.max() ?? 0
    }

    deinit {
        munmap(memory, Self.size)
        close(file)
    }

    /// The notes that nobody has cleared, the oldest first: what an earlier process left, as long as nothing was added.
    public var left: [[UInt8]] {
        (0..<Self.pageCount).map(page)
            .sorted { Self.head($0).pointee.turn < Self.head($1).pointee.turn }
            .flatMap(Self.notes)
    }

    /// Adds notes, all or none; false when there is no room for them.
    public func add(_ notes: [[UInt8]]) -> Bool {
        let size = notes.reduce(0) { $0 + 4 + $1.count }
        guard Self.headSize + size <= Self.pageSize, Self.headSize + used(active) + size <= Self.pageSize || advance()
        else { return false }
        let head = Self.head(page(active))
        var used = used(active)
        for note in notes {
            let place = page(active) + Self.headSize + used
            place.storeBytes(of: UInt32(note.count), as: UInt32.self)
            (place + 4).copyMemory(from: note, byteCount: note.count)
            used += 4 + note.count
        }
        head.pointee.used.store(used, ordering: .releasing)
        return true
    }

    /// Whether half of the pages hold notes.
    public var isHalfFull: Bool { usedPages.count * 2 >= Self.pageCount }

    /// Begins another page if there is a clear one. What was noted until now is what the next `clear` forgets, but for the
    /// page that is written to.
    public func turn() {
        let used = usedPages
        _ = advance()
        leaving = used.filter { $0 != active }
    }

    /// Forgets what was noted before the last `turn`.
    public func clear() {
        leaving.forEach(clear)
        leaving = []
    }

    /// Forgets all pages, and counts their turns from the beginning: what stood there may have been no count.
    public func clearAll() {
        for number in 0..<Self.pageCount {
            clear(number)
            Self.head(page(number)).pointee.turn = 0
        }
        turns = 0
    }

    private func clear(_ number: Int) {
        Self.head(page(number)).pointee.used.store(0, ordering: .releasing)
        // The next notes stand where these did, in the file as well; until then the memory is of use to others.
        if number >= Self.pagesKept { madvise(page(number), Self.pageSize, MADV_DONTNEED) }
    }

    private func advance() -> Bool {
        guard let next = (0..<Self.pageCount).first(where: { $0 != active && used($0) == 0 }) else { return false }
        turns += 1
        Self.head(page(next)).pointee.turn = turns
        active = next
        return true
    }

    private var usedPages: [Int] { (0..<Self.pageCount).filter { used($0) > 0 } }

    private func used(_ number: Int) -> Int { Self.head(page(number)).pointee.used.load(ordering: .relaxed) }

    /// Takes the file away if nothing stands in it; nothing may be noted any more.
    public func removeIfClear() {
        if usedPages.isEmpty { unlink(path) }
    }

    private static func mapped(_ file: Int32) -> UnsafeMutableRawPointer? {
        var facts = stat()
        // One that another process has just taken away would be read by nobody.
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &facts) == 0, facts.st_nlink > 0 else { return nil }
        // Without its room on the disk, writing to memory could end the process.
        guard posix_fallocate(file, 0, off_t(size)) == 0 else { return nil }
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let mapped, mapped != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
        // Brings the first pages in now, and not when the first request waits for its answer.
        for place in stride(from: 0, to: pagesKept * pageSize, by: 4_096) {
            mapped.storeBytes(
                of: mapped.load(fromByteOffset: place, as: UInt8.self),
                toByteOffset: place,
                as: UInt8.self
            )
        }
        return mapped
    }

    private func page(_ number: Int) -> UnsafeMutableRawPointer { memory + number * Self.pageSize }

    private static func head(_ page: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Head> {
        page.assumingMemoryBound(to: Head.self)
    }

    private static func notes(on page: UnsafeMutableRawPointer) -> [[UInt8]] {
        let end = min(max(0, head(page).pointee.used.load(ordering: .acquiring)), pageSize - headSize)
        let bytes = UnsafeRawBufferPointer(start: page + headSize, count: end)
        var (notes, start): ([[UInt8]], Int) = ([], 0)
        while start + 4 <= end {
            let count = Int(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            guard count > 0, start + 4 + count <= end else { break }
            notes.append(Array(bytes[start + 4..<start + 4 + count]))
            start += 4 + count
        }
        return notes
    }
}
