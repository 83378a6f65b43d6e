# The domain's words. Every message must stand in zh.ftl too, with the same variables.

## Common

somebody = a colleague
the-system = Fieldloop
some-store = a store
some-category = a service
span-minutes = { $minutes } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } d { $hours } h
list-separator = { ", " }
due-left = { $span } left
due-late = late by { $span }
timeline-unknown = { $by } did something that an update of the app will show
newer-case = Update the app to see this

## Roles

role-requester = Requester
role-engineer = Engineer
role-dispatcher = Service desk
role-approver = Line manager
role-asset-admin = Asset admin
role-manager = IT manager
role-admin = Administrator

## Refusals

refusal-not-yours = There is no such record, or it is none of yours.
refusal-has-left = Your account is closed.
refusal-other-kind = This is meant for something else.
refusal-too-many-open = Too much that you have begun is still open. See to some of it first.
superseded-not-understood = Update the app to see this.

## Signatures

signature-missing = The signature is missing. Sign on the pad.
signature-too-little = This is too little for a signature. Sign with the whole name.
signature-too-much = There is no room for more on the pad. Clear it and sign again.
signature-unreadable = This signature cannot be read. Clear it and sign again.

## Tickets

ticket-cases = Tickets

ticket-list-mine = My tickets
ticket-list-pool = Pool
ticket-list-work = My work
ticket-list-in-hand = In hand
ticket-list-exceptions = Exceptions
ticket-list-to-rate = To rate

ticket-status-pool = In the pool
ticket-status-in-hand = In hand
ticket-status-on-hold = On hold
ticket-status-completed = Completed
ticket-status-cancelled = Cancelled
ticket-status-closed = Closed

ticket-field-category = Service
ticket-field-store = Store
ticket-field-requester = Requester
ticket-field-submitted = Submitted
ticket-field-owner = Engineer
ticket-field-due = Due
ticket-field-held-until = On hold until
ticket-field-closed-as = Closed as
ticket-field-exception = Exception
ticket-field-equipment = Equipment
ticket-field-waited = Time to acceptance
ticket-field-worked = Time worked
ticket-field-solution = What was done
ticket-field-rating = Rating
ticket-rating = { $overall } stars; attitude { $attitude }, speed { $speed }, quality { $quality }

ticket-closed-duplicate = Duplicate of another ticket
ticket-closed-duplicate-of = Duplicate of { $original }
ticket-closed-withdrawn = Withdrawn
ticket-closed-not-a-service = Not a service

ticket-exception-owner-left = Engineer has left
ticket-exception-hold-over = Hold is over
ticket-exception-bounced = Reassigned twice or more
ticket-exception-reopened = Reopened
ticket-exception-rated-low = Rated 2 or less

ticket-offer-submit = Submit
ticket-offer-accept = Accept
ticket-offer-assign = Assign
ticket-offer-complete = Complete
ticket-offer-resume = Resume
ticket-offer-hold = Hold
ticket-offer-reassign = Reassign
ticket-offer-rate = Rate
ticket-offer-reopen = Reopen
ticket-offer-note = Add a note
ticket-offer-cancel = Cancel
ticket-offer-close-duplicate = Close as duplicate
ticket-offer-close = Close

ticket-input-category = Service
ticket-input-store = Store
ticket-input-description = What is the matter
ticket-input-equipment = Equipment labels
ticket-input-photos = Photos
ticket-input-engineer = Engineer
ticket-input-reason = Reason
ticket-input-until = Until when
ticket-input-closed-as = Close as
ticket-input-original = Duplicate of
ticket-input-note = What is going on
ticket-input-solution = What was done
ticket-input-overall = Overall
ticket-input-attitude = Attitude
ticket-input-speed = Speed
ticket-input-quality = Quality
ticket-input-comment = Comment

ticket-choice-team-in-charge = The team in charge
ticket-choice-other-teams = Other teams
ticket-choice-my-stores = My stores
ticket-choice-other-stores = Other stores

