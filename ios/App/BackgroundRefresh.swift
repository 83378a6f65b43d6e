// The moments in which the system lets the app run that nobody looks at. When they
// come is the system's affair, and what is done in them is the phone's.

import BackgroundTasks
import Foundation

enum BackgroundRefresh {
    /// Also in `project.yml`, by which the system knows it.
    static let identifier = "com.fieldloop.refresh"
    private static let intervalMin = 15.0

    /// Asks for the next moment. Where the person has switched that off, the system
    /// refuses, and the app syncs when it is opened.
    static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: intervalMin * 60)
        try? BGTaskScheduler.shared.submit(request)
    }
}
