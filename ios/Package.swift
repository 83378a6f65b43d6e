// swift-tools-version: 6.0
//
// The phone's core for Swift: the generated bindings, and what drives them. The
// app itself is Xcode's affair (`project.yml`), which takes this package as it is.
//
// Where the Rust library comes from:
//
// - Xcode takes it out of `build/Fieldloop.xcframework` (`cargo ci xcframework`).
// - With FIELDLOOP_LIBRARY set, and always on Linux, it is the library that cargo
//   has built in that folder: so the tests run on the machine that builds them.

import PackageDescription

let libraryFolder: String? = {
    if let folder = Context.environment["FIELDLOOP_LIBRARY"] {
        return folder
    }
    #if os(Linux)
    return "\(Context.packageDirectory)/../target/debug"
    #else
    return nil
    #endif
}()

let library: Target
let librarySettings: [LinkerSetting]
if let libraryFolder {
    library = .systemLibrary(name: "fieldloopFFI")
    librarySettings = [
        .linkedLibrary("fieldloop"),
        // Allowed in a package that nobody gets from elsewhere, as this one.
        .unsafeFlags(["-L\(libraryFolder)", "-Xlinker", "-rpath", "-Xlinker", libraryFolder]),
        // Swift 6.0's own Observation names a symbol that nothing defines, and never
        // calls it.
        .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux])),
    ]
} else {
    library = .binaryTarget(name: "fieldloopFFI", path: "build/Fieldloop.xcframework")
    librarySettings = []
}

let package = Package(
    name: "FieldloopCore",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "FieldloopCore", targets: ["FieldloopCore"])
    ],
    targets: [
        library,
        .target(
            name: "FieldloopCore",
            dependencies: ["fieldloopFFI"],
            linkerSettings: librarySettings
        ),
        // A phone in a process of its own, which tests can kill.
        .executableTarget(
            name: "PhoneProcess",
            dependencies: ["FieldloopCore"],
            path: "Tests/PhoneProcess"
        ),
        .testTarget(
            name: "FieldloopCoreTests",
            dependencies: ["FieldloopCore", "PhoneProcess"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
