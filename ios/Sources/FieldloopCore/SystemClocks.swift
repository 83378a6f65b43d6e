// The phone's clocks: the one that people and networks set, and how long the phone has
// been running, asleep or not, which nobody sets.

import Foundation

enum SystemClocks {
    /// What they show now.
    static func read() -> ClockReading {
        ClockReading(
            nowMs: Int64(Date().timeIntervalSince1970 * 1_000), uptimeMs: uptimeMs(), boot: boot)
    }

    #if canImport(Darwin)
    private static let timebase: mach_timebase_info_data_t = {
        var timebase = mach_timebase_info_data_t()
        mach_timebase_info(&timebase)
        return timebase
    }()

    /// Goes on while the phone sleeps, other than the absolute time.
    private static func uptimeMs() -> Int64 {
        let ticks = mach_continuous_time()
        let nanoseconds = ticks.multipliedFullWidth(by: UInt64(timebase.numer))
        let (quotient, _) = UInt64(timebase.denom).dividingFullWidth(nanoseconds)
        return Int64(quotient / 1_000_000)
    }

    /// Another one after every start.
    private static let boot: String = {
        var size = 0
        sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0)
        var bytes = [CChar](repeating: 0, count: max(size, 1))
        sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0)
        return String(cString: bytes)
    }()
    #else
    private static func uptimeMs() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static let boot: String = {
        let path = "/proc/sys/kernel/random/boot_id"
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }()
    #endif
}
