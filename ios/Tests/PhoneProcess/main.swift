// A phone in a process of its own, so that a test can kill it: lines of JSON in,
// lines of JSON out. `PhoneHost` has what they say. Its folder is its argument.

import Foundation

let lines = AsyncStream<String> { lines in
    // Reading blocks, and the main thread is the screen's.
    Thread.detachNewThread {
        while let line = readLine() {
            lines.yield(line)
        }
        lines.finish()
    }
}

let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
let host = try await PhoneHost(in: folder) { news in
    FileHandle.standardOutput.write(Data((news.line + "\n").utf8))
}
for await line in lines {
    await host.take((try? Json(reading: line)) ?? .null)
}
await host.close()