ticket-did-submit = { $by } submitted
ticket-did-accept = { $by } accepted
ticket-did-assign = { $by } assigned to { $to }
ticket-did-note = { $by } added a note
ticket-did-hold = { $by } put on hold
ticket-did-resume = { $by } resumed
ticket-did-reassign = { $by } reassigned to { $to }
ticket-did-complete = { $by } completed
ticket-did-cancel = { $by } cancelled
ticket-did-close-duplicate = { $by } closed as a duplicate
ticket-did-close-withdrawn = { $by } closed as withdrawn
ticket-did-close-not-a-service = { $by } closed as not a service
ticket-did-reopen = { $by } reopened
ticket-did-rate = { $by } rated
ticket-did-remind = The day is over until which it was on hold
ticket-did-mark-departure = { $of } has left

ticket-notice-given-to-you = { $by } gave you a ticket
ticket-notice-taken-from-you = { $by } reassigned your ticket to { $to }
ticket-notice-completed-for-you = { $by } completed the ticket you had
ticket-notice-reopened = { $by } reopened a ticket you completed
ticket-notice-closed-for-you = { $by } closed the ticket you had
ticket-notice-closing-reopened = { $by } reopened a ticket that was closed; it is back in the pool
ticket-notice-completed-before-closing = { $by } completed the ticket you closed, before that was known
ticket-notice-resume-now = The hold of your ticket is over; please go on with it
ticket-notice-owner-left = { $of } has left; please give the ticket to somebody else
ticket-notice-rated = { $by } rated your service: { $stars } of 5 stars
ticket-notice-accepted = { $by } has taken your ticket
ticket-notice-assigned = Your ticket is assigned to { $to }
ticket-notice-reassigned = Your ticket is reassigned to { $to }
ticket-notice-held = { $by } put your ticket on hold until { $until }
ticket-notice-hold-over = The hold of your ticket is over; the engineer is reminded
ticket-notice-completed = { $by } completed your ticket; please rate it
ticket-notice-closed-duplicate = { $by } closed your ticket as a duplicate of another
ticket-notice-closed-withdrawn = { $by } closed your ticket as withdrawn
ticket-notice-closed-not-a-service = { $by } closed your ticket as not a service
ticket-notice-noted = { $by } added a note

ticket-refusal-not-filled-in = Something is not filled in, or cannot be read.
ticket-refusal-not-submitted = There is no such ticket yet.
ticket-refusal-already-submitted = This ticket has been submitted before.
ticket-refusal-not-the-requester = Only the requester can do this.
ticket-refusal-not-the-owner = Only the engineer who has the ticket can do this.
ticket-refusal-not-an-engineer = You are not an engineer.
ticket-refusal-not-a-dispatcher = Only the service desk can do this.
ticket-refusal-not-your-team = Another team serves this store.
ticket-refusal-not-assignable = The ticket cannot go to this person: no engineer, of another team, or has it already.
ticket-refusal-not-in-pool = The ticket is no longer in the pool.
ticket-refusal-not-in-hand = Nobody is working on the ticket.
ticket-refusal-already-on-hold = The ticket is on hold already.
ticket-refusal-not-on-hold = The ticket is not on hold.
ticket-refusal-not-completed = The ticket is not completed.
ticket-refusal-not-open = The ticket is over already.
ticket-refusal-not-ended = The ticket is neither completed nor closed.
ticket-refusal-outdated = The ticket has moved on. Look again and repeat.
ticket-refusal-not-an-original = It cannot be a duplicate of that: no ticket, this very one, or cancelled or closed itself.
ticket-refusal-day-out-of-range = A hold lasts until today at least, and 90 days at most.
ticket-refusal-done-by-system = Only the system does this.
ticket-refusal-own-work = Who completed a ticket cannot rate it.
ticket-refusal-rating-is-final = After 7 days a rating stands.
ticket-refusal-stars-out-of-range = Stars go from 1 to 5.
ticket-refusal-foreign-store = You can ask for help for your own store only.
ticket-refusal-unknown-store = There is no such store.
ticket-refusal-unknown-category = The service catalogue has no such entry.
ticket-refusal-text-missing = Please say something about it.
ticket-refusal-text-too-long = The text is too long: at most 4000 characters.
ticket-refusal-text-unreadable = The text has characters that cannot be shown.
ticket-refusal-too-many-photos = Too many photos: at most 10.
ticket-refusal-repeated-photo = The same photo is there twice.
ticket-refusal-misread-label = A label was not read right: scan it again, or type what stands on it.
ticket-refusal-bad-equipment = An equipment label is empty, too long or there twice, or there are too many.

