internal import Callbacks
internal import Console
internal import Logging
internal import Model
internal import Storage
internal import Synchronization
internal import TLS

/// The secrets of a server: sealed in its database, readable in its memory.
///
/// Secrets that the present key does not open are left as they are, and never mixed with ones that it does: as long as there
/// are any, no other is kept, so that all of a file have one key.
final class SealedSecrets: SecretServing {
    private struct Kept {
        var facts: SecretFacts
        /// Nil when it cannot be read.
        var value: String?
    }

    private let store: SecretStore
    private let key: SecretKey
    private let clock: WallClock
    /// Never held while the disk is waited for: the thread that sends callbacks reads here.
    private let kept = Mutex<[String: Kept]>([:])
    /// The present key once it is known; held over a change from its beginning to its end.
    private let sealing: Mutex<Sealing?>

    /// Opens what the database holds; the log names what cannot be opened.
    ///
    /// - Throws: when the key that is configured is none.
    init(_ file: DatabaseFile, key: SecretKey, clock: WallClock = .system, logger: Logger) throws(UserError) {
        (store, self.key, self.clock) = (SecretStore(file), key, clock)
        sealing = Mutex(try key.existing())
        try translated { () throws(StorageError) in try load() }
        let opened = kept.withLock { Array($0.values) }
        for facts in opened.map(\.facts) {
            guard let trouble = facts.trouble else { continue }
            logger.error("A secret cannot be read", metadata: ["secret": "\(facts.name)", "reason": "\(trouble)"])
        }
    }

    /// Opens what the database holds now, and forgets all else.
    func load() throws(StorageError) {
        let stored = try store.all()
        let opened = sealing.withLock { sealing in stored.map { Self.opened($0, by: sealing, key) } }
        kept.withLock { kept in kept = Dictionary(opened.map { ($0.facts.name, $0) }) { $1 } }
    }

    /// The names of those that the present key does not open.
    func unreadable(_ stored: [StoredSecret]) -> [String] {
        sealing.withLock { sealing in
            stored.filter { Self.opened($0, by: sealing, key).value == nil }.map(\.name)
        }
    }

    /// What a callback is signed with: a secret of the store goes before an environment variable of its name. Does not wait
    /// for the disk.
    func lookup(_ name: SignatureConfig.SecretName, environment: (String) -> String?) -> SecretLookup {
        guard case .stored(let stored) = name, let secret = kept.withLock({ $0[stored] }) else {
            return SecretLookup(variable: environment(name.name))
        }
        return secret.value.map { .value($0) } ?? .unreadable(secret.facts.trouble ?? "")
    }

    private static func opened(_ stored: StoredSecret, by sealing: Sealing?, _ key: SecretKey) -> Kept {
        var kept = Kept(
            facts: SecretFacts(name: stored.name, createdAt: stored.createdAt, updatedAt: stored.updatedAt)
        )
        let remedy = """
            start serve with the key that it was sealed with (\(SecretKey.variable), or else the file \(key.path)), or \
            set or delete the secret
            """
        guard let sealing else {
            kept.facts.trouble = "its key is missing; \(remedy)"
            return kept
        }
        do throws(TLSError) {
            kept.value = String(decoding: try sealing.opened(stored.sealed, label: label(stored.name)), as: UTF8.self)
        } catch {
            kept.facts.trouble = "the key in \(key.name) does not open it (\(error.reason)); \(remedy)"
        }
        return kept
    }

    /// What a secret is sealed with besides the key, so that rows cannot be exchanged.
    private static func label(_ name: String) -> [UInt8] { Array(name.utf8) }
}

extension SealedSecrets {
    func secrets() -> [SecretFacts] { kept.withLock { $0.values.map(\.facts) }.sorted { $0.name < $1.name } }

    func keep(_ value: String, as name: String) throws(SecretRefusal) -> (facts: SecretFacts, isNew: Bool) {
        try sealing.withLock { sealing throws(SecretRefusal) in
            let (old, others) = kept.withLock { kept in
                (kept[name], kept.values.map(\.facts).filter { $0.trouble != nil && $0.name != name })
            }
            if let other = others.first {
                throw .conflict(
                    """
                    the secret "\(name)" is not kept, since the present key does not open "\(other.name)", and one file has \
                    one key: start serve with the right one, or delete the \(others.count) that it does not open
                    """
                )
            }
            let now = clock.now
            let facts = SecretFacts(name: name, createdAt: old?.facts.createdAt ?? now, updatedAt: now)
            try save(value, facts, by: &sealing)
            kept.withLock { $0[name] = Kept(facts: facts, value: value) }
            return (facts, old == nil)
        }
    }

    func remove(_ name: String) throws(SecretRefusal) -> Bool {
        try sealing.withLock { _ throws(SecretRefusal) in
            let wasThere: Bool
            do throws(StorageError) { wasThere = try store.remove(name) } catch {
                throw .unavailable(error.description)
            }
            kept.withLock { $0[name] = nil }
            return wasThere
        }
    }

    private func save(
        _ value: String,
        _ facts: SecretFacts,
        by sealing: inout Sealing?
    ) throws(SecretRefusal) {
        let sealed: [UInt8]
        do {
            let present = try sealing ?? key.made()
            sealing = present
            sealed = try present.sealed(Array(value.utf8), label: Self.label(facts.name))
        } catch {
            throw .unavailable("the secret \"\(facts.name)\" is not kept: \(error)")
        }
        let secret = StoredSecret(
            name: facts.name,
            sealed: sealed,
            createdAt: facts.createdAt,
            updatedAt: facts.updatedAt
        )
        do throws(StorageError) { try store.save(secret) } catch { throw .unavailable(error.description) }
    }
}
