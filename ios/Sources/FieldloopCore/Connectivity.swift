// Whether the phone has a network. What follows from it is the core's affair.

#if canImport(Network)
import Foundation
import Network

public enum Connectivity {
    /// Whether there is a network: now, and with every change of it. One that takes
    /// the place of another counts as a change: connections break by that.
    public static func changes() -> AsyncStream<Bool> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { changes in
            let monitor = NWPathMonitor()
            monitor.pathUpdateHandler = { path in
                // A network that is built up when it is needed is one.
                changes.yield(path.status != .unsatisfied)
            }
            changes.onTermination = { _ in monitor.cancel() }
            monitor.start(queue: DispatchQueue(label: "com.fieldloop.connectivity"))
        }
    }
}
#endif
