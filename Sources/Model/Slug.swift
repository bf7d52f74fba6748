extension String {
    /// The text as paths show titles: letters and digits in lower case, one hyphen for each run of anything else between.
    public var slug: String {
        lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }
}
