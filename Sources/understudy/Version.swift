/// What this build calls itself.
enum Version {
    /// Semantic version of the product.
    static let number = "0.1.0"
}
