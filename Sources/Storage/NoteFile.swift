internal import Glibc
internal import Synchronization

/// Notes in a file that is mapped into memory. What was noted outlives the process from that moment on, without a system call;
/// a crash of the whole machine may take it along. Whoever opens the file next reads what nobody has cleared.
///
/// Two pages take turns: what comes is noted on one, while what stands on the other is brought where it is to stay.
/// Not safe for several threads at once.
public final class NoteFile {
    /// What stands before the notes of a page.
    private struct Head: ~Copyable {
        /// Which turn it was that began the page; zero for a page that was never used.
        var turn: UInt64
        /// How many bytes of notes follow. Written last, so that a note counts when it is whole.
        let used: Atomic<Int>
    }

    /// The notes that were left, the oldest first.
    public let left: [[UInt8]]
    private let path: String
    private let file: Int32
    private let memory: UnsafeMutableRawPointer
    private var active = 0
    private var turns: UInt64

    /// How many bytes a page has; the disk has room for two.
    private static let pageSize = 4 << 20
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
        let pages = (0..<2).map { memory + $0 * Self.pageSize }
            .sorted { Self.head($0).pointee.turn < Self.head($1).pointee.turn }
        left = pages.flatMap(Self.notes)
        turns = pages.map { Self.head($0).pointee.turn }.max() ?? 0
    }

    deinit {
        munmap(memory, 2 * Self.pageSize)
        close(file)
    }

    /// Adds notes, all or none; false when there is no room for them.
    public func add(_ notes: [[UInt8]]) -> Bool {
        let head = Self.head(page(active))
        var used = head.pointee.used.load(ordering: .relaxed)
        guard Self.headSize + notes.reduce(used, { $0 + 4 + $1.count }) <= Self.pageSize else { return false }
        for note in notes {
            let place = page(active) + Self.headSize + used
            place.storeBytes(of: UInt32(note.count), as: UInt32.self)
            (place + 4).copyMemory(from: note, byteCount: note.count)
            used += 4 + note.count
        }
        head.pointee.used.store(used, ordering: .releasing)
        return true
    }

    /// From now on the other page is written to, if it is clear.
    ///
    /// - Returns: whether what was noted so far stands on a page of its own, for `clear` to forget.
    public func turn() -> Bool {
        let other = Self.head(page(1 - active))
        guard other.pointee.used.load(ordering: .relaxed) == 0 else { return false }
        turns += 1
        other.pointee.turn = turns
        active = 1 - active
        return true
    }

    /// Forgets the page that is not written to.
    public func clear() { Self.head(page(1 - active)).pointee.used.store(0, ordering: .releasing) }

    /// Forgets both pages.
    public func clearAll() {
        for number in 0..<2 { Self.head(page(number)).pointee.used.store(0, ordering: .releasing) }
    }

    /// Takes the file away if nothing stands in it; nothing may be noted any more.
    public func removeIfClear() {
        let isClear = (0..<2).allSatisfy { Self.head(page($0)).pointee.used.load(ordering: .relaxed) == 0 }
        if isClear { unlink(path) }
    }

    private static func mapped(_ file: Int32) -> UnsafeMutableRawPointer? {
        var facts = stat()
        // One that another process has just taken away would be read by nobody.
        guard flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &facts) == 0, facts.st_nlink > 0 else { return nil }
        // Without its room on the disk, writing to memory could end the process.
        guard posix_fallocate(file, 0, off_t(2 * pageSize)) == 0 else { return nil }
        let memory = mmap(nil, 2 * pageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0)
        return memory == UnsafeMutableRawPointer(bitPattern: -1) ? nil : memory
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
