/// The messages that operators of the seed know, word for word; everything else about a line stands in its metadata.
public enum LogMessage {
    /// INFO: a callback was delivered.
    public static let executed = "Callback executed successfully"
    /// WARN: one attempt failed; another may follow.
    public static let attemptFailed = "Callback attempt failed"
    /// ERROR: every attempt failed.
    public static let exhausted = "Callback failed after all retries"
    /// ERROR: the callback's templates could not be rendered.
    public static let preparationFailed = "Failed to prepare webhook body"
    /// ERROR: rendering or sending broke in a way that it never should.
    public static let panic = "Panic in webhook executeCallback"
}
