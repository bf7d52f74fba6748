internal import Foundation

/// Where Understudy keeps what outlives a run.
enum Folders {
    /// The folder of the root certificate and its key: `~/.understudy`, unless `--ca-dir` says otherwise.
    static var defaultCA: String {
        FileManager.default.homeDirectoryForCurrentUser.appending(path: ".understudy").path
    }
}
