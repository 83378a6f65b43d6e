// The core's life in the app: it is opened once, whoever needs it first, is told
// what the system tells the app, and can be opened again when it could not be.

import FieldloopCore
import Foundation
import Observation

@MainActor
@Observable
final class Phone {
    enum CoreState {
        case opening
        case open(Core)
        /// It cannot be opened; why, in words.
        case failed(String)
    }

    private(set) var state = CoreState.opening
    @ObservationIgnored private var opening: Task<Void, Never>?
    @ObservationIgnored private var connectivity: Task<Void, Never>?
    @ObservationIgnored private var isForeground = false

    func foreground() {
        isForeground = true
        if case .open(let core) = state {
            core.foreground()
        } else {
            Task { await open() }
        }
    }

    func background() {
        isForeground = false
        if case .open(let core) = state {
            core.background()
        }
        BackgroundRefresh.schedule()
    }

    /// The system lets the app run for a moment. It may have been started for this,
    /// without a window; when the moment is over, it cancels the task.
    func refresh() async {
        BackgroundRefresh.schedule()
        await open()
        if case .open(let core) = state {
            await core.refresh()
        }
    }

    /// Opens the core again, after it could not be opened, or has stopped for good.
    func openAgain() async {
        let former = state
        if case .opening = former { return }
        state = .opening
        connectivity?.cancel()
        if case .open(let core) = former {
            await core.close()
        }
        opening = nil
        await open()
    }

    /// Opens the core, unless that is done or under way. One that could not be opened
    /// is tried again: before a phone is unlocked for the first time, none can.
    private func open() async {
        if case .failed = state {
            state = .opening
            opening = nil
        }
        let opening = opening ?? Task { await openOnce() }
        self.opening = opening
        await opening.value
    }

    private func openOnce() async {
        do {
            let folder = try DataFolder.make()
            let core = try await Core.open(
                Platform(
                    dataFolder: folder,
                    languages: Locale.preferredLanguages,
                    version: version,
                    secrets: InstallationSecrets(KeychainSecrets(), in: folder)
                ))
            state = .open(core)
            if isForeground {
                core.foreground()
            }
            connectivity = Task {
                for await isConnected in Connectivity.changes() {
                    core.send(isConnected ? .connected : .disconnected)
                }
            }
        } catch {
            state = .failed((error as? CoreFault)?.words ?? error.localizedDescription)
        }
    }

    private var version: String {
        Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? ""
    }
}
