// Where the core keeps its store.

import Foundation

enum DataFolder {
    /// The folder, made if there is none. Only this app reads it, and the system
    /// does not clear it. It is in no backup: a store that comes back from one would
    /// number its next acts like some that the server has had since.
    static func make() throws -> URL {
        let folders = FileManager.default
        var folder = try folders.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil,
            create: true
        ).appendingPathComponent("Fieldloop", isDirectory: true)
        try folders.createDirectory(at: folder, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        return folder
    }
}
