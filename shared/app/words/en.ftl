# The app's own words. Every message must stand in zh.ftl too, with the same variables.

## Pages

page-sign-in = Sign in
page-outbox = Outbox
page-notices = Notices
page-settings = Settings
page-not-here = No such record
page-fetching = Fetching this record
page-to-fetch = Not on this phone; it comes with the next sync
page-code = Hand over
list-newer = Update needed

## Sync

sync-offline = Offline
sync-stalled = Not in sync
sync-running = Syncing
sync-done = In sync
sync-never = Not synced yet
sync-at = Last synced { $time }
sync-unreachable = The server cannot be reached. It will be tried again.
sync-failed = The server cannot answer now. It will be tried again.
sync-other-answers = Something else answers in the server's place, such as the sign-in page of this network. Open it in a browser, then sync again.
sync-not-understood = The server's answer cannot be understood. Update the app.
sync-restored = The server has lost something that this phone knew; perhaps it was restored from a backup. This phone sends again what is missing there.
sync-refused = { $count ->
    [one] One of your acts was refused. See the outbox.
   *[other] { $count } of your acts were refused. See the outbox.
}

## Where there is nothing

nothing-here = Nothing here
nothing-here-hint = What is new appears here by itself.
nothing-found = “{ $search }” was not found
nothing-found-hint = Try another word, or clear the search.
nothing-yet = Being fetched
nothing-yet-hint = The first sync takes a moment.
nothing-known = Not fetched yet
nothing-known-hint = It is fetched as soon as there is a network; or pull down to sync.
nothing-to-tell = No notices
nothing-to-tell-hint = What concerns you appears here.
nothing-to-send = Everything is sent
nothing-to-send-hint = Nothing waits to be sent, was refused, or is half filled in.

## Finding by a name

find-misread = The label “{ $text }” was not read right. Scan it again, or type what stands on it.
find-unknown = Nothing that you may see is called “{ $text }”.
find-not-here = “{ $text }” is not on this phone, and the server cannot be asked now.

## Signing in

sign-in-no-address = What was scanned is no server's address.
sign-in-bad-address = The server's address must begin with http:// or https://.
sign-in-wrong = Login or password is wrong.
sign-in-left = Your account is closed.
sign-in-throttled = Too many tries. Wait a little.
sign-in-unreachable = The server cannot be reached. Check the network and the address.
sign-in-failed = The server cannot answer now. Try again later.
sign-in-invalid = Login, password or device name cannot be like that.
sign-in-secret-failed = The phone's keychain does not work, so you cannot sign in.
sign-in-foreign-work = On this phone, { $by } has { $count } acts or photos that are not sent. Let them sign in and send them, or confirm to discard them.
sign-in-foreign-work-and-drafts = On this phone, { $by } has { $count } acts or photos that are not sent. Let them sign in and send them, or confirm to discard them. Their { $drafts } drafts stay on this phone for them.
sign-in-foreign-drafts = On this phone, { $by } has { $drafts } drafts, which stay here for them. Please confirm that you sign in.
sign-in-ended = Your sign-in has ended. Sign in again; what is not sent stays on the phone.
sign-out-unsent = { $count } of your acts and photos are not sent. Signing out discards them. Please confirm.
sign-out-unsent-and-drafts = { $count } of your acts and photos are not sent. Signing out discards them. { $drafts } of your drafts stay on this phone until you sign in here again. Please confirm.
sign-out-drafts = { $drafts } of your drafts stay on this phone until you sign in here again. Please confirm that you sign out.
drafts-kept = { $count ->
    [one] You have a draft on this phone. Go on with it in the outbox.
   *[other] You have { $count } drafts on this phone. Go on with them in the outbox.
}
drafts-lost = { $count ->
    [one] One of your drafts on this phone was removed, because there was no room for it.
   *[other] { $count } of your drafts on this phone were removed, because there was no room for them.
}

## Outbox and forms

outbox-by-you = You
outbox-unread = Something that only a newer version of the app can show
notice-unreadable = Something that only a newer version of the app can tell
outbox-unread-reason = Update the app to see why.
outbox-awaiting = The server has lost what this builds on. It is sent once the phones of others have brought that back.
outbox-unread-text = It is kept. Update the app to see it.
outbox-revise = Change
outbox-do-again = Do again
outbox-let-go = Let go
outbox-go-on = Go on
outbox-resend-photo = Send again
outbox-draft = Draft
outbox-let-go-question = Let this go? Its texts and photos are deleted from this phone for good.
outbox-let-draft-go-question = Let this draft go? What you entered is deleted from this phone for good.
outbox-let-photo-go-question = Let this photo go? It is deleted from this phone; the act that shows it stands without it.
outbox-photo-waiting = Waiting
outbox-photo-sending = Sending
outbox-photo-refused = Not taken
outbox-photo-progress = { $sent } of { $size } KB
form-not-offered = As things stand this cannot be done any more. What you filled in is kept.

## Photos

