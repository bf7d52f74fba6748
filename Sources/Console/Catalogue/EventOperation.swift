/// What event webhooks tell of; the raw values are the spellings in JSON.
enum EventOperation: String, Sendable, CaseIterable {
    case mockCreate = "mock.create"
    case mockUpdate = "mock.update"
    case mockDelete = "mock.delete"
    case mockRestore = "mock.restore"
    case userAddToNamespace = "user.add_to_namespace"
    case namespaceCreate = "namespace.create"
    case namespaceDelete = "namespace.delete"
    case namespaceUpdate = "namespace.update"
    case namespaceUserAdd = "namespace.user.add"
    case userCreate = "user.create"
    case userDelete = "user.delete"
    case userUpdate = "user.update"
    case userPasswordSet = "user.password.set"
    case jobRun = "job.run"
    case backupCreate = "backup.create"
    case backupRestore = "backup.restore"
    case licenseCreate = "license.create"
    case licenseUpdate = "license.update"
    case licenseDelete = "license.delete"

    /// Those that a namespace's webhooks may name.
    static let ofNamespaces: [EventOperation] = [
        .mockCreate, .mockUpdate, .mockDelete, .mockRestore, .userAddToNamespace,
    ]

    /// Those that the server's webhooks may name.
    static let ofServer = allCases.filter { !ofNamespaces.contains($0) }
}
