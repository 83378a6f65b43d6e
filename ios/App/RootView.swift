// What is in the window: the core's page, or the words of what keeps it from being
// there. No page is drawn here beyond what surrounds every one.

import FieldloopCore
import SwiftUI

struct RootView: View {
    let phone: Phone

    var body: some View {
        switch phone.state {
        case .opening:
            ProgressView()
        case .open(let core):
            if let fault = core.fault {
                FaultView(words: fault.words, phone: phone)
            } else {
                FrameView(frame: core.page.frame)
            }
        case .failed(let words):
            FaultView(words: words, phone: phone)
        }
    }
}

/// What surrounds the content of every page.
struct FrameView: View {
    let frame: Frame

    var body: some View {
        VStack(alignment: .leading, spacing: 8) {
            Text(frame.title)
                .font(.largeTitle)
                .accessibilityAddTraits(.isHeader)
            BadgeView(badge: frame.sync.badge)
            Spacer()
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding()
    }
}

/// A word or two in their tone.
struct BadgeView: View {
    let badge: Badge

    var body: some View {
        Text(badge.text)
            .font(.subheadline)
            .foregroundStyle(badge.tone.color)
    }
}

extension Tone {
    var color: Color {
        switch self {
        case .calm: .green
        case .active: .blue
        case .warning: .orange
        case .alarm: .red
        case .quiet: .secondary
        }
    }
}

/// Why there is no page, and a way to try again.
struct FaultView: View {
    let words: String
    let phone: Phone

    var body: some View {
        ContentUnavailableView {
            Label {
                Text(words)
            } icon: {
                Image(systemName: "exclamationmark.triangle")
            }
        } actions: {
            Button("Try again") {
                Task { await phone.openAgain() }
            }
        }
    }
}
