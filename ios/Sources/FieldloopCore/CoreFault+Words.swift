// What a shell needs of a fault beside its kind.

extension CoreFault {
    /// What went wrong, in words.
    public var words: String {
        switch self {
        case .Storage(let message), .NeedsUpdate(let message), .NotWaiting(let message),
            .Misused(let message), .Broken(let message):
            message
        }
    }

    /// What the library throws. Anything but a fault is a bug of it.
    init(_ error: any Error) {
        self = error as? CoreFault ?? .Broken(message: String(describing: error))
    }
}