ticket-superseded-not-submitted = Without effect: the ticket had not been submitted.
ticket-superseded-already-submitted = Without effect: the ticket had been submitted.
ticket-superseded-taken = Without effect: { $by } had taken it first.
ticket-superseded-cancelled = Without effect: the requester had cancelled.
ticket-superseded-closed = Without effect: { $by } had closed it.
ticket-superseded-work-has-begun = Without effect: { $by } had begun to work on it.
ticket-superseded-reassigned = Without effect: the ticket had been reassigned to { $to }.
ticket-superseded-completed = Without effect: { $by } had completed it.
ticket-superseded-kept-as-note = { $by } had completed it first; this is kept as a note.
ticket-superseded-already-on-hold = Without effect: the ticket was on hold already.
ticket-superseded-not-on-hold = Without effect: the ticket was no longer on hold.
ticket-superseded-already-reopened = Without effect: the ticket had been reopened.
ticket-superseded-reopened-since = Without effect: the requester had reopened it.
ticket-superseded-assignment-is-over = Without effect: that stage of the work was over.
ticket-superseded-groundless = Without effect, kept as a note: what this builds on had no effect.
ticket-superseded-rating-is-final = Without effect: a rating stands after 7 days.

## Assets

asset-cases = Assets

asset-list-held = What I hold
asset-list-store = My store's equipment
asset-list-exceptions = Left behind

asset-state-in-stock = In stock
asset-state-in-use = In use
asset-state-in-repair = In repair
asset-state-lost = Lost
asset-state-scrapped = Scrapped
asset-state-disposed = Disposed of

asset-condition-new = New
asset-condition-good = Good
asset-condition-worn = Worn
asset-condition-broken = Broken

asset-repair-repaired = Repaired
asset-repair-not-worth-it = Not worth it
asset-repair-broken-off = Broken off
asset-repair-open = { $vendor }, since { $since }
asset-repair-over = { $vendor }, { $since } to { $until }: { $outcome }

asset-custody-received = received by { $by }
asset-custody-issued = issued by { $by }
asset-custody-taken-back = taken back by { $by }
asset-custody-relocated = moved by { $by }
asset-custody-replaced = replaced by { $by }
asset-custody-replacing = in the place of another, by { $by }
asset-custody-transferred = transferred by { $by }, signed for in { $transfer }
asset-custody-held = { $holder }, { $since } to { $until }, { $how } ({ $store })
asset-custody-holds = { $holder }, since { $since }, { $how } ({ $store })
asset-custody-stocked = Stock of { $store }, { $since } to { $until }, { $how }
asset-custody-stocks = Stock of { $store }, since { $since }, { $how }

asset-field-tag = Tag
asset-field-serial = Serial number
asset-field-category = Category
asset-field-store = Store
asset-field-condition = Condition
asset-field-bought = Bought
asset-field-price = Price
asset-field-custody = Custody
asset-field-repair = Repair
asset-field-replaces = In the place of
asset-field-replaced-by = Replaced by