photo-no-input = No photo can be added here.
photo-too-large = This photo is larger than 16 MB or 50 megapixels and was not added.
photo-media-type = Photos are JPEG or PNG. This was not added.
photo-unreadable = This photo cannot be read and was not added.
photo-not-there = This photo is not on the server, or not yet.
photo-unreachable = This photo is not on this phone, and the server cannot be reached.
photo-failed = The server cannot give this photo now. Try again later.
photo-wrong-bytes = What arrived is not this photo, and was thrown away. Try again.
photo-refused = The server does not take a photo. It stays on this phone; the outbox has it.
photo-refused-size = The server does not take a photo, because it is too large. It stays on this phone; the outbox has it.
photo-refused-media-type = The server does not take a photo of this type. It stays on this phone; the outbox has it.
photo-no-room = The server has no room for a photo now. It stays on this phone and will be tried again.
signature-no-input = Nothing can be signed here.

## Faults

sync-no-keychain = The phone's keychain does not answer yet. What you do is kept, and is sent once it does.
error-not-shown = The phone's storage could not be read, so this page is as it was.
error-not-filled-in = “{ $label }” is not filled in.
error-gone = This record is not on this phone any more.
error-unread = Only a newer version of the app can do this again. Update the app.
error-signed-out = Sign in first.
fault-disk-full = The phone is full; this was not saved. Make room and try again.
fault-disk-read-only = The phone's storage cannot be written; this was not saved.
fault-disk-damaged = The data on this phone is damaged; this was not saved.
fault-disk-newer = A newer version of the app has written the data. Update the app.
fault-disk-in-use = The app is running with this data already. Close it there first.
fault-disk-unusable = The phone's storage does not answer; this was not saved.

## Codes

code-hint = { $count ->
    [one] Let the other phone scan this code.
   *[other] Let the other phone scan these { $count } codes, which are shown in turn.
}
code-part = { $here } of { $of } codes are here. Go on scanning.
code-over = Nothing to hand over by code
code-unchecked = This came by a code. The server has not checked it yet.
code-damaged = This code is damaged, incomplete, or of a newer version.
code-foreign = This code is of another organisation.
code-forged = This code was changed or forged. Nothing was taken in.
code-own = This is your own code. Let the other phone scan it.
code-newer = Update the app to take in this code.
code-unknown-base = This phone lacks what came before. Sync once, then scan again.
code-not-for-you = This code is meant for somebody else.
code-none = This phone cannot hand over or take in by code. Sign in anew once.

## Settings

settings-photos = Photos
settings-held-cases = { $open } open, { $over } over
settings-held-photos = { $count }, { $megabytes } MB in all
settings-held-why = This phone keeps what is open and concerns you, and what was over within 90 days; photos once they were taken or looked at. What is not sent stays until it is.

## What a shell itself says

shell-back = Back
shell-close = Close
shell-more = More
shell-begin = New
shell-outbox = Outbox
shell-notices = Notices
shell-settings = Settings
shell-refresh = Sync
shell-show-more = Show more
shell-search = Search
shell-clear-search = Clear search
shell-scan = Scan
shell-type-code = Type the code
shell-yes = Yes
shell-no = Cancel
shell-understood = Dismiss
shell-server = Server
shell-login = Login
shell-password = Password
shell-show-password = Show password
shell-hide-password = Hide password
shell-sign-in = Sign in
shell-sign-in-anyway = Sign in anyway
shell-pending = Waiting to be sent
shell-draft = Draft
shell-unread = Unread
shell-read-all = Mark all as read
shell-timeline = What happened
shell-photo = Photo
shell-fetch-photo = Show full size
shell-show-code = Show the code
shell-received = Received
shell-submit = Submit
shell-required = Required
shell-choose = Choose
shell-choose-day = Choose a day
shell-add = Add
shell-remove = Remove
shell-take-photo = Take a photo
shell-choose-photo = Choose from the gallery
shell-remove-photo = Remove photo
shell-sign-here = Sign here
shell-clear-signature = Clear signature
shell-refused = Not accepted
shell-waiting = Waiting to be sent
shell-drafts = Drafts
shell-photos-on-their-way = Photos on their way
shell-person = Name
shell-roles = Roles
shell-store = Store
shell-organisation = Organisation
shell-language = Language
shell-version = Version
shell-log = Log
shell-share-log = Share the log
shell-sign-out = Sign out
shell-sign-out-anyway = Sign out anyway
shell-copy = Copy
shell-retry = Try again
shell-camera-needed = Scanning and taking photos need the camera. A code can also be typed.
shell-camera-busy = Another app is using the camera.
shell-open-system-settings = Open the system's settings
shell-notifications-why = With notifications you hear when something of yours moves on or needs you.
shell-notifications-blocked = The system does not allow notifications. Notices in the app are all there.
shell-background-restricted = The system keeps the app from syncing in the background. It syncs when it is opened.
shell-to-do = To do
shell-information = Progress
shell-star-one = 1 star
shell-star-two = 2 stars
shell-star-three = 3 stars
shell-star-four = 4 stars
shell-star-five = 5 stars
shell-language-chinese = 简体中文
shell-language-english = English
