internal import ArgumentParser
internal import Model

/// `ADDR=RUN`: requests that arrive at the address belong to the run.
struct RunListener: ExpressibleByArgument, Hashable {
    let address: ListenAddress
    let run: RunID

    init?(argument: String) {
        guard let mark = argument.firstIndex(of: "="),
            let address = ListenAddress(argument: String(argument[..<mark]))
        else { return nil }
        let name = argument[argument.index(after: mark)...]
        guard !name.isEmpty else { return nil }
        (self.address, run) = (address, RunID(rawValue: String(name)))
    }
}