asset-offer-receive = Receive equipment
asset-offer-issue = Issue
asset-offer-take-back = Take back
asset-offer-replace = Replace
asset-offer-relocate = Move to another store
asset-offer-send-to-repair = Send to repair
asset-offer-end-repair = Back from repair
asset-offer-find = Found
asset-offer-correct = Correct
asset-offer-report-lost = Report as lost
asset-offer-scrap = Scrap
asset-offer-dispose = Dispose of

asset-input-tag = Tag
asset-input-serial = Serial number
asset-input-model = Model
asset-input-category = Category
asset-input-bought = Bought on (year-month-day)
asset-input-price = Price
asset-input-store = Store
asset-input-condition = Condition
asset-input-holder = To
asset-input-vendor = Vendor
asset-input-outcome = Outcome
asset-input-cost = Cost
asset-input-replacement = Tag of the other
asset-input-reason = Reason

asset-column-holder = Holder
asset-column-state = Status
asset-register-no-condition = “{ $value }” is no condition; it is one of New, Good, Worn, Broken.
asset-register-custody = An import changes nobody's custody: that takes a transfer, or an act of an asset admin.
asset-register-state = An import does not change how an asset stands: leave this empty, or as it is.

asset-did-receive = { $by } received it into stock
asset-did-correct = { $by } corrected it
asset-did-issue = { $by } issued it to { $to }
asset-did-take-back = { $by } took it back into stock
asset-did-relocate = { $by } moved it to another store
asset-did-send-to-repair = { $by } sent it to repair
asset-did-end-repair = { $by } had it back from repair
asset-did-report-lost = { $by } reported it as lost
asset-did-find = { $by } found it
asset-did-replace = { $by } replaced it by { $tag }
asset-did-take-place = { $by } gave it to { $holder } in the place of { $tag }
asset-did-place-not-taken = { $by }: the other could not come in its place
asset-did-change-hands = { $from } handed it to { $to }, who confirmed
asset-did-scrap = { $by } scrapped it
asset-did-dispose = { $by } disposed of it

asset-notice-yours = { $by } gave you { $tag }.
asset-notice-not-yours = { $by } took over { $tag }, which you held.
asset-notice-not-replaced = { $tag } was not replaced: the other was not in stock any more.

asset-refusal-not-filled-in = Something is missing, or cannot be read.
asset-refusal-not-received = This equipment has not been received.
asset-refusal-already-received = This equipment has been received before.
asset-refusal-not-an-asset-admin = Only asset admins can do this.
asset-refusal-unknown-store = There is no such store.
asset-refusal-unknown-person = There is no such person, or they have left.
asset-refusal-bad-label = Something is missing, or has more than 64 characters.
asset-refusal-tag-taken = Other equipment has this tag.
asset-refusal-no-replacement = There is no such other equipment, as far as this phone knows.
asset-refusal-done-by-system = Nobody does this by hand.
asset-refusal-nothing-corrected = Nothing is corrected by this.
asset-refusal-outdated = This has changed meanwhile. Look at it again.
asset-refusal-in-stock = This cannot be done to what is in stock.
asset-refusal-in-use = This cannot be done to what somebody holds.
asset-refusal-in-repair = This cannot be done to what is in repair.
asset-refusal-lost = This cannot be done to what is lost.
asset-refusal-scrapped = This cannot be done to what is scrapped.
asset-refusal-disposed = This equipment has been disposed of.
asset-refusal-reason-missing = A reason is needed.
asset-refusal-reason-too-long = The reason is too long.
asset-refusal-reason-unreadable = The reason has characters that cannot be shown.

asset-superseded-not-received = The equipment had not been received.
asset-superseded-already-received = The equipment had been received.
asset-superseded-corrected = { $by } had changed the same before.
asset-superseded-groundless = It corrects what never stood there.
asset-superseded-moved = { $by } had moved the equipment before.
asset-superseded-in-stock = The equipment was in stock by then.
asset-superseded-in-use = Somebody held the equipment by then.
asset-superseded-in-repair = The equipment was in repair by then.
asset-superseded-lost = The equipment was lost by then.
asset-superseded-scrapped = The equipment was scrapped by then.
asset-superseded-disposed = The equipment had been disposed of by then.
asset-superseded-repair-is-over = The repair was over by then.

