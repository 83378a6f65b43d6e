// The app as the system sees it: one window, the foreground and the background.
// What is visible is the core's page; how the core lives is the phone's (`Phone`).

import SwiftUI

@main
struct FieldloopApp: App {
    @Environment(\.scenePhase) private var scenePhase
    @State private var phone = Phone()

    var body: some Scene {
        WindowGroup {
            RootView(phone: phone)
        }
        .onChange(of: scenePhase, initial: true) { _, phase in
            switch phase {
            case .active: phone.foreground()
            case .background: phone.background()
            // On the way between the two, or under something of the system's.
            default: break
            }
        }
        .backgroundTask(.appRefresh(BackgroundRefresh.identifier)) { [phone] in
            await phone.refresh()
        }
    }
}
