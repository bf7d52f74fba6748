internal import Proxy
internal import TLS

/// How long `record` and `replay` go on: as long as their command runs, or until SIGINT or SIGTERM.
enum RunningTime {
    /// Waits for the end; gives the command's exit status, 0 without a command.
    static func of(
        _ command: [String],
        authority: CertificateAuthority,
        proxy: BoundListener?
    ) async throws(UserError) -> Int32 {
        let signal = StopSignal()
        guard !command.isEmpty else {
            _ = await signal.wait()
            return 0
        }
        let environment = try Assembly.childEnvironment(authority: authority, proxy: proxy)
        let child = ChildCommand(command)
        signal.onArrival { child.forward($0) }
        return try await child.run(environment: environment)
    }
}