## Transfers

transfer-cases = Transfers

transfer-list-to-confirm = To confirm
transfer-list-mine = My transfers
transfer-list-exceptions = Transfer exceptions

transfer-status-open = To be confirmed
transfer-status-partly = Confirmed in part
transfer-status-confirmed = Confirmed
transfer-status-refused = Refused
transfer-status-withdrawn = Withdrawn
transfer-status-contested = Contested
transfer-status-ended = Ended
transfer-status-not-moved = Not changed hands

transfer-title-more = { $named } and more, { $count } in all
transfer-by-code = whoever has the code
transfer-mark-offered = Handed to { $to }, not confirmed
transfer-mark-by-code = Handed out by code, not confirmed
transfer-mark-confirmed = Confirmed by { $to }, not yet sent

transfer-field-giver = Giver
transfer-field-receiver = Receiver
transfer-field-begun-by = Begun by
transfer-field-exception = Exception
transfer-exception-overdue = Not confirmed for 3 days
transfer-exception-refused = Refused
transfer-exception-contested = Contested
transfer-exception-claimed = { $why }; also claimed by { $people }

transfer-item-offered = to be confirmed
transfer-item-confirmed = confirmed by { $by }, { $at }, { $condition }
transfer-item-refused = refused by { $by }, { $at }
transfer-item-withdrawn = withdrawn by { $by }, { $at }
transfer-item-not-moved = it did not change hands: nobody held it any more by then
transfer-item-not-moved-but = it did not change hands: { $holder } had it by then
transfer-item-not-moved-stays = it did not change hands: it was in repair, lost or issued anew by then, and stays with { $holder }
transfer-item-ended = ended, for the receiver has left

transfer-offer-hand-out = Hand out equipment
transfer-offer-confirm = Confirm receipt
transfer-offer-refuse = Refuse
transfer-offer-withdraw = Withdraw
transfer-offer-contest = Contest
transfer-offer-settle = Settle

transfer-input-assets = Equipment
transfer-input-to = Receiver (empty: whoever takes the code)
transfer-input-reason = Reason
transfer-input-settlement = What was settled
transfer-input-condition = condition as received (empty if it was not)
transfer-input-photos = photos
transfer-input-signature = Signature

transfer-choice-own = Held by me

transfer-did-hand-out = { $by } handed { $count } out to { $to }
transfer-did-hand-out-by-code = { $by } handed { $count } out by code
transfer-did-confirm = { $by } confirmed { $count }
transfer-did-refuse = { $by } refused { $count }
transfer-did-withdraw = { $by } withdrew { $count }
transfer-did-contest = { $by } contested it
transfer-did-settle = { $by } settled it
transfer-did-remind = { $by } reminded both: not confirmed for 3 days
transfer-did-not-move = { $by }: an asset did not change hands
transfer-did-end = { $by }: { $of } has left, what was not confirmed ended

transfer-notice-to-confirm = { $by } hands { $tags } over to you. Please confirm.
transfer-notice-begun = { $by } has handed out { $tags } in this transfer.
transfer-notice-confirmed = { $by } confirmed { $tags }.
transfer-notice-refused = { $by } refused { $tags }.
transfer-notice-withdrawn = { $by } withdrew { $tags }.
transfer-notice-contested = The transfer of { $tags } is contested.
transfer-notice-settled = { $by } settled the transfer.
transfer-notice-confirm-now = { $tags } have waited for you for 3 days. Please confirm or refuse.
transfer-notice-unconfirmed = { $tags } that you handed out are not confirmed after 3 days.
transfer-notice-not-moved = { $tags } did not change hands. The transfer says why.
transfer-notice-ended = { $of } has left, so the transfer ended.

transfer-refusal-not-filled-in = Something is missing or cannot be read.
transfer-refusal-not-handed-out = There is no such transfer yet.
transfer-refusal-already-handed-out = The transfer has begun already.
transfer-refusal-nothing-chosen = Choose equipment, each piece once.
transfer-refusal-too-many = A transfer has 50 pieces at most.
transfer-refusal-several-givers = A transfer is of one person's equipment.
transfer-refusal-not-held = One of these is not held by the giver, or is in repair or handed out already.
transfer-refusal-to-oneself = Nothing can be handed to the one who has it.
transfer-refusal-unknown-person = There is no such person, or they have left.
transfer-refusal-no-receiver = Name a receiver, or hand it out by code.
transfer-refusal-not-the-receiver = Only the receiver does this.
transfer-refusal-not-the-giver = Only the giver does this.
transfer-refusal-not-an-asset-admin = Only asset admins do this.
transfer-refusal-not-open = One of these is confirmed, refused or withdrawn already.
transfer-refusal-nothing-to-contest = There is nothing to contest.
transfer-refusal-nothing-to-settle = There is nothing to settle.
transfer-refusal-too-many-photos = At most 10 photos for each piece.
transfer-refusal-not-signed = Please sign.
transfer-refusal-other-store = Your store has changed. Please confirm anew.
transfer-refusal-done-by-system = Fieldloop does this by itself.
transfer-refusal-reason-missing = Please give a reason.
transfer-refusal-reason-too-long = The reason is too long.
transfer-refusal-reason-unreadable = The reason has characters that no screen shows.

transfer-superseded-not-handed-out = The transfer had not begun by then.
transfer-superseded-already-handed-out = The transfer had begun already.
transfer-superseded-confirmed = { $by } had confirmed before.
transfer-superseded-refused = { $by } had refused before.
transfer-superseded-withdrawn = { $by } had withdrawn it before. If it was handed out to you anew, confirm that. An asset admin will look at it.
transfer-superseded-taken = { $by } had taken it by the same code before. An asset admin will look at it.
transfer-superseded-nothing-open = Nothing of it was open by then.
transfer-superseded-already-contested = It was contested already.
transfer-superseded-not-contested = It was not contested any more.

## Register

register-needed = This is needed, and cannot be cleared.
register-exponent = “{ $value }” is what Excel makes of a long number; its last digits are lost. Give the column the format “Text” and fill it in again.
register-no-date = “{ $value }” is not certainly a day; write 2025-03-04.
register-no-amount = “{ $value }” is no amount; write 1299.50.
register-unknown-store = There is no store called “{ $value }”.
register-stores-alike = Several stores are called “{ $value }”; write the id of one: { $candidates }.
register-unknown-person = There is nobody called “{ $value }”. An import makes no new people.
register-has-left = “{ $value }” has left.
register-people-alike = Several people are called “{ $value }”; write the login of one: { $candidates }.
register-misread-label = The label was misread: its check characters do not fit. Scan it again.
register-reasons = Why not imported
register-file-no-text = The file is neither UTF-8 nor UTF-16 nor GB18030; it cannot be read from this line on.
register-file-empty = The file has no headers.
register-file-too-many-lines = A file has at most { $max } lines; split it.
register-file-unknown-column = There is no column called “{ $header }”.
register-file-doubled-column = The column “{ $header }” is there twice.
register-file-no-key = The column “{ $title }” is missing.
register-file-nameless = “{ $value }” stands in a column without a header.
register-file-wrong-cells = This line has { $cells } cells, and there are { $columns } headers.
register-file-too-long = A cell is too long; a quotation mark may be missing.
register-file-doubles = This is the same as line { $line }.
register-file-damaged = This record cannot be read just now.
register-default-reason = Imported from a file
